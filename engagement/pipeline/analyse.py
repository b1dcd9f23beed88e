"""Accepted items to observations, states, segments and windows: numbers in, numbers out, nothing is read or written."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from analysis import attentiveness
from analysis.attentiveness import PERSON, PERSON_VERSION, SEGMENT, WINDOW, Scoring, new_people
from analysis.types import MEASURED, Reason, State
from engagement.models import ShardState
from engagement.pipeline.columns import Columns, plain, times
from engagement.pipeline.intake import Intake, Rejected
from engagement.pipeline.observe import observe
from engagement.pipeline.stream import Item, Picture

STATES = [state.label for state in State]
REASONS = [reason.label for reason in Reason]


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of the people of a shard: one row of `PERSON` each."""

    participants: tuple[int, ...]
    people: np.ndarray

    @classmethod
    def of(cls, state: ShardState) -> "Memory":
        """Empty where another version of the analysis wrote it: its people begin anew."""
        if state.version != PERSON_VERSION:
            return cls((), new_people(0))
        return cls(tuple(state.participants), np.frombuffer(state.people, PERSON))

    def settled(self) -> dict[int, int]:
        return dict(zip(self.participants, self.people["last_sequence"].tolist(), strict=True))

    def with_people(self, settled: Mapping[int, int]) -> "Memory":
        """Newcomers and the sequences after which they go on."""
        newcomers = new_people(len(settled))
        newcomers["last_sequence"] = list(settled.values())
        return Memory((*self.participants, *settled), np.concatenate([self.people, newcomers]))

    def only(self, participants: set[int]) -> "Memory":
        rows = [row for row, participant in enumerate(self.participants) if participant in participants]
        return Memory(tuple(self.participants[row] for row in rows), self.people[rows])


class Moment(NamedTuple):
    """A participant right now, as the live page shows it. Angles in degrees; None is absent."""

    at: float
    state: str
    reason: str
    yaw: float | None
    pitch: float | None
    roll: float | None
    openness: float | None
    quality: float | None
    held_s: float


@dataclass(slots=True)
class Analysed:
    memory: Memory
    observations: np.ndarray  # (n,) MEASURED, of `items`
    items: list[Item]
    state: np.ndarray  # (n,) u1
    late: Counter[int] = field(default_factory=Counter)
    rejected: list[Rejected] = field(default_factory=list)
    segments: np.ndarray = field(default_factory=lambda: np.empty(0, SEGMENT))
    windows: np.ndarray = field(default_factory=lambda: np.empty(0, WINDOW))
    ended: dict[int, float] = field(default_factory=dict)
    moments: dict[int, Moment] = field(default_factory=dict)


def analyse(
    memory: Memory, intake: Intake, pictures: Mapping[int, Picture], scorings: Mapping[int, Scoring]
) -> Analysed:
    """Advance the people of a shard by what came in. `scorings` is by participant."""
    row_of = {participant: row for row, participant in enumerate(memory.participants)}
    index = _rows(row_of, intake.accepted)
    observed = observe(intake.accepted, pictures, memory.people["region"][index])
    good = [row for row in range(len(index)) if row not in observed.rejected]
    people = memory.people.copy()
    for participant, region in observed.regions.items():
        people["region"][row_of[participant]] = region
    for participant, sequence in intake.settled.items():
        people["last_sequence"][row_of[participant]] = sequence
    analysed = Analysed(
        Memory(memory.participants, people),
        observed.measured[good],
        [intake.accepted[row] for row in good],
        np.full(len(good), State.UNKNOWN, np.uint8),
        rejected=list(observed.rejected.values()),
    )
    _step(analysed, index[good], scorings)
    _finish(analysed, {row_of[participant]: at for participant, at in intake.ended.items()}, scorings)
    return analysed


def _rows(row_of: Mapping[int, int], items: Sequence[Item]) -> np.ndarray:
    return np.array([row_of[item["participant"]] for item in items], np.intp)


