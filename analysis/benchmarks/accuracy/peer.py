"""mediapipe's own result on the same pictures, from an interpreter that has it."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import numpy as np

from analysis import engine
from analysis.benchmarks.accuracy.context import Looks, Picture, joined
from analysis.face import FaceResult
from analysis.face_mesh import region_of
from analysis.image import Image
from analysis.pictures import landmark_batch
from analysis.types import Reason

SCRIPT = Path(__file__).with_name("peer_mediapipe.py")
POINTS = 478
NAME = "mediapipe 0.10.21"


class PeerError(RuntimeError):
    """The peer cannot be run. The text is one plain sentence."""


class Mediapipe:
    """An `Observer`: the landmarks of mediapipe's FaceMesh where its own detector and gates let a face through, and our
    angles of them. In a process of its own; use it in a ``with`` statement.

    Parameters
    ----------
    python : str
        Interpreter that has mediapipe==0.10.21.
    """

    def __init__(self, python: str) -> None:
        pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
        try:
            self._process = subprocess.Popen([python, SCRIPT], stdin=pipe, stdout=pipe, stderr=nowhere)
        except OSError as error:
            raise PeerError(f"--peer {python} cannot be started ({error.strerror}); expected a Python.") from error
        self._python = python
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._ask: IO[bytes] = self._process.stdin
        self._answer: IO[bytes] = self._process.stdout

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        self._process.communicate()

    def __call__(self, pictures: Sequence[Picture]) -> Looks:
        return joined([self._look(picture.image(), picture.fov_deg) for picture in pictures])

    def _look(self, image: Image, fov_deg: float) -> tuple[FaceResult | None, np.ndarray]:
        height, width = image.shape[:2]
        points = self._points(image) * np.array([width, height, width], np.float32)
        if np.isnan(points).any():
            return None, engine.absent(Reason.NO_FACE, 1)
        face = FaceResult(points, 1.0, region_of(points), np.nan, np.nan)
        return face, engine.measure(landmark_batch([face], [(width, height)], [1], [fov_deg], [False]))

    def _points(self, image: Image) -> np.ndarray:
        size = POINTS * 3 * 4
        try:
            self._ask.write(np.array(image.shape[:2], np.uint32).tobytes() + image.tobytes())
            self._ask.flush()
            data = self._answer.read(size)
        except BrokenPipeError:
            data = b""
        if len(data) < size:
            raise PeerError(f"--peer {self._python}: mediapipe==0.10.21 does not run there; install it, or another.")
        return np.frombuffer(data, np.float32).reshape(POINTS, 3)
