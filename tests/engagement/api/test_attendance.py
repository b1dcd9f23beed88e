"""`/api/sessions/ID/attendance`: windows of ten seconds are counted by hand here."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from engagement.models import Break, Course, Participant, Policy, RosterEntry, Session
from engagement.services.grid import REASONS
from tests.engagement import make


@pytest.fixture
def session(course: Course) -> Session:
    """A hundred seconds."""
    return make.session(course, lasts_s=100)


def listed(course: Course, name: str) -> RosterEntry:
    return RosterEntry.objects.create(course=course, name=name)


def there(person: Participant, *seconds: float, reason: str = "known", **states: float) -> None:
    """Windows that begin at these seconds; of ten seconds facing, unless it is said otherwise."""
    for second in seconds:
        window = make.window(person, second, **(states or {"facing": 10}))
        window.main_reason = REASONS.index(reason)
        window.save(update_fields=["main_reason"])


def asked(client: Client, session: Session, **query: Any) -> dict[str, Any]:
    answer: dict[str, Any] = client.get(f"/api/sessions/{session.pk}/attendance", query).json()
    return answer


def people(client: Client, session: Session, **query: Any) -> dict[str, dict[str, Any]]:
    return {person["name"]: person for person in asked(client, session, **query)["people"]}


def test_minutes_are_those_of_windows(as_owner: Client, session: Session) -> None:
    ada = make.participant(session, joined_at=make.at(12), ended_at=make.at(100))
    there(ada, 10, reason="known", facing=5, away=3)
    there(ada, 20, 30)
    there(ada, 40, 50, 60, 70, 80, 90, reason="disconnected", unknown=10)
    person = people(as_owner, session)["Ada"]
    assert (person["present_s"], person["camera_s"], person["present_share"]) == (28, 28, 0.28)
    assert (person["joined_at"], person["left_at"]) == ("2026-03-02T09:00:12Z", "2026-03-02T09:00:40Z")
    assert person["status"] == "present"


def test_who_is_in_a_recording_came_when_it_first_shows_them(as_owner: Client, course: Course) -> None:
    session = make.session(course, lasts_s=100, clock="recorded")
    there(make.participant(session), 20, 30)
    assert people(as_owner, session)["Ada"]["joined_at"] == "2026-03-02T09:00:20Z"


def test_present_without_a_camera(as_owner: Client, session: Session) -> None:
    there(make.participant(session), 0, 10, 20, reason="camera_off", unknown=10)
    person = people(as_owner, session)["Ada"]
    assert (person["present_s"], person["camera_s"], person["status"]) == (30, 0, "no_camera")


def test_a_face_that_is_not_found_was_still_in_front_of_a_camera(as_owner: Client, session: Session) -> None:
    there(make.participant(session), 0, reason="no_face", unknown=10)
    assert people(as_owner, session)["Ada"]["status"] == "present"


def test_who_of_the_roster_is_absent_and_why(as_owner: Client, course: Course, session: Session) -> None:
    grace, _emmy = listed(course, "Grace"), listed(course, "Emmy")
    make.participant(session, "gracie", roster_entry=grace)
    there(make.participant(session, "Guest"), 0)
    found = people(as_owner, session)
    assert {name: person["status"] for name, person in found.items()} == {
        "Emmy": "never_joined",
        "Grace": "never_connected",
        "Guest": "present",
    }
    assert found["Emmy"]["joined_at"] is None
    assert found["Guest"]["entry"] is None
    assert asked(as_owner, session)["counts"] == {
        "people": 3,
        "enough": 0,
        "present": 1,
        "no_camera": 0,
        "never_connected": 1,
        "never_joined": 1,
        "expected": 0,
    }


def test_nobody_is_absent_before_the_session_begins(as_owner: Client, course: Course) -> None:
    listed(course, "Grace")
    planned = make.session(course, status="planned", started_at=None)
    person = people(as_owner, planned)["Grace"]
    assert (person["status"], person["present_share"], person["enough"]) == ("expected", None, None)


def test_somebody_who_joined_twice_under_one_name_is_there_once(
    as_owner: Client, course: Course, session: Session
) -> None:
    grace = listed(course, "Grace")
    first, second = (make.participant(session, name, roster_entry=grace) for name in ("Grace", "Phone"))
    there(first, 0, 10)
    there(second, 10, 20)
    person = people(as_owner, session)["Grace"]
    assert person["present_s"] == 30
    assert person["participants"] == [first.pk, second.pk]


@pytest.mark.parametrize(("at_least", "enough"), [(0.4, True), (0.41, False)])
def test_at_least_so_much(as_owner: Client, session: Session, at_least: float, enough: bool) -> None:
    there(make.participant(session), 0, 10, 20, 30)
    assert people(as_owner, session, at_least=at_least)["Ada"]["enough"] is enough


@pytest.mark.parametrize("at_least", ["1.1", "-1", "half"])
def test_a_share_is_between_nothing_and_all(as_owner: Client, session: Session, at_least: str) -> None:
    answer = as_owner.get(f"/api/sessions/{session.pk}/attendance", {"at_least": at_least})
    assert (answer.status_code, answer.json()["code"]) == (400, "field.invalid")


def test_what_was_trimmed_does_not_count(as_owner: Client, course: Course) -> None:
    session = make.session(course, lasts_s=100, counts_from=make.at(20), counts_until=make.at(60))
    there(make.participant(session), *range(0, 100, 10))
    person = people(as_owner, session)["Ada"]
    assert (person["present_s"], person["present_share"]) == (40, 1)


def test_breaks_do_not_count(as_owner: Client, session: Session) -> None:
    Break.objects.create(session=session, started_at=make.at(20), ended_at=make.at(60))
    Break.objects.create(session=session, started_at=make.at(50), ended_at=make.at(70))  # they overlap
    there(make.participant(session), *range(0, 100, 10))
    assert asked(as_owner, session)["length_s"] == 50
    assert people(as_owner, session)["Ada"]["present_s"] == 50


def test_while_it_runs_nobody_who_is_connected_has_left(as_owner: Client, course: Course) -> None:
    session = make.session(course, started_at=make.START)
    here, gone = make.participant(session, "Here", connected=True), make.participant(session, "Gone")
    there(here, 0, 10)
    there(gone, 0)
    left = {name: person["left_at"] for name, person in people(as_owner, session).items()}
    assert left == {"Here": None, "Gone": "2026-03-02T09:00:10Z"}


def test_who_withdrew_is_not_listed(as_owner: Client, session: Session) -> None:
    make.participant(session, withdrawn_at=make.at(5))
    assert people(as_owner, session) == {}


@pytest.mark.parametrize(("number", "told"), [(4, False), (5, True)])
def test_a_class_only_course_tells_numbers_of_five_or_more(
    as_owner: Client, course: Course, session: Session, number: int, told: bool
) -> None:
    Policy.objects.create(course=course, show_people=False)
    for _ in range(number):
        there(make.participant(session), 0)
    answer = asked(as_owner, session)
    assert answer["people"] is None
    assert (answer["counts"] is not None) is told


# The login session, the user, the session, its breaks, who took part, the roster, how long they stayed.
@pytest.mark.parametrize("count", [1, 3])
def test_attendance_takes_seven_queries(
    as_owner: Client,
    course: Course,
    session: Session,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        there(make.participant(session, roster_entry=listed(course, f"Ada {number}")), 0, 10)
    with django_assert_num_queries(7):
        assert len(people(as_owner, session)) == count


def test_stranger_sees_no_attendance(as_stranger: Client, session: Session) -> None:
    assert as_stranger.get(f"/api/sessions/{session.pk}/attendance").status_code == 404


def test_anonymous_sees_no_attendance(anonymous: Client, session: Session) -> None:
    assert anonymous.get(f"/api/sessions/{session.pk}/attendance").status_code == 401
