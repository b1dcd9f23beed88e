"""Faces placed at a distance in the picture of an ordinary webcam."""

from functools import partial

import numpy as np

from analysis.benchmarks.accuracy import metrics, placement
from analysis.benchmarks.accuracy.context import Context, Folder, Looks, Picture
from analysis.benchmarks.accuracy.metrics import number, percent
from analysis.benchmarks.accuracy.section import Cell, Figures, Section, Table

NEAR = 2
FEET = (NEAR, 3, 4, 5, 6, 8, 10, 12)
GHOST_FEET = (4, 8)
CLASS_DEG, BORDER_DEG = 15.0, 3.0
# Far larger than the face that was placed: the one behind it.
GHOST_TIMES = 2.2


def measure(context: Context) -> Section | None:
    """Find the faces of all portraits at 2 to 12 feet; None where there is no set of portraits."""
    if not context.posed:
        return None
    tables: list[Table] = []
    figures: Figures = {}
    for folder in context.posed:
        of_folder = _by_distance(context, folder), _before_a_ghost(context, folder)
        tables += [table for table, _ in of_folder]
        figures |= {f"{folder.name}.{name}": value for _, found in of_folder for name, value in found.items()}
    summary = "Portraits placed at a distance in a frame of 640 x 480 pixels: " + "; ".join(
        f"{folder.name}: found {figures[f'{folder.name}.found_6ft_percent']:.1f} % at 6 feet and "
        f"{figures[f'{folder.name}.found_10ft_percent']:.1f} % at 10"
        for folder in context.posed
    )
    return Section("distance", "Far from the camera", summary + ".", tuple(tables), figures)


def pictures(context: Context, folder: Folder, feet: float, before_a_ghost: bool = False) -> list[Picture]:
    """The portraits of a folder at a distance, but those in which the product sees no face to place.

    Every other one stands in front of a plain background, the rest in front of one out of focus.
    """
    made = []
    for index, (path, face) in enumerate(zip(folder.files, context.faces(folder).faces, strict=True)):
        if face is not None:
            behind = placement.ghost if before_a_ghost else (placement.plain, placement.continued)[index % 2]
            put = partial(placement.place, where=placement.at_distance(face, feet), background=behind)
            made.append(Picture(path, (put,), placement.VERTICAL_FOV_DEG))
    return made


def looks(context: Context, folder: Folder, feet: float) -> Looks:
    """What is seen in `pictures`."""
    return context.once(("distance", folder.path, feet), lambda: pictures(context, folder, feet))


def _by_distance(context: Context, folder: Folder) -> tuple[Table, Figures]:
    seen = {feet: looks(context, folder, feet) for feet in FEET}
    near = seen[NEAR]
    rows: list[tuple[Cell, ...]] = []
    figures: Figures = {}
    for feet in FEET:
        count, of = int(seen[feet].found.sum()), len(near.found)
        here = seen[feet].angles
        same, compared = same_orientation(near.angles[:, :2], here[:, :2])
        yaw, pitch = (percent(*same_orientation(near.angles[:, [at]], here[:, [at]])) for at in (0, 1))
        moved = metrics.mae(metrics.wrapped(here - near.angles))
        low, high = metrics.wilson(count, of)
        shares = [percent(count, of), 100.0 * low, 100.0 * high, percent(same, compared)]
        rows.append((feet, round(placement.face_px(feet), 1), *shares, compared, yaw, pitch, *map(number, moved)))
        figures |= {f"found_{feet}ft_percent": shares[0], f"same_{feet}ft_percent": shares[3]}
    columns = (
        *("feet", "face (pixels)", "found (%)", "95 % from", "to", "same orientation (%)", "of"),
        *("same yaw (%)", "same pitch (%)"),
        *("yaw moved (°)", "pitch moved (°)", "roll moved (°)"),
    )
    note = (
        f"The same as at {NEAR} feet: classes of {CLASS_DEG:.0f}°, in yaw and in pitch both, and in each alone; faces "
        f"within {BORDER_DEG:.0f}° of a border when near are left out, and so are those not found. "
        "Moved: mean difference."
    )
    return Table(f"{folder.name}: {len(near.found)} portraits", columns, tuple(rows), note), figures


def same_orientation(near: np.ndarray, far: np.ndarray) -> tuple[int, int]:
    """Count the faces whose angles stay in their classes.

    Parameters
    ----------
    near, far : (n, k) float arrays, degrees
        Yaw and pitch, or one of them; NaN where not found.

    Returns
    -------
    same, compared : int
        Compared are the faces found in both and, in every angle, not near a border between classes.
    """
    # Borders lie half way between the multiples of 15 degrees, so that straight ahead is a class of its own.
    place = near / CLASS_DEG
    from_border = np.abs(np.abs(place - np.round(place)) - 0.5) * CLASS_DEG
    clear = (from_border >= BORDER_DEG).all(axis=1) & ~np.isnan(near + far).any(axis=1)
    same = (np.round(place) == np.round(far / CLASS_DEG)).all(axis=1)
    return int((same & clear).sum()), int(clear.sum())


def _before_a_ghost(context: Context, folder: Folder) -> tuple[Table, Figures]:
    rows: list[tuple[Cell, ...]] = []
    figures: Figures = {}
    for feet in GHOST_FEET:
        seen = context.observe(pictures(context, folder, feet, before_a_ghost=True))
        is_ghost = _much_larger(seen, GHOST_TIMES * placement.face_px(feet))
        of = len(seen.found)
        meant, mistaken = percent(int((seen.found & ~is_ghost).sum()), of), percent(int(is_ghost.sum()), of)
        rows.append((feet, meant, mistaken))
        figures |= {f"before_ghost_{feet}ft_percent": meant}
    title = f"{folder.name}: before its own picture, as large as the frame and out of focus"
    note = "As before a poster or a virtual background: the sharp face is meant, not the large one."
    return Table(title, ("feet", "the face found (%)", "the background taken for it (%)"), tuple(rows), note), figures


def _much_larger(seen: Looks, width: float) -> np.ndarray:
    sizes = [0.0 if face is None else float(np.ptp(face.points[:, 0])) for face in seen.faces]
    return seen.found & (np.array(sizes) > width)
