"""Head orientation and position from landmarks, for many faces at once.

The way of MediaPipe's face geometry pipeline: landmarks are unprojected with their weak-perspective depth and aligned
with the canonical face by a weighted Procrustes solution; its scale gives the depth. The pipeline takes the face's mean
depth from all 468 points; here it follows from the 33 aligned ones and the rotation found so far, so the compact point
set is enough.
"""

from dataclasses import dataclass

import numpy as np

from analysis.landmarks import CANONICAL, POSE_INDICES, POSE_WEIGHTS, positions

_POSE_POSITIONS = positions(POSE_INDICES)
_WEIGHTS = POSE_WEIGHTS / POSE_WEIGHTS.sum()
_SOURCE_MEAN = _WEIGHTS @ CANONICAL[list(POSE_INDICES)]
_SOURCE = CANONICAL[list(POSE_INDICES)] - _SOURCE_MEAN
_SOURCE_SQUARES = float(_WEIGHTS @ (_SOURCE**2).sum(axis=1))
_MESH_MEAN_FROM_SOURCE = CANONICAL.mean(axis=0) - _SOURCE_MEAN
_REFINEMENTS = 3

# One standard deviation of a direction, from agreement between independent methods on real faces (yaw 1.9, pitch 2.8).
_BASE_ERROR_DEG = 2.4
# Below this width of the face the error grows as its inverse; beyond this angle estimates are compressed.
_ERROR_WIDTH_PX = 40.0
_COMPRESSED_FROM_DEG = 45.0
_COMPRESSION = 0.25


@dataclass(frozen=True, slots=True)
class HeadPose:
    """Poses of n heads; conventions in `analysis.types`.

    Attributes
    ----------
    angles : (n, 3) float64, degrees
        Yaw, pitch, roll relative to the viewing ray.
    position : (n, 3) float64, cm
        x, y, z of the head's origin in camera axes.
    rotation : (n, 3, 3) float64
        From the canonical face to camera axes (not relative to the ray).
    points : (n, 66, 3) float64, cm
        The landmarks in the axes of the canonical face (without their person's pose).
    residual_cm : (n,) float64, cm
        Root mean square distance of the 33 weighted points from the canonical face.
    """

    angles: np.ndarray
    position: np.ndarray
    rotation: np.ndarray
    points: np.ndarray
    residual_cm: np.ndarray

    def select(self, rows: np.ndarray) -> "HeadPose":
        """The poses of some rows: (n,) bool array or (m,) indices."""
        values = (self.angles, self.position, self.rotation, self.points, self.residual_cm)
        return HeadPose(*(value[rows] for value in values))


def focal_length(height: np.ndarray, fov_deg: np.ndarray) -> np.ndarray:
    """Focal length in pixels of a camera with square pixels.

    Parameters
    ----------
    height : array_like, pixels
    fov_deg : array_like, degrees
        Vertical field of view.

    Returns
    -------
    float64 array, pixels
    """
    half = np.radians(np.asarray(fov_deg, dtype=np.float64)) / 2
    return np.asarray(height, dtype=np.float64) / 2 / np.tan(half)


def rotation_from_angles(angles: np.ndarray) -> np.ndarray:
    """Rotation matrices of yaw, pitch and roll.

    Parameters
    ----------
    angles : (n, 3) array_like, degrees

    Returns
    -------
    (n, 3, 3) float64 array, in camera axes
    """
    yaw, pitch, roll = np.radians(np.asarray(angles, dtype=np.float64)).T
    cy, sy, cp, sp, cr, sr = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch), np.cos(roll), np.sin(roll)
    rows = [
        [cy * cr + sy * sp * sr, -cy * sr + sy * sp * cr, -sy * cp],
        [cp * sr, cp * cr, sp],
        [sy * cr - cy * sp * sr, -sy * sr - cy * sp * cr, cy * cp],
    ]
    return np.moveaxis(np.array(rows), 2, 0)


def angles_from_rotation(rotation: np.ndarray) -> np.ndarray:
    """Yaw, pitch and roll of rotation matrices; the inverse of `rotation_from_angles`.

    Parameters
    ----------
    rotation : (n, 3, 3) float array

    Returns
    -------
    (n, 3) float64 array, degrees
        Yaw and roll in -180..180, pitch in -90..90.
    """
    yaw = np.arctan2(-rotation[:, 0, 2], rotation[:, 2, 2])
    pitch = np.arcsin(np.clip(rotation[:, 1, 2], -1.0, 1.0))
    roll = np.arctan2(rotation[:, 1, 0], rotation[:, 1, 1])
    angles: np.ndarray = np.degrees(np.stack([yaw, pitch, roll], axis=1))
    return angles


