"""How far the eyes are open, as the picture shows it. What that means for a person is in `analysis.lids`."""

import numpy as np

from analysis.landmarks import positions

MAX_YAW_DEG = 20.0
"""Openness of the eye that is turned away from the camera is absent beyond this yaw."""

MAX_YAW_NEAR_DEG = 30.0
"""... and of the other one, which the camera then sees straight on: openings of the eyes point outwards."""

MIN_EYE_PX = 10.0
"""Absent where an eye is narrower in the picture. (Clips made smaller: blinks are told from open eyes at 14 px as well
as at full size, at 8 to 10 px without glasses only, below not at all.)"""

MIN_SHARPNESS = 0.1
"""Absent in a face blurred beyond this: what a face looks like that was enlarged from 35 px."""

CLOSED_APERTURE = 0.08
"""An aperture ratio below this is a closed eye whoever's it is: its iris points mean nothing."""

_UPPER = positions([388, 387, 386, 385, 384, 161, 160, 159, 158, 157]).reshape(2, 5)
_LOWER = positions([390, 373, 374, 380, 381, 163, 144, 145, 153, 154]).reshape(2, 5)
_OUTER = positions([263, 33])
_INNER = positions([362, 133])


def aperture(head_points: np.ndarray, yaw_deg: np.ndarray, points: np.ndarray, sharpness: np.ndarray) -> np.ndarray:
    """Eye aperture ratio: mean height of five pairs of lid points over the eye's width, in the axes of the head.

    Parameters
    ----------
    head_points : (n, 66, 3) float array, cm
        As in ``HeadPose.points``.
    yaw_deg : (n,) float array, degrees
    points : (n, 66, 3) float array, pixels
        In the unmirrored picture.
    sharpness : (n,) float array, 0..1 or NaN
        NaN = unknown, which is no reason to doubt.

    Returns
    -------
    (n, 2) float64 array
        Left and right eye; about 0.25 open, below 0.08 closed (behind glasses up to 0.15), never negative. NaN where an
        eye is turned away, too small or blurred.

    Notes
    -----
    After the eye aspect ratio of Soukupova & Cech (2016), with five pairs for two. Height is taken along the head's own
    axis, so that nodding changes it little. The distance of the lids in space would not do: networks move lid points in
    the picture but leave the upper lid its depth in front of the lower one when they meet (0.03 to 0.05 of the width,
    a fifth of a narrow eye). Median over 500 portraits 0.23, the same for yaws from 0 to 40 degrees.
    """
    height = (head_points[:, _LOWER, 1] - head_points[:, _UPPER, 1]).mean(axis=2)
    width = np.linalg.norm(head_points[:, _OUTER] - head_points[:, _INNER], axis=2)
    ratio: np.ndarray = np.maximum(height, 0.0) / width
    ratio[is_turned_away(yaw_deg) | _is_unclear(points, sharpness)] = np.nan
    return ratio


def is_turned_away(yaw_deg: np.ndarray) -> np.ndarray:
    """Which eyes the head's turn takes away from the camera: the left one, when it turns to the picture's right.

    Parameters
    ----------
    yaw_deg : (n,) float array, degrees

    Returns
    -------
    (n, 2) bool array
        Left and right eye.
    """
    toward_left_eye = np.stack([yaw_deg, -yaw_deg], axis=1)
    beyond: np.ndarray = (toward_left_eye > MAX_YAW_DEG) | (toward_left_eye < -MAX_YAW_NEAR_DEG)
    return beyond


def _is_unclear(points: np.ndarray, sharpness: np.ndarray) -> np.ndarray:
    """(n, 2): too few pixels, or a picture without detail."""
    width = np.linalg.norm(points[:, _OUTER, :2] - points[:, _INNER, :2], axis=2)
    unclear: np.ndarray = (width < MIN_EYE_PX) | (sharpness < MIN_SHARPNESS)[:, None]
    return unclear
