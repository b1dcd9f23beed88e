"""The other side of `analysis.benchmarks.mesh`: mediapipe's FaceMesh, run by an interpreter that has it.

``python mesh_peer.py PICTURES.npz RESULTS.npz``: reads uint8 RGB pictures ``0``, ``1``, ...; writes points (n, 478, 3)
as shares of the picture (NaN where no face was found) and milliseconds per picture, with and without irises.
"""

import statistics
import sys
import time
from typing import Any

import mediapipe  # type: ignore[import-not-found]
import numpy as np

ROUNDS = 20


def measure(pictures: list[np.ndarray], refine: bool) -> np.ndarray:
    points = np.full((len(pictures), 478, 3), np.nan)
    settings = {"static_image_mode": True, "max_num_faces": 1, "refine_landmarks": refine}
    with mediapipe.solutions.face_mesh.FaceMesh(**settings) as mesh:
        for index, picture in enumerate(pictures):
            faces = mesh.process(picture).multi_face_landmarks
            if faces:
                found = [(point.x, point.y, point.z) for point in faces[0].landmark]
                points[index, : len(found)] = found
    return points


def milliseconds(picture: np.ndarray, refine: bool, static: bool) -> float:
    settings = {"static_image_mode": static, "max_num_faces": 1, "refine_landmarks": refine}
    with mediapipe.solutions.face_mesh.FaceMesh(**settings) as mesh:
        mesh.process(picture)
        return statistics.median(timed(mesh, picture) for _ in range(ROUNDS)) * 1000


def timed(mesh: Any, picture: np.ndarray) -> float:
    start = time.perf_counter()
    mesh.process(picture)
    return time.perf_counter() - start


def main(source: str, target: str) -> None:
    with np.load(source) as stored:
        speed = stored["speed"]
        pictures = [stored[str(index)] for index in range(len(stored) - 1)]
    results: dict[str, Any] = {}
    for points, refine in ((468, False), (478, True)):
        results[f"points_{points}"] = measure(pictures, refine)
        results[f"fresh_{points}"] = milliseconds(speed, refine, static=True)
        results[f"followed_{points}"] = milliseconds(speed, refine, static=False)
    np.savez(target, **results)


if __name__ == "__main__":
    main(*sys.argv[1:])
