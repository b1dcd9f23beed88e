"""How far estimates lie from the truth, and how sure that is. Angles in degrees throughout."""

from collections.abc import Callable

import numpy as np

RESAMPLES = 1000
SEED = 20240501


def wrapped(difference: np.ndarray) -> np.ndarray:
    """A difference of angles brought to -180..180."""
    result: np.ndarray = (difference + 180.0) % 360.0 - 180.0
    return result


def offset(errors: np.ndarray) -> np.ndarray:
    """The one constant to take off all errors, for each angle: the median, which makes the mean error smallest.

    Parameters
    ----------
    errors : (n, k) float array
        Estimate minus truth; NaN where there is none.

    Returns
    -------
    (k,) float array
        NaN where all are NaN.
    """
    if not len(errors):
        return np.full(errors.shape[1:], np.nan)
    known = ~np.isnan(errors).all(axis=0)
    result = np.full(errors.shape[1], np.nan)
    result[known] = np.nanmedian(errors[:, known], axis=0)
    return result


def mae(errors: np.ndarray) -> np.ndarray:
    """Mean absolute error of each column; NaN where there is none."""
    return _by_column(np.mean, errors)


def ninetieth(errors: np.ndarray) -> np.ndarray:
    """90th percentile of the absolute error of each column; NaN where there is none."""
    return _by_column(lambda column: np.percentile(column, 90), errors)


def mean(values: np.ndarray) -> float:
    """Mean of what is known; NaN where nothing is."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else np.nan


def _by_column(figure: Callable[[np.ndarray], float], errors: np.ndarray) -> np.ndarray:
    known = [column[~np.isnan(column)] for column in np.abs(errors).T]
    return np.array([figure(column) if len(column) else np.nan for column in known])


def rotations(angles: np.ndarray) -> np.ndarray:
    """Rotation matrices ``Ry(-yaw) Rx(-pitch) Rz(roll)`` in the camera's axes, as `analysis.types` defines the angles.

    Parameters
    ----------
    angles : (n, 3) float array
        Yaw, pitch, roll.

    Returns
    -------
    (n, 3, 3) float array
    """
    yaw, pitch, roll = np.radians(angles.T * np.array([[-1.0], [-1.0], [1.0]]))
    zero, one = np.zeros_like(yaw), np.ones_like(yaw)
    y = np.array([[np.cos(yaw), zero, np.sin(yaw)], [zero, one, zero], [-np.sin(yaw), zero, np.cos(yaw)]])
    x = np.array([[one, zero, zero], [zero, np.cos(pitch), -np.sin(pitch)], [zero, np.sin(pitch), np.cos(pitch)]])
    z = np.array([[np.cos(roll), -np.sin(roll), zero], [np.sin(roll), np.cos(roll), zero], [zero, zero, one]])
    result: np.ndarray = np.einsum("ijn,jkn,kln->nil", y, x, z)
    return result


def geodesic(estimate: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """The one angle by which each estimated rotation is off.

    Parameters
    ----------
    estimate, truth : (n, 3) float array
        Yaw, pitch, roll.

    Returns
    -------
    (n,) float array, 0..180
    """
    cosine = (np.einsum("nij,nij->n", rotations(estimate), rotations(truth)) - 1.0) / 2.0
    result: np.ndarray = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    return result


def wilson(count: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """95 % limits of a share (Wilson 1927), 0..1; NaN of nothing."""
    if of == 0:
        return np.nan, np.nan
    share, spread = count / of, z**2 / of
    middle = (share + spread / 2) / (1 + spread)
    half = z * np.sqrt(share * (1 - share) / of + spread / of / 4) / (1 + spread)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def bootstrap(
    figure: Callable[[np.ndarray], float], count: int, clusters: np.ndarray | None = None
) -> tuple[float, float]:
    """95 % limits of a figure by drawing its pictures again, with replacement; the same limits every time.

    Parameters
    ----------
    figure : function of (m,) int array
        The figure of the pictures with these indices.
    count : int
        Pictures.
    clusters : (n,) array, optional
        Who is on each picture: people are drawn then, each with all of their pictures.
    """
    if count < 2:
        return np.nan, np.nan
    draw = np.random.default_rng(SEED)
    groups = [np.array([index]) for index in range(count)] if clusters is None else _members(clusters)
    figures = []
    for _ in range(RESAMPLES):
        chosen = draw.integers(len(groups), size=len(groups))
        figures.append(figure(chosen if clusters is None else np.concatenate([groups[index] for index in chosen])))
    low, high = np.nanpercentile(figures, [2.5, 97.5])
    return float(low), float(high)


def _members(clusters: np.ndarray) -> list[np.ndarray]:
    return [np.flatnonzero(clusters == name) for name in np.unique(clusters)]


def number(value: float) -> float | None:
    """A figure as it is stored and printed: absent is None."""
    return None if np.isnan(value) else float(value)


def percent(count: int, of: int) -> float | None:
    """A share in percent; None of nothing."""
    return 100.0 * count / of if of else None
