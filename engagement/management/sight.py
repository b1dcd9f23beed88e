"""From a picture to what goes over the wire: the landmarks of a face, or a JPEG."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from analysis.face import FaceResult
from analysis.lifting import IBUG_MESH
from analysis.types import COMPACT_INDICES, POINT_SETS
from engagement.messages import Face

JPEG_QUALITY = 85
LONGEST_SIDE = 1280


def landmarks(face: FaceResult | None, faces: int, image: np.ndarray, point_set: str) -> dict[str, Any]:
    """Arguments of `CaptureClient.send_landmarks` for one face of a picture, or for none."""
    height, width = image.shape[:2]
    if face is None:
        return {"face": None, "reason": "no_face", "faces": 0, "confidence": 0.0, "width": width, "height": height}
    return {
        "face": Face.from_pixels(point_set, select(face.points, point_set)),
        "faces": faces,
        "confidence": face.presence,
        "sharpness": face.sharpness,
        "exposure": face.exposure,
        "width": width,
        "height": height,
    }


def select(points: np.ndarray, point_set: str) -> np.ndarray:
    """The points of a set out of all 478."""
    if point_set == "compact":
        return points[list(COMPACT_INDICES)]
    if point_set == "ibug68":
        between: np.ndarray = points[np.array(IBUG_MESH)].mean(axis=1)
        return between
    return points[: POINT_SETS[point_set]]


def jpeg(image: np.ndarray) -> bytes:
    """A picture small enough to be sent; a face needs no more pixels."""
    shrink = LONGEST_SIDE / max(image.shape[:2])
    if shrink < 1:
        image = cv2.resize(image, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    data: bytes = cv2.imencode(".jpg", image[..., ::-1], (cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY))[1].tobytes()
    return data
