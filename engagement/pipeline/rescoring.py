"""Sessions scored again from their stored observations: for the command, the page and whoever saves it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import Count, Max

from analysis import attentiveness
from analysis.attentiveness import Scoring
from engagement.models import Observation, Participant, Rescoring, Session, User
from engagement.models import Scoring as ScoringRow
from engagement.pipeline import observations, scorings, store, windows
from engagement.pipeline.counting import STATES, WINDOW_S

# Versions below are those of the program's own defaults.
FIRST_OF_OURS = 1001
# Of PostgreSQL's advisory locks: who numbers a new scoring.
NUMBER_LOCK = 0x53434F52
# People are scored together, which takes hardly longer than one alone; so many observations fit into memory.
MOST_AT_ONCE = 600_000
# What reading takes of the time.
READING = 0.3

RECORD = np.dtype([("participant", "<i8"), ("at", "<i8"), *((f"{state}_s", "<f4") for state in STATES)])

Told = Callable[[float], None]


class Moved(Exception):
    """The observations or the session's scoring changed while it was scored again."""


@dataclass(frozen=True, slots=True)
class Rescored:
    """What a scoring makes of one person's observations, as arrays whose `person` is 0."""

    participant: Participant
    observations: int
    changed: np.ndarray  # (n,) OBSERVED, those whose state or openness is another one than is stored
    segments: np.ndarray
    windows: np.ndarray


def rescore(people: Sequence[Participant], scoring: Scoring, told: Told = lambda share: None) -> Iterator[Rescored]:
    """Nothing is written. Who is still there keeps their last segment and window open."""
    group: list[Participant] = []
    stored: list[np.ndarray] = []
    done = 0
    for person in people:
        group.append(person)
        stored.append(observations.of_participant(person.pk, person.session.day))
        told((done + READING * len(group)) / len(people))
        if person is people[-1] or sum(map(len, stored)) > MOST_AT_ONCE:
            yield from _together(group, stored, scoring, _within(told, done, len(group), len(people)))
            done += len(group)
            group, stored = [], []


def records_of(all_rescored: Sequence[Rescored]) -> np.ndarray:
    """(n,) RECORD: the windows as they are read from the table."""
    records = np.empty(sum(len(one.windows) for one in all_rescored), RECORD)
    records["participant"] = np.repeat(
        [one.participant.pk for one in all_rescored], [len(one.windows) for one in all_rescored]
    )
    together = np.concatenate([np.empty(0, attentiveness.WINDOW), *(one.windows for one in all_rescored)])
    records["at"] = together["started_at"]
    for state in STATES:
        records[f"{state}_s"] = together[f"{state}_s"]
    return records


@transaction.atomic
def save(session: Session, all_rescored: Sequence[Rescored], scoring: Scoring, by: User | None = None) -> None:
    """Replace the session's windows and segments. Its old scoring stays, and can be taken back.

    Raises `Moved` where this is no longer what was scored.
    """
    current = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    before = current.scoring
    if not all_rescored:
        raise Moved
    if before is None or before.pk != session.scoring_id:
        raise Moved
    scored = {one.participant.pk: one.observations for one in all_rescored}
    # Nothing of theirs is forgotten until this is done.
    if store.lock_participants(list(scored)) != scored.keys() or _kept(session, scored) != scored:
        raise Moved
    store.replace_history(list(scored), _history(session, all_rescored))
    current.scoring = scorings.stored(scoring)
    current.save(update_fields=["scoring"])
    if scoring.version != before.pk:
        Rescoring.objects.create(session=session, before=before, after=current.scoring, by=by)


def numbered(parameters: dict[str, Any]) -> Scoring:
    """With the version of the stored scoring that has these parameters, or the next one that is free.

    Raises `ValueError` and `TypeError` where they are no scoring.
    """
    scoring = Scoring.from_dict({**parameters, "version": 0})
    for row in ScoringRow.objects.order_by("pk"):
        if {**scorings.of_row(row).as_dict(), "version": 0} == scoring.as_dict():
            return scorings.of_row(row)
    last = ScoringRow.objects.aggregate(last=Max("version"))["last"]
    return Scoring.from_dict({**parameters, "version": max(last + 1, FIRST_OF_OURS)})


@transaction.atomic
def keep(scoring: Scoring) -> Scoring:
    """Stored, under its version or, where somebody else has taken that for other parameters, under another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBER_LOCK])
    row = ScoringRow.objects.filter(version=scoring.version).first()
    if row is None or scorings.of_row(row) != scoring:
        scoring = numbered(scoring.as_dict())
        scorings.stored(scoring)
    return scoring


def _kept(session: Session, participants: Iterable[int]) -> dict[int, int]:
    """How many observations there are of each."""
    stored = Observation.objects.filter(day=session.day, participant__in=participants)
    counted = dict(stored.values_list("participant").annotate(number=Count("sequence")).order_by())
    return {participant: counted.get(participant, 0) for participant in participants}


def _history(session: Session, all_rescored: Sequence[Rescored]) -> store.History:
    participants = [one.participant.pk for one in all_rescored]
    return store.History(
        observations=observations.columns_of(
            np.concatenate([one.changed for one in all_rescored]), dict.fromkeys(participants, session.day)
        ),
        segments=windows.columns_of(_numbered_by_person([one.segments for one in all_rescored]), participants),
        windows=windows.columns_of(_numbered_by_person([one.windows for one in all_rescored]), participants),
    )


def _numbered_by_person(parts: Sequence[np.ndarray]) -> np.ndarray:
    together = np.concatenate(parts)
    together["person"] = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    return together


def _within(told: Told, done: int, group: int, people: int) -> Told:
    return lambda share: told((done + group * (READING + (1 - READING) * share)) / people)


def _together(
    people: Sequence[Participant], stored: Sequence[np.ndarray], scoring: Scoring, told: Told
) -> Iterator[Rescored]:
    late = [~np.isnan(rows["late_at"]) for rows in stored]
    scored = [rows[~one] for rows, one in zip(stored, late, strict=True)]
    index = np.repeat(np.arange(len(people)), [len(rows) for rows in scored])
    together = np.concatenate(scored)
    ended_at = np.array([person.ended_at.timestamp() if person.ended_at else np.nan for person in people])
    measured = np.ascontiguousarray(together["measured"])
    step = attentiveness.rescore(index, together["captured_at"], measured, ended_at, scoring, told)
    again = together.copy()
    again["state"], again["measured"] = step.state, step.measured
    differs = _differ(together, again)
    for number, person in enumerate(people):
        touched = _with_late(_of(step.windows, number), stored[number]["late_at"][late[number]])
        changed = again[differs & (index == number)]
        yield Rescored(person, len(stored[number]), changed, _of(step.segments, number), touched)


def _of(rows: np.ndarray, number: int) -> np.ndarray:
    """One person's, who is the only one then."""
    own: np.ndarray = rows[rows["person"] == number]
    own["person"] = 0
    return own


def _differ(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    old, new = (np.frombuffer(rows.tobytes(), np.uint8).reshape(len(rows), -1) for rows in (one, other))
    different: np.ndarray = (old != new).any(axis=1)
    return different


def _with_late(windows: np.ndarray, late_at: np.ndarray) -> np.ndarray:
    """Those that came too late are counted in the window in which they came."""
    windows = windows.copy()
    started_at, number = np.unique(late_at // WINDOW_S * WINDOW_S, return_counts=True)
    windows["late"][np.searchsorted(windows["started_at"], started_at)] += number.astype(np.uint32)
    return windows
