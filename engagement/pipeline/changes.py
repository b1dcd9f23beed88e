"""The change points of a class (`analysis.change_points`, which needs no more than numpy) for the web process."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis import change_points
from engagement.pipeline.counting import KNOWN, Counting, Floats

SPAN_S = change_points.SPAN_S
LEVEL = change_points.LEVEL
LEAST_EFFECT = change_points.LEAST_EFFECT


class Change(NamedTuple):
    """One moment's comparison: everybody before against everybody after."""

    effect: float  # -1..1
    half_width: float
    n: int
    p: float
    states: Floats  # (6,) what each state's share of the known time gained


class Class:
    """A session's people in its windows, compared around every moment."""

    def __init__(self, seconds: Floats, times: NDArray[np.int64], window_s: int, counting: Counting) -> None:
        self.seconds, self.times, self.window_s, self.counting = seconds, times, window_s, counting
        self.known_s = seconds[..., KNOWN].sum(axis=-1)
        self.comparison = change_points.compare(self._differences(seconds[..., counting.counted].sum(axis=-1)))

    def _differences(self, some_s: Floats) -> Floats:
        return change_points.differences(some_s, self.known_s, self.times, self.window_s, self.counting.min_known_share)

    def found(self) -> list[int]:
        span = max(round(SPAN_S / self.window_s), 1)
        return [int(column) for column in change_points.stand_out(self.comparison, span)]

    def is_certain(self, column: int) -> bool:
        return self.is_compared(column) and bool(
            abs(self.comparison.effect[column]) > self.comparison.half_width[column]
        )

    def is_compared(self, column: int) -> bool:
        return 0 <= column < len(self.times) and bool(np.isfinite(self.comparison.effect[column]))

    def change(self, column: int) -> Change:
        of_all = self.comparison
        states = np.zeros(self.seconds.shape[-1])
        for state in range(KNOWN.start, KNOWN.stop):
            states[state] = np.nanmean(self._differences(self.seconds[..., state])[:, column])
        return Change(
            effect=float(of_all.effect[column]),
            half_width=float(of_all.half_width[column]),
            n=int(of_all.number[column]),
            p=float(of_all.p[column]),
            states=states,
        )
