"""Faces that are not there: pictures without any, still and moving, through the whole search and the engine."""

import time
from dataclasses import dataclass

import cv2
import numpy as np

from analysis import engine
from analysis.benchmarks import faceless
from analysis.benchmarks.accuracy import metrics
from analysis.benchmarks.accuracy.context import Context, look
from analysis.benchmarks.accuracy.section import Figures, Section, Table
from analysis.benchmarks.rooms import draw_room
from analysis.face import FaceResult, Options, landmarker
from analysis.face_schedule import next_missed
from analysis.image import Image
from analysis.pictures import landmark_batch
from analysis.types import UNKNOWN_FOV_DEG

STILL = {"noise": 500, "gradients": 400, "textures": 600, "photographs of things": 600, "rooms": 1000}
SEQUENCES, PICTURES = 32, 30
LARGE = (1280, 960)
TIMED = 6
OPTIONS = Options(max_faces=2)


@dataclass(frozen=True)
class Watched:
    """What became of one sequence of pictures.

    Attributes
    ----------
    observed : int
        Pictures that became an observation.
    in_a_row : int
        Most of them one after another.
    seconds : float
        Of one thread, for all pictures but the first, which costs the whole search.
    """

    observed: int
    in_a_row: int
    seconds: float


def measure(context: Context) -> Section:
    """Look for faces where there are none."""
    rows = []
    for kind, count in STILL.items():
        observed = sum(context.map(is_observed, [(kind, seed) for seed in range(count)]))
        rows.append((kind, count, observed, 100.0 * observed / count))
    count, observed = sum(row[1] for row in rows), sum(row[2] for row in rows)
    low, high = metrics.wilson(observed, count)
    rows.append(("all together", count, observed, 100.0 * observed / count))
    watched = context.map(watch, range(SEQUENCES), chunk=1)
    moving = (SEQUENCES * PICTURES, sum(one.observed for one in watched), max(one.in_a_row for one in watched))
    figures: Figures = {
        "pictures": count,
        "false_percent": 100.0 * observed / count,
        "false_percent_high": 100.0 * high,
        "moving_false_percent": 100.0 * moving[1] / moving[0],
        "moving_most_in_a_row": moving[2],
    }
    summary = f"{observed} of {count} pictures without a face became an observation (95 %: {low:.2%} to {high:.2%})."
    still = Table("Pictures without a face", ("what", "pictures", "observations", "observations (%)"), tuple(rows))
    note = f"A camera moves and zooms over {SEQUENCES} rooms and photographs, {PICTURES} pictures each."
    moved = Table("Moving background", ("pictures", "observations", "most in a row"), (moving,), note)
    return Section("face_free", "Where there is no face", summary, (still, moved), figures)


def is_observed(which: tuple[str, int]) -> bool:
    """Tell whether a still picture, by its kind and number, becomes an observation."""
    kind, seed = which
    _, measured = look(faceless.KINDS[kind](seed))
    return bool(measured["success"][0])


def watch(seed: int) -> Watched:
    """Look at one sequence as the frames of an absent participant are looked at."""
    region: np.ndarray | None = None
    missed = observed = in_a_row = most = 0
    seconds = 0.0
    for number, image in enumerate(_sequence(seed)):
        started = time.thread_time()
        faces = landmarker().track_batch([image], [region], OPTIONS, [missed])[0]
        seconds += time.thread_time() - started if number else 0.0
        is_observation = bool(faces) and _is_known(image, faces[0])
        region, missed = faces[0].region if faces else None, next_missed(missed, bool(faces))
        observed, in_a_row = observed + is_observation, (in_a_row + 1) * is_observation
        most = max(most, in_a_row)
    return Watched(observed, most, seconds)


def absent_ms() -> float:
    """Milliseconds of one thread that a picture of an absent person costs, on average over some sequences."""
    return 1000 * sum(watch(seed).seconds for seed in range(TIMED)) / (TIMED * (PICTURES - 1))


def _sequence(seed: int) -> list[Image]:
    if seed % 4:
        return faceless.panned(draw_room(100_000 + seed, *LARGE), PICTURES, seed)
    return faceless.panned(cv2.resize(faceless.photograph(100_000 + seed), LARGE), PICTURES, seed)


def _is_known(image: Image, face: FaceResult) -> bool:
    height, width = image.shape[:2]
    batch = landmark_batch([face], [(width, height)], [1], [UNKNOWN_FOV_DEG], [False])
    return bool(engine.measure(batch)["success"][0])
