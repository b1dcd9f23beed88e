"""Four directions by one fixed rule, on small grey pictures; a face that is not found counts as wrong."""

from functools import partial

import cv2
import numpy as np

from analysis.benchmarks.accuracy import metrics
from analysis.benchmarks.accuracy.context import Context, Folder, Looks, Picture
from analysis.benchmarks.accuracy.folders import DIRECTIONS
from analysis.benchmarks.accuracy.metrics import percent
from analysis.benchmarks.accuracy.section import Cell, Figures, Section, Table
from analysis.image import Image

LARGE_ENOUGH = 384
MOST_ENLARGED = 4
LEFT, RIGHT, UP = 20.0, -20.0, 14.0


def measure(context: Context) -> Section | None:
    """Name the direction of every labelled picture; None where no folder has labels."""
    if not context.labelled:
        return None
    figures: Figures = {}
    tables: list[Table] = []
    for folder in context.labelled:
        seen = context.observe([Picture(path, (partial(enlarge, longest=LARGE_ENOUGH),)) for path in folder.files])
        said = classify(seen.angles)
        groups = _groups(folder)
        tables += [_shares(folder, said, seen, groups), _confusion(folder, said)]
        for name, chosen in groups.items():
            right = said[chosen] == _labels(folder)[chosen]
            figures[f"{folder.name}.{name}.right_percent"] = 100.0 * float(right.mean())
            figures[f"{folder.name}.{name}.found_percent"] = 100.0 * float(seen.found[chosen].mean())
            figures[f"{folder.name}.{name}.pictures"] = int(chosen.sum())
    summary = "Straight ahead, left, right or up, told from the angles by one fixed rule: " + "; ".join(
        f"{folder.name} {figures[f'{folder.name}.all.right_percent']:.1f} % right" for folder in context.labelled
    )
    return Section("direction", "Which way a face looks", summary + ".", tuple(tables), figures)


def classify(angles: np.ndarray) -> np.ndarray:
    """The direction of each face.

    Parameters
    ----------
    angles : (n, 3) float array, degrees
        Yaw, pitch, roll; NaN where nothing was found.

    Returns
    -------
    (n,) array of str
        One of `DIRECTIONS`, left and right being the person's own, or "not found".
    """
    yaw, pitch = angles[:, 0], angles[:, 1]
    rule = [np.isnan(yaw), yaw > LEFT, yaw < RIGHT, pitch > UP]
    return np.select(rule, ["not found", "left", "right", "up"], "straight")


def enlarge(image: Image, longest: int) -> Image:
    """Enlarge a small picture, by a whole number up to 4, so that its longer side has about ``longest`` pixels."""
    times = int(np.clip(round(longest / max(image.shape[:2])), 1, MOST_ENLARGED))
    return image if times == 1 else cv2.resize(image, None, fx=times, fy=times, interpolation=cv2.INTER_CUBIC)


def _labels(folder: Folder) -> np.ndarray:
    assert folder.directions is not None
    return folder.directions


def _groups(folder: Folder) -> dict[str, np.ndarray]:
    groups = {"all": np.ones(len(folder.rows), bool)}
    eyes = folder.column("eyes")
    if eyes is not None:
        groups |= {"without_sunglasses": eyes != "sunglasses", "with_sunglasses": eyes == "sunglasses"}
    return {name: chosen for name, chosen in groups.items() if chosen.any()}


def _shares(folder: Folder, said: np.ndarray, seen: Looks, groups: dict[str, np.ndarray]) -> Table:
    right = said == _labels(folder)
    people = folder.column("subject")
    rows: list[tuple[Cell, ...]] = []
    for name, chosen in groups.items():
        low, high = _limits(right[chosen], None if people is None else people[chosen])
        count, found, fit = int(chosen.sum()), int(seen.found[chosen].sum()), int(right[chosen].sum())
        shares = percent(found, count), percent(fit, count), low, high, percent(fit, found)
        rows.append((name.replace("_", " "), count, *shares))
    columns = ("pictures of", "pictures", "found (%)", "right (%)", "95 % from", "to", "right of those found (%)")
    who = "pictures" if people is None else "people"
    note = f"Not found counts as wrong. Limits: bootstrap over {who}."
    return Table(f"{folder.name}: the right one of four directions", columns, tuple(rows), note)


def _limits(right: np.ndarray, people: np.ndarray | None) -> tuple[float, float]:
    low, high = metrics.bootstrap(lambda chosen: float(right[chosen].mean()), len(right), people)
    return 100.0 * low, 100.0 * high


def _confusion(folder: Folder, said: np.ndarray) -> Table:
    labels = _labels(folder)
    answers = (*DIRECTIONS, "not found")
    counts = [[int(((labels == label) & (said == answer)).sum()) for answer in answers] for label in DIRECTIONS]
    rows: list[tuple[Cell, ...]] = [(label, *row) for label, row in zip(DIRECTIONS, counts, strict=True)]
    note = f"yaw > {LEFT:.0f}: left; yaw < {RIGHT:.0f}: right; else pitch > {UP:.0f}: up; else straight."
    return Table(f"{folder.name}: what was said of which direction", ("true", *answers), tuple(rows), note)
