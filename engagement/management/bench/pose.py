"""`bench pose`: landmarks to pose and state, for one person to thousands at once, beside OpenCV's SQPNP."""

import statistics
import time
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np

from analysis import attentiveness, engine
from analysis.head_pose import focal_length
from analysis.landmarks import CANONICAL, POSE_INDICES
from analysis.projection import Camera, Heads, points
from analysis.types import COMPACT_INDICES, LandmarkBatch
from engagement.management.bench import machine

PEOPLE = (1, 4, 16, 64, 256, 1024, 4096)
ROUNDS = 15
STEP_S = 0.2
CAMERA = Camera()


def measure() -> dict[str, Any]:
    """Microseconds a face, by the number of people at once."""
    solver = _per_face(_solve_by_opencv(_heads(256)), 256)
    rows = [_row(people, solver) for people in PEOPLE]
    return {"rows": rows, "sqpnp_us": solver, "machine": machine.machine()}


def _row(people: int, solver_us: float) -> dict[str, Any]:
    batch = _batch(_heads(people))
    measured = engine.measure(batch)
    pose_us = _per_face(lambda: engine.measure(batch), people)
    step_us = _per_face(_stepping(people, measured), people)
    return {"people": people, "pose_us": pose_us, "state_us": step_us, "sqpnp_ratio": solver_us / pose_us}


def _per_face(work: Callable[[], Any], people: int) -> float:
    rounds = max(ROUNDS, 512 // people)
    return statistics.median(_seconds(work) for _ in range(rounds)) / people * 1e6


def _seconds(work: Callable[[], Any]) -> float:
    """Of this process: what else the machine does is not counted."""
    start = time.process_time()
    work()
    return time.process_time() - start


def _heads(people: int) -> np.ndarray:
    random = np.random.default_rng(people)
    angles = random.normal(0, (20, 10, 5), (people, 3))
    position = random.normal((0, 0, 60), (8, 4, 8), (people, 3))
    heads = Heads(angles, position, np.full((people, 2), 0.9), random.normal(0, 5, (people, 2)))
    return points(heads, CAMERA)


def _batch(pixels: np.ndarray) -> LandmarkBatch:
    people = len(pixels)

    def same(value: float, kind: type = np.float32) -> np.ndarray:
        return np.full(people, value, kind)

    return LandmarkBatch(
        points=pixels[:, COMPACT_INDICES],
        confidence=same(0.98),
        width=same(CAMERA.width),
        height=same(CAMERA.height),
        fov_deg=same(CAMERA.fov_deg),
        mirrored=same(False, np.bool_),
        sharpness=same(0.7),
        exposure=same(0.5),
        faces=same(1, np.uint8),
    )


def _stepping(people: int, measured: np.ndarray) -> Callable[[], None]:
    """The next observation of everybody, again and again."""
    now, state = 1_700_000_000.0, attentiveness.new_people(people)
    index, scoring = np.arange(people), attentiveness.Scoring()

    def work() -> None:
        nonlocal now, state
        now += STEP_S
        state = attentiveness.step(state, index, np.full(people, now), measured, scoring).people

    return work


def _solve_by_opencv(pixels: np.ndarray) -> Callable[[], None]:
    """The same points of every face, one after the other, as OpenCV does it."""
    focal = float(focal_length(np.array(CAMERA.height), np.array(CAMERA.fov_deg)))
    camera = np.array([[focal, 0, CAMERA.width / 2], [0, focal, CAMERA.height / 2], [0, 0, 1]])
    model = np.ascontiguousarray(CANONICAL[list(POSE_INDICES)])
    faces = np.ascontiguousarray(pixels[:, list(POSE_INDICES), :2].astype(np.float64))

    def work() -> None:
        for face in faces:
            cv2.solvePnP(model, face, camera, None, flags=cv2.SOLVEPNP_SQPNP)

    return work
