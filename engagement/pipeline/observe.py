"""Items to measurements: points and pictures in, one row of numbers for each item out."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis import engine
from analysis.face import FaceResult
from analysis.landmarks import to_compact
from analysis.lifting import lift
from analysis.types import COMPACT_INDICES, POINT_SETS, UNKNOWN_FOV_DEG, LandmarkBatch, Reason, Teaching
from engagement.errors import AnalysisFailed, FrameUnreadable
from engagement.pipeline import frames
from engagement.pipeline.intake import Rejected
from engagement.pipeline.stream import Item, Picture

logger = logging.getLogger(__name__)

POSE = ("yaw_deg", "pitch_deg", "roll_deg", "x_cm", "y_cm", "z_cm")
TEACHINGS = {teaching.label: teaching for teaching in Teaching}
# Of one face, beside its points.
FACE = np.dtype(
    [
        ("points", "<f4", (len(COMPACT_INDICES), 3)),
        ("confidence", "<f4"),
        ("width", "<f4"),
        ("height", "<f4"),
        ("fov_deg", "<f4"),
        ("mirrored", "?"),
        ("sharpness", "<f4"),
        ("exposure", "<f4"),
        ("faces", "u1"),
        ("misfit_px", "<f4"),
    ]
)


@dataclass(frozen=True, slots=True)
class Observed:
    measured: np.ndarray  # (n,) MEASURED
    seen: dict[int, frames.Seen]  # what a participant's picture showed, and where to look in the next one
    rejected: dict[int, Rejected]  # by row; what was measured of them means nothing


def observe(items: Sequence[Item], pictures: Mapping[int, Picture], people: np.ndarray) -> Observed:
    """Measure every item; `people` (n,) PERSON says where each one's participant was seen in their last picture."""
    seen = _look(items, pictures, people)
    rejected = {row: _reject(items[row], FrameUnreadable()) for row, one in seen.items() if one is None}
    measured = engine.absent(Reason.NO_FACE, len(items))
    _note_absent(measured, items)
    _note_unclear(measured, seen)
    rows, faces = _faces(items, {row: one for row, one in seen.items() if one is not None})
    measured[rows], failed = _measure(faces)
    measured["teaching"] = [TEACHINGS[item.get("teaching", "nothing")] for item in items]
    rejected |= {row: _reject(items[row], AnalysisFailed()) for row in np.array(rows, int)[failed].tolist()}
    latest = {items[row]["participant"]: one for row, one in seen.items() if one is not None}
    return Observed(measured, latest, rejected)


def _look(items: Sequence[Item], pictures: Mapping[int, Picture], people: np.ndarray) -> dict[int, frames.Seen | None]:
    rows = [row for row, item in enumerate(items) if item["kind"] == "frame"]
    if not rows:
        return {}
    return dict(zip(rows, frames.look([items[row] for row in rows], pictures, people[rows]), strict=True))


def _note_absent(measured: np.ndarray, items: Sequence[Item]) -> None:
    for row, item in enumerate(items):
        if item["kind"] != "frame" and "points" not in item:
            measured["reason"][row] = Reason.from_label(item["reason"])
            measured["faces"][row] = item.get("faces", 0)


def _note_unclear(measured: np.ndarray, seen: Mapping[int, frames.Seen | None]) -> None:
    """Several faces, any of which might be meant."""
    for row, one in seen.items():
        if one is not None and one.face is None and one.faces:
            measured["reason"][row], measured["faces"][row] = Reason.SEVERAL_FACES, one.faces


def _faces(items: Sequence[Item], seen: Mapping[int, frames.Seen]) -> tuple[list[int], np.ndarray]:
    """The faces that came as points and those found in pictures, and their rows."""
    sent = [row for row, item in enumerate(items) if "points" in item]
    found = [(row, one, one.face) for row, one in seen.items() if one.face is not None]
    faces = np.empty(len(sent) + len(found), FACE)
    _fill_sent(faces[: len(sent)], [items[row] for row in sent])
    for face, (row, one, result) in zip(faces[len(sent) :], found, strict=True):
        _fill_found(face, one, result, items[row])
    return sent + [row for row, _, _ in found], faces


def _fill_sent(faces: np.ndarray, items: Sequence[Item]) -> None:
    for name in ("confidence", "width", "height", "mirrored", "faces"):
        faces[name] = [item[name] for item in items]
    for name, unknown in (("sharpness", np.nan), ("exposure", np.nan), ("fov_deg", UNKNOWN_FOV_DEG)):
        faces[name] = [unknown if item[name] is None else item[name] for item in items]
    faces["misfit_px"] = np.nan
    alike = defaultdict(list)
    for row, item in enumerate(items):
        alike[item["point_set"], item["is_float32"]].append(row)
    for (point_set, is_float32), rows in alike.items():
        points = _pixels([items[row] for row in rows], point_set, is_float32)
        if point_set == "ibug68":
            camera = [faces[name][rows] for name in ("width", "height", "fov_deg")]
            faces["points"][rows], faces["misfit_px"][rows] = lift(points, *camera)
        else:
            faces["points"][rows] = to_compact(points, point_set)


def _pixels(items: Sequence[Item], point_set: str, is_float32: bool) -> np.ndarray:
    """What `messages.Face.pixels` does, for many faces at once."""
    values = np.frombuffer(b"".join(item["points"] for item in items), "<f4" if is_float32 else "<f2")
    points = values.reshape(len(items), POINT_SETS[point_set], 3).astype(np.float32)
    points *= np.array([item["scale"] for item in items], np.float32)[:, None, None]
    points[..., :2] += np.array([(item["origin_x"], item["origin_y"]) for item in items], np.float32)[:, None]
    return points


def _fill_found(face: np.void, seen: frames.Seen, result: FaceResult, item: Item) -> None:
    face["points"] = to_compact(result.points[None], "mesh478")[0]
    face["confidence"], face["faces"] = result.presence, seen.faces
    face["width"], face["height"] = seen.width, seen.height
    face["fov_deg"], face["mirrored"] = item["fov_deg"] or UNKNOWN_FOV_DEG, item["mirrored"]
    face["sharpness"], face["exposure"] = result.sharpness, result.exposure
    face["misfit_px"] = np.nan


def _batch(faces: np.ndarray) -> LandmarkBatch:
    return LandmarkBatch(**{name: faces[name] for name in FACE.names or ()})


def _measure(faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What was measured, and which faces are beyond the engine: one such must not hold up the others for ever."""
    try:
        measured = engine.measure(_batch(faces))
    except ValueError:
        if len(faces) == 1:
            return engine.absent(Reason.NO_FACE, 1), np.ones(1, bool)
        halves = [_measure(half) for half in np.array_split(faces, 2)]
        return np.concatenate([half[0] for half in halves]), np.concatenate([half[1] for half in halves])
    return measured, measured["success"] & ~np.isfinite([measured[name] for name in POSE]).all(axis=0)


def _reject(item: Item, error: FrameUnreadable | AnalysisFailed) -> Rejected:
    logger.warning("%s participant=%d sequence=%d", error.code, item["participant"], item["sequence"])
    return Rejected(item["participant"], item["sequence"], error)
