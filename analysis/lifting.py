"""Depth for landmarks that have none: the 68 points of iBUG, as dlib and OpenFace give them.

The points are compared with the same places of the canonical face. Each round takes their depth from the pose found so
far and aligns again (the POSIT of DeMenthon & Davis 1995, with the perspective of `head_pose`); the face is then handed
on as the compact set seen in that pose, with the lids where they were seen. It has no irises, hence no gaze.
"""

import numpy as np

from analysis import head_pose
from analysis.alignment import Alignment
from analysis.landmarks import CANONICAL, positions
from analysis.types import COMPACT_INDICES, POINT_SETS

# Mesh points at the iBUG points 1-68; the mean of two where iBUG's lies between them.
_JAW = (127, 234, 93, (132, 58), (58, 172), 136, 150, 176, 152, 400, 379, 365, (397, 288), (361, 288), 323, 454, 356)
_BROWS = (70, 63, 105, 66, 107, 336, 296, 334, 293, 300)
_NOSE = ((168, 6), (197, 195), 5, 4, 75, 97, 2, 326, 305)
_EYES = (33, 160, 158, 133, 153, 144, 362, 385, 387, 263, 373, 380)
_MOUTH = (61, 39, 37, 0, 267, 269, 291, 405, 314, 17, 84, 181, 78, 82, 13, 312, 308, 317, 14, 87)
IBUG_MESH: tuple[tuple[int, int], ...] = tuple(
    place if isinstance(place, tuple) else (place, place) for place in (*_JAW, *_BROWS, *_NOSE, *_EYES, *_MOUTH)
)
"""For each iBUG point, the two mesh points (often the same one) whose mean it is."""

# The sides of the jaw follow the outline that is seen, not the bone; mouths and brows move, lids and inner lips more.
_CHEEKS, _CHIN, _BROW, _NOSE_AND_CORNERS, _LIPS = 0.1, 0.2, 0.3, 1.0, 0.3
_STEADY = np.array(
    [_CHEEKS] * 5 + [_CHIN] * 7 + [_CHEEKS] * 5
    + [_BROW] * 10
    + [_NOSE_AND_CORNERS] * 9
    + [_NOSE_AND_CORNERS, 0.0, 0.0] * 4
    + [_LIPS] * 12 + [0.0] * 8
)  # fmt: skip
_WEIGHTS = _STEADY / _STEADY.sum()
_PLACES = CANONICAL[np.array(IBUG_MESH)].mean(axis=1)
_ROUNDS = 60

_FACE = [index for index in COMPACT_INDICES if index < 468]
_LIDS = [
    # iBUG points seen on a lid, and that lid's points of the compact set.
    ((37, 38), (161, 160, 159, 158, 157)),
    ((40, 41), (163, 144, 145, 153, 154)),
    ((43, 44), (388, 387, 386, 385, 384)),
    ((46, 47), (390, 373, 374, 380, 381)),
]


def lift(
    points: np.ndarray, width: np.ndarray, height: np.ndarray, fov_deg: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The compact set, with depth, of faces that were sent as 68 points.

    Parameters
    ----------
    points : (n, 68, 2 or 3) float array, pixels
        In iBUG's order; z is not read.
    width, height : (n,) float array, pixels
    fov_deg : (n,) float array, degrees
        Vertical field of view.

    Returns
    -------
    points : (n, 66, 3) float32, pixels
        The iris points are NaN.
    misfit_px : (n,) float32, pixels
        Root mean square distance of the steady points from the face that was found: ``LandmarkBatch.misfit_px``.

    Raises
    ------
    ValueError
        Where there are not 68 points.
    """
    if points.shape[1:2] != (POINT_SETS["ibug68"],) or points.ndim != 3:
        raise ValueError(f"points have shape {points.shape}; expected (n, 68, 2 or 3) for ibug68")
    focal = head_pose.focal_length(height, fov_deg)
    middle = np.stack([width, height], axis=1)[:, None] / 2
    seen = points[..., :2].astype(np.float64) - middle
    rotation, position = _solve(seen, focal)
    misfit = np.linalg.norm(seen - _project(_PLACES, rotation, position, focal)[..., :2], axis=2)
    compact = np.full((len(points), len(COMPACT_INDICES), 3), np.nan)
    compact[:, : len(_FACE)] = _project(CANONICAL[_FACE], rotation, position, focal)
    for seen_at, lid in _LIDS:
        model = _project(_PLACES[list(seen_at)], rotation, position, focal)[..., :2]
        compact[:, positions(lid), :2] += (seen[:, list(seen_at)] - model).mean(axis=1, keepdims=True)
    compact[..., :2] += middle
    return compact.astype(np.float32), np.sqrt(misfit**2 @ _WEIGHTS).astype(np.float32)


def _solve(seen: np.ndarray, focal: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rotation and position in camera axes of faces whose steady points are seen at (n, 68, 2) from the middle."""
    places = _PLACES[_STEADY > 0]
    face = Alignment(places, _STEADY[_STEADY > 0])
    x, y = np.moveaxis(seen[:, _STEADY > 0], 2, 0)
    # First from far away: no depth at all.
    depth = np.ones((len(seen), len(places)))
    for _ in range(_ROUNDS):
        rotation, scale, mean = face.solve(np.stack([x * depth, y * depth, focal[:, None] * depth]))
        position = mean / scale[:, None] - rotation @ face.mean
        along = places @ rotation[:, 2].T
        depth = 1 + (along.T - (face.mean @ rotation[:, 2].T)[:, None]) * (scale / focal)[:, None]
    return rotation, position


def _project(places: np.ndarray, rotation: np.ndarray, position: np.ndarray, focal: np.ndarray) -> np.ndarray:
    """Where places (k, 3) of the face are seen: (n, k, 3) pixels from the middle, and landmark z (`analysis.types`)."""
    turn = np.swapaxes(rotation, 1, 2)
    centre = CANONICAL.mean(axis=0) @ turn + position
    return head_pose.project(places @ turn + position[:, None], position, centre, focal)
