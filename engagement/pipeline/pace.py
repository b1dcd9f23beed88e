"""How fast clients may send, as the workers keep up: what one web process tells its connections."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from engagement.messages import Rate
from engagement.pipeline.connection import Connection

SLOW_DOWN_LAG_S = 5.0
SPEED_UP_LAG_S = 1.0
# Of the pictures that were settled since the last look, those that nobody looked at.
TOO_MANY_LOST = 0.1
FEW_LOST = 0.02
# Everybody's first picture costs three times as much as the next ones: one look at the loss says nothing.
LOSING_LOOKS = 2
SLOWEST = 1 / 8
FASTER = 1.25
# Faster again only by and by: what is enough for all is found out by trying.
FASTER_AFTER_S = 10.0
BEHIND, AHEAD = _("The server is behind."), _("The server has caught up.")
TOO_MANY = _("The server gets more pictures than it can look at.")


class Pace:
    """Half the rate for everybody while the workers are behind; of pictures as many as they can look at."""

    def __init__(self) -> None:
        self._all = 1.0
        self._pictures = 1.0
        self._losing = 0  # looks in a row
        self._changed_at = 0.0

    def rate_hz(self, connection: Connection) -> float:
        rate_hz = connection.rate_hz * self._all * (self._pictures if connection.sends_pictures else 1.0)
        return round(rate_hz, 3)

    def adapt(self, connections: Collection[Connection], now: float) -> None:
        self._adapt_all(connections, now)
        self._adapt_pictures([one for one in connections if one.sends_pictures], now)

    def tell(self, connection: Connection, reason: str) -> None:
        connection.outbox.put(Rate(rate_hz=self.rate_hz(connection), reason=reason))

    def greet(self, connection: Connection) -> None:
        """Whoever comes while others are slowed down is, too."""
        if self.rate_hz(connection) != connection.rate_hz:
            self.tell(connection, str(BEHIND if self._all < 1 else TOO_MANY))

    def _adapt_all(self, connections: Collection[Connection], now: float) -> None:
        """By the lag of most people."""
        lags = sorted(now - (one.waits_since() or now) for one in connections)
        lag = lags[len(lags) // 2] if lags else 0.0
        share = 0.5 if lag > (SPEED_UP_LAG_S if self._all < 1 else SLOW_DOWN_LAG_S) else 1.0
        if share != self._all:
            self._all = share
            for one in connections:
                self.tell(one, str(BEHIND if share < 1 else AHEAD))

    def _adapt_pictures(self, connections: Collection[Connection], now: float) -> None:
        taken = [one.take_pictures() for one in connections]
        settled, lost = sum(one[0] for one in taken), sum(one[1] for one in taken)
        share = self._pictures
        self._losing = self._losing + 1 if lost > TOO_MANY_LOST * settled else 0
        if self._losing >= LOSING_LOOKS:
            share = max(share * max(1 - lost / settled, 0.5), SLOWEST)
        elif lost <= FEW_LOST * settled and now - self._changed_at > FASTER_AFTER_S:
            share = min(share * FASTER, 1.0)
        if share != self._pictures:
            reason = str(TOO_MANY if share < self._pictures else AHEAD)
            self._pictures, self._changed_at = share, now
            for one in connections:
                self.tell(one, reason)
