"""Pictures of the scanned heads for the card, and how far what was read of them lies from the truth."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from analysis.benchmarks import heads3d
from analysis.benchmarks.accuracy.context import Context, Looks, Picture
from analysis.benchmarks.accuracy.metrics import wrapped
from analysis.benchmarks.webcam import Flaws, blurred_room, degrade
from analysis.head_pose import angles_from_rotation, rotation_from_angles
from analysis.image import Image
from analysis.projection import Camera

CAMERA = Camera(640, 480, 47.0)
READABLE_DEG = 45.0
"""Heads turned less than this say how a scan's own zero pose differs from the product's."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture of one head; angles in degrees relative to the viewing ray, position in cm.

    Attributes
    ----------
    head : int
        0 or 1, in the order of `heads3d.load_heads`.
    seed : int
        For the background and the noise.
    """

    head: int
    angles: tuple[float, float, float]
    position: tuple[float, float, float]
    seed: int
    flaws: Flaws = Flaws()
    light: heads3d.Light = heads3d.Light()


def folder(context: Context) -> Path | None:
    """Where the scans are; None where they are not."""
    path = context.data / "heads3d"
    return path if path.is_dir() else None


def observe(context: Context, shots: Sequence[Shot]) -> Looks:
    """What the observer under test sees in pictures that are rendered where they are needed."""
    path = context.data / "heads3d"
    source = path / "LeePerrySmith_color.jpg"
    return context.observe([Picture(source, (partial(_take, path, shot),), CAMERA.fov_deg) for shot in shots])


def _take(path: Path, shot: Shot, _: Image) -> Image:
    random = np.random.default_rng(shot.seed)
    background = blurred_room(CAMERA.width, CAMERA.height, random)
    head = heads3d.load_heads(path)[shot.head]
    picture = heads3d.render(head, np.array(shot.angles), np.array(shot.position), CAMERA, background, shot.light)
    return degrade(picture, shot.flaws, random)


def truth(shots: Sequence[Shot]) -> np.ndarray:
    """Yaw, pitch, roll (n, 3) of the scans' own zero poses."""
    return np.array([shot.angles for shot in shots], np.float64)


def heads(shots: Sequence[Shot]) -> np.ndarray:
    """Which head (n,) each is."""
    return np.array([shot.head for shot in shots])


def after_one_offset(shots: Sequence[Shot], angles: np.ndarray) -> np.ndarray:
    """Errors (n, 3) after one constant for each head and angle: the median of those that are not turned far."""
    errors = wrapped(angles - truth(shots))
    for head in np.unique(heads(shots)):
        mine = heads(shots) == head
        errors[mine] -= np.nanmedian(errors[mine & _is_readable(shots)], axis=0)
    return errors


def after_one_turn(shots: Sequence[Shot], angles: np.ndarray) -> np.ndarray:
    """Errors (n, 3) after one rotation for each head, in the head's own axes: what a zero pose of its own really does.

    A head whose zero is turned by 6 degrees reads 3 degrees of roll when it nods by 30: no constant takes that away.
    """
    errors = np.full(angles.shape, np.nan)
    known = ~np.isnan(angles).any(axis=1)
    true, read = (rotation_from_angles(np.nan_to_num(each)) for each in (truth(shots), angles))
    for head in np.unique(heads(shots)):
        mine = known & (heads(shots) == head)
        turns = np.swapaxes(true, 1, 2) @ read
        left, _, right = np.linalg.svd(np.median(turns[mine & _is_readable(shots)], axis=0))
        level = angles_from_rotation(read[mine] @ (left @ right).T)
        errors[mine] = wrapped(level - truth(shots)[mine])
    return errors


def _is_readable(shots: Sequence[Shot]) -> np.ndarray:
    readable: np.ndarray = np.abs(truth(shots)[:, 0]) <= READABLE_DEG
    return readable
