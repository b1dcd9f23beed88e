"""The One-Euro filter: steady when still, quick when moving; by timestamps, so rates may change."""

import numpy as np


def one_euro(
    values: np.ndarray,
    smoothed: np.ndarray,
    speeds: np.ndarray,
    elapsed: np.ndarray,
    *,
    min_cutoff_hz: float,
    beta: float,
    derivative_cutoff_hz: float,
) -> tuple[np.ndarray, np.ndarray]:
    """One step of the filter for many signals.

    Parameters
    ----------
    values : (n, k) float array
        New raw values.
    smoothed, speeds : (n, k) float arrays
        What the last step returned.
    elapsed : (n,) float array, seconds
        Time since then, >= 0; after no time nothing changes.
    min_cutoff_hz, derivative_cutoff_hz : float, Hz
    beta : float, Hz per (unit / second)

    Returns
    -------
    smoothed, speeds : (n, k) float64 arrays, unit and unit / second

    Notes
    -----
    Casiez, Roussel & Vogel, "1 Euro Filter", CHI 2012.
    """
    elapsed = elapsed[:, None]
    change = (values - smoothed) / np.where(elapsed > 0, elapsed, np.inf)
    speeds = speeds + _gain(derivative_cutoff_hz, elapsed) * (change - speeds)
    cutoff = min_cutoff_hz + beta * np.abs(speeds)
    return smoothed + _gain(cutoff, elapsed) * (values - smoothed), speeds


def _gain(cutoff_hz: float | np.ndarray, elapsed: np.ndarray) -> np.ndarray:
    ratio = 2 * np.pi * cutoff_hz * elapsed
    return ratio / (1.0 + ratio)
