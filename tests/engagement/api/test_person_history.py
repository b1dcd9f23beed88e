"""`/api/participants/ID/history`: one person across the sessions of a course."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from engagement.models import Course, Participant, User
from tests.engagement import make
from tests.engagement.api.test_course_history import attend, weekly


def of(client: Client, person: Participant) -> Any:
    return client.get(f"/api/participants/{person.pk}/history")


def test_all_sessions_of_a_person_oldest_first(as_owner: Client, course: Course) -> None:
    later = attend(weekly(course, 1), facing=6)
    attend(weekly(course, 0), facing=8)
    attend(weekly(course, 2), "Somebody else")
    answer = of(as_owner, later).json()
    lines = answer["sessions"]
    assert [line["session"]["title"] for line in lines] == ["Week 1", "Week 2"]
    assert [line["attentiveness"] for line in lines] == [0.8, 0.6]
    assert lines[0]["windows"]["state"] == ["facing"]
    assert (answer["name"], answer["by"], answer["own"], answer["hosts"]) == ("Ada", "name", False, True)


def test_trend_of_a_person(as_owner: Client, course: Course) -> None:
    people = [attend(weekly(course, number), facing=9 - number) for number in range(6)]
    told = of(as_owner, people[0]).json()["trend"]
    assert (told["slope_per_week"], told["clear"]) == (pytest.approx(-0.1), True)


def test_what_a_person_said_stands_beside_the_figures(as_owner: Client, course: Course) -> None:
    person = attend(weekly(course, 0))
    person.annotations.create(started_at=make.at(10), ended_at=make.at(20), kind="notes")
    (line,) = of(as_owner, person).json()["sessions"]
    (said,) = line["annotations"]
    assert (said["from"], said["label"]) == (make.at(10).timestamp(), "I was taking notes")


def test_breaks_do_not_count(as_owner: Client, course: Course) -> None:
    session = weekly(course, 0)
    person = attend(session, windows=2)
    make.window(person, 20, away=10)
    session.breaks.create(started_at=make.at(20), ended_at=make.at(40))
    assert of(as_owner, person).json()["sessions"][0]["attentiveness"] == 1.0


def test_a_login_sees_its_own_sessions_only(as_stranger: Client, stranger: User, course: Course) -> None:
    mine = attend(weekly(course, 0), "Ada", user=stranger)
    attend(weekly(course, 1), "Ada")  # may be somebody else
    answer = of(as_stranger, mine).json()
    assert (answer["own"], answer["hosts"], len(answer["sessions"])) == (True, False, 1)


def test_own_figures_are_explained(as_stranger: Client, stranger: User, course: Course) -> None:
    mine = attend(weekly(course, 0), user=stranger)
    start = make.START.timestamp()
    answer = as_stranger.get(f"/api/participants/{mine.pk}/explain", {"from": str(start), "to": str(start + 10)})
    assert answer.json()["attentiveness"] == 1.0


def test_who_withdrew_is_not_found(as_owner: Client, course: Course) -> None:
    person = attend(weekly(course, 0), withdrawn_at=make.at(0))
    assert of(as_owner, person).status_code == 404


def test_stranger_sees_nobody(as_stranger: Client, course: Course) -> None:
    person = attend(weekly(course, 0))
    assert of(as_stranger, person).status_code == 404
    assert as_stranger.get(f"/api/participants/{person.pk}/explain").status_code == 404


def test_anonymous_sees_nobody(anonymous: Client, course: Course) -> None:
    assert of(anonymous, attend(weekly(course, 0))).status_code == 401


# The login session, the user, the participant, the names, theirs, their breaks, what they said, their windows.
@pytest.mark.parametrize("count", [1, 3])
def test_takes_eight_queries(
    as_owner: Client, course: Course, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        person = attend(weekly(course, number))
        person.annotations.create(started_at=make.at(10), ended_at=make.at(20), kind="notes")
    with django_assert_num_queries(8):
        assert len(of(as_owner, person).json()["sessions"]) == count
