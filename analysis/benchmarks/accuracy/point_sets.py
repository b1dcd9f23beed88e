"""What each set of landmarks that a client may send costs in accuracy, with the same pictures."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from analysis import engine, lifting
from analysis.benchmarks.accuracy.context import Context, Folder
from analysis.benchmarks.accuracy.metrics import mae, mean, number, offset, wrapped
from analysis.benchmarks.accuracy.section import Cell, Figures, Section, Table
from analysis.face import FaceResult, Options, landmarker
from analysis.image import decode
from analysis.landmarks import to_compact
from analysis.pictures import landmark_batch
from analysis.types import POINT_SETS, UNKNOWN_FOV_DEG, LandmarkBatch

ANGLES = ("yaw_deg", "pitch_deg", "roll_deg")
EVERY = 2
"""Pictures are taken out of order of the folder by this step: sets differ less than pictures."""


def measure(context: Context) -> Section | None:
    """Measure the landmarks of the 478 mesh again, reduced to each set; None without photos of known angles."""
    tables: list[Table] = []
    figures: Figures = {}
    for folder in context.posed:
        rows, numbers = _compare(context, folder)
        tables.append(_table(folder, rows))
        figures |= numbers
    if not tables:
        return None
    summary = (
        "Clients may send landmarks instead of pictures. The compact set gives the angles of the whole mesh; 68 points "
        "without depth cost some accuracy and have no irises, hence no gaze."
    )
    return Section("point_sets", "Sets of landmarks", summary, tuple(tables), figures)


def _compare(context: Context, folder: Folder) -> tuple[list[tuple[Cell, ...]], Figures]:
    assert folder.angles is not None
    looks = context.faces(folder)
    rows_of = np.flatnonzero(looks.found)[::EVERY]
    faces = [face for at in rows_of if (face := looks.faces[at]) is not None]
    coarse, sizes = zip(*context.map(_coarse, [folder.files[at] for at in rows_of]), strict=True)
    whole = _angles(engine.measure(_batch(faces, sizes, "mesh478")))
    rows: list[tuple[Cell, ...]] = []
    figures: Figures = {}
    for name in POINT_SETS:
        sent = [one or face for one, face in zip(coarse, faces, strict=True)] if name == "mesh468" else faces
        measured = engine.measure(_batch(sent, sizes, name))
        errors = wrapped(_angles(measured) - folder.angles[rows_of])
        errors -= offset(errors)
        moved = wrapped(_angles(measured) - whole)
        moved -= offset(moved)
        within = np.abs(moved) <= np.stack([measured[f"{angle[:-4]}_error_deg"] for angle in ANGLES], axis=1)
        gaze = 100.0 * float(np.isfinite(measured["gaze_yaw_deg"]).mean())
        error = number(mean(mae(errors)))
        rows.append((name, POINT_SETS[name], *map(number, mae(errors)), error, *map(number, mae(moved)), gaze))
        figures[f"{folder.name}.{name}_mean_mae_offset_deg"] = error
        figures[f"{folder.name}.{name}_found_percent"] = 100.0 * float(measured["success"].mean())
        figures[f"{folder.name}.{name}_moved_within_percent"] = 100.0 * float(within.mean())
    return rows, figures


def _coarse(path: Path) -> tuple[FaceResult | None, tuple[int, int]]:
    """What the 468 mesh sees in a picture, and its width and height."""
    picture = decode(path.read_bytes())
    faces = landmarker().track(picture, options=Options(points=468))
    return faces[0] if faces else None, (picture.shape[1], picture.shape[0])


def _angles(measured: np.ndarray) -> np.ndarray:
    angles = np.stack([measured[name] for name in ANGLES], axis=1).astype(np.float64)
    angles[~measured["success"]] = np.nan
    return angles


def _batch(faces: Sequence[FaceResult], sizes: Sequence[tuple[int, int]], point_set: str) -> LandmarkBatch:
    """What arrives when clients send this set of the same landmarks."""
    count = len(faces)
    batch = landmark_batch(faces, sizes, [1] * count, [UNKNOWN_FOV_DEG] * count, [False] * count)
    points = np.stack([face.points for face in faces])
    if point_set == "ibug68":
        seen = points[:, np.array(lifting.IBUG_MESH)].mean(axis=2)
        lifted, misfit = lifting.lift(seen, batch.width, batch.height, batch.fov_deg)
        return replace(batch, points=lifted, misfit_px=misfit)
    if point_set == "mesh468":
        return replace(batch, points=to_compact(points[:, :468], point_set))
    # What the compact set leaves out is not measured with: it is what `landmark_batch` keeps of the whole mesh.
    return batch


def _table(folder: Folder, rows: list[tuple[Cell, ...]]) -> Table:
    columns = (
        *("set", "points", "yaw (°)", "pitch (°)", "roll (°)", "mean (°)"),
        *("yaw moved (°)", "pitch moved (°)", "roll moved (°)", "with gaze (%)"),
    )
    note = (
        "The same pictures: the 478 mesh reduced to each set, for mesh468 that mesh itself. Mean absolute errors after "
        "one offset; moved is the mean absolute difference from the angles of the 478 mesh, after one offset. What a "
        "client's own network adds is not in it."
    )
    return Table(f"{folder.name}: every {EVERY}nd picture", columns, tuple(rows), note)
