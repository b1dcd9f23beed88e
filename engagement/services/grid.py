"""Windows of a whole session as arrays, and what is computed from them: shares, attentiveness, the class curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray
from psycopg import sql

from engagement.models import Participant, Session
from engagement.services.records import read_records

WINDOW_S = 10
COARSE_WINDOW_S = 60
# Longer histories are shown in coarse windows.
FINE_UP_TO_S = 2 * 3600
# A session that nobody closed is shown up to here.
LONGEST_S = 24 * 3600
# A class is described only by this many people with enough known time (measures.md).
MINIMUM_PEOPLE = 5

# As numbered in analysis.types.State.
STATES = ("facing", "second_screen", "notes", "away", "eyes_closed", "unknown")
KNOWN = slice(0, 5)
# As numbered in analysis.types.Reason, which the web process does not import.
REASONS = (
    *("known", "no_face", "several_faces", "too_small", "too_dark", "blurred", "cut_off", "camera_off", "no_frames"),
    *("paused", "disconnected", "uncalibrated", "withdrawn"),
)
WINDOW_COLUMNS = {"participant": "bigint", "at": "bigint", **{f"{state}_s": "real" for state in STATES}}
WINDOWS = sql.SQL("""
    SELECT w.participant_id, extract(epoch FROM w.started_at)::bigint,
           w.facing_s, w.second_screen_s, w.notes_s, w.away_s, w.eyes_closed_s, w.unknown_s
    FROM engagement_window w JOIN engagement_participant p ON p.id = w.participant_id
    WHERE p.session_id = %(session)s AND p.withdrawn_at IS NULL
""")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Counting:
    """How a session's scoring adds up seconds per state."""

    counted: NDArray[np.bool_]  # (6,) the states that count as attentive
    min_known_share: float

    @classmethod
    def of(cls, session: Session) -> Self:
        """Before anything was scored there is nothing to add up, either."""
        parameters = session.scoring.parameters if session.scoring else {}
        counted = {"facing", *parameters.get("counted", ())}
        return cls(np.array([state in counted for state in STATES]), parameters.get("min_known_share", 0.5))

    def totals(self, seconds: Floats, elapsed_s: Floats | float) -> tuple[Floats, Floats]:
        """Attentiveness (NaN without enough known time) and known share, from seconds (..., 6) of an elapsed time."""
        known_s = seconds[..., KNOWN].sum(axis=-1)
        elapsed = np.broadcast_to(elapsed_s, known_s.shape)
        share = np.divide(known_s, elapsed, out=np.zeros(known_s.shape), where=elapsed > 0).clip(0, 1)
        enough = (share >= self.min_known_share) & (known_s > 0)
        counted_s = seconds[..., self.counted].sum(axis=-1)
        attentiveness = np.divide(counted_s, known_s, out=np.full(known_s.shape, np.nan), where=enough)
        return attentiveness.clip(0, 1), share


@dataclass(frozen=True)
class Grid:
    """Seconds per state of everyone in every window of a session."""

    times: NDArray[np.int64]  # (T,) unix seconds, the start of each window
    window_s: int
    seconds: Floats  # (P, T, 6), columns as STATES
    counting: Counting

    @cached_property
    def cells(self) -> tuple[Floats, Floats]:
        """(P, T) attentiveness and known share of each window."""
        return self.counting.totals(self.seconds, self.window_s)

    @cached_property
    def main_state(self) -> NDArray[np.int64]:
        """(P, T), the state with most seconds, -1 where nothing arrived."""
        return np.where(self.seconds.sum(axis=-1) > 0, self.seconds.argmax(axis=-1), -1)

    @cached_property
    def present(self) -> NDArray[np.bool_]:
        """(P, T), true from a person's first window on."""
        return np.logical_or.accumulate(self.main_state >= 0, axis=1)

    def totals(self, windows: int | None = None) -> tuple[Floats, Floats]:
        """(P,) attentiveness and known share since each person's first window, or of the last few windows."""
        span = slice(None if windows is None else -windows, None)
        elapsed_s = self.present[:, span].sum(axis=1) * float(self.window_s)
        return self.counting.totals(self.seconds[:, span].sum(axis=1), elapsed_s)

    def curve(self) -> dict[str, list[Any]]:
        attentiveness, known_share = self.cells
        quartiles, n = class_quartiles(attentiveness)
        present = self.present.sum(axis=0)
        share = np.full(len(self.times), np.nan)
        many = present >= MINIMUM_PEOPLE
        share[many] = known_share.sum(axis=0)[many] / present[many]
        q25, median, q75 = (listed(row) for row in quartiles)
        return {"n": n.tolist(), "q25": q25, "median": median, "q75": q75, "known_share": listed(share)}


