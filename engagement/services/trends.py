"""Whether figures rise or fall over weeks, and how surely: silent where that cannot be told.

The slope is Theil and Sen's, the median of the slopes between all pairs, and its interval is Sen's (1968): exact in
what it assumes, which is only that the figures scatter around the line in the same way. A single strange session moves
neither much. (A bootstrap over five sessions would give intervals that are far too short.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engagement.services.grid import one

MINIMUM_SESSIONS = 5
# Standard normal, two-sided: 95 of 100 such intervals hold the slope.
Z = 1.959964
WEEK_S = timedelta(weeks=1).total_seconds()

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Trend:
    """Changes per second; `line` is where it begins and ends."""

    sessions: int
    slope: float
    low: float
    high: float
    line: tuple[tuple[float, float], tuple[float, float]]

    @property
    def is_clear(self) -> bool:
        """Whether rising and falling are not both possible."""
        return self.low > 0 or self.high < 0

    def as_dict(self) -> dict[str, Any]:
        return {
            "sessions": self.sessions,
            **{f"{name}_per_week": one(getattr(self, name) * WEEK_S, 4) for name in ("slope", "low", "high")},
            "clear": self.is_clear,
            "line": [[at, one(value)] for at, value in self.line] if self.is_clear else None,
        }


def of(at: Sequence[float], values: Sequence[float | None]) -> Trend | None:
    """Over those that have a value; None for fewer than five, or when all are of the same time."""
    known = [(when, value) for when, value in zip(at, values, strict=True) if value is not None]
    if len(known) < MINIMUM_SESSIONS:
        return None
    x, y = np.array(sorted(known), float).T
    slopes = _slopes(x, y)
    if not len(slopes):
        return None
    slope = float(np.median(slopes))
    low, high = _interval(slopes, len(x))
    level = float(np.median(y - slope * (x - x[0])))
    line = ((float(x[0]), level), (float(x[-1]), level + slope * float(x[-1] - x[0])))
    return Trend(len(x), slope, low, high, line)


def _slopes(x: Floats, y: Floats) -> Floats:
    """Between all pairs of different times, in their order."""
    first, second = np.triu_indices(len(x), 1)
    apart = x[second] > x[first]
    first, second = first[apart], second[apart]
    return np.sort((y[second] - y[first]) / (x[second] - x[first]))


def _interval(slopes: Floats, n: int) -> tuple[float, float]:
    """The slopes that stand as far from the middle as Kendall's statistic scatters when there is no trend.

    Of five figures that is the smallest and the largest slope: 98 of 100 such intervals hold.
    """
    reach = Z * sqrt(n * (n - 1) * (2 * n + 5) / 18)
    outside = max(int((len(slopes) - reach) // 2), 1)
    return float(slopes[outside - 1]), float(slopes[-outside])
