"""Observations of many people laid out so that everybody's first come together, then everybody's second, and so on."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Rounds:
    """m observations of n people in rounds, one observation of each person in each.

    Attributes
    ----------
    order : (m,) int array
        Which observation stands at each place; places are in the order of rounds.
    people : (n,) int array
        Their rows, most observations first: a round holds the first few of them.
    bounds : list of int
        Places at which the rounds begin, and the end.
    """

    order: np.ndarray
    people: np.ndarray
    bounds: list[int]

    @classmethod
    def of(cls, row: np.ndarray) -> "Rounds":
        """Lay out observations whose people are given in ascending order."""
        people, first, count = np.unique(row, return_index=True, return_counts=True)
        turn = np.arange(len(row)) - np.repeat(first, count)
        busiest = np.argsort(-count, kind="stable")
        rank = np.empty(len(people), np.intp)
        rank[busiest] = np.arange(len(people))
        order = np.lexsort((np.repeat(rank, count), turn))
        return cls(order, people[busiest], [0, *np.cumsum(np.bincount(turn)).tolist()])

    def __iter__(self) -> Iterator[tuple[slice, int]]:
        """The places of each round, and how many people are in it."""
        for start, stop in zip(self.bounds, self.bounds[1:], strict=False):
            yield slice(start, stop), stop - start

    def undo(self, values: np.ndarray) -> np.ndarray:
        """Values of places as values of observations."""
        observed = np.empty_like(values)
        observed[self.order] = values
        return observed

    def some(self, mask: np.ndarray) -> list[bool]:
        """Whether the mask of places holds anywhere in each round."""
        if not mask.any():
            return [False] * (len(self.bounds) - 1)
        held: list[bool] = np.logical_or.reduceat(mask, self.bounds[:-1]).tolist()
        return held
