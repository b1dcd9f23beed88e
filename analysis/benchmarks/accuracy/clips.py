"""States of the people in the clips, second by second, beside hand labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from analysis import attentiveness
from analysis.benchmarks.accuracy import films
from analysis.benchmarks.accuracy.context import Context
from analysis.benchmarks.accuracy.films import Film
from analysis.benchmarks.accuracy.metrics import percent
from analysis.benchmarks.accuracy.section import Cell, Figures, Section, Table
from analysis.scoring import Scoring
from analysis.types import MEASURED, State

HZ = 5.0
SECONDS = 20
"""Of each clip, forth and back: two minutes in all."""

_LABELS = {"facing": State.FACING, "left": State.AWAY, "right": State.AWAY}


def measure(context: Context) -> Section | None:
    """Watch two minutes of the clips as the product does, at five pictures a second; None without clips."""
    there = films.films(context.data)
    if not there:
        return None
    watched = context.map(watch, there, chunk=1)
    tables = (_confusion(there, watched), _by_clip(there, watched))
    figures = _figures(watched)
    summary = (
        f"Two minutes of real faces, labelled second by second by eye: the state is that of the label in "
        f"{figures['agreement_percent']:.0f} % of the seconds, "
        f"{figures['agreement_by_rule_percent']:.0f} % where turns shorter than two seconds count as glances."
    )
    return Section("clips", "States in the clips", summary, tables, figures)


@dataclass(frozen=True, slots=True)
class Watched:
    """Seconds of one clip: `State` of the product, of the labels (-1 = unclear), and of the labels by the product's
    own rule, by which a turn shorter than the buffer is a glance."""

    state: np.ndarray
    label: np.ndarray
    by_rule: np.ndarray


def watch(film: Film) -> Watched:
    """From pictures over landmarks and measures to states.

    Parameters
    ----------
    film : Film

    Returns
    -------
    Watched
    """
    at, frame = films.forth_and_back(film, SECONDS, HZ)
    rows = _measured(film, frame)
    step = attentiveness.step(attentiveness.new_people(1), np.zeros(len(at), int), 1e9 + at, rows, Scoring())
    labels = np.array([_LABELS.get(label, -1) for label in film.labels["head"]] + [-1])
    second = np.minimum((frame / film.fps).astype(int), len(labels) - 1)
    label = labels[second]
    seconds = at.astype(int)
    return Watched(*(_majority(values, seconds) for values in (step.state, label, _without_glances(label))))


def _measured(film: Film, frame: np.ndarray) -> np.ndarray:
    """The frames in the order in which they are watched, the face followed from each to the next."""
    wanted = set(frame.tolist())
    pictures = {index: picture for index, picture in enumerate(films.pictures(film)) if index in wanted}
    rows, region = np.empty(len(frame), MEASURED), None
    for place, index in enumerate(frame):
        rows[place], region = films.look(pictures[index], region)
    return rows


def _without_glances(label: np.ndarray) -> np.ndarray:
    """Labels with turns shorter than the buffer between facing stretches made facing."""
    edges = np.flatnonzero(np.diff(label, prepend=-2, append=-2))
    by_rule = label.copy()
    for start, stop in pairwise(edges):
        inside = start > 0 and stop < len(label)
        if inside and label[start] == State.AWAY and (stop - start) / HZ <= Scoring().buffer_s:
            by_rule[start:stop] = State.FACING
    return by_rule


def _majority(values: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The most frequent value of each second."""
    kinds, index = np.unique(values.astype(int), return_inverse=True)
    counts = np.zeros((second.max() + 1, len(kinds)), int)
    np.add.at(counts, (second, index), 1)
    majority: np.ndarray = kinds[counts.argmax(axis=1)]
    return majority


def _figures(watched: Sequence[Watched]) -> Figures:
    return {
        "seconds": sum(int((one.label >= 0).sum()) for one in watched),
        "agreement_percent": _agreement([(one.state, one.label) for one in watched]),
        "agreement_by_rule_percent": _agreement([(one.state, one.by_rule) for one in watched]),
    }


def _agreement(pairs: Sequence[tuple[np.ndarray, np.ndarray]]) -> float | None:
    right = sum(int((state[label >= 0] == label[label >= 0]).sum()) for state, label in pairs)
    return percent(right, sum(int((label >= 0).sum()) for _, label in pairs))


def _confusion(there: Sequence[Film], watched: Sequence[Watched]) -> Table:
    state, label = (np.concatenate([getattr(one, name) for one in watched]) for name in ("state", "label"))
    rows: list[tuple[Cell, ...]] = []
    for seen in (State.FACING, State.AWAY):
        counts = [int(((label == seen) & (state == said)).sum()) for said in State]
        rows.append((seen.label, *counts))
    note = (
        f"Seconds. {len(there)} clips of {SECONDS} s each, forth and back, {HZ:.0f} pictures a second; "
        "away = the head is clearly turned. Nobody closes their eyes for a second or leaves the picture. "
        "Whoever stays turned to one side by less than 25 degrees is taken to have their screen there (s32): "
        "by definition, until they teach it."
    )
    return Table("Seconds by state", ("labelled", *(said.label for said in State)), tuple(rows), note)


def _by_clip(there: Sequence[Film], watched: Sequence[Watched]) -> Table:
    rows = [
        (
            film.name,
            int((one.label >= 0).sum()),
            _agreement([(one.state, one.label)]),
            _agreement([(one.state, one.by_rule)]),
        )
        for film, one in zip(there, watched, strict=True)
    ]
    return Table("Agreement by clip", ("clip", "seconds", "as seen (%)", "glances count as facing (%)"), tuple(rows))