def viewing_rotation(position: np.ndarray) -> np.ndarray:
    """The pan and tilt, without roll, that turn the optical axis onto the ray through a position.

    Parameters
    ----------
    position : (n, 3) float array, cm

    Returns
    -------
    (n, 3, 3) float64 array
    """
    x, y, z = position.T
    pan = np.arctan2(x, z)
    tilt = np.arctan2(-y, np.hypot(x, z))
    return rotation_from_angles(np.degrees(np.stack([-pan, -tilt, np.zeros_like(pan)], axis=1)))


def estimate(points: np.ndarray, width: np.ndarray, height: np.ndarray, fov_deg: np.ndarray) -> HeadPose:
    """Head poses from landmarks of unmirrored pictures.

    Parameters
    ----------
    points : (n, 66, 3) float array, pixels
        Compact landmarks; the iris points may be NaN.
    width, height : (n,) float array, pixels
    fov_deg : (n,) float array, degrees
        Vertical field of view.

    Returns
    -------
    HeadPose

    Notes
    -----
    The geometry is Google's (face_geometry in MediaPipe, Apache-2.0). Landmarks of a network carry its own definition
    of "level"; no constant is added here (see ``Scoring.neutral_pitch_deg``).
    """
    focal = focal_length(height, fov_deg)
    centred = np.asarray(points, dtype=np.float64).copy()
    centred[..., 0] -= (np.asarray(width, dtype=np.float64) / 2)[:, None]
    centred[..., 1] -= (np.asarray(height, dtype=np.float64) / 2)[:, None]
    targets = centred[:, _POSE_POSITIONS]
    mean_z = targets[..., 2] @ _WEIGHTS
    rotation, scale, _ = _align(targets)
    for _ in range(_REFINEMENTS):
        origin = mean_z + scale * (rotation[:, 2] @ _MESH_MEAN_FROM_SOURCE)
        rotation, ratio, _ = _align(_unproject(targets, focal, origin, scale))
        scale = scale * ratio
    origin = mean_z + scale * (rotation[:, 2] @ _MESH_MEAN_FROM_SOURCE)
    metric = _unproject(centred, focal, origin, scale)
    rotation, _, position = _align(metric[:, _POSE_POSITIONS])
    head = (metric - position[:, None]) @ rotation
    angles = angles_from_rotation(np.swapaxes(viewing_rotation(position), 1, 2) @ rotation)
    return HeadPose(angles, position, rotation, head, _residual(head))


def error_deg(angles: np.ndarray, residual_cm: np.ndarray, face_width: np.ndarray) -> np.ndarray:
    """One standard deviation to expect of each angle: a rule of thumb, not a calibrated figure.

    Parameters
    ----------
    angles : (n, 3) float array, degrees
    residual_cm : (n,) float array, cm
        What the rigid canonical face leaves unexplained; over a lever of 5 cm and about nine independent points.
    face_width : (n,) float array, pixels

    Returns
    -------
    (n, 3) float64 array, degrees
        Of yaw, pitch and roll.
    """
    base = _BASE_ERROR_DEG * np.hypot(1.0, _ERROR_WIDTH_PX / np.maximum(face_width, 1.0))
    shape = np.degrees(np.arctan(residual_cm / 5.0)) / 3.0
    turned = np.abs(angles[:, :2]).max(axis=1, initial=0.0)
    compression = _COMPRESSION * np.maximum(turned - _COMPRESSED_FROM_DEG, 0.0)
    error = np.sqrt(base**2 + shape**2 + compression**2)
    return np.repeat(error[:, None], 3, axis=1)


def _unproject(points: np.ndarray, focal: np.ndarray, origin: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Centimetres from centred pixels, where `scale` pixels per cm hold at the depth with landmark z = `origin`."""
    ratio = 1.0 + (points[..., 2] - origin[:, None]) / focal[:, None]
    metric = np.empty_like(points)
    metric[..., :2] = points[..., :2] * (ratio / scale[:, None])[..., None]
    metric[..., 2] = ratio * (focal / scale)[:, None]
    return metric


def _align(targets: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weighted Procrustes: rotation, scale and translation that carry the canonical face onto the targets."""
    mean = np.einsum("k,nkj->nj", _WEIGHTS, targets)
    covariance = np.swapaxes(targets - mean[:, None], 1, 2) @ (_SOURCE * _WEIGHTS[:, None])
    left, values, right = np.linalg.svd(covariance)
    sign = np.sign(np.linalg.det(left) * np.linalg.det(right))
    left[:, :, 2] *= sign[:, None]
    rotation = left @ right
    scale = (values[:, 0] + values[:, 1] + sign * values[:, 2]) / _SOURCE_SQUARES
    return rotation, scale, mean - scale[:, None] * (rotation @ _SOURCE_MEAN)


def _residual(head: np.ndarray) -> np.ndarray:
    distances = head[:, _POSE_POSITIONS] - (_SOURCE + _SOURCE_MEAN)
    residual: np.ndarray = np.sqrt((distances**2).sum(axis=2) @ _WEIGHTS)
    return residual
