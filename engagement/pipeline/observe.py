"""Items to measurements: points and pictures in, one row of numbers for each item out."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis import engine
from analysis.landmarks import to_compact
from analysis.lifting import lift
from analysis.types import COMPACT_INDICES, UNKNOWN_FOV_DEG, LandmarkBatch, Reason
from engagement.errors import AnalysisFailed, FrameUnreadable
from engagement.pipeline import frames
from engagement.pipeline.intake import Rejected
from engagement.pipeline.items import FRAME, Faces, Items
from engagement.pipeline.stream import Picture

logger = logging.getLogger(__name__)

POSE = ("yaw_deg", "pitch_deg", "roll_deg", "x_cm", "y_cm", "z_cm")


@dataclass(frozen=True, slots=True)
class Observed:
    measured: np.ndarray  # (n,) MEASURED
    seen: dict[int, frames.Seen]  # what a participant's picture showed, and where to look in the next one
    rejected: dict[int, Rejected]  # by row; what was measured of them means nothing
    left: list[int]  # rows of pictures for which there was no time


def observe(items: Items, pictures: Mapping[int, Picture], people: np.ndarray) -> Observed:
    """Measure every item; `people` (n,) PERSON says where each one's participant was seen in their last picture."""
    head = items.head
    seen = _look(head, pictures, people)
    rejected = {row: _reject(head[row], FrameUnreadable()) for row, one in seen.items() if one is None}
    measured = engine.absent(Reason.NO_FACE, len(head))
    _note_absent(measured, head)
    _note_unclear(measured, seen)
    rows, batch = _faces(items, {row: one for row, one in seen.items() if one is not None})
    measured[rows], failed = _measure(batch)
    measured["teaching"] = head["teaching"]
    rejected |= {row: _reject(head[row], AnalysisFailed()) for row in rows[failed].tolist()}
    latest = {int(head["participant"][row]): one for row, one in seen.items() if one is not None}
    left = [row for row in np.flatnonzero(head["kind"] == FRAME).tolist() if row not in seen]
    return Observed(measured, latest, rejected, left)


def _look(head: np.ndarray, pictures: Mapping[int, Picture], people: np.ndarray) -> dict[int, frames.Seen | None]:
    rows = np.flatnonzero(head["kind"] == FRAME)
    if not len(rows):
        return {}
    seen = frames.look(head[rows], pictures, people[rows])
    return {row: seen[number] for number, row in enumerate(rows.tolist()) if number in seen}


def _note_absent(measured: np.ndarray, head: np.ndarray) -> None:
    absent = (head["kind"] != FRAME) & (head["point_set"] == 0)
    for name in ("reason", "faces"):
        measured[name][absent] = head[name][absent]


def _note_unclear(measured: np.ndarray, seen: Mapping[int, frames.Seen | None]) -> None:
    """Several faces, any of which might be meant."""
    for row, one in seen.items():
        if one is not None and one.face is None and one.faces:
            measured["reason"][row], measured["faces"][row] = Reason.SEVERAL_FACES, one.faces


def _faces(items: Items, seen: Mapping[int, frames.Seen]) -> tuple[np.ndarray, LandmarkBatch]:
    """The faces that came as points and those found in pictures: their rows, and all together."""
    found = [row for row, one in seen.items() if one.face is not None]
    rows = np.concatenate([*(some.rows for some in items.faces), np.array(found, np.intp)])
    head = items.head[rows]
    batch = LandmarkBatch(
        points=np.empty((len(rows), len(COMPACT_INDICES), 3), np.float32),
        width=head["width"].astype(np.float32),
        height=head["height"].astype(np.float32),
        fov_deg=np.where(np.isnan(head["fov_deg"]), UNKNOWN_FOV_DEG, head["fov_deg"]).astype(np.float32),
        **{name: head[name].copy() for name in ("confidence", "mirrored", "sharpness", "exposure", "faces")},
    )
    start = 0
    for some in items.faces:
        _fill_sent(batch, slice(start, start + len(some.rows)), some, items.head[some.rows])
        start += len(some.rows)
    _fill_found(batch, start, [seen[row] for row in found])
    return rows, batch


def _fill_sent(batch: LandmarkBatch, there: slice, faces: Faces, head: np.ndarray) -> None:
    points = _pixels(faces, head)
    if faces.point_set == "ibug68":
        camera = batch.width[there], batch.height[there], batch.fov_deg[there]
        batch.points[there], batch.misfit_px[there] = lift(points, *camera)
    else:
        count = points.shape[1]  # of the compact set, whose last points are the irises
        batch.points[there, :count], batch.points[there, count:] = points, np.nan


def _pixels(faces: Faces, head: np.ndarray) -> np.ndarray:
    """What `messages.Face.pixels` does, for many faces at once."""
    points = faces.values.astype(np.float32)
    points *= head["scale"][:, None, None]
    points[..., :2] += np.stack([head["origin_x"], head["origin_y"]], axis=1)[:, None]
    return points


def _fill_found(batch: LandmarkBatch, start: int, seen: Sequence[frames.Seen]) -> None:
    for row, one in enumerate(seen, start):
        assert one.face is not None
        batch.points[row] = to_compact(one.face.points[None], "mesh478")[0]
        batch.confidence[row], batch.faces[row] = one.face.presence, one.faces
        batch.width[row], batch.height[row] = one.width, one.height
        batch.sharpness[row], batch.exposure[row] = one.face.sharpness, one.face.exposure


def _measure(batch: LandmarkBatch) -> tuple[np.ndarray, np.ndarray]:
    """What was measured, and which faces are beyond the engine: one such must not hold up the others for ever."""
    try:
        measured = engine.measure(batch)
    except ValueError:
        if len(batch) == 1:
            return engine.absent(Reason.NO_FACE, 1), np.ones(1, bool)
        halves = [_measure(batch.select(half)) for half in np.array_split(np.arange(len(batch)), 2)]
        return np.concatenate([half[0] for half in halves]), np.concatenate([half[1] for half in halves])
    return measured, measured["success"] & ~np.isfinite([measured[name] for name in POSE]).all(axis=0)


def _reject(item: np.void, error: FrameUnreadable | AnalysisFailed) -> Rejected:
    logger.warning("%s participant=%d sequence=%d", error.code, item["participant"], item["sequence"])
    return Rejected(int(item["participant"]), int(item["sequence"]), error)
