"""mediapipe 0.10.21's FaceMesh, in a process of its own: it needs numpy < 2, and so a virtual environment of its own.

``python -m venv V && V/bin/pip install mediapipe==0.10.21``.
"""

import subprocess
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import numpy as np

from analysis.image import Image

SCRIPT = Path(__file__).with_name("peer_mediapipe.py")
POINTS = 478
NAME = "mediapipe 0.10.21"


class PeerError(RuntimeError):
    """The peer cannot be run. The text is one plain sentence."""


class Peer:
    """The process; use it in a ``with`` statement.

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

    def measure(
        self, image: Image, points: int = POINTS, fresh: bool = True, times: int = 1
    ) -> tuple[np.ndarray, list[float]]:
        """Have it measure a picture.

        Parameters
        ----------
        image : ndarray of uint8, shape (height, width, 3)
        points : int
            468 or 478.
        fresh : bool
            False: it follows the face of the picture before.
        times : int

        Returns
        -------
        points : ndarray of float32, shape (points, 3)
            Pixels, z at the same scale; NaN where it found no face.
        seconds : list of float
            Of each time.
        """
        height, width = image.shape[:2]
        found_bytes = POINTS * 3 * 4
        try:
            header = np.array([points, fresh, times, height, width], np.uint32)
            self._ask.write(header.tobytes() + image.tobytes())
            self._ask.flush()
            data = self._answer.read(times * 8 + found_bytes)
        except BrokenPipeError:
            data = b""
        if len(data) < times * 8 + found_bytes:
            raise PeerError(f"--peer {self._python}: mediapipe==0.10.21 does not run there; install it, or another.")
        found = np.frombuffer(data[times * 8 :], np.float32).reshape(POINTS, 3)[:points]
        return found * np.array([width, height, width], np.float32), np.frombuffer(data[: times * 8]).tolist()
