"""`bench frames`: a JPEG of 640x480 to an observation on one core, stage by stage, beside mediapipe's own FaceMesh.

Ours and theirs take turns on the same core: the machine may be slower or faster from one minute to the next, the ratio
is not. Theirs is the landmarks of a decoded picture, and so it is compared with that part of ours.
"""

import os
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from analysis import engine
from analysis.benchmarks.peer import Peer
from analysis.face import FaceResult, Landmarker, Options
from analysis.face_detection import Detection, Detector
from analysis.image import Image, decode
from analysis.pictures import landmark_batch
from engagement.management.bench import machine
from engagement.management.bench.scenes import jpeg, portrait

SCREEN = (640, 480)
BATCHES = (1, 2, 4, 8)
# How a face is found: where it was in the last picture; nowhere yet; and as mediapipe does that, without a second look.
TRACKED, UNTRACKED, ONE_LOOK = "tracked", "untracked", "untracked, one look"
TURN = 8  # pictures in a row: what one side does to the caches is over by then
SETTLE = 2  # of them that are not counted


@dataclass(frozen=True)
class Way:
    """One row of the table."""

    points: int
    mode: str
    batch: int

    @property
    def options(self) -> Options:
        return Options(points=self.points, refine=self.mode != ONE_LOOK)


WAYS = [
    *(Way(points, mode, batch) for points in (468, 478) for mode in (TRACKED, UNTRACKED) for batch in BATCHES),
    *(Way(points, ONE_LOOK, 1) for points in (468, 478)),
]


@dataclass
class Times:
    """Milliseconds a picture of one way, by stage; and ours and mediapipe's of a decoded picture."""

    stages: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)


