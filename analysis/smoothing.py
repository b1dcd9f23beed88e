"""The One-Euro filter: steady when still, quick when moving; by timestamps, so rates may change."""

from typing import NamedTuple

import numpy as np


class Elapsed(NamedTuple):
    """What the filter needs of the time since the last value, each an (n, 1) float64 array.

    Attributes
    ----------
    rate : Hz
        One over the time; 0 after no time and at a fresh start.
    speed_gain : 0..1
    turns : rad s
        2 pi times the time, infinite in effect at a fresh start.
    """

    rate: np.ndarray
    speed_gain: np.ndarray
    turns: np.ndarray

    @classmethod
    def of(cls, seconds: np.ndarray, fresh: np.ndarray, derivative_cutoff_hz: float) -> "Elapsed":
        """Prepare times since the last values.

        Parameters
        ----------
        seconds : (n,) float array, >= 0; ignored where fresh
        fresh : (n,) bool array
            The filter starts anew: smoothed is the value, speed 0.
        derivative_cutoff_hz : float, Hz
        """
        turns = np.where(fresh, 1e30, 2 * np.pi * seconds)[:, None]
        ratio = derivative_cutoff_hz * turns
        moves = ~fresh & (seconds > 0)
        rate = np.where(moves, 1.0 / np.where(moves, seconds, 1.0), 0.0)[:, None]
        return cls(rate, ratio / (1.0 + ratio), turns)

    def part(self, places: slice) -> "Elapsed":
        return Elapsed(self.rate[places], self.speed_gain[places], self.turns[places])


def one_euro(
    values: np.ndarray, smoothed: np.ndarray, speeds: np.ndarray, elapsed: Elapsed, min_cutoff_hz: float, beta: float
) -> None:
    """One step of the filter for many signals, in place.

    Parameters
    ----------
    values : (n, k) float64 array
        New raw values.
    smoothed, speeds : (n, k) float64 arrays, unit and unit / second
        As they were after the last step; changed to what they are now. After no time nothing changes.
    elapsed : Elapsed of n times
    min_cutoff_hz : float, Hz
    beta : float, Hz per (unit / second)

    Notes
    -----
    Casiez, Roussel & Vogel, "1 Euro Filter", CHI 2012.
    """
    change = values - smoothed
    speeds += elapsed.speed_gain * (change * elapsed.rate - speeds)
    ratio = elapsed.turns * (min_cutoff_hz + beta * np.abs(speeds))
    smoothed += ratio / (1.0 + ratio) * change
