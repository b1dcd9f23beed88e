"""What happened to people in order: their observations, and the time from each to the next."""

from dataclasses import dataclass

import numpy as np

from analysis.scoring import Scoring
from analysis.types import Reason

READ = np.dtype(
    [
        ("state", "u1"),
        ("blinked", "?"),
        ("probability", "<f8"),
        ("openness", "<f8"),
        ("speed", "<f8"),
        ("eyes", "<f8", (2,)),
    ]
)
"""What an observation says: the state; whether an eye opened after a blink; the probability that the direction lies on
a zone that counts (0 where unknown); openness of the wider eye (NaN = unknown, or lids hide it); angular speed, degrees
a second; openness of the left and the right eye."""

IS_DECLARED = np.array([reason in (Reason.CAMERA_OFF, Reason.NO_FRAMES, Reason.PAUSED) for reason in Reason])
"""(13,) bool by `Reason`: the client says that there is nothing to see, and says it again while that lasts."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Of which people m observations are, in ascending order.

    Attributes
    ----------
    row : (m,) int array
    first : (m,) bool array
        The first of its person.
    last : (n,) int array
        Indices of everybody's last.
    """

    row: np.ndarray
    first: np.ndarray
    last: np.ndarray

    @classmethod
    def of(cls, row: np.ndarray) -> "Rows":
        edge = np.ones(len(row) + 1, bool)
        np.not_equal(row[1:], row[:-1], out=edge[1:-1])
        return cls(row, edge[:-1], np.flatnonzero(edge[1:]))

    def before(self, p: np.ndarray, name: str, values: np.ndarray) -> np.ndarray:
        """Of each observation what the one before it of the same person has.

        Parameters
        ----------
        p : (n,) array of `PERSON`
            Holds it for the first of each person.
        name : str
            Field of `PERSON`.
        values : (m,) array

        Returns
        -------
        (m,) array
        """
        shifted = np.empty_like(values)
        shifted[1:] = values[:-1]
        shifted[self.first] = p[name][self.row[self.first]]
        return shifted


@dataclass(frozen=True, slots=True)
class Observations:
    """m observations; people in ascending order, each person's in the order of time.

    Attributes
    ----------
    rows : Rows
    at : (m,) float array, unix seconds
    measured : (m,) array of `MEASURED`
    read : (m,) array of `READ`
    late_row : (l,) int array
    late_at : (l,) float array, unix seconds
        Whose observations came too late to be among these, and how far that person was when they came.
    """

    rows: Rows
    at: np.ndarray
    measured: np.ndarray
    read: np.ndarray
    late_row: np.ndarray
    late_at: np.ndarray

    @property
    def known(self) -> np.ndarray:
        """(m,) bool array."""
        known: np.ndarray = self.measured["reason"] == Reason.KNOWN
        return known


@dataclass(frozen=True, slots=True)
class Stretches:
    """Time from one observation to the next of the same person, m times; people in ascending order.

    Attributes
    ----------
    row : (m,) int array
        Of which person.
    start, held_until, stop : (m,) float arrays, unix seconds
        The first observation holds until ``held_until``; from there to ``stop`` nobody knows (disconnected).
    reason : (m,) uint8 array of `Reason`
        Of the observation at the start.
    """

    row: np.ndarray
    start: np.ndarray
    held_until: np.ndarray
    stop: np.ndarray
    reason: np.ndarray

    @classmethod
    def to_observations(cls, p: np.ndarray, observations: Observations, scoring: Scoring) -> "Stretches":
        """From each observation to the one before it; no time for who was not present before their first."""
        rows, at = observations.rows, observations.at
        start = rows.before(p, "at", at)
        arrives = rows.first & ~p["present"][rows.row]
        start[arrives] = at[arrives]
        return cls._of(rows.row, start, at, rows.before(p, "reason", observations.measured["reason"]), scoring)

    @classmethod
    def to_times(cls, p: np.ndarray, row: np.ndarray, until: np.ndarray, scoring: Scoring) -> "Stretches":
        """From the last observations of different people to some times."""
        return cls._of(row, p["at"][row], until, p["reason"][row], scoring)

    @classmethod
    def _of(
        cls, row: np.ndarray, start: np.ndarray, stop: np.ndarray, reason: np.ndarray, scoring: Scoring
    ) -> "Stretches":
        longest = np.where(IS_DECLARED[reason], scoring.max_declared_gap_s, scoring.max_gap_s)
        return cls(row, start, np.minimum(stop, start + longest), stop, reason)

    @property
    def lost(self) -> np.ndarray:
        """(m,) bool array: the observation did not hold until the next."""
        return self.held_until < self.stop

    @property
    def held_s(self) -> np.ndarray:
        """(m,) float array, seconds: how long the observation held, 0 where it was unknown."""
        return np.where(self.reason == Reason.KNOWN, self.held_until - self.start, 0.0)
