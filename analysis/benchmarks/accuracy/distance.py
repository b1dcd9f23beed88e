"""Faces placed at a distance in the picture of an ordinary webcam."""

from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
import simplejpeg

from analysis.benchmarks.accuracy import metrics
from analysis.benchmarks.accuracy.context import Context, Folder, Picture
from analysis.benchmarks.accuracy.metrics import number, percent
from analysis.benchmarks.accuracy.section import Cell, Figures, Section, Table
from analysis.face import FaceResult
from analysis.image import Image

WIDTH, HEIGHT = 640, 480
HORIZONTAL_FOV_DEG, VERTICAL_FOV_DEG = 60.0, 47.0
FACE_CM = 15.0
CM_PER_FOOT = 30.48
NEAR = 2
FEET = (NEAR, 3, 4, 5, 6, 8, 10, 12)
JPEG_QUALITY = 80
CLASS_DEG, BORDER_DEG = 15.0, 3.0
SIDES_OF_FACE = (234, 454)


@dataclass(frozen=True)
class Place:
    """Where a portrait goes.

    Attributes
    ----------
    x, y : float, pixels
        The middle of the face in the portrait.
    scale : float
        Pixels of the frame for each pixel of the portrait.
    blurred : bool
        The background is the portrait itself, filling the frame and blurred; else its mean colour.
    """

    x: float
    y: float
    scale: float
    blurred: bool


def face_px(feet: float) -> float:
    """How wide a face of 15 cm is in a frame of 640 x 480 and 60 degrees, ``feet`` in front of the camera; pixels."""
    focal = WIDTH / 2 / np.tan(np.radians(HORIZONTAL_FOV_DEG / 2))
    return float(FACE_CM / (feet * CM_PER_FOOT) * focal)


def face_width(face: FaceResult) -> float:
    """Distance between the sides of a face, in three dimensions, so that a turn does not narrow it; pixels."""
    right, left = face.points[list(SIDES_OF_FACE)]
    return float(np.linalg.norm(left - right))


def place(image: Image, where: Place) -> Image:
    """Put a portrait into a frame, its face in the middle, and compress it as a webcam's frame is sent."""
    frame = _background(image, where.blurred)
    # Areas are averaged where the portrait shrinks, which a warp alone does not do.
    small = cv2.resize(image, None, fx=where.scale, fy=where.scale, interpolation=_interpolation(where.scale))
    left = round(WIDTH / 2 - where.x * where.scale)
    top = round(HEIGHT / 2 - where.y * where.scale)
    _paste(frame, small, left, top)
    data = simplejpeg.encode_jpeg(frame, quality=JPEG_QUALITY)
    placed: Image = simplejpeg.decode_jpeg(data, colorspace="RGB")
    return placed


def _interpolation(scale: float) -> int:
    return cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC


def _background(image: Image, blurred: bool) -> Image:
    if not blurred:
        colour = image.reshape(-1, 3).mean(axis=0).round().astype(np.uint8)
        return np.ascontiguousarray(np.broadcast_to(colour, (HEIGHT, WIDTH, 3)))
    few = cv2.resize(image, (WIDTH // 32, HEIGHT // 32), interpolation=cv2.INTER_AREA)
    return cv2.resize(few, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)


def _paste(frame: Image, image: Image, left: int, top: int) -> None:
    height, width = image.shape[:2]
    from_x, from_y = max(0, -left), max(0, -top)
    to_x, to_y = min(width, WIDTH - left), min(height, HEIGHT - top)
    frame[top + from_y : top + to_y, left + from_x : left + to_x] = image[from_y:to_y, from_x:to_x]


def measure(context: Context) -> Section | None:
    """Find the faces of all portraits at 2 to 12 feet; None where there is no set of portraits."""
    if not context.posed:
        return None
    tables: list[Table] = []
    figures: Figures = {}
    for folder in context.posed:
        table, of_folder = _measure(context, folder)
        tables.append(table)
        figures |= {f"{folder.name}.{name}": value for name, value in of_folder.items()}
    summary = "Portraits placed at a distance in a frame of 640 x 480 pixels: " + "; ".join(
        f"{folder.name}: found {figures[f'{folder.name}.found_6ft_percent']:.1f} % at 6 feet and "
        f"{figures[f'{folder.name}.found_10ft_percent']:.1f} % at 10"
        for folder in context.posed
    )
    return Section("distance", "Far from the camera", summary + ".", tuple(tables), figures)


def pictures(context: Context, folder: Folder, feet: float) -> list[Picture]:
    """The portraits of a folder at a distance, but those in which the product sees no face to place."""
    made = []
    for index, (path, face) in enumerate(zip(folder.files, context.faces(folder).faces, strict=True)):
        if face is not None:
            x, y = face.points[:468, :2].mean(axis=0).tolist()
            where = Place(x, y, face_px(feet) / face_width(face), blurred=index % 2 == 1)
            made.append(Picture(path, (partial(place, where=where),), VERTICAL_FOV_DEG))
    return made


def _measure(context: Context, folder: Folder) -> tuple[Table, Figures]:
    seen = {feet: context.observe(pictures(context, folder, feet)) for feet in FEET}
    near = seen[NEAR]
    rows: list[tuple[Cell, ...]] = []
    figures: Figures = {}
    for feet in FEET:
        count, of = int(seen[feet].found.sum()), len(near.found)
        same, compared = same_orientation(near.angles, seen[feet].angles)
        moved = metrics.mae(metrics.wrapped(seen[feet].angles - near.angles))
        low, high = metrics.wilson(count, of)
        shares = [percent(count, of), 100.0 * low, 100.0 * high, percent(same, compared)]
        rows.append((feet, round(face_px(feet), 1), *shares, compared, *map(number, moved)))
        figures |= {f"found_{feet}ft_percent": shares[0], f"same_{feet}ft_percent": shares[3]}
    columns = (
        *("feet", "face (pixels)", "found (%)", "95 % from", "to", "same orientation as near (%)", "compared"),
        *("yaw moved (°)", "pitch moved (°)", "roll moved (°)"),
    )
    note = (
        f"Near is {NEAR} feet. Orientation: classes of {CLASS_DEG:.0f}° in yaw and in pitch, both the same; faces "
        f"within {BORDER_DEG:.0f}° of a border when near are left out, and so are those not found. "
        "Moved: mean difference."
    )
    return Table(f"{folder.name}: {len(near.found)} portraits", columns, tuple(rows), note), figures


def same_orientation(near: np.ndarray, far: np.ndarray) -> tuple[int, int]:
    """Count the faces whose yaw and pitch stay in their classes.

    Parameters
    ----------
    near, far : (n, 3) float arrays, degrees
        NaN where not found.

    Returns
    -------
    same, compared : int
        Compared are the faces found in both and not near a border between classes.
    """
    # Borders lie half way between the multiples of 15 degrees, so that straight ahead is a class of its own.
    place = near[:, :2] / CLASS_DEG
    from_border = np.abs(np.abs(place - np.round(place)) - 0.5) * CLASS_DEG
    clear = (from_border > BORDER_DEG).all(axis=1) & ~np.isnan(near + far).any(axis=1)
    same = (np.round(place) == np.round(far[:, :2] / CLASS_DEG)).all(axis=1)
    return int((same & clear).sum()), int(clear.sum())
