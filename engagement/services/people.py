"""Who is the same person in several sessions of a course: by the roster, else by the login, else by the name typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from engagement.models import Participant

By = Literal["roster", "user", "name"]


class Key(NamedTuple):
    by: By
    value: int | str


@dataclass
class Person:
    """Somebody of a course; a name alone may be that of two people, so `key.by` is told with it."""

    key: Key
    name: str
    participants: list[Participant] = field(default_factory=list)


def key_of(participant: Participant) -> Key:
    if participant.roster_entry_id:
        return Key("roster", participant.roster_entry_id)
    if participant.user_id:
        return Key("user", participant.user_id)
    return Key("name", " ".join(participant.name.split()).casefold())


def together(participants: Iterable[Participant]) -> dict[Key, Person]:
    """In the order of their first participation; with the name of their latest."""
    found: dict[Key, Person] = {}
    for participant in participants:
        key = key_of(participant)
        person = found.setdefault(key, Person(key, participant.name))
        person.name = participant.name
        person.participants.append(participant)
    return found


def same(participant: Participant, others: Iterable[Participant]) -> list[Participant]:
    key = key_of(participant)
    return [other for other in others if key_of(other) == key]
