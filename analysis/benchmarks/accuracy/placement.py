"""A portrait put into the picture of a webcam, as far from the camera as wanted."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import simplejpeg

from analysis.face import FaceResult
from analysis.image import Image

WIDTH, HEIGHT = 640, 480
HORIZONTAL_FOV_DEG, VERTICAL_FOV_DEG = 60.0, 47.0
FACE_CM = 15.0
CM_PER_FOOT = 30.48
JPEG_QUALITY = 80

# Pixels of the frame for each pixel of a background out of focus.
COARSE, GHOST = 16, 32
_SIDES_OF_FACE = [234, 454]


@dataclass(frozen=True)
class Place:
    """Where a portrait goes.

    Attributes
    ----------
    x, y : float, pixels
        The middle of the face in the portrait; it comes into the middle of the frame.
    scale : float
        Pixels of the frame for each pixel of the portrait.
    """

    x: float
    y: float
    scale: float

    @property
    def left(self) -> float:
        return WIDTH / 2 - self.x * self.scale

    @property
    def top(self) -> float:
        return HEIGHT / 2 - self.y * self.scale


def face_px(feet: float) -> float:
    """How wide a face of 15 cm is in a frame of 640 x 480 and 60 degrees, ``feet`` in front of the camera; pixels."""
    focal = WIDTH / 2 / np.tan(np.radians(HORIZONTAL_FOV_DEG / 2))
    return float(FACE_CM / (feet * CM_PER_FOOT) * focal)


def face_width(face: FaceResult) -> float:
    """Distance between the sides of a face, in three dimensions, so that a turn does not narrow it; pixels."""
    right, left = face.points[_SIDES_OF_FACE]
    return float(np.linalg.norm(left - right))


def at_distance(face: FaceResult, feet: float) -> Place:
    """Where a portrait with this face goes so that the face is ``feet`` away."""
    x, y = face.points[:468, :2].mean(axis=0).tolist()
    return Place(x, y, face_px(feet) / face_width(face))


def place(image: Image, where: Place, background: Callable[[Image, Place], Image]) -> Image:
    """Put a portrait into a frame, its face in the middle, and compress it as a webcam's frame is sent."""
    frame = background(image, where)
    how = cv2.INTER_AREA if where.scale < 1 else cv2.INTER_CUBIC
    _paste(frame, cv2.resize(image, None, fx=where.scale, fy=where.scale, interpolation=how), where)
    data = simplejpeg.encode_jpeg(frame, quality=JPEG_QUALITY)
    placed: Image = simplejpeg.decode_jpeg(data, colorspace="RGB")
    return placed


def plain(image: Image, where: Place) -> Image:
    """The portrait's mean colour."""
    colour = image.reshape(-1, 3).mean(axis=0).round().astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(colour, (HEIGHT, WIDTH, 3)))


def continued(image: Image, where: Place) -> Image:
    """The portrait's edges, carried on to the edges of the frame, out of focus."""
    size = [max(1, round(side * where.scale / COARSE)) for side in image.shape[1::-1]]
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    columns = np.arange(WIDTH // COARSE) - round(where.left / COARSE)
    rows = np.arange(HEIGHT // COARSE) - round(where.top / COARSE)
    return _enlarged(small[rows.clip(0, size[1] - 1)][:, columns.clip(0, size[0] - 1)])


def ghost(image: Image, where: Place) -> Image:
    """The portrait itself, as large as the frame and out of focus: a second face, far larger, that nobody means."""
    return _enlarged(cv2.resize(image, (WIDTH // GHOST, HEIGHT // GHOST), interpolation=cv2.INTER_AREA))


def _enlarged(few_pixels: Image) -> Image:
    return cv2.resize(few_pixels, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)


def _paste(frame: Image, image: Image, where: Place) -> None:
    left, top = round(where.left), round(where.top)
    height, width = image.shape[:2]
    from_x, from_y = max(0, -left), max(0, -top)
    to_x, to_y = min(width, WIDTH - left), min(height, HEIGHT - top)
    frame[top + from_y : top + to_y, left + from_x : left + to_x] = image[from_y:to_y, from_x:to_x]
