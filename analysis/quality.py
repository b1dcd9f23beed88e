"""How far an observation can be trusted, and which ones not at all."""

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


def face_size(points: np.ndarray) -> np.ndarray:
    """Longer side of the face's points.

    Parameters
    ----------
    points : (n, 66, 3) float array, pixels

    Returns
    -------
    (n,) float array, pixels
    """
    size: np.ndarray = np.ptp(points[:, _FACE, :2], axis=1).max(axis=1)
    return size


def reasons(batch: LandmarkBatch) -> np.ndarray:
    """Why each face cannot be measured.

    Parameters
    ----------
    batch : LandmarkBatch

    Returns
    -------
    (n,) uint8 array of `Reason`
        KNOWN where it can. Unknown sharpness and exposure are no reason, nor are several faces: who finds them says
        where it is unclear who is meant.
    """
    checks = [
        (face_size(batch.points) < MIN_FACE_PX, Reason.TOO_SMALL),
        (batch.exposure < MIN_EXPOSURE, Reason.TOO_DARK),
        (batch.sharpness < MIN_SHARPNESS, Reason.BLURRED),
        (_outside(batch) > MAX_OUTSIDE, Reason.CUT_OFF),
    ]
    conditions, values = zip(*checks, strict=True)
    found: np.ndarray = np.select(conditions, values, default=Reason.KNOWN).astype(np.uint8)
    return found


def quality(batch: LandmarkBatch) -> np.ndarray:
    """The product of what size, sharpness, exposure, presence and place in the picture leave of a perfect observation.

    Parameters
    ----------
    batch : LandmarkBatch

    Returns
    -------
    (n,) float array, 0..1
        Unknown sharpness and exposure take nothing away.
    """
    size = np.clip(face_size(batch.points) / GOOD_FACE_PX, 0.0, 1.0)
    presence = np.clip(batch.confidence / 0.5, 0.0, 1.0)
    sharpness = np.nan_to_num(np.clip(batch.sharpness / 0.3, 0.0, 1.0), nan=1.0)
    exposure = np.nan_to_num(np.clip(np.minimum(batch.exposure / 0.25, (1 - batch.exposure) / 0.1), 0.0, 1.0), nan=1.0)
    product: np.ndarray = size * presence * sharpness * exposure * (1.0 - 0.5 * _off_centre(batch) ** 2)
    return product


def _off_centre(batch: LandmarkBatch) -> np.ndarray:
    """Distance of the face from the picture's middle, 1 at a corner or beyond."""
    picture = np.stack([batch.width, batch.height], axis=1)
    distance = batch.points[:, _FACE, :2].mean(axis=1) - picture / 2
    share: np.ndarray = np.clip(np.linalg.norm(distance, axis=1) / np.linalg.norm(picture / 2, axis=1), 0.0, 1.0)
    return share


def _outside(batch: LandmarkBatch) -> np.ndarray:
    """Share of the face's points outside the picture."""
    points = batch.points[:, _FACE, :2]
    picture = np.stack([batch.width, batch.height], axis=1)[:, None]
    share: np.ndarray = ((points < 0) | (points > picture)).any(axis=2).mean(axis=1)
    return share
