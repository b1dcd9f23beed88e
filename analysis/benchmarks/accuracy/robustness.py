"""The same faces under worse conditions."""

import zlib
from collections.abc import Callable
from functools import partial

import cv2
import numpy as np
import simplejpeg

from analysis.benchmarks.accuracy import metrics
from analysis.benchmarks.accuracy.context import Change, Context, Folder, Looks, Picture
from analysis.benchmarks.accuracy.metrics import number, percent
from analysis.benchmarks.accuracy.placement import face_width
from analysis.benchmarks.accuracy.section import Figures, Section, Table
from analysis.face import FaceResult
from analysis.image import Image

# Of a face's points: the upper edge of a surgical mask and the outline of the jaw below it.
MASK = (
    *(195, 123, 227, 93, 132, 58, 172, 136, 150, 149, 176, 148),
    *(152, 377, 400, 378, 379, 365, 397, 288, 361, 323, 447, 352),
)
MASK_COLOUR = (190, 206, 214)
EYES = ((33, 133), (362, 263))
EARS = (127, 356)
FRAME_COLOUR = (25, 20, 20)

Degrade = Callable[[FaceResult, int], Change]
"""Of a face and a seed: what is done to its picture."""


def darken(image: Image, share: float, noise: float, seed: int) -> Image:
    """Less light, and the camera's noise, which stays; ``noise`` is a standard deviation in steps of 255."""
    draw = np.random.default_rng(seed)
    return _clipped(image * share + draw.normal(0.0, noise, image.shape))


def blur(image: Image, sigma: float) -> Image:
    return cv2.GaussianBlur(image, (0, 0), sigma)


def compress(image: Image, quality: int) -> Image:
    data = simplejpeg.encode_jpeg(np.ascontiguousarray(image), quality=quality)
    compressed: Image = simplejpeg.decode_jpeg(data, colorspace="RGB")
    return compressed


def mask(image: Image, points: np.ndarray) -> Image:
    """Cover nose, mouth and chin, as a surgical mask does."""
    return cv2.fillConvexPoly(image.copy(), cv2.convexHull(_pixels(points[list(MASK)])), MASK_COLOUR, cv2.LINE_AA)


def wear(image: Image, points: np.ndarray, dark: bool) -> Image:
    """Draw glasses with thick rims, or sunglasses."""
    worn = image.copy()
    thick = max(2, round(0.035 * float(np.linalg.norm(points[33] - points[263]))))
    lenses = [_lens(points[list(corners)]) for corners in EYES]
    for lens in lenses:
        cv2.ellipse(worn, lens, FRAME_COLOUR, -1 if dark else thick, cv2.LINE_AA)
    joints = _pixels(points[[EYES[0][1], EYES[1][0], EARS[0], EYES[0][0], EARS[1], EYES[1][1]], :])
    for start, end in joints.reshape(3, 2, 2):
        cv2.line(worn, start.tolist(), end.tolist(), FRAME_COLOUR, thick, cv2.LINE_AA)
    return worn


def light_from_the_side(image: Image, x: float, width: float) -> Image:
    """Light from the picture's left: over the face it falls from 130 % to 15 %."""
    across = np.clip((np.arange(image.shape[1]) - x) / width + 0.5, 0.0, 1.0)
    return _clipped(image * (1.3 - 1.15 * across)[None, :, None])


def _clipped(values: np.ndarray) -> Image:
    clipped: Image = values.round().clip(0, 255).astype(np.uint8)
    return clipped


def _lens(corners: np.ndarray) -> tuple[list[float], list[float], float]:
    x, y = (corners[1] - corners[0])[:2]
    wide = float(np.hypot(x, y))
    return corners[:, :2].mean(axis=0).tolist(), [1.7 * wide, 1.3 * wide], float(np.degrees(np.arctan2(y, x)))


def _pixels(points: np.ndarray) -> np.ndarray:
    rounded: np.ndarray = points[:, :2].round().astype(np.int32)
    return rounded


def _side_light(face: FaceResult, seed: int) -> Change:
    return partial(light_from_the_side, x=float(face.points[:, 0].mean()), width=face_width(face))


