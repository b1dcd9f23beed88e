"""Whether the errors that come with every angle are as large as they say."""

import itertools
from collections.abc import Iterable, Iterator

import numpy as np

from analysis import quality
from analysis.benchmarks.accuracy import shots
from analysis.benchmarks.accuracy.context import Context, Looks
from analysis.benchmarks.accuracy.metrics import number, offset, percent, wrapped
from analysis.benchmarks.accuracy.section import Cell, Figures, Section, Table
from analysis.benchmarks.accuracy.shots import Shot
from analysis.benchmarks.heads3d import Light
from analysis.benchmarks.webcam import random_flaws
from analysis.head_pose import focal_length
from analysis.landmarks import to_compact

ANGLES = ("yaw", "pitch", "roll")
SHOTS = 90
"""Of each head."""
SEED = 71
LABELS_DEG = {"genki": np.array([3.8, 6.8, 1.2])}
"""Standard deviation of the labels themselves, found before the project from how independent methods agree."""
LEAST = 25
"""Bins with fewer pictures say nothing."""

Bin = tuple[str, np.ndarray]


def measure(context: Context) -> Section | None:
    """Count errors within one stated standard deviation: 68 % of them, if it is right; None without any truth."""
    tables: list[Table] = []
    figures: Figures = {}
    if shots.folder(context) is not None:
        taken = [shot for head in range(2) for shot in _shots(head)]
        seen = shots.observe(context, taken)
        errors = shots.after_one_turn(taken, seen.angles)
        tables.append(_table("Scanned heads, degraded as webcams degrade", seen, errors, np.zeros(3), _bins(seen)))
        figures |= _figures("heads", seen, errors, np.zeros(3)) | _worst("heads", seen, errors, _bins(seen))
    for folder in context.posed:
        if folder.name in LABELS_DEG and folder.angles is not None:
            seen = context.seen(folder)
            errors = wrapped(seen.angles - folder.angles)
            errors -= offset(errors)
            labels = LABELS_DEG[folder.name]
            title = f"{folder.name}, the labels' own spread added"
            tables.append(_table(title, seen, errors, labels, _bins(seen)))
            figures |= _figures(folder.name, seen, errors, labels)
    if not tables:
        return None
    return Section("calibration", "Are the stated errors right?", _summary(), tuple(tables), figures)


def _shots(head: int) -> Iterator[Shot]:
    """People before webcams: mostly turned a little, some far, near and at 12 feet, in good and bad light."""
    random = np.random.default_rng([SEED, head])
    focal = float(focal_length(np.array(shots.CAMERA.height), np.array(shots.CAMERA.fov_deg)))
    for seed in range(SHOTS):
        yaw = random.uniform(-75, 75) if random.random() < 0.4 else random.normal(0, 25)
        pitch, roll = np.clip(random.normal(0, [15, 10]), -30, 30)
        away = float(np.exp(random.uniform(np.log(35), np.log(365))))
        # The whole face stays in the picture: it needs 9 cm on each side.
        room = np.maximum(np.array([shots.CAMERA.width, shots.CAMERA.height]) / 2 - focal * 9 / away, 0)
        right, down = room * random.uniform(-0.7, 0.7, 2) * away / focal
        light = Light(
            (random.uniform(-1, 1), random.uniform(-1, 0.3), -1.0), random.uniform(0.2, 1.0), random.uniform(0.25, 0.7)
        )
        angles = float(yaw), float(pitch), float(roll)
        yield Shot(head, angles, (float(right), float(down), away), seed, random_flaws(random), light)


def _sigma(seen: Looks, labels: np.ndarray) -> np.ndarray:
    """Stated standard deviations (n, 3), with those of the labels."""
    stated = np.stack([seen.measured[f"{angle}_error_deg"] for angle in ANGLES], axis=1).astype(np.float64)
    sigma: np.ndarray = np.hypot(stated, labels)
    return sigma


def _bins(seen: Looks) -> list[Bin]:
    """Which pictures are of which kind; everything is known without the truth."""
    points = [np.zeros((478, 3)) if face is None else face.points for face in seen.faces]
    size = quality.face_size(to_compact(np.array(points), "mesh478"))
    yaw, good = np.abs(seen.angles[:, 0]), seen.measured["quality"]
    return [
        ("all", seen.found),
        *_between("face {} to {} px", size, (0, 40, 80, 1000)),
        *_between("|yaw| read {} to {}°", yaw, (0, 15, 30, 45, 180)),
        *_between("quality {} to {}", good, (0, 0.1, 0.3, 0.6, 1.01)),
    ]


def _between(name: str, values: np.ndarray, edges: Iterable[float]) -> Iterator[Bin]:
    for low, high in itertools.pairwise(edges):
        yield name.format(low, min(high, 1.0) if high == 1.01 else high), (values >= low) & (values < high)


def _within(errors: np.ndarray, sigma: np.ndarray, here: np.ndarray) -> list[float | None]:
    inside = np.abs(errors) <= sigma
    return [percent(int(column.sum()), len(column)) for column in inside[here & ~np.isnan(errors).any(axis=1)].T]


def _table(title: str, seen: Looks, errors: np.ndarray, labels: np.ndarray, bins: list[Bin]) -> Table:
    sigma, own = _sigma(seen, labels), _sigma(seen, np.zeros(3))
    rows: list[tuple[Cell, ...]] = []
    for name, chosen in bins:
        here = chosen & seen.found
        if here.sum() >= LEAST:
            stated = [number(float(value)) for value in np.median(own[here], axis=0)]
            rows.append((name, int(here.sum()), *_within(errors, sigma, here), *stated))
    columns = (
        *("pictures", "number"),
        *(f"{angle} within (%)" for angle in ANGLES),
        *(f"{angle}, stated (°)" for angle in ANGLES),
    )
    note = (
        "Share of errors within one stated standard deviation, 68 % if all is right, and the median of what is stated. "
        "One rotation for each scanned head, one constant for each angle of a set of photos, are taken off before. "
        "What is stated was fitted to other pictures of the same two heads."
    )
    if labels.any():
        alone = _within(errors, np.broadcast_to(labels, errors.shape), seen.found)
        shares = ", ".join(f"{share or 0:.0f} %" for share in alone)
        note += f" The labels' own spread alone ({', '.join(map(str, labels))}°) would hold {shares}."
    return Table(title, columns, tuple(rows), note)


def _figures(name: str, seen: Looks, errors: np.ndarray, labels: np.ndarray) -> Figures:
    sigma = _sigma(seen, labels)
    shares = _within(errors, sigma, seen.found)
    every = np.abs(errors[seen.found]) <= sigma[seen.found]
    figures: Figures = {f"{name}.{angle}_within_percent": share for angle, share in zip(ANGLES, shares, strict=True)}
    return figures | {f"{name}.within_percent": percent(int(every.sum()), every.size)}


def _worst(name: str, seen: Looks, errors: np.ndarray, bins: list[Bin]) -> Figures:
    """The lowest and highest share of any bin, all angles together."""
    sigma = _sigma(seen, np.zeros(3))
    chosen = [bin_ & seen.found for _, bin_ in bins if (bin_ & seen.found).sum() >= LEAST]
    shares = [float((np.abs(errors[here]) <= sigma[here]).mean()) * 100 for here in chosen]
    return {f"{name}.lowest_bin_percent": min(shares), f"{name}.highest_bin_percent": max(shares)}


def _summary() -> str:
    return (
        "Every angle comes with a standard deviation. About 68 % of the true errors should lie within it, in good "
        "pictures and in bad ones."
    )
