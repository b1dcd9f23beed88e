"""What one capture connection is allowed to say next, and what it has been promised. No input or output of its own."""

from collections import deque
from dataclasses import dataclass, field
from typing import Protocol

from engagement.errors import (
    CreditExceeded,
    HeadwayError,
    MessageMalformed,
    PointSetUnknown,
    SequenceOutOfOrder,
    SessionClosed,
    TimeImplausible,
    TooFast,
    Unavailable,
)
from engagement.messages import (
    POINT_SET_CODES,
    REASONS,
    STATUS_REASONS,
    TEACHINGS,
    Frame,
    Hello,
    Notice,
    Resume,
    ServerText,
    Status,
    check_landmarks,
)
from engagement.messages.binary import POINT_SET_NUMBERS
from engagement.pipeline.items import FRAME, LANDMARKS, NAN, STATUS, Item

LANDMARKS_HZ = 5.0
FRAMES_HZ = 2.0
LIVE_CREDIT = 50
RECORDED_CREDIT = 100  # bounds what an import may have waiting before a live session's messages
RATE_TOLERANCE = 4.0
FUTURE_S = 300.0
PAST_S = 12 * 3600.0
RECORDING_S = 24 * 3600.0
TAIL_S = 60.0
RESUME_TIMEOUT_S = 15.0
CLOCK_JUMP_S = 60.0  # no network is so slow
REASON_NUMBERS = {name: number for number, name in enumerate((*REASONS, *STATUS_REASONS))}
TEACHING_NUMBERS = {name: number for number, name in enumerate(TEACHINGS)}
_PICTURES = "pictures, as hello said"


class Outbox(Protocol):
    """Where a connection puts what its client must hear; neither waits."""

    def put(self, message: ServerText) -> None: ...

    def acknowledge(self, sequence: int, dropped: int) -> None: ...

    def close(self, error: HeadwayError) -> None: ...


@dataclass(slots=True)
class SessionFacts:
    """What a connection must know of its session; times in unix seconds."""

    id: int
    is_recorded: bool
    status: str
    started_at: float
    ended_at: float | None = None


@dataclass(slots=True)
class Bucket:
    """Tokens that come back with time, on whatever clock `now` is read from."""

    per_second: float
    capacity: float
    tokens: float = field(init=False)
    filled_at: float | None = None

    def __post_init__(self) -> None:
        self.tokens = self.capacity

    def take(self, now: float) -> bool:
        if self.filled_at is None:
            self.filled_at = now
        gained = max(now - self.filled_at, 0.0) * self.per_second
        self.tokens = min(self.tokens + gained, self.capacity)
        self.filled_at = max(self.filled_at, now)
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


class ClockOffset:
    """Server clock minus client clock: the exchange that travelled fastest, of the last few, says it best.

    A clock that was set forward shows at once, because nothing travels back in time; one that was set back, as a jump.
    """

    def __init__(self) -> None:
        self._offsets: deque[float] = deque(maxlen=8)
        self.seconds = 0.0

    def learn(self, sent_at: float, received_at: float) -> None:
        offset = received_at - sent_at
        if offset > self.seconds + CLOCK_JUMP_S:
            self._offsets.clear()
        self._offsets.append(offset)
        self.seconds = min(self._offsets)


