"""From seconds per state to attentiveness and known share, and both of everybody's last minute."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from engagement.pipeline.columns import array, plain

# As numbered in analysis.types.State, which the web process does not import.
STATES = ("facing", "second_screen", "notes", "away", "eyes_closed", "unknown")
KNOWN = slice(0, 5)
WINDOW_S = 10
MINUTE_S = 60
Floats = NDArray[np.float64]

# A person's time counts from when they came: all of their first window is booked from there on.
LAST_MINUTES = """
    SELECT wanted.id, wanted.until - greatest(wanted.start, came.at), sum(w.facing_s), sum(w.second_screen_s),
           sum(w.notes_s), sum(w.away_s), sum(w.eyes_closed_s), sum(w.unknown_s)
    FROM unnest(%s::bigint[], %s::float8[], %s::float8[]) AS wanted(id, start, until)
    JOIN engagement_window w ON w.participant_id = wanted.id AND w.started_at >= to_timestamp(wanted.start)
    CROSS JOIN LATERAL (
        SELECT least(extract(epoch FROM started_at)::float8 + %s, wanted.until)
               - (facing_s + second_screen_s + notes_s + away_s + eyes_closed_s + unknown_s) AS at
        FROM engagement_window WHERE participant_id = wanted.id ORDER BY started_at LIMIT 1
    ) AS came
    GROUP BY wanted.id, wanted.start, wanted.until, came.at
"""


@dataclass(frozen=True)
class Counting:
    """How a scoring adds up seconds per state."""

    counted: NDArray[np.bool_]  # (6,) the states that count as attentive
    min_known_share: float

    @classmethod
    def of(cls, zones: Collection[str], min_known_share: float) -> Self:
        """Looking at the screen counts, and so do these zones beside it."""
        return cls(np.array([state == "facing" or state in zones for state in STATES]), min_known_share)

    def totals(self, seconds: Floats, elapsed_s: Floats | float) -> tuple[Floats, Floats]:
        """Attentiveness (NaN without enough known time) and known share, from seconds (..., 6) of an elapsed time."""
        known_s = seconds[..., KNOWN].sum(axis=-1)
        elapsed = np.broadcast_to(elapsed_s, known_s.shape)
        share = np.divide(known_s, elapsed, out=np.zeros(known_s.shape), where=elapsed > 0).clip(0, 1)
        enough = (share >= self.min_known_share) & (known_s > 0)
        counted_s = seconds[..., self.counted].sum(axis=-1)
        attentiveness = np.divide(counted_s, known_s, out=np.full(known_s.shape, np.nan), where=enough)
        return attentiveness.clip(0, 1), share


class Minute(NamedTuple):
    attentiveness: float | None
    known_share: float


NO_MINUTE = Minute(None, 0.0)


def last_minutes(until: Mapping[int, float], countings: Mapping[int, Counting]) -> dict[int, Minute]:
    """Of each participant, the minute before their time: five whole windows and the one that is still open."""
    start = [at // WINDOW_S * WINDOW_S - (MINUTE_S - WINDOW_S) for at in until.values()]
    with connection.cursor() as cursor:
        cursor.execute(LAST_MINUTES, [array(until), array(start), array(until.values()), WINDOW_S])
        rows = cursor.fetchall()
    participants = [row[0] for row in rows]
    numbers = np.array([row[1:] for row in rows], np.float64).reshape(len(rows), 1 + len(STATES))
    minutes: dict[int, Minute] = {}
    for counting, some in _alike(participants, countings):
        attentiveness, share = (total.round(3) for total in counting.totals(numbers[some, 1:], numbers[some, 0]))
        theirs = map(Minute, plain(attentiveness), share.tolist())
        minutes |= zip([participants[row] for row in some], theirs, strict=True)
    return minutes


def _alike(participants: list[int], countings: Mapping[int, Counting]) -> Iterator[tuple[Counting, list[int]]]:
    """Who is counted in the same way: usually everybody."""
    rows = defaultdict(list)
    for row, participant in enumerate(participants):
        rows[id(countings[participant])].append(row)
    return ((countings[participants[some[0]]], some) for some in rows.values())
