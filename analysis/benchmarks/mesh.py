"""Landmarks beside mediapipe 0.10.21: ``python -m analysis.benchmarks.mesh --data DIR --peer PYTHON``.

DIR holds ``genki/images/*.jpg``, PYTHON is an interpreter that has mediapipe: see `analysis.benchmarks.peer`. How fast
both are says ``manage.py bench frames``.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from analysis.benchmarks.peer import Peer
from analysis.face import Options, landmarker
from analysis.face_detection import SMALL
from analysis.face_mesh import OUTER_EYE_CORNERS
from analysis.image import Image, decode

PICTURES = 60
console = Console()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m analysis.benchmarks.mesh", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with genki/images/*.jpg")
    parser.add_argument("--peer", required=True, help="interpreter that has mediapipe==0.10.21")
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
    with Peer(options.peer) as peer:
        console.print(_agreement_table(pictures, peer))
    return 0


def _is_small(picture: Image) -> bool:
    """Tell whether the face is too small for the short-range detector, the only one of the reference."""
    (faces,) = landmarker().detector.near([picture])
    return bool(faces) and faces[0].share < SMALL


def _agreement_table(pictures: list[Image], peer: Peer) -> Table:
    title = "Mean distance to mediapipe 0.10.21's landmarks, % of the outer eye corners' distance"
    table = Table("points", "both found", "only ours", "only theirs", "median", "mean", "worst", title=title)
    for points in (468, 478):
        ours = np.stack([_points(picture, points) for picture in pictures])
        theirs = np.stack([peer.measure(picture, points)[0] for picture in pictures])
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


def _distance(ours: np.ndarray, theirs: np.ndarray) -> float:
    right, left = theirs[OUTER_EYE_CORNERS, :2]
    distances = np.linalg.norm(ours[:, :2] - theirs[:, :2], axis=1)
    return float(distances.mean() / np.linalg.norm(left - right) * 100)


if __name__ == "__main__":
    sys.exit(main())
