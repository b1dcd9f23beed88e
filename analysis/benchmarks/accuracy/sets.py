"""Angles beside the truth of every set that tells them."""

import numpy as np

from analysis.benchmarks.accuracy import metrics
from analysis.benchmarks.accuracy.context import Context, Folder, Looks
from analysis.benchmarks.accuracy.metrics import mean, number
from analysis.benchmarks.accuracy.section import Cell, Figures, Section, Table

NAMES = ("yaw", "pitch", "roll")
YAW_RANGES = ((0, 15), (15, 30), (30, 45), (45, 60), (60, 90), (90, 180))


def measure(context: Context) -> Section | None:
    """Compare the angles of every folder whose ``truth.csv`` tells yaw, pitch or roll; None where there is none."""
    if not context.posed:
        return None
    figures: Figures = {}
    tables: list[Table] = []
    for folder in context.posed:
        seen, truth = context.seen(folder), _truth(folder)
        errors = metrics.wrapped(seen.angles - truth)
        shift = metrics.offset(errors)
        off = geodesic_errors(seen.angles - np.nan_to_num(shift), truth)
        tables.append(_whole(folder, seen, errors, shift, off))
        tables.append(_by_yaw(folder, seen, truth, errors - shift, off))
        figures |= _figures(folder, seen, errors, shift, off)
    return Section("sets", "Photos with known angles", _summary(context.posed, figures), tuple(tables), figures)


def geodesic_errors(angles: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """The geodesic error of each (n,), degrees; NaN where an angle is unknown on either side."""
    off = np.full(len(angles), np.nan)
    known = ~np.isnan(angles + truth).any(axis=1)
    off[known] = metrics.geodesic(angles[known], truth[known])
    return off


def _truth(folder: Folder) -> np.ndarray:
    assert folder.angles is not None
    return folder.angles


def _whole(folder: Folder, seen: Looks, errors: np.ndarray, shift: np.ndarray, off: np.ndarray) -> Table:
    columns = (
        *("angle", "MAE as it is (°)", "MAE after one offset (°)", "95 % from", "to"),
        *("90 % below, as it is (°)", "90 % below, after one offset (°)", "the offset (°)"),
    )
    raw, shifted = metrics.mae(errors), metrics.mae(errors - shift)
    tails = metrics.ninetieth(errors), metrics.ninetieth(errors - shift)
    rows: list[tuple[Cell, ...]] = [
        _row(name, raw[at], shifted[at], *_limits(errors[:, [at]]), tails[0][at], tails[1][at], shift[at])
        for at, name in enumerate(NAMES)
    ]
    rows.append(_row("mean of the three", mean(raw), mean(shifted), *_limits(errors)))
    middle, tail = metrics.mae(off[:, None])[0], metrics.ninetieth(off[:, None])[0]
    rows.append(_row("the whole rotation", np.nan, middle, *_mean_limits(off), np.nan, tail))
    found = int(seen.found.sum())
    return Table(
        f"{folder.name}: {found} of {len(seen.found)} pictures found",
        columns,
        tuple(rows),
        "MAE is the mean absolute error over the faces that were found. The offset is one constant for the whole set: "
        "sets differ in what they call level. The limits are those of the MAE after it (bootstrap over pictures).",
    )


def _by_yaw(folder: Folder, seen: Looks, truth: np.ndarray, errors: np.ndarray, off: np.ndarray) -> Table:
    rows = []
    for low, high in YAW_RANGES:
        here = (np.abs(truth[:, 0]) >= low) & (np.abs(truth[:, 0]) < high)
        if here.any():
            share = 100.0 * seen.found[here].mean()
            parts = [*metrics.mae(errors[here]), *metrics.mae(off[here, None])]
            rows.append((f"{low} to {high}°", int(here.sum()), float(share), *map(number, parts)))
    columns = ("true |yaw|", "pictures", "found (%)", "yaw (°)", "pitch (°)", "roll (°)", "rotation (°)")
    return Table(f"{folder.name}, by how far the head is turned", columns, tuple(rows), "MAE after the one offset.")


def _figures(folder: Folder, seen: Looks, errors: np.ndarray, shift: np.ndarray, off: np.ndarray) -> Figures:
    figures: Figures = {"pictures": len(seen.found), "not_found": int((~seen.found).sum())}
    for suffix, values in (("raw", errors), ("offset", errors - shift)):
        maes, tails = metrics.mae(values), metrics.ninetieth(values)
        figures |= {f"{name}_mae_{suffix}_deg": number(maes[at]) for at, name in enumerate(NAMES)}
        figures |= {f"{name}_p90_{suffix}_deg": number(tails[at]) for at, name in enumerate(NAMES)}
        figures[f"mean_mae_{suffix}_deg"] = number(mean(maes))
    figures |= {f"{name}_offset_deg": number(shift[at]) for at, name in enumerate(NAMES)}
    low, high = _limits(errors)
    figures |= {"mean_mae_offset_low_deg": number(low), "mean_mae_offset_high_deg": number(high)}
    figures["geodesic_mean_deg"] = number(metrics.mae(off[:, None])[0])
    return {f"{folder.name}.{name}": value for name, value in figures.items()}


def _limits(errors: np.ndarray) -> tuple[float, float]:
    """95 % limits of the mean MAE after one offset, which is found anew in every draw."""

    def figure(chosen: np.ndarray) -> float:
        drawn = errors[chosen]
        return mean(metrics.mae(drawn - metrics.offset(drawn)))

    return metrics.bootstrap(figure, len(errors))


def _mean_limits(values: np.ndarray) -> tuple[float, float]:
    known = values[~np.isnan(values)]
    return metrics.bootstrap(lambda chosen: float(known[chosen].mean()), len(known))


def _row(name: str, *parts: float) -> tuple[Cell, ...]:
    absent = (None,) * (7 - len(parts))
    return (name, *map(number, parts), *absent)


def _summary(posed: list[Folder], figures: Figures) -> str:
    parts = []
    for folder in posed:
        count, missed = figures[f"{folder.name}.pictures"], figures[f"{folder.name}.not_found"]
        error = figures[f"{folder.name}.mean_mae_offset_deg"]
        said = f"{error:.2f}°" if error is not None else "unknown"
        parts.append(f"{folder.name}: mean error {said} after one offset, {missed} of {count} faces not found.")
    return " ".join(parts)
