"""How much the angles of a still head tremble from picture to picture."""

from pathlib import Path

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from analysis.benchmarks.accuracy import films
from analysis.benchmarks.accuracy.context import Context
from analysis.benchmarks.accuracy.films import Film
from analysis.benchmarks.accuracy.metrics import number
from analysis.benchmarks.accuracy.section import Cell, Figures, Section, Table

SUFFIXES = (".mp4", ".webm", ".mkv", ".mov")
AROUND_S = 0.5
SHORT_S = 0.2
STILL_DEG = 2.0
NAMES = ("yaw", "pitch", "roll")


def measure(context: Context) -> Section | None:
    """Follow the face of every clip through all of its frames; None without clips."""
    folder = context.data / films.FOLDER
    paths = sorted(path for path in folder.glob("*") if path.suffix in SUFFIXES)
    if not paths:
        return None
    trembling = context.map(residuals, paths, chunk=1)
    pooled = _spread(np.concatenate(trembling))
    rows: list[tuple[Cell, ...]] = [_row(path.stem, each) for path, each in zip(paths, trembling, strict=True)]
    rows.append(_row("all together", np.concatenate(trembling)))
    columns = ("clip", "frames", "found (%)", "of these still (%)", "yaw (°)", "pitch (°)", "roll (°)")
    note = (
        f"Standard deviation of an angle around its mean over {AROUND_S} s, in moments in which all means over "
        f"{SHORT_S} s within that time lie within {STILL_DEG:.0f}°, in every angle. Unfiltered: states are told from "
        "smoothed angles."
    )
    figures: Figures = {f"{name}_deg": number(value) for name, value in zip(NAMES, pooled, strict=True)}
    summary = "A head that keeps still is measured " + ", ".join(
        f"within {value:.2f}° in {name}" for name, value in zip(NAMES, pooled, strict=True)
    )
    tables = (Table("Jitter in the clips", columns, tuple(rows), note),)
    return Section(
        "jitter", "A still head", f"{summary} from picture to picture (one standard deviation).", tables, figures
    )


def residuals(path: Path) -> np.ndarray:
    """How far each frame's angles lie from their mean around it.

    Returns
    -------
    (n, 4) float array
        Yaw, pitch, roll in degrees, NaN where the head moves or is not found; then 1 where it is found, else 0.
    """
    angles, fps = _angles(path)
    return np.column_stack([high_pass(angles, fps), ~np.isnan(angles).any(axis=1)])


def high_pass(angles: np.ndarray, fps: float) -> np.ndarray:
    """What is left of (n, 3) angles without their mean over half a second; NaN where the head is not still.

    Near the ends, and near frames without a face, there is no such mean.
    """
    around, short = _odd(AROUND_S * fps), _odd(SHORT_S * fps)
    if len(angles) < around:
        return np.full(angles.shape, np.nan)
    # The short means that lie wholly within the time around a frame.
    means = np.ptp(sliding_window_view(_means(angles, short), around - short + 1, axis=0), axis=-1)
    half = around // 2
    left = np.full(angles.shape, np.nan)
    left[half : len(angles) - half] = angles[half : len(angles) - half] - _means(angles, around)
    left[half : len(angles) - half][~(means < STILL_DEG).all(axis=1)] = np.nan
    return left


def _means(angles: np.ndarray, width: int) -> np.ndarray:
    means: np.ndarray = sliding_window_view(angles, width, axis=0).mean(axis=-1)
    return means


def _odd(width: float) -> int:
    return 2 * max(1, round(width / 2)) + 1


def _angles(path: Path) -> tuple[np.ndarray, float]:
    reader = cv2.VideoCapture(str(path))
    fps = reader.get(cv2.CAP_PROP_FPS)
    reader.release()
    rows, region = [], None
    for picture in films.pictures(Film(path, {})):
        row, region = films.look(picture, region)
        rows.append([row[f"{name}_deg"] for name in NAMES])
    return np.array(rows, float).reshape(-1, 3), fps


def _row(name: str, each: np.ndarray) -> tuple[Cell, ...]:
    found, still = 100.0 * each[:, 3].mean(), 100.0 * (~np.isnan(each[:, 0])).mean()
    return (name, len(each), float(found), float(still), *map(number, _spread(each)))


def _spread(each: np.ndarray) -> np.ndarray:
    still = each[~np.isnan(each[:, 0]), :3]
    return still.std(axis=0) if len(still) else np.full(3, np.nan)
