"""How far the eyes are open."""

import numpy as np

from analysis.landmarks import positions

MAX_YAW_DEG = 20.0
"""Beyond this yaw openness is absent: blink detection fails from 20-22 degrees on."""

CLOSED_APERTURE = 0.08
"""An aperture ratio below this is a closed eye whoever's it is; used where no personal baseline is known."""

_UPPER = positions([388, 387, 386, 385, 384, 161, 160, 159, 158, 157]).reshape(2, 5)
_LOWER = positions([390, 373, 374, 380, 381, 163, 144, 145, 153, 154]).reshape(2, 5)
_OUTER = positions([263, 33])
_INNER = positions([362, 133])


def aperture(head_points: np.ndarray, yaw_deg: np.ndarray) -> np.ndarray:
    """Eye aperture ratio: mean distance of five pairs of lid points over the eye's width, in space.

    Parameters
    ----------
    head_points : (n, 66, 3) float array, cm
        As in ``HeadPose.points``.
    yaw_deg : (n,) float array, degrees

    Returns
    -------
    (n, 2) float64 array
        Left and right eye; about 0.3 open and below 0.1 closed; NaN where abs(yaw) > 20.

    Notes
    -----
    After the eye aspect ratio of Soukupova & Cech (2016), with five pairs for two and in space, so that nodding changes
    it little.
    """
    lids = np.linalg.norm(head_points[:, _UPPER] - head_points[:, _LOWER], axis=3).mean(axis=2)
    width = np.linalg.norm(head_points[:, _OUTER] - head_points[:, _INNER], axis=2)
    ratio: np.ndarray = lids / width
    ratio[np.abs(yaw_deg) > MAX_YAW_DEG] = np.nan
    return ratio


def openness(aperture_ratio: np.ndarray, baseline: np.ndarray) -> np.ndarray:
    """Aperture ratio as a share of the person's own open-eye baseline.

    Parameters
    ----------
    aperture_ratio, baseline : float arrays of the same shape

    Returns
    -------
    float array, 0..1
    """
    share: np.ndarray = np.clip(aperture_ratio / baseline, 0.0, 1.0)
    return share
