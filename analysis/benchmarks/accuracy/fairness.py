"""Whether people of some kinds are found less often or measured less exactly than others."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np

from analysis.benchmarks.accuracy import distance, metrics, other_tones, robustness, tone
from analysis.benchmarks.accuracy.context import Context, Folder, Looks
from analysis.benchmarks.accuracy.metrics import number, percent
from analysis.benchmarks.accuracy.section import Cell, Figures, Section, Table
from analysis.face import FaceResult
from analysis.image import decode

SHUFFLES = 2000
LEAST_IN_GROUP = 20
FAR_FEET = 10
EYES = ("without glasses", "glasses", "sunglasses")
# Faces that look about as far away are compared with each other only.
YAW_STRATA = (10.0, 20.0, 30.0)
SKIN_TONE = "skin tone"


@dataclass(frozen=True)
class Outcomes:
    """What became of each of n faces; NaN where it does not apply.

    Attributes
    ----------
    error : (n,) float array, degrees
        Mean over yaw, pitch and roll, after the set's one offset.
    found, found_dark, found_far : (n,) float array, 1 or 0
    """

    error: np.ndarray
    found: np.ndarray
    found_dark: np.ndarray
    found_far: np.ndarray


MEASURES = {
    "error": "error (°)",
    "found": "found (%)",
    "found_dark": "found in the dark (%)",
    "found_far": f"found at {FAR_FEET} feet (%)",
}


@dataclass(frozen=True)
class Gap:
    """Between the worst and the best group: how large, and how large 95 % of chance divisions make it at most."""

    gap: float
    by_chance: float

    @property
    def is_beyond(self) -> bool:
        return self.gap > self.by_chance


def measure(context: Context) -> Section | None:
    """Compare groups by skin tone and by glasses; None where there is no set of portraits."""
    if not context.posed:
        return None
    tables: list[Table] = []
    figures: Figures = {}
    said: list[str] = []
    for folder in context.posed:
        outcomes = _outcomes(context, folder)
        for kind, groups, names in _divisions(context, folder):
            slug = kind.replace(" ", "_")
            gaps = {name: _gap(folder, getattr(outcomes, name), groups, names) for name in MEASURES}
            tables.append(_table(folder, kind, groups, names, outcomes, gaps))
            for name, gap in gaps.items():
                key = f"{folder.name}.{slug}.{name}"
                figures |= {f"{key}_gap": number(gap.gap), f"{key}_gap_by_chance": number(gap.by_chance)}
            beyond = [name for name, gap in gaps.items() if gap.is_beyond]
            figures[f"{folder.name}.{slug}.beyond"] = len(beyond)
            words = ", ".join(MEASURES[name] for name in beyond)
            said.append(f"{folder.name} by {kind}: " + (f"beyond chance in {words}" if beyond else "none"))
            if kind == SKIN_TONE and (dyed := other_tones.measure(context, folder, FAR_FEET)):
                table, of_tones = dyed
                tables.append(table)
                by_tone = [name for name in beyond if _is_by_tone(gaps[name], of_tones[f"{name}_gap_high"])]
                figures |= {f"{folder.name}.other_tones.{name}": value for name, value in of_tones.items()}
                figures[f"{folder.name}.{slug}.beyond_by_tone"] = len(by_tone)
                said[-1] += f", made by the tone itself: {', '.join(MEASURES[name] for name in by_tone) or 'none'}"
    summary = f"Differences between groups that are larger than chance makes them (95 %): {'; '.join(said)}."
    return Section("fairness", "Different people", summary, tuple(tables), figures)


def _is_by_tone(gap: Gap, of_tone: float | None) -> bool:
    """Whether the tone itself, on the same faces, may make half of a gap between groups, or nobody can tell."""
    return of_tone is None or of_tone >= gap.gap / 2


def _outcomes(context: Context, folder: Folder) -> Outcomes:
    assert folder.angles is not None
    seen = context.seen(folder)
    errors = metrics.wrapped(seen.angles - folder.angles)
    off = np.abs(errors - metrics.offset(errors))
    placed = np.array([face is not None for face in context.faces(folder).faces])
    return Outcomes(
        error=np.array([metrics.mean(row) for row in off]),
        found=seen.found.astype(float),
        found_dark=_spread(placed, robustness.looks(context, folder, "dark")),
        found_far=_spread(placed, distance.looks(context, folder, FAR_FEET)),
    )


def _spread(placed: np.ndarray, seen: Looks) -> np.ndarray:
    """Found or not, for all faces of a folder; NaN for those that could not be placed or changed."""
    found = np.full(len(placed), np.nan)
    found[placed] = seen.found
    return found


def _divisions(context: Context, folder: Folder) -> list[tuple[str, np.ndarray, Sequence[str]]]:
    """Ways to divide the faces of a folder: the kind, (n,) the group of each, and the groups in their order."""
    divisions: list[tuple[str, np.ndarray, Sequence[str]]] = []
    items = list(zip(folder.files, context.faces(folder).faces, strict=True))
    tones = np.array([tone.group(degrees) for degrees in context.map(_tone, items)])
    divisions.append((SKIN_TONE, tones, [name for name, _ in tone.GROUPS]))
    eyes = eyes_of(folder)
    return divisions if eyes is None else [*divisions, ("glasses", eyes, EYES)]


def _tone(item: tuple[Path, FaceResult | None]) -> float:
    path, face = item
    return np.nan if face is None else tone.of_cheeks(decode(path.read_bytes()), face)


def eyes_of(folder: Folder) -> np.ndarray | None:
    """What each face of a set wears, (n,) array of `EYES`, as it was labelled by eye; None where nobody looked."""
    labels = resources.files("analysis.benchmarks.accuracy") / "labels" / f"{folder.name}_eyes.csv"
    if not labels.is_file():
        return None
    worn = {row["file"]: row["eyes"] for row in csv.DictReader(labels.read_text(encoding="utf-8").splitlines())}
    return np.array([worn.get(row["file"], EYES[0]) for row in folder.rows])


def _gap(folder: Folder, values: np.ndarray, groups: np.ndarray, names: Sequence[str]) -> Gap:
    """Worst against best among groups that are large enough, and what chance alone would make of it.

    Chance: the groups are dealt out anew among faces of about the same yaw, because turned faces are harder and some
    groups look away more often in some sets.
    """
    large = [name for name in names if (groups == name).sum() >= LEAST_IN_GROUP]
    chosen = np.isin(groups, large) & ~np.isnan(values)
    if len(large) < 2 or not chosen.any():
        return Gap(np.nan, np.nan)
    assert folder.angles is not None
    strata = np.digitize(np.abs(np.nan_to_num(folder.angles[chosen, 0])), YAW_STRATA)
    return permuted_gap(values[chosen], np.searchsorted(sorted(large), groups[chosen]), strata)


def permuted_gap(values: np.ndarray, groups: np.ndarray, strata: np.ndarray) -> Gap:
    """The range of the groups' means, and the 95th percentile of what it is when groups are shuffled within strata.

    Parameters
    ----------
    values : (n,) float array
    groups : (n,) int array, from 0
    strata : (n,) int array
    """
    draw = np.random.default_rng(metrics.SEED)
    places = [np.flatnonzero(strata == stratum) for stratum in np.unique(strata)]
    gaps = []
    for _ in range(SHUFFLES):
        shuffled = groups.copy()
        for place in places:
            shuffled[place] = groups[draw.permutation(place)]
        gaps.append(_range(values, shuffled))
    return Gap(_range(values, groups), float(np.percentile(gaps, 95)))


def _range(values: np.ndarray, groups: np.ndarray) -> float:
    means = np.bincount(groups, values) / np.bincount(groups)
    return float(np.ptp(means))


def _table(
    folder: Folder, kind: str, groups: np.ndarray, names: Sequence[str], outcomes: Outcomes, gaps: dict[str, Gap]
) -> Table:
    assert folder.angles is not None
    rows: list[tuple[Cell, ...]] = []
    for name in dict.fromkeys([*names, *sorted(set(groups))]):
        here = groups == name
        if here.any():
            errors = outcomes.error[here & ~np.isnan(outcomes.error)]
            limits = map(number, _limits(errors))
            yaw = number(metrics.mean(np.abs(folder.angles[here, 0])))
            shares = [_share(getattr(outcomes, measure)[here]) for measure in ("found", "found_dark", "found_far")]
            rows.append((str(name), int(here.sum()), yaw, number(metrics.mean(errors)), *limits, *shares))
    rows.append(_gap_row("worst less best", [gap.gap for gap in gaps.values()]))
    rows.append(_gap_row("by chance up to", [gap.by_chance for gap in gaps.values()]))
    found = [MEASURES[measure] for measure in ("found", "found_dark", "found_far")]
    columns = (kind, "faces", "mean |yaw| (°)", MEASURES["error"], "95 % from", "to", *found)
    note = (
        f"Groups of fewer than {LEAST_IN_GROUP} faces, and pictures without colour, are left out of the last two "
        "lines. By chance: what 95 % of random divisions into such groups make at most, among faces of like yaw."
    )
    return Table(f"{folder.name} by {kind}", columns, tuple(rows), note)


def _limits(values: np.ndarray) -> tuple[float, float]:
    return metrics.bootstrap(lambda drawn: float(values[drawn].mean()), len(values))


def _gap_row(name: str, gaps: Sequence[float]) -> tuple[Cell, ...]:
    error, *found = gaps
    return (name, None, None, number(error), None, None, *(number(100.0 * share) for share in found))


def _share(values: np.ndarray) -> float | None:
    known = values[~np.isnan(values)]
    return percent(int(known.sum()), len(known))