CONDITIONS: dict[str, Degrade] = {
    "dark": lambda face, seed: partial(darken, share=0.15, noise=3.0, seed=seed),
    "noise": lambda face, seed: partial(darken, share=1.0, noise=25.0, seed=seed),
    "blur": lambda face, seed: partial(blur, sigma=0.03 * face_width(face)),
    "jpeg_30": lambda face, seed: partial(compress, quality=30),
    "mouth_covered": lambda face, seed: partial(mask, points=face.points),
    "glasses": lambda face, seed: partial(wear, points=face.points, dark=False),
    "sunglasses": lambda face, seed: partial(wear, points=face.points, dark=True),
    "side_light": _side_light,
}
FOUND = "_found_percent"
NOTE = (
    "Dark: 15 % of the light, noise of 3/255. Noise: 25/255. Blur: Gaussian, 3 % of the face's width. Mask, glasses "
    "and sunglasses are drawn on. Side light: from 130 % to 15 % across the face. MAE: after the one offset of the "
    "unchanged pictures. Moved: difference to the angles in the unchanged picture, mean over yaw, pitch and roll."
)


def measure(context: Context) -> Section | None:
    """Look at every portrait under every condition; None where there is no set of portraits."""
    if not context.posed:
        return None
    tables: list[Table] = []
    figures: Figures = {}
    for folder in context.posed:
        table, of_folder = _measure(context, folder)
        tables.append(table)
        figures |= {f"{folder.name}.{name}": value for name, value in of_folder.items()}
    share, name = min((value or 0, name) for name, value in figures.items() if name.endswith(FOUND))
    condition = name.split(".")[-1].removesuffix(FOUND).replace("_", " ")
    summary = f"The hardest of {len(CONDITIONS)} conditions is {condition}: {share:.1f} % of the faces are found."
    return Section("robustness", "Poor light, poor pictures, covered faces", summary, tuple(tables), figures)


def pictures(context: Context, folder: Folder, condition: str) -> list[Picture]:
    """The portraits of a folder under a condition, but those in which the product sees no face to change."""
    degrade, faces = CONDITIONS[condition], context.faces(folder).faces
    return [
        Picture(path, (degrade(face, zlib.crc32(path.name.encode())),))
        for path, face in zip(folder.files, faces, strict=True)
        if face is not None
    ]


def looks(context: Context, folder: Folder, condition: str) -> Looks:
    """What is seen in `pictures`."""
    return context.once((condition, folder.path), lambda: pictures(context, folder, condition))


def _measure(context: Context, folder: Folder) -> tuple[Table, Figures]:
    assert folder.angles is not None
    has_face = np.array([face is not None for face in context.faces(folder).faces])
    usual, truth = context.seen(folder), folder.angles[has_face]
    angles = usual.angles[has_face]
    shift = metrics.offset(metrics.wrapped(angles - truth))
    unchanged = _row(usual.found[has_face], angles, angles, truth + shift)
    rows = [("unchanged", *unchanged)]
    figures: Figures = {"unchanged_mae_deg": unchanged[3]}
    for condition in CONDITIONS:
        seen = looks(context, folder, condition)
        row = _row(seen.found, seen.angles, angles, truth + shift)
        rows.append((condition.replace("_", " "), *row))
        figures |= {f"{condition}{FOUND}": row[0], f"{condition}_mae_deg": row[3], f"{condition}_moved_deg": row[4]}
    columns = ("condition", "found (%)", "95 % from", "to", "MAE (°)", "moved (°)", "90 % moved less than (°)")
    return Table(f"{folder.name}: {len(truth)} portraits", columns, tuple(rows), NOTE), figures


def _row(found: np.ndarray, angles: np.ndarray, usual: np.ndarray, truth: np.ndarray) -> tuple[float | None, ...]:
    count, of = int(found.sum()), len(found)
    low, high = metrics.wilson(count, of)
    errors = metrics.mae(metrics.wrapped(angles - truth))
    moved = np.abs(metrics.wrapped(angles - usual)).mean(axis=1)[:, None]
    parts = metrics.mean(errors), metrics.mae(moved)[0], metrics.ninetieth(moved)[0]
    return percent(count, of), 100.0 * low, 100.0 * high, *map(number, parts)
