"""Observations made by hand."""

import numpy as np
from numpy.typing import ArrayLike

from analysis.attentiveness import Scoring, Step, new_people, step
from analysis.engine import absent
from analysis.types import Reason, Teaching

START = 1_700_000_000.0
SCORING = Scoring()


def look(
    yaw: float = 0.0,
    pitch: float = -2.0,
    aperture: float = 0.21,
    n: int = 1,
    teaching: Teaching = Teaching.NOTHING,
    error: float = 2.5,
) -> np.ndarray:
    rows = absent(Reason.KNOWN, n)
    rows["success"] = True
    rows["faces"], rows["confidence"], rows["quality"] = 1, 1.0, 0.9
    rows["yaw_deg"], rows["pitch_deg"], rows["roll_deg"] = yaw, pitch, 1.0
    rows["x_cm"], rows["y_cm"], rows["z_cm"], rows["distance_cm"] = 0.0, 0.0, 60.0, 60.0
    rows["yaw_error_deg"] = rows["pitch_error_deg"] = rows["roll_error_deg"] = error
    rows["teaching"] = teaching
    rows["aperture_left"] = rows["aperture_right"] = aperture
    return rows


def play(*parts: tuple[ArrayLike, np.ndarray], scoring: Scoring = SCORING) -> Step:
    """One person's observations, each part at its times (seconds after START)."""
    at = [np.asarray(times, dtype=float) for times, _ in parts]
    measured = np.concatenate([np.resize(rows, len(part)) for part, (_, rows) in zip(at, parts, strict=True)])
    times = np.concatenate(at)
    return step(new_people(1), np.zeros(len(times), int), START + times, measured, scoring)


def every(interval: float, start: float, stop: float) -> np.ndarray:
    return start + interval * np.arange(round((stop - start) / interval))


def window(result: Step, start: float) -> np.void:
    (row,) = np.flatnonzero(result.windows["started_at"] == START + start)
    found: np.void = result.windows[row]
    return found
