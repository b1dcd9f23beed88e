"""What every section of the accuracy card works with: pictures, and what is seen in them."""

import os
from collections.abc import Callable, Hashable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from multiprocessing import get_context
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

import cv2
import numpy as np

from analysis import engine
from analysis.benchmarks.accuracy import folders
from analysis.benchmarks.accuracy.folders import Folder
from analysis.face import FaceResult, landmarker
from analysis.image import Image, ImageError, decode
from analysis.pictures import landmark_batch
from analysis.types import UNKNOWN_FOV_DEG, Reason

__all__ = ["Change", "Context", "Folder", "Looks", "Observer", "Picture", "joined", "look", "measured"]

Change = Callable[[Image], Image]
"""Makes one picture of another; a top-level function or a partial of one, so that it reaches another process."""

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Picture:
    """How to make a picture: it is made where it is needed, so that thousands need no memory.

    Attributes
    ----------
    path : Path
    changes : tuple of Change
        In their order.
    fov_deg : float, degrees
        Vertical field of view of its camera.
    """

    path: Path
    changes: tuple[Change, ...] = ()
    fov_deg: float = UNKNOWN_FOV_DEG

    def image(self) -> Image:
        """The picture itself; `folders.DataError` names the file where it is none."""
        image = _decoded(self.path)
        for change in self.changes:
            image = change(image)
        return image


@dataclass(frozen=True)
class Looks:
    """What was seen in n pictures.

    Attributes
    ----------
    faces : list of n (FaceResult or None)
        The main face; None where there is none, or where a peer gives no points.
    measured : (n,) array of `analysis.types.MEASURED`
    """

    faces: list[FaceResult | None]
    measured: np.ndarray

    @property
    def found(self) -> np.ndarray:
        """(n,) bool: an observation with angles, not merely a box."""
        found: np.ndarray = self.measured["success"]
        return found

    @property
    def angles(self) -> np.ndarray:
        """(n, 3) float64, degrees: yaw, pitch, roll; NaN where not found."""
        names = ("yaw_deg", "pitch_deg", "roll_deg")
        angles = np.stack([self.measured[name] for name in names], axis=1).astype(np.float64)
        angles[~self.found] = np.nan
        return angles


class Observer(Protocol):
    """Whatever turns pictures into observations: this product, the browser's client, a peer."""

    def __call__(self, pictures: Sequence[Picture]) -> Looks: ...


class Context:
    """The data and the workers of one run. Use it in a ``with`` statement.

    Parameters
    ----------
    data : Path
        Folder with the folders of pictures.
    observer : Observer, optional
        Who looks, instead of the product in Python.
    workers : int, optional
        Processes, each with one thread for the networks; 0 works in this process.
    """

    def __init__(self, data: Path, observer: Observer | None = None, workers: int | None = None) -> None:
        self.data = data
        self.workers = (os.cpu_count() or 1) if workers is None else workers
        self._observer = observer
        self._faces: dict[Path, Looks] = {}
        self._once: dict[Hashable, Looks] = {}
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    @cached_property
    def folders(self) -> list[Folder]:
        """Every folder with a ``truth.csv``."""
        return folders.find(self.data)

    @property
    def posed(self) -> list[Folder]:
        """The folders whose truth is in degrees."""
        return [folder for folder in self.folders if folder.angles is not None]

    @property
    def labelled(self) -> list[Folder]:
        """The folders whose truth is one of four directions."""
        return [folder for folder in self.folders if folder.directions is not None]

    def seen_by(self, observer: Observer) -> "Context":
        """The same data and workers, with somebody else looking."""
        other = self._alike(observer, self.folders)
        other._faces = self._faces
        return other

    def thinned(self, every: int) -> "Context":
        """The same workers and observer, with the first of each ``every`` pictures of a folder."""
        return self._alike(self._observer, [replace(folder, rows=folder.rows[::every]) for folder in self.folders])

    def _alike(self, observer: Observer | None, folders: list[Folder]) -> "Context":
        other = Context(self.data, observer, self.workers)
        other.folders, other._pool = folders, self._workers() if self.workers else None
        return other

    def map(self, function: Callable[[Item], Result], items: Iterable[Item], chunk: int = 8) -> list[Result]:
        """Call a top-level function once for each item, on all workers; the results come in the order of the items."""
        if self.workers == 0:
            return [function(item) for item in items]
        return list(self._workers().map(function, items, chunksize=chunk))

    def faces(self, folder: Folder) -> Looks:
        """What the product in Python sees in the unchanged pictures of a folder; looked at once in a run."""
        if folder.path not in self._faces:
            self._faces[folder.path] = self._look([Picture(path) for path in folder.files])
        return self._faces[folder.path]

    def seen(self, folder: Folder) -> Looks:
        """What the observer under test sees in the unchanged pictures of a folder; looked at once in a run."""
        if self._observer is None:
            return self.faces(folder)
        return self.once(("unchanged", folder.path), lambda: [Picture(path) for path in folder.files])

    def observe(self, pictures: Sequence[Picture]) -> Looks:
        """What the observer under test sees."""
        return self._look(pictures) if self._observer is None else self._observer(pictures)

    def once(self, key: Hashable, pictures: Callable[[], Sequence[Picture]]) -> Looks:
        """What the observer under test sees in pictures that several sections need; looked at once in a run."""
        if key not in self._once:
            self._once[key] = self.observe(pictures())
        return self._once[key]

    def _look(self, pictures: Sequence[Picture]) -> Looks:
        seen = self.map(_look_at, pictures)
        return joined(seen)

    def _workers(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Not forked: the networks' threads would not come along.
            self._pool = ProcessPoolExecutor(self.workers, get_context("spawn"), _prepare)
        return self._pool


def look(image: Image, fov_deg: float = UNKNOWN_FOV_DEG) -> tuple[FaceResult | None, np.ndarray]:
    """Find and measure the main face of one picture, as the product does with a picture it knows nothing about.

    Returns
    -------
    face : FaceResult or None
    measured : (1,) array of `analysis.types.MEASURED`
    """
    return measured(landmarker().track(image), image, fov_deg)


def measured(faces: Sequence[FaceResult], image: Image, fov_deg: float) -> tuple[FaceResult | None, np.ndarray]:
    """Measure the first of the faces of a picture; gives what `look` gives."""
    if not faces:
        return None, engine.absent(Reason.NO_FACE, 1)
    height, width = image.shape[:2]
    return faces[0], engine.measure(landmark_batch(faces[:1], [(width, height)], [1], [fov_deg], [False]))


def _look_at(picture: Picture) -> tuple[FaceResult | None, np.ndarray]:
    return look(picture.image(), picture.fov_deg)


def joined(seen: Sequence[tuple[FaceResult | None, np.ndarray]]) -> Looks:
    """Put together what `look` gave for each of several pictures."""
    measured: Any = [row for _, row in seen]
    return Looks([face for face, _ in seen], np.concatenate([engine.absent(Reason.NO_FACE, 0), *measured]))


def _prepare() -> None:
    cv2.setNumThreads(1)


@lru_cache(maxsize=32)
def _decoded(path: Path) -> Image:
    try:
        image = decode(path.read_bytes())
    except ImageError as error:
        raise folders.DataError(f"{path}: {error}") from error
    image.flags.writeable = False
    return image
