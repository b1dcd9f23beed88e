"""Direction of the eyes relative to the head, from irises and eye corners: coarse, uncalibrated."""

import numpy as np

from analysis.eyes import CLOSED_APERTURE
from analysis.landmarks import positions

MAX_YAW_DEG = 30.0
"""Beyond this yaw gaze is absent."""

EYEBALL_RADIUS_CM = 1.05
"""From the eye's centre of rotation to the plane of the iris."""

EYEBALL_OFFSET = np.array([0.0, 0.0, 0.65])
"""(3,) cm: the centre of rotation lies this far behind the middle between the eye's corners."""

IRIS_DIAMETER_CM = 1.17

_CORNERS = positions([263, 362, 33, 133]).reshape(2, 2)
_IRIS_CENTRES = positions([473, 468])


def estimate(
    head_points: np.ndarray, position: np.ndarray, rotation: np.ndarray, aperture: np.ndarray, yaw_deg: np.ndarray
) -> np.ndarray:
    """Gaze of both eyes together: where the ray through each iris meets its eyeball.

    Parameters
    ----------
    head_points : (n, 66, 3) float array, cm
    position : (n, 3) float array, cm
    rotation : (n, 3, 3) float array
        All as in `HeadPose`.
    aperture : (n, 2) float array
        As given by `eyes.aperture`.
    yaw_deg : (n,) float array, degrees
        Of the head.

    Returns
    -------
    (n, 2) float64 array, degrees
        Yaw and pitch, signs as those of the head; NaN without irises, with an eye closed, or where abs(yaw) > 30.
    """
    centres = head_points[:, _CORNERS].mean(axis=2) + EYEBALL_OFFSET
    camera = -np.einsum("nij,ni->nj", rotation, position)[:, None]
    ray = head_points[:, _IRIS_CENTRES] - camera
    direction = (_meet_sphere(camera - centres, ray) / EYEBALL_RADIUS_CM).mean(axis=1)
    yaw = np.arctan2(direction[:, 0], -direction[:, 2])
    pitch = np.arctan2(-direction[:, 1], np.hypot(direction[:, 0], direction[:, 2]))
    gaze: np.ndarray = np.degrees(np.stack([yaw, pitch], axis=1))
    gaze[(np.abs(yaw_deg) > MAX_YAW_DEG) | (aperture < CLOSED_APERTURE).any(axis=1)] = np.nan
    return gaze


def _meet_sphere(start: np.ndarray, ray: np.ndarray) -> np.ndarray:
    """Nearest point of a ray on the eyeball around the origin; its closest approach where it misses."""
    ray = ray / np.linalg.norm(ray, axis=2, keepdims=True)
    along = -(start * ray).sum(axis=2)
    squared = EYEBALL_RADIUS_CM**2 - (start**2).sum(axis=2) + along**2
    nearest: np.ndarray = start + (along - np.sqrt(np.maximum(squared, 0.0)))[..., None] * ray
    return nearest
