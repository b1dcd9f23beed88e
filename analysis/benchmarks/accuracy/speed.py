"""How long it takes on this machine: the one part that another machine measures otherwise."""

import statistics
import time
from collections.abc import Callable

import cv2
import numpy as np

from analysis import attentiveness, engine
from analysis.attentiveness import Scoring
from analysis.benchmarks.accuracy import face_free, films, placement
from analysis.benchmarks.accuracy.context import Context, look
from analysis.benchmarks.accuracy.distance import pictures
from analysis.benchmarks.accuracy.section import Figures, Section, Table
from analysis.image import Image
from analysis.types import Reason

ROUNDS = 40
FEET = (2, 6, 10)
PEOPLE, HZ, TICK_S, TICKS = 1000, 5, 0.25, 80


def measure(context: Context) -> Section | None:
    """Time one face in one thread, and the step function of many people."""
    cv2.setNumThreads(1)
    figures: Figures = {"step_us": step_us(), "absent_ms": face_free.absent_ms()}
    if context.posed:
        for feet in FEET:
            picture = pictures(context, context.posed[0], feet)[0].image()
            figures |= {f"{name}_{feet}ft_ms": value for name, value in _face_ms(picture).items()}
        nobody = np.full((placement.HEIGHT, placement.WIDTH, 3), 128, np.uint8)
        figures["nobody_ms"] = _milliseconds(lambda: look(nobody))
    rows = tuple((name.replace("_", " "), value) for name, value in figures.items())
    note = (
        "Milliseconds a picture of 640 x 480, decoded, one thread, median: fresh is a picture that nothing is known "
        "of, followed the next one; absent the average of somebody who is away. Step: microseconds an observation, "
        f"{PEOPLE} people at {HZ} a second, one thread."
    )
    tables = (Table("Time", ("what", "ms or µs"), rows, note),)
    summary = f"The step from observations to states takes {figures['step_us']:.1f} µs an observation."
    return Section("speed", "Speed on this machine", summary, tables, figures)


def step_us() -> float:
    """Microseconds an observation of `analysis.attentiveness.step`."""
    people, scoring, draw = attentiveness.new_people(PEOPLE), Scoring(), np.random.default_rng(1)
    heading = draw.normal(0.0, 8.0, PEOPLE)
    took = []
    for tick in range(TICKS):
        index = np.sort(draw.permutation(np.repeat(np.arange(PEOPLE), 2))[: round(PEOPLE * HZ * TICK_S)])
        at = 1.7e9 + tick * TICK_S + _order_within(index) * (TICK_S / 2)
        measured = _observations(heading[index] + draw.normal(0.0, 2.0, len(index)), draw)
        started = time.perf_counter()
        people = attentiveness.step(people, index, at, measured, scoring).people
        took.append((time.perf_counter() - started) / len(index))
    return statistics.median(took) * 1e6


def _order_within(index: np.ndarray) -> np.ndarray:
    return np.append(False, index[1:] == index[:-1]).astype(float)


def _observations(yaw: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    measured = engine.absent(Reason.KNOWN, len(yaw))
    measured["success"], measured["faces"] = True, 1
    measured["confidence"], measured["quality"], measured["z_cm"] = 0.9, 0.8, 60.0
    measured["yaw_deg"], measured["roll_deg"] = yaw, 0.0
    measured["pitch_deg"] = draw.normal(-3.0, 2.0, len(yaw))
    for name in ("x_cm", "y_cm"):
        measured[name] = 0.0
    for name in ("yaw", "pitch", "roll"):
        measured[f"{name}_error_deg"] = 2.0
    measured["distance_cm"], measured["distance_error_cm"] = 60.0, 10.0
    measured["aperture_left"] = measured["aperture_right"] = 0.3
    return measured


def _face_ms(picture: Image) -> dict[str, float]:
    _, region = films.look(picture, None)
    return {
        "fresh": _milliseconds(lambda: look(picture)),
        "followed": _milliseconds(lambda: films.look(picture, region)),
    }


def _milliseconds(stage: Callable[[], object]) -> float:
    for _ in range(ROUNDS // 5):
        stage()
    return statistics.median(_timed(stage) for _ in range(ROUNDS)) * 1000


def _timed(stage: Callable[[], object]) -> float:
    started = time.perf_counter()
    stage()
    return time.perf_counter() - started
