"""Pictures and a film of a face, made from the one photo that is free to use: skimage's astronaut (public domain).

The film turns her head by a known yaw: the landmarks of the photo are turned about an axis inside the head, and the
photo is warped along triangle by triangle. What surrounds the face stays where it is.
"""

from pathlib import Path

import cv2
import numpy as np
import simplejpeg
import skimage.data
from scipy.spatial import Delaunay

from analysis.face import landmarker

Image = np.ndarray

WIDTH, HEIGHT = 640, 480
FPS = 30  # at which Chromium plays every mjpeg file
FRAMES_PER_POSE = 3
PERIOD_S = 12.0
SWING_DEG = 35.0


def portrait() -> Image:
    """The photo as a camera of 640 x 480 would have taken it."""
    astronaut = skimage.data.astronaut()
    return cv2.resize(astronaut[0:300, 20:420], (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)


def yaw_at(seconds: float) -> float:
    """Degrees by which the film's head is turned from the photo's."""
    return SWING_DEG * float(np.sin(2 * np.pi * seconds / PERIOD_S))


def write_film(path: Path) -> None:
    """Write one period as an mjpeg file, which is nothing but JPEG files one after the other."""
    head = TurningHead(portrait())
    count = int(PERIOD_S * FPS) // FRAMES_PER_POSE
    poses = (head.turned(yaw_at(index * FRAMES_PER_POSE / FPS)) for index in range(count))
    with path.open("wb") as film:
        for picture in poses:
            jpeg = simplejpeg.encode_jpeg(picture, quality=92, colorspace="RGB", colorsubsampling="420")
            film.write(jpeg * FRAMES_PER_POSE)


class TurningHead:
    """A photo whose face can be turned about its own vertical axis."""

    def __init__(self, photo: Image) -> None:
        self.photo = photo
        face = landmarker().find([photo])[0][0].points[:468].astype(np.float64)
        width = np.ptp(face[:, 0])
        self.points = np.concatenate([face, self._surroundings(face)])
        self.turning = np.repeat([1.0, 0.0], [len(face), len(self.points) - len(face)])
        self.axis = np.array([face[:, 0].mean(), 0.0, face[:, 2].mean() + 0.35 * width])
        self.triangles = _triangles(self.points[:, :2])

    def turned(self, yaw_deg: float) -> Image:
        """The photo with the face turned; yaw + = nose toward the picture's right."""
        moved = self._turn(yaw_deg)
        depth = moved[self.triangles, 2].mean(axis=1)
        owner = np.zeros(self.photo.shape[:2], np.float32)
        for index in np.argsort(-depth):
            corners = np.round(moved[self.triangles[index], :2] * 16).astype(np.int32)
            cv2.fillConvexPoly(owner, corners, float(index), shift=4)
        return self._look_up(owner.astype(int), moved)

    def _turn(self, yaw_deg: float) -> np.ndarray:
        angle = np.radians(yaw_deg) * self.turning
        x, y, z = (self.points - self.axis).T
        turned = np.stack([x * np.cos(angle) - z * np.sin(angle), y, x * np.sin(angle) + z * np.cos(angle)], axis=1)
        return turned + self.axis

    def _look_up(self, owner: np.ndarray, moved: np.ndarray) -> Image:
        """Each pixel comes from where the affine map of its triangle says."""
        corners = np.concatenate([moved[self.triangles, :2], np.ones((len(self.triangles), 3, 1))], axis=2)
        affine = np.linalg.pinv(corners) @ self.points[self.triangles, :2]
        rows, columns = np.indices(owner.shape)
        pixels = np.stack([columns, rows, np.ones_like(rows)], axis=-1)[:, :, None]
        source = (pixels @ affine[owner])[:, :, 0].astype(np.float32)
        return cv2.remap(self.photo, source[..., 0], source[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)

    def _surroundings(self, face: np.ndarray) -> np.ndarray:
        """A ring around the head and the picture's edge, both behind the face."""
        centre, radius = face[:, :2].mean(axis=0), 0.95 * np.ptp(face[:, 1])
        angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        ring = centre + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
        sides = np.array([[0.0, 0.5], [1.0, 0.5], [0.5, 0.0], [0.5, 1.0], [0, 0], [0, 1], [1, 0], [1, 1]])
        around = np.clip(np.concatenate([ring, sides * [WIDTH, HEIGHT]]), 0, [WIDTH, HEIGHT])
        around = np.unique(around, axis=0)
        return np.column_stack([around, np.full(len(around), face[:, 2].max())])


def _triangles(points: np.ndarray) -> np.ndarray:
    """Delaunay's triangles as indices of points, (n, 3)."""
    simplices: np.ndarray = Delaunay(points).simplices
    return simplices
