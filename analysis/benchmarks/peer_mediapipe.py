"""The other side of `analysis.benchmarks.peer`, run by an interpreter that has mediapipe==0.10.21.

Reads from standard input, request by request: points (468 or 478), 1 where every picture is one of its own or 0 where
the face is followed, times, height and width (five uint32), then uint8 RGB. Measures the picture that many times and
answers with the seconds of each (float64), and with 478 x 3 float32: the points of the face that mediapipe's own
detector and gates let through, as shares of the picture (z as a share of its width); NaN where there is none.
"""

import sys
import time
from typing import Any

import mediapipe  # type: ignore[import-not-found]
import numpy as np

POINTS = 478


def mesh(points: int, static: int) -> Any:
    settings = {"static_image_mode": bool(static), "max_num_faces": 1, "refine_landmarks": points == POINTS}
    return mediapipe.solutions.face_mesh.FaceMesh(**settings)


def points_of(result: Any) -> np.ndarray:
    found = np.full((POINTS, 3), np.nan, np.float32)
    faces = result.multi_face_landmarks
    if faces:
        values = [(point.x, point.y, point.z) for point in faces[0].landmark]
        found[: len(values)] = values
    return found


def measure(network: Any, picture: np.ndarray, times: int) -> bytes:
    seconds, result = np.empty(times), None
    for number in range(times):
        start = time.perf_counter()
        result = network.process(picture)
        seconds[number] = time.perf_counter() - start
    return seconds.tobytes() + points_of(result).tobytes()


def main() -> None:
    source, target = sys.stdin.buffer, sys.stdout.buffer
    meshes: dict[tuple[int, int], Any] = {}
    while header := source.read(20):
        points, static, times, height, width = np.frombuffer(header, np.uint32).tolist()
        if (points, static) not in meshes:
            meshes[points, static] = mesh(points, static)
        pixels = np.frombuffer(source.read(height * width * 3), np.uint8).reshape(height, width, 3)
        target.write(measure(meshes[points, static], pixels, times))
        target.flush()


if __name__ == "__main__":
    main()
