"""Accepted items to observations, states, segments and windows: numbers in, numbers out, nothing is read or written."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np

from analysis import attentiveness, calibration
from analysis.attentiveness import SEGMENT, WINDOW, Scoring
from analysis.types import Reason, State
from engagement.pipeline import late, observations
from engagement.pipeline.columns import plain
from engagement.pipeline.intake import Intake, Rejected
from engagement.pipeline.items import Items
from engagement.pipeline.late import Past
from engagement.pipeline.memory import OF_ARRIVAL, Memory
from engagement.pipeline.observations import OBSERVED, time_of
from engagement.pipeline.observe import observe
from engagement.pipeline.stream import Picture

STATES = [state.label for state in State]
REASONS = [reason.label for reason in Reason]


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
    out_of_range: bool  # turned further than can be read: the angles are a lower bound


@dataclass(slots=True)
class Analysed:
    memory: Memory
    rows: np.ndarray = field(default_factory=lambda: np.empty(0, OBSERVED))  # the new ones and those scored again
    heard: Counter[int] = field(default_factory=Counter)  # new observations of each participant
    left: Counter[int] = field(default_factory=Counter)  # pictures that nobody had time for
    late: Counter[int] = field(default_factory=Counter)  # of these too late to be scored
    rejected: list[Rejected] = field(default_factory=list)
    segments: np.ndarray = field(default_factory=lambda: np.empty(0, SEGMENT))
    windows: np.ndarray = field(default_factory=lambda: np.empty(0, WINDOW))
    calibrations: dict[int, dict[str, Any]] = field(default_factory=dict)  # of whose zones something new is known
    again: dict[int, bytes] = field(default_factory=dict)  # newer checkpoints that were made anew
    anew: dict[int, bytes] = field(default_factory=dict)  # first checkpoints of people
    further: dict[int, bytes] = field(default_factory=dict)  # next ones: the newer one becomes the older one
    rewritten: dict[int, float] = field(default_factory=dict)  # from when on a participant's segments are replaced
    ended: dict[int, float] = field(default_factory=dict)
    moments: dict[int, Moment] = field(default_factory=dict)


def analyse(
    memory: Memory,
    intake: Intake,
    items: Items,
    pictures: Mapping[int, Picture],
    scorings: Mapping[int, Scoring],
    past: Past,
) -> Analysed:
    """Advance the people of a shard by the items that were accepted. `scorings` is by participant."""
    row_of = memory.rows()
    index = memory.rows_of(items.head["participant"])
    observed = observe(items, pictures, memory.people[index])
    good = np.ones(len(items), bool)
    good[[*observed.rejected, *observed.left]] = False
    new = observations.of_items(items.only(good), observed.measured[good])
    late.mark(new, index[good], memory)
    people = memory.people.copy()
    for participant, seen in observed.seen.items():
        people["region"][row_of[participant]], people["missed"][row_of[participant]] = seen.region, seen.missed
    for participant, sequence in intake.settled.items():
        people["last_sequence"][row_of[participant]] = sequence
    analysed = Analysed(replace(memory, people=people), rejected=list(observed.rejected.values()))
    analysed.left.update(items.head["participant"][observed.left].tolist())
    analysed.heard.update(new["participant"].tolist())
    analysed.late.update(new["participant"][~np.isnan(new["late_at"])].tolist())
    _score(analysed, new, past, scorings)
    _describe_taught(analysed, memory.people, scorings)
    _keep_checkpoints(analysed)
    _finish(analysed, {row_of[participant]: at for participant, at in intake.ended.items()}, scorings)
    return analysed


def _score(analysed: Analysed, new: np.ndarray, past: Past, scorings: Mapping[int, Scoring]) -> None:
    """Step over what is new; where something came behind time, from the older checkpoint over all that came since."""
    row_of = analysed.memory.rows()
    rows = np.concatenate([past.rows, new])
    index = analysed.memory.rows_of(rows["participant"])
    back = np.array([row_of[one] for one in past.participants], np.intp)
    older = _of_people(analysed.memory, back, past.older)
    later = ~(np.isin(index, back) & late.is_in(rows, older, index)) if len(back) else np.ones(len(rows), bool)
    rows, index = rows[later], index[later]
    order = np.lexsort((rows["sequence"], time_of(rows), index))
    analysed.rows, index = rows[order], index[order]
    if len(back):
        _turn_back(analysed, index, back, past, scorings)
    else:
        _step(analysed, index, np.arange(len(rows)), scorings)
    _note_moments(analysed, index)


def _of_people(memory: Memory, rows: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """(n,) PERSON, everybody with other rows for some of them."""
    people = memory.people.copy()
    people[rows] = theirs
    return people


def _turn_back(
    analysed: Analysed, index: np.ndarray, back: np.ndarray, past: Past, scorings: Mapping[int, Scoring]
) -> None:
    """The newer checkpoint is made anew on the way, because what came behind time may belong into it."""
    memory, rows = analysed.memory, analysed.rows
    for person, since in zip(back.tolist(), past.older["segment_at"].tolist(), strict=True):
        first = rows["captured_at"][index == person].min(initial=np.inf)
        analysed.rewritten[memory.participants[person]] = first if np.isnan(since) else since
    analysed.memory = replace(memory, people=_of_people(memory, back, past.older))
    before = np.isin(index, back) & late.is_in(rows, _of_people(memory, back, past.newer), index)
    _step(analysed, index, np.flatnonzero(before), scorings)
    newer = analysed.memory.people[back]
    newer["last_sequence"] = past.newer["last_sequence"]
    analysed.again = dict(zip(past.participants, (row.tobytes() for row in newer), strict=True))
    _step(analysed, index, np.flatnonzero(~before), scorings)
    for name in OF_ARRIVAL:
        analysed.memory.people[name] = memory.people[name]


def _keep_checkpoints(analysed: Analysed) -> None:
    memory = analysed.memory
    for row in memory.due(analysed.heard.keys()).tolist():
        kept = analysed.anew if np.isnan(memory.marks["newer_at"][row]) else analysed.further
        kept[memory.participants[row]] = memory.people[row].tobytes()
    rows = memory.rows()
    due = [rows[participant] for participant in (*analysed.anew, *analysed.further)]
    analysed.memory = memory.with_checkpoints(np.array(due, np.intp))


def _step(analysed: Analysed, index: np.ndarray, which: np.ndarray, scorings: Mapping[int, Scoring]) -> None:
    """Advance people by some of the rows, which get their states in place."""
    rows = analysed.rows
    for scoring, some in _alike(rows["participant"], which, scorings):
        measured = np.ascontiguousarray(rows["measured"][some])
        step = attentiveness.step(analysed.memory.people, index[some], rows["captured_at"][some], measured, scoring)
        rows["state"][some], rows["measured"][some] = step.state, step.measured
        _take_over(analysed, step)


def _alike(
    participants: np.ndarray, which: np.ndarray, scorings: Mapping[int, Scoring]
) -> list[tuple[Scoring, np.ndarray]]:
    """Which of the rows are scored in the same way: nearly always all of them."""
    kinds = {id(scoring): scoring for scoring in scorings.values()}
    if len(kinds) == 1:
        return [(scoring, which) for scoring in kinds.values()]
    kind = np.array([id(scorings[participant]) for participant in participants[which].tolist()])
    return [(kinds[one], which[kind == one]) for one in np.unique(kind).tolist()]


def _take_over(analysed: Analysed, step: attentiveness.Step) -> None:
    analysed.memory = replace(analysed.memory, people=step.people)
    analysed.segments = np.concatenate([analysed.segments, step.segments])
    analysed.windows = np.concatenate([analysed.windows, step.windows])


def _describe_taught(analysed: Analysed, before: np.ndarray, scorings: Mapping[int, Scoring]) -> None:
    """When a visit of a zone begins to count, and when it is over: their numbers change with every observation."""
    after = analysed.memory.people
    changed = (after["visits"] != before["visits"]).any(axis=1)
    for name in ("mark", "visit_counts"):
        changed |= after[name] != before[name]
    for row in np.flatnonzero(changed & after["visits"].any(axis=1)).tolist():
        participant = analysed.memory.participants[row]
        (analysed.calibrations[participant],) = calibration.describe(after[[row]], scorings[participant])


def _note_moments(analysed: Analysed, index: np.ndarray) -> None:
    """What each participant's newest observation in time shows; those that came too late are only counted."""
    scored = np.flatnonzero(np.isnan(analysed.rows["late_at"]))
    newest = list({person: row for row, person in zip(scored.tolist(), index[scored].tolist(), strict=True)}.values())
    rows = analysed.rows[newest]
    held_s = rows["captured_at"] - analysed.memory.people["segment_at"][index[newest]]
    analysed.moments.update(zip(rows["participant"].tolist(), _moments(rows, held_s), strict=True))


def _moments(rows: np.ndarray, held_s: np.ndarray) -> Iterator[Moment]:
    measured = rows["measured"]
    angles = (plain(measured[name].astype(np.float64).round(1)) for name in ("yaw_deg", "pitch_deg", "roll_deg"))
    openness = _mean_of_seen(measured["openness_left"], measured["openness_right"])
    numbers = (
        *angles,
        plain(openness.astype(np.float64).round(2)),
        plain(measured["quality"].astype(np.float64).round(2)),
        plain(held_s.round(1)),
        measured["out_of_range"].tolist(),
    )
    states = [STATES[value] for value in rows["state"]]
    reasons = [REASONS[value] for value in measured["reason"]]
    return map(Moment, rows["captured_at"].tolist(), states, reasons, *numbers)


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
