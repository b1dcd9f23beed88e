"""Observations that come behind newer ones: which are still put in their place, and what that takes."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.attentiveness import PERSON, new_people
from engagement.models import Checkpoint
from engagement.pipeline import observations
from engagement.pipeline.items import Items
from engagement.pipeline.memory import Memory
from engagement.pipeline.observations import OBSERVED, time_of


@dataclass(frozen=True, slots=True)
class Past:
    """Whose time has to be turned back, their checkpoints (a row of `PERSON` each), and what was stored since."""

    participants: list[int]
    older: np.ndarray
    newer: np.ndarray
    rows: np.ndarray

    @classmethod
    def none(cls) -> "Past":
        return cls([], new_people(0), new_people(0), np.empty(0, OBSERVED))


def past_of(memory: Memory, items: Items, days: Mapping[int, dt.date]) -> Past:
    """What a batch needs; without anything that comes behind time, nothing is read."""
    overtaken = _overtaken(memory, items)
    if not overtaken:
        return Past.none()
    marks = {one: memory.marks[row] for one, row in memory.rows().items() if one in overtaken}
    older, newer = _checkpoints(marks)
    sequences = {participant: int(mark["older_sequence"]) for participant, mark in marks.items()}
    return Past(list(marks), older, newer, observations.stored_since(sequences, days))


def _checkpoints(marks: Mapping[int, np.void]) -> tuple[np.ndarray, np.ndarray]:
    """The older and the newer one of each; fresh rows where there was no such moment yet."""
    older, newer = new_people(len(marks)), new_people(len(marks))
    older["last_sequence"] = [mark["older_sequence"] for mark in marks.values()]
    newer["last_sequence"] = [mark["newer_sequence"] for mark in marks.values()]
    stored = Checkpoint.objects.in_bulk([one for one, mark in marks.items() if not np.isnan(mark["newer_at"])])
    for row, participant in enumerate(marks):
        if participant in stored:
            newer[row] = np.frombuffer(stored[participant].newer, PERSON)[0]
        if participant in stored and stored[participant].older:
            older[row] = np.frombuffer(stored[participant].older, PERSON)[0]
    return older, newer


def _overtaken(memory: Memory, items: Items) -> set[int]:
    """Rather one too many than one too few: times are rounded only later."""
    participants, at = items.head["participant"], items.head["captured_at"]
    index = memory.rows_of(participants)
    newest, patience = memory.people["at"][index], memory.patience()[index]
    return set(participants[(newest - patience - 1e-3 <= at) & (at < newest)].tolist())


def mark(rows: np.ndarray, index: np.ndarray, memory: Memory) -> None:
    """Note, in place, which of the rows of a batch come too late to be scored: they are given in the order of arrival.

    Whether one is, only what came before it decides, not the batch in which it came.
    """
    newest, patience = memory.people["at"].tolist(), memory.patience().tolist()
    captured_at = rows["captured_at"].tolist()
    for number, (person, at) in enumerate(zip(index.tolist(), captured_at, strict=True)):
        if at < newest[person] - patience[person]:
            rows["late_at"][number] = newest[person]
        elif not at < newest[person]:
            newest[person] = at


def is_in(rows: np.ndarray, checkpoints: np.ndarray, index: np.ndarray) -> np.ndarray:
    """(n,) whether each row is a part of its person's checkpoint."""
    at, checkpoint_at = time_of(rows), checkpoints["at"][index]
    is_in: np.ndarray = at < checkpoint_at
    is_in |= (at == checkpoint_at) & (rows["sequence"] <= checkpoints["last_sequence"][index])
    return is_in