class _TimedDetector(Detector):
    """Adds up the seconds that looking for boxes takes."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0

    @contextmanager
    def _timed(self) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.seconds += time.perf_counter() - started

    def near(self, images: Sequence[Image]) -> list[list[Detection]]:
        with self._timed():
            return super().near(images)

    def far(self, images: Sequence[Image]) -> list[list[Detection]]:
        with self._timed():
            return super().far(images)

    def farthest(self, images: Sequence[Image], places: Sequence[Sequence[int]]) -> list[list[Detection]]:
        with self._timed():
            return super().farthest(images, places)

    def again(self, images: Sequence[Image], regions: Sequence[np.ndarray]) -> list[Detection | None]:
        with self._timed():
            return super().again(images, regions)


class _Stages:
    """From JPEG to observation, as the worker does it."""

    def __init__(self) -> None:
        self.landmarker = Landmarker()
        self.landmarker.detector = self.detector = _TimedDetector()

    def region(self, jpeg: bytes) -> np.ndarray:
        faces = self.landmarker.track(decode(jpeg))
        if not faces:
            raise ValueError("there is no face in a picture that bench frames was given")
        return faces[0].region

    def run(self, way: Way, jpegs: Sequence[bytes], regions: Sequence[np.ndarray]) -> dict[str, float]:
        """Milliseconds a picture of each stage."""
        self.detector.seconds = 0.0
        started = time.perf_counter()
        images = [decode(jpeg) for jpeg in jpegs]
        decoded = time.perf_counter()
        where = list(regions) if way.mode == TRACKED else [None] * len(images)
        found = self.landmarker.track_batch(images, where, way.options)
        followed = time.perf_counter()
        _measure([faces[0] for faces in found if faces], images)
        ended = time.perf_counter()
        seconds = {
            "decode_ms": decoded - started,
            "detect_ms": self.detector.seconds,
            "mesh_ms": followed - decoded - self.detector.seconds,
            "pose_ms": ended - followed,
            "all_ms": ended - started,
        }
        return {name: 1000 * value / len(images) for name, value in seconds.items()}


def measure(python: str | None, data: Path | None, rounds: int, ways: Sequence[Way] = WAYS) -> dict[str, Any]:
    """`rounds` turns of each way; `python` has mediapipe, `data` is a folder with genki/images/*.jpg."""
    with ExitStack() as stack:
        stack.enter_context(_one_core())
        peer = stack.enter_context(Peer(python)) if python else None
        stages = _Stages()
        jpegs = [jpeg(_screen(picture)) for picture in _pictures(data)]
        regions = [stages.region(jpeg) for jpeg in jpegs]
        times = {way: Times() for way in ways}
        for number in range(rounds):
            for way, noted in times.items():
                which = [(number + person) % len(jpegs) for person in range(way.batch)]
                _take_turn(stages, way, [jpegs[at] for at in which], [regions[at] for at in which], noted)
                if peer and way.batch == 1 and way.mode != UNTRACKED:
                    image = decode(jpegs[which[0]])
                    noted.ours += _our_turn(stages.landmarker, way, image, regions[which[0]])
                    noted.theirs += _their_turn(peer, way, image)
    rows = [_row(way, noted) for way, noted in times.items()]
    return {"rows": rows, "pictures": len(jpegs), "rounds": rounds * (TURN - SETTLE), "machine": machine.machine()}


def _take_turn(stages: _Stages, way: Way, jpegs: Sequence[bytes], regions: Sequence[np.ndarray], noted: Times) -> None:
    for _ in range(SETTLE):
        stages.run(way, jpegs, regions)
    for _ in range(TURN - SETTLE):
        for name, value in stages.run(way, jpegs, regions).items():
            noted.stages[name].append(value)


def _our_turn(landmarker: Landmarker, way: Way, image: Image, region: np.ndarray) -> list[float]:
    where = region if way.mode == TRACKED else None
    took = []
    for _ in range(TURN):
        started = time.perf_counter()
        landmarker.track(image, where, way.options)
        took.append(1000 * (time.perf_counter() - started))
    return took[SETTLE:]


def _their_turn(peer: Peer, way: Way, image: Image) -> list[float]:
    _, seconds = peer.measure(image, way.points, fresh=way.mode != TRACKED, times=TURN)
    return [1000 * one for one in seconds[SETTLE:]]


def _row(way: Way, noted: Times) -> dict[str, Any]:
    medians = {name: statistics.median(values) for name, values in noted.stages.items()}
    ours_ms, theirs_ms = (statistics.median(some) if some else None for some in (noted.ours, noted.theirs))
    return {
        "points": way.points,
        "face": way.mode,
        "batch": way.batch,
        **medians,
        "frames_per_s": 1000 / medians["all_ms"],
        "decoded_ms": ours_ms,
        "mediapipe_ms": theirs_ms,
        "ratio": theirs_ms / ours_ms if ours_ms and theirs_ms else None,
    }


def _measure(faces: Sequence[FaceResult], images: Sequence[Image]) -> np.ndarray:
    sizes = [(image.shape[1], image.shape[0]) for image in images[: len(faces)]]
    n = len(faces)
    return engine.measure(landmark_batch(faces, sizes, [1] * n, [None] * n, [False] * n))


@contextmanager
def _one_core() -> Iterator[None]:
    """This process and those that it starts."""
    cv2.setNumThreads(1)
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def _pictures(data: Path | None) -> list[Image]:
    if data is None:
        return [portrait()[:360, :480]]
    files = sorted((data / "genki" / "images").glob("*.jpg"))[::400][:8]
    if not files:
        raise ValueError(f"there are no pictures in {data / 'genki' / 'images'}")
    return [cv2.resize(decode(path.read_bytes()), None, fx=2, fy=2) for path in files]


def _screen(picture: Image) -> Image:
    """The picture in a frame of a webcam's size."""
    width, height = SCREEN
    screen = np.full((height, width, 3), 96, np.uint8)
    part = picture[:height, :width]
    screen[: part.shape[0], : part.shape[1]] = part
    return screen
