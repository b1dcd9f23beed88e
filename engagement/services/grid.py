"""Windows of a whole session as arrays, and what is computed from them: shares, attentiveness, the class curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray
from psycopg import sql

from engagement import access, messages
from engagement.models import Participant, Session
from engagement.pipeline.counting import MINUTE_S, STATES, WINDOW_S, Counting, Floats
from engagement.services.counted import Counted
from engagement.services.records import read_records

COARSE_WINDOW_S = 60
# Longer histories are shown in coarse windows.
FINE_UP_TO_S = 2 * 3600
# A session that nobody closed is shown up to here.
LONGEST_S = 24 * 3600
MINIMUM_PEOPLE = access.MINIMUM_PEOPLE

# As numbered in analysis.types.Reason, which the web process does not import.
REASONS = (*messages.REASONS, *messages.STATUS_REASONS, "disconnected", "uncalibrated", "withdrawn")
WINDOW_COLUMNS = {"participant": "bigint", "at": "bigint", **{f"{state}_s": "real" for state in STATES}}
# Participant by participant, along the index: as one join, PostgreSQL reads everybody's windows of the whole year as
# long as it guesses that to be as quick. OFFSET 0 keeps it from making one of them again.
WINDOWS = sql.SQL("""
    SELECT w.*
    FROM engagement_participant p
    CROSS JOIN LATERAL (
        SELECT participant_id, extract(epoch FROM started_at)::bigint,
               facing_s, second_screen_s, notes_s, away_s, eyes_closed_s, unknown_s
        FROM engagement_window WHERE participant_id = p.id OFFSET 0
    ) AS w
    WHERE p.session_id = %(session)s AND p.withdrawn_at IS NULL
""")


@dataclass(frozen=True)
class Grid:
    """Seconds per state of everyone in every window of a session."""

    times: NDArray[np.int64]  # (T,) unix seconds, the start of each window
    window_s: int
    counted_s: Floats  # (T,) how much of each window counts: nothing in a break
    seconds: Floats  # (P, T, 6) of what counts, columns as STATES
    counting: Counting

    @cached_property
    def clock(self) -> Floats:
        """(T + 1,) counted seconds before each window, and those of all: a clock that stands still in breaks."""
        return np.concatenate([[0.0], self.counted_s.cumsum()])

    @cached_property
    def cells(self) -> tuple[Floats, Floats]:
        """(P, T) attentiveness and known share of each window."""
        return self.counting.totals(self.seconds, self.counted_s)

    @cached_property
    def main_state(self) -> NDArray[np.int64]:
        """(P, T), the state with most seconds, -1 where nothing arrived."""
        return np.where(self.seconds.sum(axis=-1) > 0, self.seconds.argmax(axis=-1), -1)

    @cached_property
    def came_at(self) -> Floats:
        """(P,) on the clock, infinite for who never came: all of a person's first window is booked from there on."""
        booked_s = self.seconds.sum(axis=-1)
        first = (booked_s > 0).argmax(axis=1) if len(self.times) else np.empty(0, np.int64)
        rows = np.flatnonzero(booked_s.any(axis=1))
        came_at = np.full(len(booked_s), np.inf)
        came_at[rows] = self.clock[first[rows] + 1] - booked_s[rows, first[rows]]
        return came_at

    @cached_property
    def totals(self) -> tuple[Floats, Floats]:
        """(P,) attentiveness and known share since each person came."""
        return self.counting.totals(self.seconds.sum(axis=1), np.maximum(self.clock[-1] - self.came_at, 0))

    def curve(self) -> dict[str, list[Any]]:
        """At each step a person's value is that of the minute that ends with it, and the class is described over these.

        (A coarse window is such a minute itself.)
        """
        seconds, elapsed_s = self._trailing_minutes()
        attentiveness, known_share = self.counting.totals(seconds, elapsed_s)
        quartiles, n = class_quartiles(attentiveness)
        present = (elapsed_s > 0).sum(axis=0)
        share = np.full(len(self.times), np.nan)
        many = present >= MINIMUM_PEOPLE
        share[many] = known_share.sum(axis=0)[many] / present[many]
        q25, median, q75 = (listed(row) for row in quartiles)
        return {"n": n.tolist(), "q25": q25, "median": median, "q75": q75, "known_share": listed(share)}

    def _trailing_minutes(self) -> tuple[Floats, Floats]:
        """(P, T, 6) seconds per state of the minute up to each window's end, (P, T) how much of it each was here."""
        windows = MINUTE_S // self.window_s
        sums = self.seconds.cumsum(axis=1)
        sums[:, windows:] -= sums[:, :-windows].copy()
        begins_at = self.clock[np.maximum(np.arange(len(self.times)) + 1 - windows, 0)]
        elapsed_s = self.clock[1:] - np.maximum(begins_at, self.came_at[:, None])
        elapsed_s[:, self.counted_s == 0] = 0  # in a break there is no curve
        return sums, elapsed_s.clip(0)


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


