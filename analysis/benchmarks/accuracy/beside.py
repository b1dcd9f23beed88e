"""Somebody else's figures beside ours: the same pictures, the same rules, other eyes."""

from collections.abc import Sequence

from analysis.benchmarks.accuracy import run
from analysis.benchmarks.accuracy.context import Context, Observer
from analysis.benchmarks.accuracy.section import Cell, Figures, Section, Table

TOLD = ("_mae_offset_deg", "found_percent", "right_percent", "ft_percent", "not_found", "geodesic_mean_deg")
"""How the names of figures end that are shown beside each other; the rest is in the JSON."""


def measure(context: Context, observer: Observer, name: str, who: str, ours: Sequence[Section]) -> Section:
    """Measure with another observer what needs nothing but pictures.

    Parameters
    ----------
    context : Context
    observer : Observer
    name : str
        Of the section.
    who : str
        The other's name, for people.
    ours : sequence of Section
        Only these are measured again.
    """
    wanted = {section.name for section in ours} & set(run.COMPARED)
    theirs = {name: found for name, found in run.run(context.seen_by(observer), wanted) if found is not None}
    rows: list[tuple[Cell, ...]] = []
    figures: Figures = {}
    for section in ours:
        if section.name in theirs:
            for figure, value in section.figures.items():
                other = theirs[section.name].figures.get(figure)
                if figure.endswith(TOLD):
                    rows.append((f"{section.name}: {figure.replace('_', ' ')}", value, other))
                figures[f"{section.name}.{figure}"] = other
    title = f"{who} on the same pictures"
    summary = f"What {who} finds by its own means, measured by the same rules, beside Headway's figures."
    return Section(name, title, summary, (Table(title, ("figure", "Headway", who), tuple(rows)),), figures)
