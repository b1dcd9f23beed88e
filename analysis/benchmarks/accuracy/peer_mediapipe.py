"""The other side of `analysis.benchmarks.accuracy.peer`, run by an interpreter that has mediapipe==0.10.21.

Reads from standard input, picture by picture: height and width (two uint32), then uint8 RGB. Answers each with 478 x 3
float32: the points of the face that mediapipe's own detector and gates let through, as shares of the picture (z as a
share of its width); NaN where there is none.
"""

import sys
from typing import Any

import mediapipe  # type: ignore[import-not-found]
import numpy as np

POINTS = 478


def points(mesh: Any, picture: np.ndarray) -> np.ndarray:
    faces = mesh.process(picture).multi_face_landmarks
    if not faces:
        return np.full((POINTS, 3), np.nan, np.float32)
    return np.array([(point.x, point.y, point.z) for point in faces[0].landmark], np.float32)


def main() -> None:
    source, target = sys.stdin.buffer, sys.stdout.buffer
    with mediapipe.solutions.face_mesh.FaceMesh(static_image_mode=True, refine_landmarks=True) as mesh:
        while size := source.read(8):
            height, width = np.frombuffer(size, np.uint32).tolist()
            pixels = np.frombuffer(source.read(height * width * 3), np.uint8)
            target.write(points(mesh, pixels.reshape(height, width, 3)).tobytes())
            target.flush()


if __name__ == "__main__":
    main()
