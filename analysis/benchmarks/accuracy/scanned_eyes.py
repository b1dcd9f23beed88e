"""Eyes of scanned heads that turn: they neither open, close nor move, so nothing measured of them should change."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

from analysis import eyes
from analysis.benchmarks.accuracy.context import Context, look
from analysis.benchmarks.accuracy.metrics import number, percent
from analysis.benchmarks.accuracy.section import Cell, Figures, Section, Table
from analysis.benchmarks.heads3d import load_heads, render
from analysis.projection import Camera
from analysis.types import columns

CAMERA = Camera()
DISTANCE_CM = 60.0
YAWS, PITCHES = (-25.0, -12.0, 0.0, 12.0, 25.0), (-15.0, 0.0, 15.0)

# Seen by looking at their pictures.
_SHUT = ("LeePerrySmith",)


@dataclass(frozen=True)
class Pose:
    """A picture to take: of which head of the folder, at which yaw and pitch in degrees."""

    folder: Path
    head: int
    yaw: float
    pitch: float

    @property
    def name(self) -> str:
        return load_heads(self.folder)[self.head].name


def measure(context: Context) -> Section | None:
    """Turn the heads of ``heads3d`` and mirror their pictures; None without them."""
    folder = context.data / "heads3d"
    poses = [Pose(folder, *each) for each in product(range(len(load_heads(folder))), YAWS, PITCHES)]
    if not poses:
        return None
    rows = np.stack(context.map(take, poses))
    figures = _figures(poses, rows)
    summary = (
        f"A scanned head with shut eyes is seen with shut eyes in {figures['shut_seen_shut_percent']:.0f} % of its "
        f"poses, one with open eyes in {figures['open_seen_shut_percent']:.0f} %. "
        f"Eyes at rest in a turning head seem to turn by {100 * (figures['gaze_per_degree_of_yaw'] or 0):.0f} % of it."
    )
    return Section("scanned_eyes", "Eyes of scanned heads", summary, (_table(poses, rows),), figures)


def take(pose: Pose) -> np.ndarray:
    """Render a picture; (2,) `MEASURED` of it and of its mirror image."""
    grey = np.full((CAMERA.height, CAMERA.width, 3), 120, np.uint8)
    angles, place = np.array([pose.yaw, pose.pitch, 0.0]), np.array([0.0, 0.0, DISTANCE_CM])
    picture = render(load_heads(pose.folder)[pose.head], angles, place, CAMERA, grey)
    return np.concatenate([look(np.ascontiguousarray(one), CAMERA.fov_deg)[1] for one in (picture, picture[:, ::-1])])


def _figures(poses: Sequence[Pose], rows: np.ndarray) -> Figures:
    shut = np.array([pose.name in _SHUT for pose in poses])
    wider = np.fmax(rows["aperture_left"], rows["aperture_right"])
    gaze = np.stack([rows["gaze_yaw_deg"], rows["gaze_pitch_deg"]], axis=-1).astype(np.float64)
    difference = np.abs(gaze[:, 0] - gaze[:, 1] * [-1.0, 1.0])
    known = difference[~np.isnan(difference)]
    return {
        "shut_seen_shut_percent": _share_closed(wider[shut]),
        "open_seen_shut_percent": _share_closed(wider[~shut]),
        "gaze_per_degree_of_yaw": _slope(poses, gaze[..., 0]),
        "mirrored_gaze_differs_deg": number(float(known.mean())) if len(known) else None,
    }


def _share_closed(wider: np.ndarray) -> float | None:
    known = wider[~np.isnan(wider)]
    return percent(int((known < eyes.CLOSED_APERTURE).sum()), len(known))


def _slope(poses: Sequence[Pose], gaze_yaw: np.ndarray) -> float | None:
    """Degrees of gaze relative to the head for each degree that the head turns; 0 would be right."""
    turned = np.array([[pose.yaw, -pose.yaw] for pose in poses])
    known = ~np.isnan(gaze_yaw)
    return float(np.polyfit(turned[known], gaze_yaw[known], 1)[0]) if known.sum() > 1 else None


def _table(poses: Sequence[Pose], rows: np.ndarray) -> Table:
    lines: list[tuple[Cell, ...]] = []
    for name, yaw in product(dict.fromkeys(pose.name for pose in poses), YAWS):
        alike = [pose.name == name and pose.yaw == yaw for pose in poses]
        seen = rows[np.array(alike), 0]
        apertures, side = columns(seen, "aperture_left", "aperture_right"), columns(seen, "gaze_yaw_deg")
        lines.append((name, "shut" if name in _SHUT else "open", yaw, _median(apertures), _median(side)))
    note = (
        "Medians over three pitches. Shut eyes have no gaze. The open eyes are flat in the scan, "
        "which alone turns gaze back by about 15 % of the head's turn."
    )
    return Table(
        "Scanned heads at known poses", ("head", "eyes", "yaw (°)", "aperture", "gaze yaw (°)"), tuple(lines), note
    )


def _median(values: np.ndarray) -> float | None:
    known = values[~np.isnan(values)]
    return float(np.median(known)) if len(known) else None
