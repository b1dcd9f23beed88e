"""How far an observation can be trusted, and which ones not at all."""

from typing import NamedTuple

import numpy as np

from analysis.landmarks import positions
from analysis.types import COMPACT_INDICES, LandmarkBatch, Reason

MIN_FACE_PX = 16.0
"""A face smaller than this (the longer side of its points) is too small to measure. (A face 12 feet from a usual camera
has 22 pixels of 640, and its angles are still worth having: `uncertainty` says how much.)"""

GOOD_FACE_PX = 96.0
MIN_EXPOSURE = 0.02
MIN_SHARPNESS = 0.01
"""Below these there is nothing to see. What is merely dark or blurred has a larger error."""
MAX_OUTSIDE = 0.2
"""With a larger share of its points outside the picture a face is cut off."""

_FACE = positions([index for index in COMPACT_INDICES if index < 468])


class Extent(NamedTuple):
    """Where n faces lie in their pictures.

    Attributes
    ----------
    size : (n,) float array, pixels
        Longer side of the face's points.
    outside : (n,) float array, 0..1
        Share of the face's points outside the picture.
    off_centre : (n,) float array, 0..1
        Distance of the face from the picture's middle, 1 at a corner or beyond.
    """

    size: np.ndarray
    outside: np.ndarray
    off_centre: np.ndarray


def face_size(points: np.ndarray) -> np.ndarray:
    """Longer side of faces' points: (n, 66, 3) compact landmarks in pixels -> (n,)."""
    return _size(*_sides(points))


def _sides(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """x and y of the points on the face; laid out row by row: a sum must not depend on how many faces there are."""
    x, y = (np.ascontiguousarray(points[:, _FACE, axis]) for axis in (0, 1))
    return x, y


def _size(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    size: np.ndarray = np.maximum(np.ptp(x, axis=1), np.ptp(y, axis=1))
    return size


def extent(batch: LandmarkBatch) -> Extent:
    """Look once at all points of every face."""
    x, y = _sides(batch.points)
    width, height = batch.width[:, None], batch.height[:, None]
    beside = (x < 0) | (x > width) | (y < 0) | (y > height)
    half = batch.width / 2, batch.height / 2
    distance = np.hypot(x.mean(axis=1) - half[0], y.mean(axis=1) - half[1])
    return Extent(
        size=_size(x, y),
        outside=beside.mean(axis=1),
        off_centre=np.clip(distance / np.hypot(*half), 0.0, 1.0),
    )


def reasons(batch: LandmarkBatch, there: Extent) -> np.ndarray:
    """Why each face cannot be measured.

    Parameters
    ----------
    batch : LandmarkBatch
    there : Extent
        Of its faces.

    Returns
    -------
    (n,) uint8 array of `Reason`
        KNOWN where it can. Unknown sharpness and exposure are no reason, nor are several faces: who finds them says
        where it is unclear who is meant.
    """
    checks = [
        (there.size < MIN_FACE_PX, Reason.TOO_SMALL),
        (batch.exposure < MIN_EXPOSURE, Reason.TOO_DARK),
        (batch.sharpness < MIN_SHARPNESS, Reason.BLURRED),
        (there.outside > MAX_OUTSIDE, Reason.CUT_OFF),
    ]
    found = np.full(len(batch), Reason.KNOWN, np.uint8)
    for is_so, reason in reversed(checks):  # the first one counts
        found[is_so] = reason
    return found


def quality(batch: LandmarkBatch, there: Extent) -> np.ndarray:
    """The product of what size, sharpness, exposure, presence and place in the picture leave of a perfect observation.

    Parameters
    ----------
    batch : LandmarkBatch
    there : Extent
        Of its faces.

    Returns
    -------
    (n,) float array, 0..1
        Unknown sharpness and exposure take nothing away.
    """
    size = np.clip(there.size / GOOD_FACE_PX, 0.0, 1.0)
    presence = np.clip(batch.confidence / 0.5, 0.0, 1.0)
    sharpness = _known(np.clip(batch.sharpness / 0.3, 0.0, 1.0))
    exposure = _known(np.clip(np.minimum(batch.exposure / 0.25, (1 - batch.exposure) / 0.1), 0.0, 1.0))
    product: np.ndarray = size * presence * sharpness * exposure * (1.0 - 0.5 * there.off_centre**2)
    return product


def _known(share: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(share), np.float32(1), share)