def _step(analysed: Analysed, index: np.ndarray, scorings: Mapping[int, Scoring]) -> None:
    captured_at = np.array([item["captured_at"] for item in analysed.items], np.float64)
    alike = defaultdict(list)
    for row, item in enumerate(analysed.items):
        alike[scorings[item["participant"]]].append(row)
    late = np.zeros(len(index), bool)
    for scoring, rows in alike.items():
        step = attentiveness.step(
            analysed.memory.people, index[rows], captured_at[rows], analysed.observations[rows], scoring
        )
        analysed.state[rows], analysed.observations[rows], late[rows] = step.state, step.measured, step.late
        _take_over(analysed, step)
    _note_moments(analysed, index, late)


def _take_over(analysed: Analysed, step: attentiveness.Step) -> None:
    analysed.memory = Memory(analysed.memory.participants, step.people)
    analysed.segments = np.concatenate([analysed.segments, step.segments])
    analysed.windows = np.concatenate([analysed.windows, step.windows])


def _note_moments(analysed: Analysed, index: np.ndarray, late: np.ndarray) -> None:
    """What each participant's newest observation in time shows; late ones are only counted."""
    senders = [item["participant"] for item in analysed.items]
    analysed.late.update(senders[row] for row in np.flatnonzero(late))
    newest = {senders[row]: row for row in np.flatnonzero(~late)}
    rows = np.array(list(newest.values()), np.intp)
    at = np.array([analysed.items[row]["captured_at"] for row in rows], np.float64)
    held_s = at - analysed.memory.people["segment_at"][index[rows]]
    moments = _moments(at, analysed.state[rows], analysed.observations[rows], held_s)
    analysed.moments.update(zip(newest, moments, strict=True))


def _moments(at: np.ndarray, state: np.ndarray, measured: np.ndarray, held_s: np.ndarray) -> Iterator[Moment]:
    angles = (plain(measured[name].astype(np.float64).round(1)) for name in ("yaw_deg", "pitch_deg", "roll_deg"))
    openness = _mean_of_seen(measured["openness_left"], measured["openness_right"])
    numbers = (
        *angles,
        plain(openness.astype(np.float64).round(2)),
        plain(measured["quality"].astype(np.float64).round(2)),
        plain(held_s.round(1)),
    )
    states = [STATES[value] for value in state]
    reasons = [REASONS[value] for value in measured["reason"]]
    return map(Moment, at.tolist(), states, reasons, *numbers)


def _mean_of_seen(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Of both eyes, or of the one that can be seen."""
    return (np.where(np.isnan(left), right, left) + np.where(np.isnan(right), left, right)) / 2


def _finish(analysed: Analysed, ended: Mapping[int, float | None], scorings: Mapping[int, Scoring]) -> None:
    """Close the books of people; each ends at a given time or with their last observation."""
    participants = analysed.memory.participants
    for row, given in ended.items():
        last = float(analysed.memory.people["at"][row])
        at = last if given is None else given
        if not np.isnan(at):
            scoring = scorings[participants[row]]
            _take_over(analysed, attentiveness.finish(analysed.memory.people, np.array([row]), at, scoring))
        analysed.ended[participants[row]] = at
    analysed.memory = analysed.memory.only(set(participants) - set(analysed.ended))


def observation_columns(analysed: Analysed, days: Mapping[int, dt.date]) -> Columns:
    """The columns of the table of observations; `days` is by participant."""
    items = analysed.items
    numbers = {name: plain(analysed.observations[name]) for name in MEASURED.names or ()}
    return {
        **numbers,
        "participant_id": [item["participant"] for item in items],
        "day": [days[item["participant"]] for item in items],
        "sequence": [item["sequence"] for item in items],
        "captured_at": times(np.array([item["captured_at"] for item in items], np.float64)),
        "received_at": times(np.array([item["received_at"] for item in items], np.float64)),
        "state": plain(analysed.state),
    }