class Connection:
    def __init__(
        self,
        participant: int,
        session: SessionFacts,
        hello: Hello,
        last_sequence: int,
        outbox: Outbox,
        dropped: int = 0,
    ) -> None:
        self.participant = participant
        self.session = session
        self.hello = hello
        self.outbox = outbox
        self.clock = ClockOffset()
        self._fov_deg = NAN if hello.fov_deg is None else hello.fov_deg
        self._point_set = POINT_SET_NUMBERS[hello.point_set] if hello.point_set else 0
        self.opened_at = 0.0  # on Valkey's clock: of two connections of a participant the newer one stays
        self.rejected = 0
        self.rate_hz = FRAMES_HZ if hello.point_set is None else LANDMARKS_HZ
        self.credit = _credit(session, hello)
        self.acknowledged = last_sequence
        self.dropped = dropped  # of the participant's pictures, in all
        self._dropped_before = dropped
        self._settled = 0
        self._unsaid = 0  # messages that the client does not know to be settled
        self._is_told = True
        self._accepted = last_sequence
        self._highest = last_sequence
        self._waiting: deque[tuple[int, float]] = deque()  # accepted, not acknowledged: sequence and when it came
        self._resumed_after: int | None = None
        self._resumed_at = 0.0
        self._awaits_resend = False
        self._rate = self._full_bucket()

    def begin(self, last_sequence: int) -> None:
        """Count on from here."""
        self.acknowledged = self._accepted = self._highest = last_sequence

    def accept_landmarks(self, message: bytes, received_at: float) -> Item | None:
        """The item to store, None when there is nothing to do; raises what is wrong with the message."""
        sequence, captured_at, point_set = check_landmarks(message)
        if not self._is_new(sequence):
            return None
        captured_at = self._corrected(captured_at, received_at)
        if point_set and point_set != self._point_set:
            raise PointSetUnknown(got=POINT_SET_CODES[point_set], expected=self.hello.point_set or _PICTURES)
        self._require_rate(captured_at)
        who = (self.participant, self.session.id, sequence, self._take(sequence, received_at), captured_at, received_at)
        return Item(LANDMARKS, *who, self.hello.mirrored, self._fov_deg, 0, 0, message)

    def accept(self, message: Frame | Status, received_at: float) -> Item | None:
        """The same for what is rarer."""
        sequence = message.sequence
        if not self._is_new(sequence):
            return None
        captured_at = self._corrected(message.captured_at, received_at)
        if isinstance(message, Frame) and self._point_set:
            raise MessageMalformed(what=f"hello agreed on landmarks ({self.hello.point_set}), this is a picture")
        self._require_rate(captured_at)
        who = (self.participant, self.session.id, sequence, self._take(sequence, received_at), captured_at, received_at)
        if isinstance(message, Status):
            return Item(STATUS, *who, reason=REASON_NUMBERS[message.reason])
        return Item(FRAME, *who, self.hello.mirrored, self._fov_deg, teaching=TEACHING_NUMBERS[message.teaching])

    def acknowledge(self, sequence: int, dropped: int) -> None:
        """Everything up to `sequence` is stored; `dropped` of the pictures so far were superseded."""
        self._is_told = False
        self.acknowledged = max(self.acknowledged, sequence)
        self.dropped = max(self.dropped, dropped)
        while self._waiting and self._waiting[0][0] <= sequence:
            self._waiting.popleft()
            self._settled += 1
            self._unsaid += 1
        if self._resumed_after is not None and sequence > self._resumed_after:
            self._resumed_after = None
        if self._unsaid >= self.credit / 2:
            self.tell_acknowledged()

    def tell_acknowledged(self) -> None:
        """It costs as much as to take a message: done every two seconds, and sooner for whoever is faster."""
        if not self._is_told:
            self._tell()

    def _tell(self) -> None:
        self._is_told, self._unsaid = True, 0
        self.outbox.acknowledge(self.acknowledged, self.dropped)

    def resume(self, last_sequence: int, now: float) -> None:
        """What came after `last_sequence` was lost: the client sends it again.

        Until something after it is acknowledged, further resumes speak of the same loss.
        """
        if self._resumed_after is not None or last_sequence >= self._accepted:
            return
        self._accepted = self._resumed_after = last_sequence
        self._resumed_at = now
        self._awaits_resend = True
        self._waiting.clear()
        self._rate = self._full_bucket()  # the clock of capture is turned back
        self.outbox.put(Resume(last_sequence=last_sequence))

    def lose_unacknowledged(self, now: float) -> None:
        """Valkey lost its memory: nothing unacknowledged can be relied on."""
        if self._waiting:
            self._resumed_after = None
            self.resume(self.acknowledged, now)

    def check_resume(self, now: float) -> None:
        if self._resumed_after is not None and now - self._resumed_at > RESUME_TIMEOUT_S:
            self.outbox.close(Unavailable())

    @property
    def sends_pictures(self) -> bool:
        return self.hello.point_set is None

    def take_pictures(self) -> tuple[int, int]:
        """How many messages were settled since the last time, and how many pictures nobody looked at."""
        taken = self._settled, self.dropped - self._dropped_before
        self._settled, self._dropped_before = 0, self.dropped
        return taken

    def take_rejected(self) -> int:
        """How many messages were rejected since the last time."""
        rejected, self.rejected = self.rejected, 0
        return rejected

    def waits_since(self) -> float | None:
        """When the oldest unacknowledged message came."""
        return self._waiting[0][1] if self._waiting else None

    def session_changed(self, status: str, ended_at: float | None, now: float) -> None:
        ending = status in ("closing", "closed") and self.session.status not in ("closing", "closed")
        self.session.status, self.session.ended_at = status, ended_at
        if ending:
            self.outbox.put(Notice(code="session.ended", sentence=SessionClosed().sentence))
        if is_over(self.session, now):
            self.outbox.close(SessionClosed())

    def _is_new(self, sequence: int) -> bool:
        if self._is_before_resend(sequence) or self._is_stored(sequence):
            return False
        if sequence <= self._accepted:
            raise SequenceOutOfOrder(got=sequence, previous=self._accepted)
        return True

    def _take(self, sequence: int, received_at: float) -> int:
        """Returns the one that was taken before."""
        previous, self._accepted = self._accepted, sequence
        self._waiting.append((sequence, received_at))
        return previous

    def _is_before_resend(self, sequence: int) -> bool:
        """Sent before the client saw the resume: what it sends again begins below what came already."""
        if self._awaits_resend and sequence <= self._highest:
            self._awaits_resend = False
        self._highest = max(self._highest, sequence)
        return self._awaits_resend

    def _is_stored(self, sequence: int) -> bool:
        if sequence > self.acknowledged:
            return False
        self._tell()
        return True

    def _corrected(self, captured_at: float, received_at: float) -> float:
        if self.session.is_recorded:
            _require_between(captured_at, self.session.started_at - 60, self.session.started_at + RECORDING_S)
            return captured_at
        corrected = captured_at + self.clock.seconds
        _require_between(corrected, received_at - PAST_S, received_at + FUTURE_S)
        if self.session.ended_at is not None and corrected > self.session.ended_at + 1:
            raise SessionClosed
        # Nothing is captured after it came: until the clocks are compared again, this one is ahead.
        return min(corrected, received_at)

    def _require_rate(self, captured_at: float) -> None:
        if len(self._waiting) >= 2 * self.credit:
            raise CreditExceeded(limit=self.credit)
        # On the clock of capture: a backlog that is sent again after a reconnect is as slow as it was taken.
        if not self.session.is_recorded and not self._rate.take(captured_at):
            raise TooFast(limit=self._rate.per_second)

    def _full_bucket(self) -> Bucket:
        most_hz = self.rate_hz * RATE_TOLERANCE
        return Bucket(per_second=most_hz, capacity=2 * most_hz)


def is_over(session: SessionFacts, now: float) -> bool:
    """Nothing more is taken; a closing session still takes the unacknowledged tail for a while."""
    tail_ended = session.ended_at is not None and now > session.ended_at + TAIL_S
    return session.status == "closed" or (session.status == "closing" and tail_ended)


def _credit(session: SessionFacts, hello: Hello) -> int:
    if not session.is_recorded:
        return LIVE_CREDIT
    # Only the newest picture of a participant is kept, so a recording sends them one by one.
    return 1 if hello.point_set is None else RECORDED_CREDIT


def _require_between(captured_at: float, low: float, high: float) -> None:
    if not low <= captured_at <= high:
        raise TimeImplausible(got=captured_at, expected=f"{low:.0f} to {high:.0f}")
