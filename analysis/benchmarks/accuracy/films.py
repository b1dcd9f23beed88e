"""The labelled clips: what was seen in them by eye, and their frames as the product sees them."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from analysis import engine
from analysis.face import landmarker
from analysis.image import Image
from analysis.pictures import landmark_batch
from analysis.types import MEASURED, Reason

FOLDER = "clips"


@dataclass(frozen=True)
class Film:
    """A clip with its hand labels; see ``labels/clips.toml`` for what each means.

    Attributes
    ----------
    path : Path
    labels : dict
        The clip's table of the file.
    """

    path: Path
    labels: dict[str, Any]

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def fps(self) -> float:
        return float(self.labels["fps"])

    @property
    def frames(self) -> int:
        return int(self.labels["frames"])

    def marked(self, kind: str, first: str = "first", last: str = "last") -> np.ndarray:
        """(frames,) bool: which frames lie in stretches of a kind ("blinks", "partial", "one_eye", "lowered")."""
        mask = np.zeros(self.frames, bool)
        for stretch in self.labels[kind]:
            mask[stretch[first] : stretch[last] + 1] = True
        return mask


def films(data: Path) -> list[Film]:
    """The labelled clips that are there, by name; none where the folder is missing."""
    paths = (data / FOLDER / f"{name}.mp4" for name in sorted(_labels()))
    return [Film(path, _labels()[path.stem]) for path in paths if path.is_file()]


@cache
def _labels() -> dict[str, Any]:
    source = resources.files("analysis.benchmarks.accuracy") / "labels" / "clips.toml"
    return tomllib.loads(source.read_text())


def forth_and_back(film: Film, seconds: float, hz: float, phase: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Watch a clip forth and back for as long as wanted.

    Parameters
    ----------
    film : Film
    seconds, hz : float
        For how long, and how many looks a second; no more than the clip has frames.
    phase : float, 0..1
        When the first look is, as a share of the time between two.

    Returns
    -------
    at : (n,) float64 array, seconds
    frame : (n,) int array
        Which frame is seen then.
    """
    rate = min(hz, film.fps)
    at = (np.arange(int(seconds * rate)) + phase) / rate
    turn = np.floor(at * film.fps + 1e-6).astype(int) % (2 * film.frames - 2)
    return at, np.minimum(turn, 2 * film.frames - 2 - turn)


def pictures(film: Film) -> Iterator[Image]:
    """The frames of a clip, in RGB."""
    reader = cv2.VideoCapture(str(film.path))
    try:
        while True:
            there, frame = reader.read()
            if not there:
                return
            yield cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)
    finally:
        reader.release()


def measured(film: Film) -> np.ndarray:
    """(frames,) `MEASURED`: every frame of a clip, its face followed from one to the next."""
    rows, region = np.empty(film.frames, MEASURED), None
    for index, picture in enumerate(pictures(film)):
        rows[index], region = look(picture, region)
    return rows


def look(picture: Image, region: np.ndarray | None) -> tuple[np.void, np.ndarray | None]:
    """One picture of somebody who is followed: what is measured, and where to look in the next one."""
    faces = landmarker().track(picture, region)
    if not faces:
        return engine.absent(Reason.NO_FACE, 1)[0], None
    height, width = picture.shape[:2]
    batch = landmark_batch(faces[:1], [(width, height)], [1], [None], [False])
    return engine.measure(batch)[0], faces[0].region
