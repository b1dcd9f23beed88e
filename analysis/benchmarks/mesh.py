"""Landmarks and speed beside mediapipe 0.10.21: ``python -m analysis.benchmarks.mesh --data DIR --peer PYTHON``.

DIR holds ``genki/images/*.jpg``. PYTHON is the interpreter of a virtual environment of its own with mediapipe==0.10.21
(which needs numpy < 2): ``python -m venv V && V/bin/pip install mediapipe==0.10.21``.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import simplejpeg
from rich.console import Console
from rich.table import Table

from analysis.face import Options, landmarker
from analysis.face_detection import SMALL
from analysis.face_mesh import OUTER_EYE_CORNERS, Mesh
from analysis.image import Image, crop, decode, quality

PEER = Path(__file__).with_name("mesh_peer.py")
PICTURES = 60
ROUNDS = 50
SCREEN = (640, 480)  # the picture of the speed test
console = Console()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m analysis.benchmarks.mesh", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with genki/images/*.jpg")
    parser.add_argument("--peer", help="interpreter that has mediapipe==0.10.21")
    parser.add_argument("--pictures", type=int, default=PICTURES, help="how many pictures to compare (%(default)s)")
    options = parser.parse_args()
    files = sorted((options.data / "genki" / "images").glob("*.jpg"))
    if not files:
        console.print(f"skipped: no pictures in {options.data / 'genki' / 'images'}")
        return 0
    step = max(1, len(files) // options.pictures)
    everything = [decode(path.read_bytes()) for path in files[::step][: options.pictures]]
    pictures = [picture for picture in everything if not _is_small(picture)]
    console.print(
        f"{len(pictures)} pictures; {len(everything) - len(pictures)} left out, where we use the full-range detector"
    )
    speed = _screen(pictures[0])
    if not _has_mediapipe(options.peer):
        console.print(f"peer skipped: {options.peer or 'no --peer'} has no mediapipe; give --peer PYTHON")
        console.print(_speed_table(speed, {}))
        return 0
    peer = _run_peer(options.peer, pictures, speed)
    console.print(_agreement_table(pictures, peer))
    console.print(_speed_table(speed, peer))
    return 0


def _is_small(picture: Image) -> bool:
    """Tell whether the face is too small for the short-range detector, the only one of the reference."""
    (faces,) = landmarker().detector.near([picture])
    return bool(faces) and faces[0].share < SMALL


def _screen(picture: Image) -> Image:
    """Put a face of about 200 pixels into a 640x480 picture."""
    width, height = SCREEN
    screen = np.full((height, width, 3), 96, np.uint8)
    face = cv2.resize(picture, None, fx=2, fy=2)[:height, :width]
    screen[: face.shape[0], : face.shape[1]] = face
    return screen


def _has_mediapipe(python: str | None) -> bool:
    if not python or not Path(python).exists():
        return False
    return subprocess.run([python, "-c", "import mediapipe"], capture_output=True, check=False).returncode == 0


def _run_peer(python: str, pictures: list[Image], speed: Image) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "pictures.npz", Path(folder) / "results.npz"
        arrays: dict[str, Any] = {str(index): picture for index, picture in enumerate(pictures)}
        np.savez(source, speed=speed, **arrays)
        subprocess.run([python, PEER, source, target], check=True, capture_output=True)
        with np.load(target) as results:
            return dict(results)


def _agreement_table(pictures: list[Image], peer: dict[str, Any]) -> Table:
    title = "Mean distance to mediapipe 0.10.21's landmarks, % of the outer eye corners' distance"
    table = Table("points", "both found", "only ours", "only theirs", "median", "mean", "worst", title=title)
    for points in (468, 478):
        ours = np.stack([_points(picture, points) for picture in pictures])
        theirs = peer[f"points_{points}"][:, :points] * [_scale(picture) for picture in pictures]
        here, there = (~np.isnan(found[:, 0, 0]) for found in (ours, theirs))
        errors = [_distance(*pair) for pair in zip(ours[here & there], theirs[here & there], strict=True)]
        counts = [(here & there).sum(), (here & ~there).sum(), (~here & there).sum()]
        figures = [f"{figure(errors):.3f}" for figure in (np.median, np.mean, np.max)]
        table.add_row(str(points), *map(str, counts), *figures)
    return table


def _points(picture: Image, points: int) -> np.ndarray:
    """Return our points with the reference's own steps: no refinement, presence > 0.5; NaN where no face was found."""
    faces = landmarker().track(picture, options=Options(points=points, refine=False))
    return faces[0].points if faces else np.full((points, 3), np.nan)


def _scale(picture: Image) -> np.ndarray:
    height, width = picture.shape[:2]
    return np.array([[width, height, width]])


def _distance(ours: np.ndarray, theirs: np.ndarray) -> float:
    right, left = theirs[OUTER_EYE_CORNERS, :2]
    distances = np.linalg.norm(ours[:, :2] - theirs[:, :2], axis=1)
    return float(distances.mean() / np.linalg.norm(left - right) * 100)


def _speed_table(picture: Image, peer: dict[str, Any]) -> Table:
    table = Table("stage", "ms", "mediapipe, without decode", title="One 640x480 picture on one thread, median")
    for name, stage in _stages(picture).items():
        theirs = peer.get(name)
        table.add_row(name, f"{_milliseconds(stage):.2f}", f"{theirs:.2f}" if theirs is not None else "")
    return table


def _stages(picture: Image) -> dict[str, Callable[[], Any]]:
    found = landmarker()
    jpeg = simplejpeg.encode_jpeg(picture, quality=80)
    region = found.track(picture)[0].region
    face = crop(picture, region, 192, cv2.BORDER_REPLICATE)
    return {
        "decode": partial(decode, jpeg),
        "detect": partial(found.detector.near, [picture]),
        "crop": partial(crop, picture, region, 192, cv2.BORDER_REPLICATE),
        "quality": partial(quality, face),
        **_mesh_stages(picture, region, 468),
        **_mesh_stages(picture, region, 478),
    }


def _mesh_stages(picture: Image, region: np.ndarray, points: int) -> dict[str, Callable[[], Any]]:
    mesh, track, options = Mesh(points), landmarker().track, Options(points=points)
    return {
        f"mesh_{points}": partial(mesh.run, [picture], [region]),
        f"mesh_{points}, 4 faces": partial(mesh.run, [picture] * 4, [region] * 4),
        f"followed_{points}": partial(track, picture, region, options),
        f"fresh_{points}": partial(track, picture, None, Options(points=points, refine=False)),
        f"fresh_{points}, refined": partial(track, picture, None, options),
    }


def _milliseconds(stage: Callable[[], Any]) -> float:
    for _ in range(ROUNDS // 5):
        stage()
    return statistics.median(_timed(stage) for _ in range(ROUNDS)) * 1000


def _timed(stage: Callable[[], Any]) -> float:
    start = time.perf_counter()
    stage()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