def class_quartiles(attentiveness: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """(3, T) lower quartile, median, upper quartile over people (axis 0), NaN for fewer than five; and how many."""
    n = np.isfinite(attentiveness).sum(axis=0)
    quartiles = np.full((3, attentiveness.shape[1]), np.nan)
    many = n >= MINIMUM_PEOPLE
    ordered = np.sort(attentiveness[:, many], axis=0)  # NaN come last
    for row, share in enumerate((0.25, 0.5, 0.75)):
        quartiles[row, many] = _quantile(ordered, n[many], share)
    return quartiles, n


def _quantile(ordered: Floats, n: NDArray[np.int64], share: float) -> Floats:
    """Of the first n of each column, interpolated linearly. (`np.nanpercentile` takes the columns one by one.)"""
    position = share * (n - 1)
    low = position.astype(np.int64)
    columns = np.arange(len(n))
    below, above = ordered[low, columns], ordered[np.minimum(low + 1, n - 1), columns]
    return below + (position - low) * (above - below)


def grid_of(session: Session, people: Sequence[Participant], fine_up_to_s: float = LONGEST_S) -> Grid:
    records = read_records(WINDOWS, WINDOW_COLUMNS, {"session": session.pk})
    window_s, times = _axis(session, records["at"], fine_up_to_s)
    row_of = {person.pk: row for row, person in enumerate(people)}
    rows = np.array([row_of.get(one, -1) for one in records["participant"].tolist()], np.int64)
    columns = (records["at"] - (times[0] if len(times) else 0)) // window_s
    inside = (rows >= 0) & (columns >= 0) & (columns < len(times))
    seconds = _summed(records[inside], rows[inside], columns[inside], (len(people), len(times)))
    return Grid(times, window_s, seconds, Counting.of(session))


def _summed(records: NDArray[np.void], rows: Any, columns: Any, shape: tuple[int, int]) -> Floats:
    """(P, T, 6) seconds per state; several windows may fall into one cell."""
    cells = rows * shape[1] + columns
    size = shape[0] * shape[1]
    sums = [np.bincount(cells, records[f"{state}_s"], size).astype(np.float64) for state in STATES]
    return np.stack(sums, axis=-1).reshape(*shape, len(STATES))


def listed(values: Floats, digits: int = 3) -> list[float | None]:
    """For JSON: rounded, NaN as None."""
    return [None if value != value else value for value in np.round(values, digits).tolist()]


def one(value: float | None, digits: int = 3) -> float | None:
    return None if value is None or value != value else round(float(value), digits)


def _axis(session: Session, at: NDArray[np.int64], fine_up_to_s: float) -> tuple[int, NDArray[np.int64]]:
    """The start of every window from the session's start to its end; while it runs, of those that are complete."""
    if session.started_at is None:
        return WINDOW_S, np.empty(0, np.int64)
    start = session.started_at.timestamp()
    end = min(_ends_at(session, at), start + LONGEST_S)
    window_s = WINDOW_S if end - start <= fine_up_to_s else COARSE_WINDOW_S
    return window_s, np.arange(int(start) // window_s * window_s, end, window_s, dtype=np.int64)


def _ends_at(session: Session, at: NDArray[np.int64]) -> float:
    if session.clock == Session.Clock.RECORDED:
        return float(at.max()) + WINDOW_S if len(at) else 0.0
    if session.ended_at:
        return session.ended_at.timestamp()
    return timezone.now().timestamp() // WINDOW_S * WINDOW_S
