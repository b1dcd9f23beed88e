"""`/api/courses/ID/history`."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from engagement.models import Course, Participant, RosterEntry, Session, User
from tests.engagement import make

WEEK = timedelta(weeks=1)


def of(client: Client, course: Course, **query: str) -> Any:
    return client.get(f"/api/courses/{course.pk}/history", query).json()


def weekly(course: Course, number: int, length_s: float = 40) -> Session:
    began = make.START + number * WEEK
    ended = began + timedelta(seconds=length_s)
    return make.session(course, title=f"Week {number + 1}", started_at=began, ended_at=ended, status="closed")


def attend(session: Session, name: str = "Ada", facing: float = 10, windows: int = 4, **values: Any) -> Participant:
    person = make.participant(session, name, **values)
    for number in range(windows):
        began = (session.started_at or make.START) - make.START
        make.window(person, began.total_seconds() + 10 * number, facing=facing, away=10 - facing)
    return person


def test_a_line_per_session_that_has_begun(as_owner: Client, course: Course) -> None:
    first = make.session(course, lasts_s=10, title="First")
    make.session(course, lasts_s=10, title="Second", started_at=make.at(5))
    make.session(course, status="planned", started_at=None)
    for tenths in (0, 2, 4, 6, 10):
        make.window(make.participant(first), 0, facing=tenths, away=10 - tenths)
    answer = of(as_owner, course)
    one, two = answer["sessions"]
    assert (answer["course"], answer["class_only"]) == ({"id": course.pk, "title": "Optics"}, False)
    assert one == {
        "id": first.pk,
        "title": "First",
        "started_at": "2026-03-02T09:00:00Z",
        "length_s": 10,
        "median": 0.4,
        "q25": 0.2,
        "q75": 0.6,
        "known_share": 1.0,
        "participants": 5,
    }
    assert (two["title"], two["median"], two["known_share"], two["participants"]) == ("Second", None, None, 0)


def test_trend_needs_five_sessions_with_a_class(as_owner: Client, course: Course) -> None:
    for number in range(4):
        for _ in range(5):
            attend(weekly(course, number), facing=4 + number)
    assert of(as_owner, course)["trend"] is None


def test_trend_is_told_with_its_interval(as_owner: Client, course: Course) -> None:
    for number in range(6):
        session = weekly(course, number)
        for person in range(5):
            attend(session, f"{person}", facing=4 + number / 2)
    told = of(as_owner, course)["trend"]
    assert (told["sessions"], told["slope_per_week"], told["clear"]) == (6, pytest.approx(0.05), True)
    assert told["low_per_week"] <= told["slope_per_week"] <= told["high_per_week"]


def test_the_same_person_is_one_row(as_owner: Client, course: Course, stranger: User) -> None:
    entry = RosterEntry.objects.create(course=course, name="Grace Hopper")
    one, two = weekly(course, 0), weekly(course, 1)
    first = attend(one, "G. H.", roster_entry=entry)
    attend(two, "Grace", roster_entry=entry)
    attend(one, "Nick", user=stranger)
    attend(two, "Nicholas", user=stranger)
    attend(one, "Ada  Lovelace")
    attend(two, "ada lovelace")
    people = {person["name"]: person for person in of(as_owner, course)["people"]}
    assert {name: person["by"] for name, person in people.items()} == {
        "ada lovelace": "name",
        "Grace Hopper": "roster",
        "Nicholas": "user",
    }
    assert people["Grace Hopper"]["participants"][0] == first.pk
    assert all(None not in person["participants"] for person in people.values())


def test_attendance_is_the_share_of_a_session(as_owner: Client, course: Course) -> None:
    RosterEntry.objects.create(course=course, name="Never Seen")
    attend(weekly(course, 0), windows=2, facing=8)
    weekly(course, 1)
    ada, never = of(as_owner, course)["people"]
    assert (ada["present"], ada["attentiveness"]) == ([0.5, None], [0.8, None])
    assert (never["name"], never["present"]) == ("Never Seen", [None, None])


def test_who_joined_twice_was_there_once(as_owner: Client, course: Course) -> None:
    """With both at the same time; their figure is that of the longer one."""
    session = weekly(course, 0)
    first = attend(session, windows=1, facing=0)
    make.window(first, 30, facing=0, away=5)
    longer = attend(session, windows=2, facing=8)
    (person,) = of(as_owner, course)["people"]
    assert (person["present"], person["participants"], person["attentiveness"]) == ([0.625], [longer.pk], [0.8])


def test_who_was_disconnected_was_not_there(as_owner: Client, course: Course) -> None:
    session = weekly(course, 0)
    person = attend(session, windows=2)
    lost = make.window(person, 20, unknown=10)
    lost.main_reason = 10
    lost.save()
    assert of(as_owner, course)["people"][0]["present"] == [0.5]


def test_a_term_is_chosen_by_its_dates(as_owner: Client, course: Course) -> None:
    for number in range(3):
        weekly(course, number)
    dates = {"from": (make.START + WEEK).isoformat(), "to": (make.START + 2 * WEEK).isoformat()}
    assert [line["title"] for line in of(as_owner, course, **dates)["sessions"]] == ["Week 2"]


def test_course_without_sessions_is_empty(as_owner: Client, course: Course) -> None:
    answer = of(as_owner, course)
    assert (answer["sessions"], answer["trend"], answer["people"]) == ([], None, [])


# The login session, the user, the course, the sessions, their breaks, the totals, the people, the roster.
@pytest.mark.parametrize("count", [1, 3])
def test_takes_eight_queries(
    as_owner: Client, course: Course, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        session = weekly(course, number)
        attend(session, f"{number}")
        session.breaks.create(started_at=make.at(0), ended_at=make.at(10))
        RosterEntry.objects.create(course=course, name=f"{number}")
    with django_assert_num_queries(8):
        assert len(of(as_owner, course)["sessions"]) == count


def test_stranger_sees_nothing(as_stranger: Client, course: Course) -> None:
    assert as_stranger.get(f"/api/courses/{course.pk}/history").status_code == 404


def test_anonymous_sees_nothing(anonymous: Client, course: Course) -> None:
    assert anonymous.get(f"/api/courses/{course.pk}/history").status_code == 401
