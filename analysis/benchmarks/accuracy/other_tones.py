"""The same faces in other skin tones: what a tone itself does, whoever the people of a group are.

Groups of people differ by more than their skin: by how they were photographed, and by how their photos were labelled.
Here every face is its own control. The face in a picture is dyed: its light, linear in each colour, is multiplied by
what makes the cheek that of another group, as another pigment would do under the same lamp.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from analysis.benchmarks.accuracy import distance, metrics, robustness, tone
from analysis.benchmarks.accuracy.context import Context, Folder, Looks, Picture
from analysis.benchmarks.accuracy.metrics import number, percent
from analysis.benchmarks.accuracy.section import Cell, Figures, Table
from analysis.face import FaceResult
from analysis.image import Image, decode

TONES = ("very light", "tan", "dark")
FEATHER = 0.04
"""Of the edge of what is dyed, as a share of the face's width."""
DARKEST = 1e-3
"""Linear light below which a colour cannot be told."""


def measure(context: Context, folder: Folder, feet: float) -> tuple[Table, Figures] | None:
    """Look at every coloured face of a folder in each tone; None where no group shows what its tone looks like.

    The figures are ``MEASURE_gap`` and ``MEASURE_gap_high`` (the upper 95 % limit) for ``error`` (degrees), ``found``,
    ``found_dark`` and ``found_far`` (shares).
    """
    assert folder.angles is not None
    faces = context.faces(folder).faces
    items = [(path, face) for path, face in zip(folder.files, faces, strict=True) if face is not None]
    cheeks = np.array(context.map(_cheek, items)).reshape(len(items), 3)
    groups = np.array([tone.group(tone.angle(cheek)) for cheek in cheeks])
    if not all((groups == name).any() for name in TONES):
        return None
    coloured = groups != "no colour"
    light = _linear(cheeks)
    gains = {name: np.median(light[groups == name], axis=0) / np.maximum(light, DARKEST) for name in TONES}
    placed = np.array([face is not None for face in faces])
    truth = folder.angles[placed][coloured]
    unchanged = metrics.wrapped(context.seen(folder).angles - folder.angles)
    shift = metrics.offset(unchanged)

    def look(name: str, pictures: Sequence[Picture]) -> Looks:
        dyed = [
            Picture(picture.path, (partial(dye, points=face.points, gain=gain), *picture.changes), picture.fov_deg)
            for picture, (_, face), gain, is_coloured in zip(pictures, items, gains[name], coloured, strict=True)
            if is_coloured
        ]
        return context.observe(dyed)

    plain = [Picture(path) for path, _ in items]
    dark, far = robustness.pictures(context, folder, "dark"), distance.pictures(context, folder, feet)
    seen = {name: look(name, plain) for name in TONES}
    outcomes = {
        "error": [np.abs(metrics.wrapped(seen[name].angles - truth) - shift).mean(axis=1) for name in TONES],
        "found": [seen[name].found.astype(float) for name in TONES],
        "found_dark": [look(name, dark).found.astype(float) for name in TONES],
        "found_far": [look(name, far).found.astype(float) for name in TONES],
    }
    return _table(folder, outcomes, feet), _figures(outcomes)


def dye(image: Image, points: np.ndarray, gain: np.ndarray) -> Image:
    """Multiply the light of a face, (3,) for red, green and blue; ``points`` (n, 2 or more) are those of its mesh."""
    outline = cv2.convexHull(points[:468, :2].round().astype(np.int32))
    share = cv2.fillConvexPoly(np.zeros(image.shape[:2], np.float32), outline, 1.0)
    share = cv2.GaussianBlur(share, (0, 0), max(FEATHER * float(np.ptp(points[:468, 0])), 0.5))[..., None]
    dyed: Image = _srgb(_linear(image) * (1.0 + share * (gain - 1.0))).round().astype(np.uint8)
    return dyed


def gap_of(values: Sequence[np.ndarray]) -> tuple[float, float, float]:
    """Worst less best mean of the same faces in several tones, and its 95 % limits over the faces.

    Parameters
    ----------
    values : sequence of (n,) float arrays
        NaN where one does not apply; such a face is left out of all.
    """
    table = np.stack(values, axis=1)
    table = table[~np.isnan(table).any(axis=1)]
    if not len(table):
        return np.nan, np.nan, np.nan
    gap: Callable[[np.ndarray], float] = lambda drawn: float(np.ptp(table[drawn].mean(axis=0)))  # noqa: E731
    return gap(np.arange(len(table))), *metrics.bootstrap(gap, len(table))


def _cheek(item: tuple[Path, FaceResult]) -> np.ndarray:
    path, face = item
    return tone.lighter_cheek(decode(path.read_bytes()), face)


def _table(folder: Folder, outcomes: dict[str, list[np.ndarray]], feet: float) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for at, name in enumerate(TONES):
        error, *shares = (values[at] for values in outcomes.values())
        found = [percent(int(share.sum()), len(share)) for share in shares]
        rows.append((name, len(error), number(metrics.mean(error)), *found))
    gaps = [gap_of(values) for values in outcomes.values()]
    for said, at in (("worst less best", 0), ("95 % from", 1), ("to", 2)):
        error_gap, *found_gaps = (gap[at] for gap in gaps)
        rows.append((said, None, number(error_gap), *(number(100.0 * gap) for gap in found_gaps)))
    columns = ("dyed", "faces", "error (°)", "found (%)", "found in the dark (%)", f"found at {feet} feet (%)")
    note = (
        "Every coloured face of the set in each tone: its light multiplied by what makes its cheek that of the "
        "group's median. What differs here, the tone makes; what differs between groups beyond that, the people, "
        "their photos or the labels. Limits: bootstrap over faces."
    )
    return Table(f"{folder.name}: the same faces in other tones", columns, tuple(rows), note)


def _figures(outcomes: dict[str, list[np.ndarray]]) -> Figures:
    figures: Figures = {}
    for name, values in outcomes.items():
        gap, _, high = gap_of(values)
        figures |= {f"{name}_gap": number(gap), f"{name}_gap_high": number(high)}
    return figures


def _linear(values: np.ndarray) -> np.ndarray:
    """sRGB 0..255 to light 0..1 (IEC 61966-2-1)."""
    share = np.asarray(values, np.float32) / 255.0
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def _srgb(light: np.ndarray) -> np.ndarray:
    clipped = np.clip(light, 0.0, 1.0)
    coded: np.ndarray = 255.0 * np.where(clipped <= 0.0031308, clipped * 12.92, 1.055 * clipped ** (1 / 2.4) - 0.055)
    return coded
