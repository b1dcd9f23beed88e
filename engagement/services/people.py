"""Who is the same person in several sessions of a course: by the roster, else by the login, else by the name typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from django.db.models import QuerySet

from engagement.models import Participant

By = Literal["roster", "user", "name"]


class Key(NamedTuple):
    by: By
    value: int | str


class Participation(NamedTuple):
    """As much of a participant as it takes to tell who it is: of thousands, models would take too long."""

    pk: int
    name: str
    session_id: int
    roster_entry_id: int | None
    user_id: int | None


@dataclass
class Person:
    """Somebody of a course; a name alone may be that of two people, so `key.by` is told with it."""

    key: Key
    name: str
    participations: list[Participation] = field(default_factory=list)


def key_of(participant: Participant | Participation) -> Key:
    if participant.roster_entry_id:
        return Key("roster", participant.roster_entry_id)
    if participant.user_id:
        return Key("user", participant.user_id)
    return Key("name", " ".join(participant.name.split()).casefold())


def together(participants: QuerySet[Participant]) -> dict[Key, Person]:
    """In the order of their first participation; with the name of their latest."""
    found: dict[Key, Person] = {}
    for participation in _participations(participants):
        key = key_of(participation)
        person = found.setdefault(key, Person(key, participation.name))
        person.name = participation.name
        person.participations.append(participation)
    return found


def same(participant: Participant, others: QuerySet[Participant]) -> QuerySet[Participant]:
    key = key_of(participant)
    if participant.roster_entry_id:
        return others.filter(roster_entry_id=participant.roster_entry_id)
    others = others.filter(roster_entry=None)
    if participant.user_id:
        return others.filter(user_id=participant.user_id)
    # PostgreSQL folds cases and spaces in another way.
    theirs = [other.pk for other in _participations(others.filter(user=None)) if key_of(other) == key]
    return others.filter(pk__in=theirs)


def _participations(participants: QuerySet[Participant]) -> Iterator[Participation]:
    return (Participation(*row) for row in participants.values_list(*Participation._fields))
