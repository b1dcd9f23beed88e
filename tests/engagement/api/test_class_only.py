"""A course whose policy shows nobody: what its host gets of a session that is under way."""

import json
from typing import Any

import pytest
from django.test import Client

from engagement.models import Course, Participant, Policy, Session
from tests.engagement import make

NAMES = ("Ada Lovelace", "Grace Hopper", "Emmy Noether", "Sofia Kovalevskaya", "Mary Somerville")


@pytest.fixture
def session(course: Course) -> Session:
    Policy.objects.create(course=course, show_people=False)
    return make.session(course, clock="recorded")


def measured(session: Session, count: int) -> list[Participant]:
    """People with two minutes behind them: facing 8 of 10 s, the last one never."""
    people = [make.participant(session, NAMES[number], connected=True) for number in range(count)]
    for number, person in enumerate(people):
        state = "away" if number == count - 1 else "facing"
        for second in range(0, 120, 10):
            make.window(person, second, **{state: 8.0, "unknown": 2.0})
        make.observation(person, 1, 119.9, yaw_deg=12.3)
    return people


def live(client: Client, session: Session) -> Any:
    answer = client.get(f"/api/sessions/{session.pk}/live")
    assert answer.status_code == 200
    return answer.json()


def test_the_snapshot_has_no_rows_and_no_names(as_owner: Client, session: Session) -> None:
    people = measured(session, 5)
    snapshot = live(as_owner, session)
    assert snapshot["show_people"] is False
    assert snapshot["people"] == []
    assert not [name for name in NAMES if name in json.dumps(snapshot)]
    assert not [person for person in people if f'"id": {person.pk}' in json.dumps(snapshot["people"])]


def test_the_class_is_told_from_five_people_on(as_owner: Client, session: Session) -> None:
    measured(session, 5)
    snapshot = live(as_owner, session)
    assert (snapshot["curve"][-1]["median"], snapshot["curve"][-1]["known_share"]) == (1.0, 0.8)
    assert snapshot["states"] == {
        "facing": 0.64,
        "second_screen": 0.0,
        "notes": 0.0,
        "away": 0.16,
        "eyes_closed": 0.0,
        "unknown": 0.2,
    }


def test_of_four_people_nothing_is_told(as_owner: Client, session: Session) -> None:
    measured(session, 4)
    snapshot = live(as_owner, session)
    assert (snapshot["states"], snapshot["timelines"]) == (None, None)
    assert {(point["median"], point["known_share"]) for point in snapshot["curve"]} == {(None, None)}


def test_nobody_is_explained(as_owner: Client, session: Session) -> None:
    person = measured(session, 5)[0]
    start = int(make.START.timestamp())
    query = {"participant": person.pk, "from": start, "to": start + 60}
    answer = as_owner.get(f"/api/sessions/{session.pk}/explain", query)
    assert (answer.status_code, answer.json()["code"]) == (404, "access.not_found")


def test_with_people_shown_the_same_session_has_rows(as_owner: Client, session: Session) -> None:
    measured(session, 5)
    Policy.objects.update(show_people=True)
    snapshot = live(as_owner, session)
    assert sorted(person["name"] for person in snapshot["people"]) == sorted(NAMES)
    assert (snapshot["states"], snapshot["timelines"]) == (None, None)
