"""Observations of many people laid out so that everybody's first come together, then everybody's second, and so on."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis import records


@dataclass(frozen=True, slots=True)
class Rounds:
    """m observations of n people in rounds: the first few people have one observation each in each.

    Attributes
    ----------
    order : (m,) int array
        Which observation stands at each place; places are in the order of rounds.
    bounds : list of int
        Places at which the rounds begin, and the end.
    """

    order: np.ndarray
    bounds: list[int]

    @classmethod
    def of(cls, row: np.ndarray) -> "Rounds":
        """Lay out observations of people 0, 1, 2 ... in this order, none with more of them than the one before."""
        count = np.bincount(row)
        if len(row) == len(count):
            return cls(np.arange(len(row)), [0, len(row)])
        turn = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        return cls(np.argsort(turn, kind="stable"), [0, *np.cumsum(np.bincount(turn)).tolist()])

    def __iter__(self) -> Iterator[tuple[slice, int]]:
        """The places of each round, and how many people are in it."""
        for start, stop in zip(self.bounds, self.bounds[1:], strict=False):
            yield slice(start, stop), stop - start

    def undo(self, values: np.ndarray) -> np.ndarray:
        """Rows of places as rows of observations."""
        observed = np.empty_like(values)
        records.put(observed, self.order, values)
        return observed

    def some(self, mask: np.ndarray) -> list[bool]:
        """Whether the mask of places holds anywhere in each round."""
        if not mask.any():
            return [False] * (len(self.bounds) - 1)
        held: list[bool] = np.logical_or.reduceat(mask, self.bounds[:-1]).tolist()
        return held
