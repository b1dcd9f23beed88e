"""Head orientation and position from landmarks, for many faces at once.

A face is looked at as by a camera that is turned toward it: its landmarks are moved into the picture of that camera. (A
mesh network cuts the face out before it looks at it, so its depth runs along the viewing ray, not along the optical
axis.) There they are unprojected with their weak-perspective depth and aligned with the canonical face, as MediaPipe's
face geometry does; the alignment's scale gives the distance. Where to turn, and how deep the face's mean lies, follow
from the alignment before: a few rounds.
"""

from dataclasses import dataclass, replace

import numpy as np

from analysis.alignment import Alignment
from analysis.landmarks import CANONICAL, POSE_INDICES, POSE_WEIGHTS, positions

_POSE_POSITIONS = positions(POSE_INDICES)
_FACE = Alignment(CANONICAL[list(POSE_INDICES)], POSE_WEIGHTS)
_MESH_MEAN = CANONICAL.mean(axis=0) - _FACE.mean
_ROUNDS = 2
"""Leave 0.005 degrees at 60 cm, 0.03 at 30 cm."""
# The points of iBUG lie on brows, lips and outline: 0.39 cm beside the canonical face where those of the mesh lie 0.28.
_AS_OF_MESH = 0.7


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
    points : (n, 66, 3) float32, cm
        The landmarks in the axes of the canonical face (without their person's pose).
    residual_cm : (n,) float64, cm
        Root mean square distance, weighted, of the points of `landmarks.POSE_INDICES` from the canonical face.
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

    def with_misfit(self, misfit_px: np.ndarray, focal: np.ndarray) -> "HeadPose":
        """The same poses, with the residual of `LandmarkBatch.misfit_px` where there is one: (n,) pixels each."""
        misfit_cm = _AS_OF_MESH * misfit_px * np.linalg.norm(self.position, axis=1) / focal
        return replace(self, residual_cm=np.where(np.isnan(misfit_px), self.residual_cm, misfit_cm))


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
    return np.array(rows).transpose(2, 0, 1)


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
    level = np.hypot(x, z)
    far = np.hypot(level, y)
    # The cosine and sine of `rotation_from_angles` for yaw and pitch, from the sides of their triangles.
    cy, sy, cp, sp = z / level, -x / level, level / far, y / far
    rotation = np.zeros((len(position), 3, 3))
    rotation[:, 0, 0], rotation[:, 0, 1], rotation[:, 0, 2] = cy, sy * sp, -sy * cp
    rotation[:, 1, 1], rotation[:, 1, 2] = cp, sp
    rotation[:, 2, 0], rotation[:, 2, 1], rotation[:, 2, 2] = sy, -cy * sp, cy * cp
    return rotation


def project(metric: np.ndarray, position: np.ndarray, centre: np.ndarray, focal: np.ndarray) -> np.ndarray:
    """Landmarks of points in camera axes; what `estimate` turns back.

    Parameters
    ----------
    metric : (n, k, 3) float array, cm
        In front of the camera (z > 0).
    position, centre : (n, 3) float array, cm
        Of the head's origin and of the mean of its 468 mesh points, in camera axes.
    focal : (n,) float array, pixels

    Returns
    -------
    (n, k, 3) float64 array, pixels
        x and y from the picture's middle; z as `analysis.types` defines it.
    """
    ray = position / np.linalg.norm(position, axis=1, keepdims=True)
    along = (metric @ ray[..., None]) / (centre * ray).sum(axis=1)[:, None, None]
    seen: np.ndarray = focal[:, None, None] * np.concatenate([metric[..., :2] / metric[..., 2:], along - 1], axis=2)
    return seen


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
    The geometry is Google's (face_geometry in MediaPipe, Apache-2.0) but for the turned camera; the weights are ours
    (`landmarks.POSE_WEIGHTS`). Landmarks of a network carry its own definition of "level"; no constant is added here
    (see ``Scoring.neutral_pitch_deg``).
    """
    focal = focal_length(height, fov_deg)
    # Landmarks are float32, and so is what is made of them: half the memory to go through; poses are float64.
    centred = np.asarray(points, dtype=np.float32).transpose(2, 0, 1).copy()
    centred[:2] -= (np.stack([width, height])[..., None] / 2).astype(np.float32)
    targets = centred[..., _POSE_POSITIONS]
    rotation, scale, mean = _FACE.solve(targets)
    origin = np.column_stack([(mean - scale[:, None] * (rotation @ _FACE.mean))[:, :2], focal])
    depth = mean[:, 2] + scale * (rotation[:, 2] @ _MESH_MEAN)
    for _ in range(_ROUNDS):
        view = viewing_rotation(origin)
        rotation, scale, mean = _FACE.solve(_unproject(targets, view, focal, depth))
        depth = targets[2] @ _FACE.weights + scale * (rotation[:, 2] @ _MESH_MEAN)
        seen = mean / scale[:, None] - rotation @ _FACE.mean
        origin = (view @ seen[..., None])[..., 0]
    metric = (_unproject(centred, view, focal, depth) / scale.astype(np.float32)[:, None]).transpose(1, 2, 0)
    head = (metric - seen.astype(np.float32)[:, None]) @ rotation.astype(np.float32)
    residual = _FACE.residual(head[:, _POSE_POSITIONS])
    return HeadPose(angles_from_rotation(rotation), origin, view @ rotation, head, residual)


def _unproject(points: np.ndarray, view: np.ndarray, focal: np.ndarray, depth: np.ndarray) -> np.ndarray:
    """Points in space, (3, n, k), in the axes of the turned camera and in units in which the face is `focal` away.

    Parameters
    ----------
    points : (3, n, k) float32 array, pixels
        From the middle of the picture.
    view : (n, 3, 3) float array
        Where the camera is turned.
    focal, depth : (n,) float array, pixels
        `depth` is the landmark z of the face's mean.
    """
    x, y, z = points
    view, focal, depth = (each.astype(np.float32) for each in (view, focal, depth))
    from_x, from_y, from_axis = view.transpose(1, 2, 0)[..., None]
    turned = from_x * x + from_y * y + from_axis * focal[:, None]
    ratio = (focal - depth)[:, None] + z
    unprojected: np.ndarray = turned * (ratio / turned[2])
    return unprojected
