"""How far points of real faces lie from the canonical face: ``python -m analysis.benchmarks.point_spread --data DIR``.

Prints the table `_SPREAD_CM` of `analysis.landmarks`, whose inverse squares weigh the points in the head pose. The
faces are those of ``DIR/genki/images``; no label is read: align, measure, weigh, and again until it stays.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from rich.console import Console

from analysis.alignment import Alignment
from analysis.face import landmarker
from analysis.image import decode
from analysis.landmarks import CANONICAL, MIRROR, POSE_INDICES

ROUNDS = 10
console = Console()
NOISE_CM = 0.14  # of the landmarks themselves, small pictures included: no point may count without limit


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m analysis.benchmarks.point_spread", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with genki/images/*.jpg")
    files = sorted((parser.parse_args().data / "genki" / "images").glob("*.jpg"))
    found = [landmarker().track(decode(path.read_bytes())) for path in files]
    faces = np.array([each[0].points[list(POSE_INDICES)] for each in found if each])
    if not len(faces):
        console.print("skipped: no faces in genki/images")
        return 0
    spread = dict(zip(POSE_INDICES, point_spread(faces), strict=True))
    console.print(f"{len(faces)} faces; cm:")
    console.print({index: round(float(value), 2) for index, value in spread.items() if index <= MIRROR[index]})
    return 0


def point_spread(faces: np.ndarray) -> np.ndarray:
    """Standard deviation (k,) in cm of each point about the aligned canonical face, the same on both sides.

    Parameters
    ----------
    faces : (n, k, 3) float array, pixels
        The points of `POSE_INDICES`.
    """
    source = CANONICAL[list(POSE_INDICES)]
    other = [POSE_INDICES.index(int(MIRROR[index])) for index in POSE_INDICES]
    spread = np.ones(len(source))
    for _ in range(ROUNDS):
        alignment = Alignment(source, spread**-2.0)
        rotation, scale, mean = alignment.solve(np.moveaxis(faces.astype(np.float64), 2, 0))
        placed = (faces - mean[:, None]) @ rotation / scale[:, None, None] + alignment.mean
        variance = placed.var(axis=0).sum(axis=1)
        spread = np.sqrt((variance + variance[other]) / 2 + NOISE_CM**2)
    return spread


if __name__ == "__main__":
    sys.exit(main())