def grid_of(
    session: Session,
    people: Sequence[Participant],
    fine_up_to_s: float = LONGEST_S,
    counted: Counted | None = None,
) -> Grid:
    """Of the time that counts for the class, unless another is given."""
    records = read_records(WINDOWS, WINDOW_COLUMNS, {"session": session.pk})
    return grid_from(records, session, people, counting_of(session), fine_up_to_s, counted or Counted.of_class(session))


def grid_from(
    records: NDArray[np.void],
    session: Session,
    people: Sequence[Participant],
    counting: Counting,
    fine_up_to_s: float = LONGEST_S,
    counted: Counted | None = None,
) -> Grid:
    """From windows as `WINDOW_COLUMNS` names their numbers; those that do not count (for a person) are left out."""
    counted = counted or Counted.of(session)
    records = records[counted.holds(records["at"].astype(np.int64))]
    window_s, times = _axis(session, counted, records["at"], fine_up_to_s)
    row_of = {person.pk: row for row, person in enumerate(people)}
    rows = np.array([row_of.get(one, -1) for one in records["participant"].tolist()], np.int64)
    columns = (records["at"] - (times[0] if len(times) else 0)) // window_s
    inside = (rows >= 0) & (columns >= 0) & (columns < len(times))
    seconds = _summed(records[inside], rows[inside], columns[inside], (len(people), len(times)))
    return Grid(times, window_s, _counted_s(counted, times, window_s), seconds, counting)


def counting_of(session: Session) -> Counting:
    """Before anything was scored there is nothing to add up, either."""
    parameters = session.scoring.parameters if session.scoring else {}
    return Counting.of(parameters.get("counted", ()), parameters.get("min_known_share", 0.5))


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


def _axis(
    session: Session, counted: Counted, at: NDArray[np.int64], fine_up_to_s: float
) -> tuple[int, NDArray[np.int64]]:
    """The start of every window from where the session counts to its end; while it runs, of those that are complete."""
    if session.started_at is None:
        return WINDOW_S, np.empty(0, np.int64)
    start = max(session.started_at.timestamp(), counted.start)
    end = min(_ends_at(session, at), start + LONGEST_S, counted.end)
    window_s = WINDOW_S if end - start <= fine_up_to_s else COARSE_WINDOW_S
    return window_s, np.arange(int(start) // window_s * window_s, end, window_s, dtype=np.int64)


def _ends_at(session: Session, at: NDArray[np.int64]) -> float:
    if session.clock == Session.Clock.RECORDED:
        return float(at.max()) + WINDOW_S if len(at) else 0.0
    if session.ended_at:
        return session.ended_at.timestamp()
    return timezone.now().timestamp() // WINDOW_S * WINDOW_S


def _counted_s(counted: Counted, times: NDArray[np.int64], window_s: int) -> Floats:
    """(T,) how much of each window counts."""
    fine = times[:, None] + np.arange(0, window_s, WINDOW_S)
    seconds: Floats = WINDOW_S * counted.holds(fine).sum(axis=1, dtype=np.float64)
    return seconds
