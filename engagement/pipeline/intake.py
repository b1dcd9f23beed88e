"""Which items of a batch count: each once, in order, of people who take part."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from engagement.errors import ConsentWithdrawn, HeadwayError, ParticipantRemoved, SessionClosed
from engagement.models import Participant
from engagement.pipeline.stream import Item, Picture


class Person(NamedTuple):
    """What must be known of a participant to take items."""

    session: int
    withdrawn: bool
    ended: bool
    dropped: int
    removed: bool = False


class Rejected(NamedTuple):
    participant: int
    sequence: int
    error: HeadwayError


@dataclass(slots=True)
class Intake:
    """A batch, sorted. `settled` says up to where everything of a participant is stored, rejected or superseded."""

    settled: dict[int, int]
    accepted: list[Item] = field(default_factory=list)
    lost: set[int] = field(default_factory=set)  # who has to send again what comes after `settled`
    superseded: Counter[int] = field(default_factory=Counter)
    rejected: list[Rejected] = field(default_factory=list)
    ended: dict[int, float | None] = field(default_factory=dict)  # None: with their last observation
    entered: list[tuple[int, float]] = field(default_factory=list)  # new connections, by when they were opened


def people(participants: Iterable[int]) -> dict[int, Person]:
    """Of those who still exist."""
    rows = Participant.objects.filter(pk__in=list(participants)).values_list(
        "pk", "session_id", "withdrawn_at", "ended_at", "dropped", "removed"
    )
    return {
        pk: Person(session, _is(withdrawn), _is(ended), dropped, removed)
        for pk, session, withdrawn, ended, dropped, removed in rows
    }


def _is(at: dt.datetime | None) -> bool:
    return at is not None


def sort_out(
    items: Iterable[Item], known: Mapping[int, Person], settled: Mapping[int, int], pictures: Mapping[int, Picture]
) -> Intake:
    intake = Intake(dict(settled))
    for item in items:
        if item["kind"] == "end":
            _end(intake, item, known)
        elif item["kind"] == "enter":
            intake.entered.append((item["participant"], item["opened_at"]))
        else:
            _take(intake, item, known, pictures)
    return intake


def _end(intake: Intake, item: Item, known: Mapping[int, Person]) -> None:
    participant = item["participant"]
    person = known.get(participant)
    if person is not None and not (person.ended or person.withdrawn):
        intake.ended[participant] = item["ended_at"]


def _take(intake: Intake, item: Item, known: Mapping[int, Person], pictures: Mapping[int, Picture]) -> None:
    participant, sequence = item["participant"], item["sequence"]
    error = _objection(known.get(participant), participant in intake.ended)
    if error is not None:
        intake.rejected.append(Rejected(participant, sequence, error))
        return
    if sequence <= intake.settled[participant]:
        return  # stored before; it is acknowledged again
    if item["previous"] > intake.settled[participant]:
        intake.lost.add(participant)
        return
    intake.settled[participant] = sequence
    if item["kind"] == "frame" and _is_superseded(sequence, pictures.get(participant)):
        intake.superseded[participant] += 1
    else:
        intake.accepted.append(item)


def _objection(person: Person | None, has_ended: bool) -> HeadwayError | None:
    if person is None or person.removed:
        return ParticipantRemoved()
    if person.withdrawn:
        return ConsentWithdrawn()
    return SessionClosed() if person.ended or has_ended else None


def _is_superseded(sequence: int, picture: Picture | None) -> bool:
    """Only the newest picture is kept: another one stands in its place, or none any more."""
    return picture is None or picture[0] != sequence
