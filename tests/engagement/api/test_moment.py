"""`/api/sessions/ID/moment`: what led to a moment."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from engagement.models import Course, Session
from tests.engagement import make

START = make.START.timestamp()


@pytest.fixture
def closed(course: Course) -> Session:
    return make.session(course, lasts_s=180)


def attend(session: Session, *states: str) -> None:
    """Somebody who does each for a minute."""
    person = make.participant(session)
    for minute, state in enumerate(states):
        for second in range(0, 60, 10):
            make.window(person, 60 * minute + second, **{state: 10.0})


def moment(client: Client, session: Session, second: float) -> Any:
    return client.get(f"/api/sessions/{session.pk}/moment", {"at": str(START + second)}).json()


def test_people_are_told_with_what_they_did_before(as_owner: Client, closed: Session) -> None:
    attend(closed, "facing", "away")
    answer = moment(as_owner, closed, 119)
    assert (answer["from"] - START, answer["to"] - START) == (60, 120)
    (person,) = answer["people"]
    assert (person["state"], person["before"], person["attentiveness"]) == ("away", "facing", 0.0)


def test_class_is_told_from_five_people_on(as_owner: Client, closed: Session) -> None:
    for _ in range(4):
        attend(closed, "facing", "away")
    assert moment(as_owner, closed, 119)["class"]["median"] is None
    attend(closed, "facing", "facing")
    told = moment(as_owner, closed, 119)["class"]
    assert (told["n"], told["median"], told["before"]) == (5, 0.0, 1.0)
    assert (told["states"]["away"], told["states_before"]["facing"]) == (0.8, 1.0)


def test_first_minute_has_nothing_before_it(as_owner: Client, closed: Session) -> None:
    attend(closed, "facing")
    (person,) = moment(as_owner, closed, 59)["people"]
    assert (person["state"], person["before"]) == ("facing", None)


def test_markers_of_the_last_minutes_are_told(as_owner: Client, course: Course) -> None:
    session = make.session(course, lasts_s=900)
    for second in (100, 350, 601):
        session.markers.create(at=make.at(second), text=f"at {second}")
    assert [one["text"] for one in moment(as_owner, session, 599)["markers"]] == ["at 350"]


def test_moment_of_a_break_is_empty(as_owner: Client, closed: Session) -> None:
    attend(closed, "facing", "away", "facing")
    closed.breaks.create(started_at=make.at(60), ended_at=make.at(120))
    assert [one["state"] for one in moment(as_owner, closed, 119)["people"]] == [None]


@pytest.mark.parametrize("at", ["", "soon", "-1"])
def test_moment_is_a_time(as_owner: Client, closed: Session, at: str) -> None:
    assert as_owner.get(f"/api/sessions/{closed.pk}/moment", {"at": at}).status_code == 400


def test_stranger_sees_no_moment(as_stranger: Client, closed: Session) -> None:
    assert as_stranger.get(f"/api/sessions/{closed.pk}/moment", {"at": str(START)}).status_code == 404


# The login session, the user, the session, its people, their windows, its breaks, its markers.
@pytest.mark.parametrize("count", [1, 3])
def test_moment_takes_seven_queries(
    as_owner: Client, closed: Session, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        attend(closed, "facing")
    with django_assert_num_queries(7):
        assert len(moment(as_owner, closed, 30)["people"]) == count
