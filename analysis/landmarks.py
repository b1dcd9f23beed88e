"""Point sets of a face and the canonical face they are compared with."""

import json
from importlib import resources

import numpy as np

from analysis.types import COMPACT_INDICES, POINT_SETS

# The other side of the iris points: centre, then the four around it (right, top, left, bottom in the picture).
_IRIS_MIRROR = {468: 473, 469: 476, 470: 475, 471: 474, 472: 477}


def _load_canonical() -> np.ndarray:
    source = resources.files("analysis.networks") / "weights" / "canonical_face.json"
    vertices: np.ndarray = np.array(json.loads(source.read_text())["vertices"]) * [1.0, -1.0, -1.0]
    return vertices


def _mirror_indices(vertices: np.ndarray) -> np.ndarray:
    """For each of the 478 points, the point on the other side of the face."""
    flipped = vertices * [-1.0, 1.0, 1.0]
    other = np.linalg.norm(flipped[:, None] - vertices[None], axis=2).argmin(axis=1)
    irises = np.arange(468, 478)
    for right, left in _IRIS_MIRROR.items():
        irises[right - 468], irises[left - 468] = left, right
    return np.concatenate([other, irises])


def positions(indices: list[int] | tuple[int, ...]) -> np.ndarray:
    """Where mesh points stand in the compact set.

    Parameters
    ----------
    indices : sequence of int
        Mesh indices, all of them in `COMPACT_INDICES`.

    Returns
    -------
    (k,) intp array
    """
    return np.array([_POSITION[index] for index in indices], dtype=np.intp)


_POSITION = {index: position for position, index in enumerate(COMPACT_INDICES)}

CANONICAL = _load_canonical()
"""(468, 3) float64, centimetres: the canonical face mesh (MediaPipe, Apache-2.0) in the camera's axes (x right, y down,
z forward), looking at the camera."""

MIRROR = _mirror_indices(CANONICAL)
"""(478,) intp: the mesh point on the other side of the face, for each point."""

_UPPER_LIDS = (161, 160, 159, 158, 157, 388, 387, 386, 385, 384)

POSE_INDICES = tuple(index for index in COMPACT_INDICES if index < 468 and index not in _UPPER_LIDS)
"""Mesh indices of the 46 points whose alignment gives the head pose: those of the compact set on the face's surface but
for the upper lids, which blink."""

# Standard deviation in cm of each point about the canonical face, over 500 faces of many people; 0.14 for the noise of
# the landmarks is in it, and both sides are alike. Printed by `analysis.benchmarks.point_spread`, which sees no labels.
_SPREAD_CM = {
    4: 0.34,
    6: 0.26,
    10: 0.48,
    33: 0.21,
    54: 0.45,
    67: 0.46,
    117: 0.23,
    119: 0.2,
    121: 0.18,
    127: 0.47,
    129: 0.32,
    132: 0.55,
    133: 0.21,
    136: 0.58,
    143: 0.33,
    144: 0.18,
    145: 0.19,
    147: 0.39,
    152: 0.68,
    153: 0.19,
    154: 0.2,
    163: 0.18,
    198: 0.25,
    205: 0.34,
    234: 0.49,
}

POSE_WEIGHTS = np.array([_SPREAD_CM[min(index, int(MIRROR[index]))] for index in POSE_INDICES]) ** -2.0
"""(46,) float64: their weights, the inverse variances: what moves or differs between people counts little."""

_MESH_SETS = ("mesh478", "mesh468", "compact")
_COMPACT_MIRROR = positions([int(MIRROR[index]) for index in COMPACT_INDICES])


_IN_MESH = {
    name: np.array([index for index in COMPACT_INDICES if index < POINT_SETS[name]]) for name in ("mesh478", "mesh468")
}
"""Where the compact points are; the irises, which come last, are not in every mesh."""


def to_compact(points: np.ndarray, point_set: str) -> np.ndarray:
    """The compact set out of any point set.

    Parameters
    ----------
    points : (n, k, 3) float array, pixels
        k = 478, 468 or 66, as `point_set` says.
    point_set : {"mesh478", "mesh468", "compact"}
        Not "ibug68", which has no depth: see `lifting.lift`.

    Returns
    -------
    (n, 66, 3) float32 array, pixels
        Iris points are NaN for "mesh468", which has none.

    Raises
    ------
    ValueError
        Where the point set is unknown or the shape does not fit it.
    """
    if point_set not in _MESH_SETS:
        raise ValueError(f"no mesh point set {point_set!r}; expected one of: {', '.join(_MESH_SETS)}")
    if points.shape[1:] != (POINT_SETS[point_set], 3):
        expected = f"(n, {POINT_SETS[point_set]}, 3)"
        raise ValueError(f"points have shape {points.shape}; expected {expected} for {point_set}")
    if point_set == "compact":
        return np.asarray(points, dtype=np.float32)
    compact = np.full((len(points), len(COMPACT_INDICES), 3), np.nan, dtype=np.float32)
    there = _IN_MESH[point_set]
    compact[:, : len(there)] = points.take(there, axis=1)
    return compact


def unmirror(points: np.ndarray, width: np.ndarray, mirrored: np.ndarray) -> np.ndarray:
    """Compact landmarks of the unmirrored picture: x turned round, left and right points exchanged.

    Parameters
    ----------
    points : (n, 66, 3) float array, pixels
    width : (n,) float array, pixels
    mirrored : (n,) bool array
        Which of them were found in a mirrored picture; the others stay as they are.

    Returns
    -------
    (n, 66, 3) float array, pixels
    """
    if not mirrored.any():
        return points
    other = points[:, _COMPACT_MIRROR].copy()
    other[..., 0] = width[:, None] - other[..., 0]
    return np.where(mirrored[:, None, None], other, points)
