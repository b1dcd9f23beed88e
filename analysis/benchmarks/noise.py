"""How far measured heads stray: ``python -m analysis.benchmarks.noise --data DIR``.

DIR holds ``clips/*.mp4`` and ``genki``. The figures of `analysis.simulator.noise` were read off its output:

white
    What one frame differs from its two neighbours: ``(before - 2 now + after) / sqrt(6)`` of a clip, 1.48 times the
    median of its size. Real movement is far slower than a frame.
slow
    What remains between two ways to measure the same frame (468 against 478 points; full size against shrunken) after
    a moving mean of one second, each clip's own mean taken away: errors that come and go with expression and pose.
constant
    The spread over people of what stays of that; on `genki` the spread about the labels, one offset for all,
    less the labels' own.
"""

import argparse
import csv
from pathlib import Path

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table

from analysis import engine
from analysis.benchmarks.accuracy.calibration import LABELS_DEG
from analysis.face import FaceResult, Landmarker, Options, landmarker
from analysis.image import Image, decode
from analysis.pictures import landmark_batch

SHARES = (1.0, 0.5, 0.25, 0.15)
GRAIN, QUALITY = 10.0, 60  # a poor webcam: sensor noise (standard deviation of 255) and JPEG
LABELS_SD = LABELS_DEG["genki"]
YAW_BINS = ((0.0, 15.0), (15.0, 30.0), (30.0, 90.0))
COLUMNS = ("yaw_deg", "pitch_deg", "roll_deg", "gaze_yaw_deg", "gaze_pitch_deg", "aperture_left")
UNITS = ("yaw", "pitch", "roll", "gaze yaw", "gaze pitch", "aperture x100")
FACTORS = np.array([1, 1, 1, 1, 1, 100.0])
console = Console(width=140)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m analysis.benchmarks.noise", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with clips/*.mp4 and genki")
    data = parser.parse_args().data
    clips = sorted((data / "clips").glob("*.mp4"))
    if not clips:
        console.print(f"skipped: no clips in {data / 'clips'}")
        return 0
    print_clips([frames_of(path) for path in clips])
    print_portraits(data / "genki")
    return 0


def print_clips(clips: list[list[Image]]) -> None:
    marker = landmarker()
    whole = [follow(marker, frames)[0] for frames in clips]
    table = Table("what", "face px", *UNITS)
    add_differences(table, "468 against 478", whole, [follow(marker, frames, points=468)[0] for frames in clips])
    add_bins(table, whole)
    for share in SHARES:
        for degrade in (clean, poor):
            followed = [follow(marker, [degrade(frame, share) for frame in frames]) for frames in clips]
            values, width = [rows for rows, _ in followed], np.nanmedian(np.concatenate([size for _, size in followed]))
            name = f"{degrade.__name__}, size x {share}"
            table.add_row(f"white, {name}", f"{width:.0f}", *texts(white(values)))
            add_differences(table, f"{name} against whole", whole, values)
    console.print(table)


def clean(frame: Image, share: float) -> Image:
    return frame if share == 1.0 else cv2.resize(frame, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)


def poor(frame: Image, share: float) -> Image:
    small = clean(frame, share)
    grain = np.random.default_rng(int(small[:4, :4].sum())).normal(0.0, GRAIN, small.shape)
    grainy = np.clip(small + grain, 0, 255).astype(np.uint8)
    _, jpeg = cv2.imencode(".jpg", cv2.cvtColor(grainy, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return decode(jpeg.tobytes())


def add_differences(table: Table, what: str, values: list[np.ndarray], others: list[np.ndarray]) -> None:
    """The two errors share what their pictures share: read as a lower bound of each."""
    differences = [b - a for a, b in zip(values, others, strict=True)]
    means = np.array([np.nanmean(d, axis=0) for d in differences])
    slow = np.sqrt(
        np.nanmean([np.nanvar(moving_mean(d - m), axis=0) for d, m in zip(differences, means, strict=True)], axis=0)
    )
    table.add_row(f"  constant, {what}", "", *texts(means.std(axis=0)))
    table.add_row(f"  slow, {what}", "", *texts(slow))


def add_bins(table: Table, values: list[np.ndarray]) -> None:
    for low, high in YAW_BINS:
        kept = [np.where(((np.abs(v[:, :1]) >= low) & (np.abs(v[:, :1]) < high)), v, np.nan) for v in values]
        count = sum(int(np.isfinite(v[:, 0]).sum()) for v in kept)
        table.add_row(f"white, |yaw| {low:.0f}-{high:.0f} ({count} frames)", "", *texts(white(kept)))


def print_portraits(folder: Path) -> None:
    marker, found = landmarker(), []
    with (folder / "truth.csv").open(newline="") as file:
        truth = list(csv.DictReader(file))
    for row in truth:
        picture = decode((folder / row["file"]).read_bytes())
        rows, _ = measure(marker.track(picture, None)[:1], picture)
        found.append(rows[0, :3] - [float(row[name]) for name in COLUMNS[:3]])
    residual = np.array(found)
    spread = 1.48 * np.nanmedian(np.abs(residual - np.nanmedian(residual, axis=0)), axis=0)
    ours = np.sqrt(np.maximum(spread**2 - LABELS_SD**2, 0.0))
    console.print(
        f"genki: offset {np.nanmedian(residual, axis=0).round(1)}, robust sd {spread.round(2)}, "
        f"without the labels' own {ours.round(2)}"
    )


def frames_of(path: Path) -> list[Image]:
    capture = cv2.VideoCapture(str(path))
    frames: list[Image] = []
    while True:
        read, frame = capture.read()
        if not read:
            capture.release()
            return frames
        frames.append(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB))


def follow(marker: Landmarker, frames: list[Image], points: int = 478) -> tuple[np.ndarray, np.ndarray]:
    """`COLUMNS` of each frame (n, 6) and the face's width in pixels (n,)."""
    region, rows, widths = None, [], []
    for frame in frames:
        faces = marker.track(frame, region, Options(points=points))[:1]
        region = faces[0].region if faces else None
        row, width = measure(faces, frame)
        rows.append(row[0])
        widths.append(width)
    return np.array(rows), np.array(widths)


def measure(faces: list[FaceResult], picture: Image) -> tuple[np.ndarray, float]:
    if not faces:
        return np.full((1, len(COLUMNS)), np.nan), np.nan
    height, width = picture.shape[:2]
    measured = engine.measure(landmark_batch(faces, [(width, height)], [1], [None], [False]))
    rows = np.stack([measured[name] for name in COLUMNS], axis=1).astype(float) * FACTORS
    return rows, float(np.ptp(faces[0].points[:468, 0]))


def white(values: list[np.ndarray]) -> np.ndarray:
    second = np.concatenate([np.abs(np.diff(v, n=2, axis=0)) for v in values]) / np.sqrt(6)
    return np.asarray(1.48 * np.nanmedian(second, axis=0))


def moving_mean(values: np.ndarray, frames: int = 25) -> np.ndarray:
    padded = np.nan_to_num(values)
    return np.stack([np.convolve(column, np.ones(frames) / frames, "valid") for column in padded.T], axis=1)


def texts(values: np.ndarray) -> list[str]:
    return [f"{value:.2f}" for value in values]


if __name__ == "__main__":
    raise SystemExit(main())
