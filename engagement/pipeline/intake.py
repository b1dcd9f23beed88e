"""Which items of a batch count: each once, in order, of people who take part."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from django.db import connection

from engagement.errors import ConsentWithdrawn, HeadwayError, ParticipantRemoved, SessionClosed
from engagement.messages.points import error_of
from engagement.pipeline.columns import array
from engagement.pipeline.items import END, ENTER, FRAME, LANDMARKS, STATUS, Items
from engagement.pipeline.stream import Picture


class Person(NamedTuple):
    """What must be known of a participant to take items."""

    session: int
    withdrawn: bool
    ended: bool
    dropped: int
    removed: bool = False
    seen_at: float = 0.0  # as it was last written down


class Rejected(NamedTuple):
    participant: int
    sequence: int
    error: HeadwayError


class _Sent(NamedTuple):
    """Of an item what decides whether it counts."""

    kind: int
    participant: int
    sequence: int
    previous: int
    captured_at: float
    flaw: int


@dataclass(slots=True)
class Intake:
    """A batch, sorted. `settled` says up to where everything of a participant is stored, rejected or superseded."""

    settled: dict[int, int]
    accepted: list[int] = field(default_factory=list)  # which of the items
    lost: set[int] = field(default_factory=set)  # who has to send again what comes after `settled`
    superseded: Counter[int] = field(default_factory=Counter)
    rejected: list[Rejected] = field(default_factory=list)
    ended: dict[int, float | None] = field(default_factory=dict)  # None: with their last observation
    entered: list[tuple[int, float]] = field(default_factory=list)  # new connections, by when they were opened


PEOPLE = """
    SELECT id, session_id, withdrawn_at IS NOT NULL, ended_at IS NOT NULL, dropped, removed,
           coalesce(extract(epoch FROM last_seen_at)::float8, 0)
    FROM engagement_participant WHERE id = ANY(%s::bigint[])
"""


def people(participants: Iterable[int]) -> dict[int, Person]:
    """Of those who still exist."""
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [array(participants)])
        return {row[0]: Person._make(row[1:]) for row in cursor.fetchall()}


def sort_out(
    items: Items, known: Mapping[int, Person], settled: Mapping[int, int], pictures: Mapping[int, Picture]
) -> Intake:
    intake = Intake(dict(settled))
    is_plain = _are_plain(items.head, known, settled)
    plain = items.head[is_plain]
    intake.settled |= zip(plain["participant"].tolist(), plain["sequence"].tolist(), strict=True)
    intake.accepted = np.flatnonzero(is_plain).tolist()
    others = np.flatnonzero(~is_plain)
    columns = (items.head[name][others].tolist() for name in _Sent._fields)
    for row, sent in zip(others.tolist(), map(_Sent._make, zip(*columns, strict=True)), strict=True):
        if sent.kind == END:
            _end(intake, sent, known.get(sent.participant))
        elif sent.kind == ENTER:
            intake.entered.append((sent.participant, sent.captured_at))
        elif _is_taken(intake, sent, known.get(sent.participant), pictures):
            intake.accepted.append(row)
    intake.accepted.sort()
    return intake


def _are_plain(head: np.ndarray, known: Mapping[int, Person], settled: Mapping[int, int]) -> np.ndarray:
    """(n,) whether an item is of somebody about whose items nothing has to be decided: nearly all are."""
    participants, person = np.unique(head["participant"], return_inverse=True)
    before = np.array([settled.get(one, -1) for one in participants.tolist()], np.int64)
    order = np.argsort(person, kind="stable")
    sequence, mine = head["sequence"][order], person[order]
    last = before[mine]
    later = np.flatnonzero(mine[1:] == mine[:-1])
    last[later + 1] = sequence[later]
    follows = (sequence > last) & (head["previous"][order] <= last)
    is_message = (head["kind"] == LANDMARKS) | (head["kind"] == STATUS)
    strange = np.zeros(len(participants), bool)
    strange[mine[~follows]] = True
    strange[person[~is_message | (head["flaw"] > 0)]] = True
    objections = [_objection(known.get(one), has_ended=False) for one in participants.tolist()]
    strange |= np.array([objection is not None for objection in objections], bool)
    plain: np.ndarray = ~strange[person]
    return plain


def _end(intake: Intake, sent: _Sent, person: Person | None) -> None:
    if person is not None and not (person.ended or person.withdrawn):
        intake.ended[sent.participant] = None if math.isnan(sent.captured_at) else sent.captured_at


def _is_taken(intake: Intake, sent: _Sent, person: Person | None, pictures: Mapping[int, Picture]) -> bool:
    participant, sequence = sent.participant, sent.sequence
    error = _objection(person, participant in intake.ended)
    if error is not None:
        intake.rejected.append(Rejected(participant, sequence, error))
        return False
    settled = intake.settled[participant]
    if sequence <= settled:
        return False  # stored before; it is acknowledged again
    if sent.previous > settled:
        intake.lost.add(participant)
        return False
    intake.settled[participant] = sequence
    if sent.flaw:
        intake.rejected.append(Rejected(participant, sequence, error_of(sent.flaw)))
        return False
    if sent.kind == FRAME and _is_superseded(sequence, pictures.get(participant)):
        intake.superseded[participant] += 1
        return False
    return True


def _objection(person: Person | None, has_ended: bool) -> HeadwayError | None:
    if person is None or person.removed:
        return ParticipantRemoved()
    if person.withdrawn:
        return ConsentWithdrawn()
    return SessionClosed() if person.ended or has_ended else None


def _is_superseded(sequence: int, picture: Picture | None) -> bool:
    """Only the newest picture is kept: another one stands in its place, or none any more."""
    return picture is None or picture[0] != sequence
