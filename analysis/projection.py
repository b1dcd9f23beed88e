"""Landmarks of a head that was never filmed: the canonical mesh turned to a known pose and seen by a pinhole camera.

The depth z of its landmarks is the one that `analysis.types` defines. Irises stand where the eyeball carries them; so
their z is made in the same way.
"""

from dataclasses import dataclass

import numpy as np

from analysis.gaze import EYEBALL_OFFSET, EYEBALL_RADIUS_CM, IRIS_DIAMETER_CM
from analysis.head_pose import focal_length, project, rotation_from_angles, viewing_rotation
from analysis.landmarks import CANONICAL

# Pairs of lid points, upper and lower, of the left and of the right eye.
_UPPER = np.array([[466, 388, 387, 386, 385, 384, 398], [246, 161, 160, 159, 158, 157, 173]])
_LOWER = np.array([[249, 390, 373, 374, 380, 381, 382], [7, 163, 144, 145, 153, 154, 155]])
_CORNERS = np.array([[263, 362], [33, 133]])
_IRISES = np.array([[473, 474, 475, 476, 477], [468, 469, 470, 471, 472]])
# Centre, then right, top, left and bottom in the picture.
_RING = np.array([[0.0, 0.0, 0.0], [1, 0, 0], [0, -1, 0], [-1, 0, 0], [0, 1, 0]]) * IRIS_DIAMETER_CM / 2


@dataclass(frozen=True, slots=True)
class Camera:
    """A pinhole camera: picture size in pixels, vertical field of view in degrees."""

    width: int = 640
    height: int = 480
    fov_deg: float = 47.0


@dataclass(frozen=True, slots=True)
class Heads:
    """n heads (or one head at n times); conventions in `analysis.types`.

    Attributes
    ----------
    angles : (n, 3) float array, degrees
        Yaw, pitch, roll relative to the viewing ray.
    position : (n, 3) float array, cm
    openness : (n, 2) float array, 0..1
        Left and right eye; 1 = as open as the canonical face's.
    gaze : (n, 2) float array, degrees
        Yaw and pitch relative to the head.
    """

    angles: np.ndarray
    position: np.ndarray
    openness: np.ndarray
    gaze: np.ndarray

    def __len__(self) -> int:
        return len(self.angles)


def points(heads: Heads, camera: Camera) -> np.ndarray:
    """Landmarks that a camera sees, without noise.

    Parameters
    ----------
    heads : Heads
    camera : Camera

    Returns
    -------
    (n, 478, 3) float32 array, pixels
    """
    rotation = viewing_rotation(heads.position) @ rotation_from_angles(heads.angles)
    metric = face(heads.openness, heads.gaze) @ np.swapaxes(rotation, 1, 2) + heads.position[:, None]
    focal = np.full(len(heads), focal_length(np.array(camera.height), np.array(camera.fov_deg)))
    seen = project(metric, heads.position, metric[:, :468].mean(axis=1), focal)
    landmarks: np.ndarray = seen + np.array([camera.width / 2, camera.height / 2, 0.0])
    return landmarks.astype(np.float32)


def face(openness: np.ndarray, gaze: np.ndarray) -> np.ndarray:
    """The canonical face with its eyes moved.

    Parameters
    ----------
    openness : (n, 2) float array, 0..1
        Left and right eye: the upper lid comes down to the lower one.
    gaze : (n, 2) float array, degrees

    Returns
    -------
    (n, 478, 3) float64 array, cm, in the canonical face's axes
    """
    vertices = np.empty((len(openness), 478, 3))
    vertices[:, :468] = CANONICAL
    closing = (1.0 - openness)[:, :, None, None]
    vertices[:, _UPPER] += closing * (CANONICAL[_LOWER] - CANONICAL[_UPPER])
    turn = rotation_from_angles(np.concatenate([gaze, np.zeros((len(gaze), 1))], axis=1))
    eyeballs = CANONICAL[_CORNERS].mean(axis=1) + EYEBALL_OFFSET
    discs = (_RING - [0.0, 0.0, EYEBALL_RADIUS_CM]) @ np.swapaxes(turn, 1, 2)
    vertices[:, _IRISES] = eyeballs[:, None] + discs[:, None]
    return vertices
