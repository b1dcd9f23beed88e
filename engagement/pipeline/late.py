"""Observations that come behind newer ones: which are still put in their place, and what that takes."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engagement.pipeline import observations
from engagement.pipeline.memory import Memory
from engagement.pipeline.observations import OBSERVED, time_of
from engagement.pipeline.stream import Item


@dataclass(frozen=True, slots=True)
class Past:
    """Whose time has to be turned back to their older checkpoint, and what was stored of them since."""

    participants: frozenset[int]
    rows: np.ndarray

    @classmethod
    def none(cls) -> "Past":
        return cls(frozenset(), np.empty(0, OBSERVED))


def past_of(memory: Memory, items: Sequence[Item], days: Mapping[int, dt.date]) -> Past:
    """What a batch needs; without anything that comes behind time, nothing is read."""
    overtaken = _overtaken(memory, items)
    if not overtaken:
        return Past.none()
    since = {one: int(memory.older["last_sequence"][row]) for one, row in memory.rows().items() if one in overtaken}
    return Past(frozenset(overtaken), observations.stored_since(since, days))


def _overtaken(memory: Memory, items: Sequence[Item]) -> set[int]:
    """Rather one too many than one too few: times are rounded only later."""
    newest = memory.people["at"]
    spans = zip((newest - memory.patience() - 1e-3).tolist(), newest.tolist(), strict=True)
    span_of = dict(zip(memory.participants, spans, strict=True))
    found = set()
    for item in items:
        earliest, latest = span_of[item["participant"]]
        if earliest <= item["captured_at"] < latest:
            found.add(item["participant"])
    return found


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


def is_in(rows: np.ndarray, checkpoint: np.ndarray) -> np.ndarray:
    """(n,) whether each row is a part of a checkpoint, (n,) PERSON."""
    at = time_of(rows)
    is_in: np.ndarray = at < checkpoint["at"]
    is_in |= (at == checkpoint["at"]) & (rows["sequence"] <= checkpoint["last_sequence"])
    return is_in
