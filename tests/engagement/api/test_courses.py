"""`/api/courses`, `/api/courses/ID`, `/api/courses/ID/sessions`."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from engagement.models import Course, Session, User
from tests.engagement import make

JSON = "application/json"


def test_courses_are_those_of_the_owner(as_owner: Client, session: Session, course: Course) -> None:
    (listed,) = as_owner.get("/api/courses").json()
    assert listed["id"] == course.pk
    assert listed["sessions"] == 1
    assert listed["last_session_at"] == "2026-03-02T09:00:00Z"


def test_stranger_sees_no_course(as_stranger: Client, course: Course) -> None:
    assert as_stranger.get("/api/courses").json() == []


def test_anonymous_sees_no_courses(anonymous: Client) -> None:
    assert anonymous.get("/api/courses").status_code == 401


# The login session, the user, the courses.
@pytest.mark.parametrize("count", [1, 3])
def test_courses_take_three_queries(
    as_owner: Client, owner: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        make.session(make.course(owner))
    with django_assert_num_queries(3):
        assert len(as_owner.get("/api/courses").json()) == count


def test_course_is_created_with_trimmed_title(as_owner: Client, owner: User) -> None:
    answer = as_owner.post("/api/courses", {"title": " Waves "}, content_type=JSON)
    assert answer.status_code == 201
    assert answer.json() | {"id": 0, "created_at": ""} == {
        "id": 0,
        "title": "Waves",
        "kind": "class",
        "archived_at": None,
        "sessions": 0,
        "created_at": "",
        "last_session_at": None,
    }
    assert owner.courses.get().title == "Waves"


@pytest.mark.parametrize("title", ["", "   ", "a\nb", "\u202eevil", "x" * 201, None, ["a"]])
def test_title_that_cannot_be_shown_is_refused(as_owner: Client, owner: User, title: object) -> None:
    answer = as_owner.post("/api/courses", {"title": title}, content_type=JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, "field.invalid")
    assert not owner.courses.exists()


def test_body_that_is_no_json_is_refused(as_owner: Client) -> None:
    answer = as_owner.post("/api/courses", "{", content_type=JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, "request.parse_error")


def test_anonymous_creates_no_course(anonymous: Client) -> None:
    assert anonymous.post("/api/courses", {"title": "A"}, content_type=JSON).status_code == 401


def test_course_lists_its_sessions(as_owner: Client, course: Course, session: Session) -> None:
    answer = as_owner.get(f"/api/courses/{course.pk}").json()
    assert [listed["id"] for listed in answer["sessions"]] == [session.pk]


@pytest.mark.parametrize("count", [1, 3])
def test_course_takes_four_queries(
    as_owner: Client, course: Course, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        make.participant(make.session(course))
    with django_assert_num_queries(4):
        assert len(as_owner.get(f"/api/courses/{course.pk}").json()["sessions"]) == count


def test_course_of_somebody_else_is_not_found(as_stranger: Client, course: Course) -> None:
    answer = as_stranger.get(f"/api/courses/{course.pk}")
    assert (answer.status_code, answer.json()["code"]) == (404, "access.not_found")


def test_anonymous_sees_no_course(anonymous: Client, course: Course) -> None:
    assert anonymous.get(f"/api/courses/{course.pk}").status_code == 401


def test_id_beyond_the_database_is_not_found(as_owner: Client) -> None:
    assert as_owner.get(f"/api/courses/{10**30}").status_code == 404


def test_address_that_does_not_exist_is_answered_as_json(as_owner: Client) -> None:
    assert as_owner.get("/api/nonsense").json()["code"] == "access.not_found"


def test_live_session_is_created_as_planned(as_owner: Client, course: Course) -> None:
    body = {"title": "Prisms", "starts_at": "2026-03-09T10:00:00+01:00"}
    answer = as_owner.post(f"/api/courses/{course.pk}/sessions", body, content_type=JSON)
    created = answer.json()
    assert answer.status_code == 201
    assert (created["status"], created["clock"], created["started_at"]) == ("planned", "live", None)
    assert created["starts_at"] == "2026-03-09T09:00:00Z"
    assert created["join_url"] == f"http://testserver/join/{created['code']}"
    assert created["participants"] == 0


def test_recorded_session_takes_people_from_its_media_time(as_owner: Client, course: Course) -> None:
    body = {"title": "Prisms", "starts_at": "2026-03-01T09:00:00Z", "clock": "recorded"}
    created = as_owner.post(f"/api/courses/{course.pk}/sessions", body, content_type=JSON).json()
    assert (created["status"], created["started_at"]) == ("open", "2026-03-01T09:00:00Z")


@pytest.mark.parametrize(
    "body", [{}, {"title": ""}, {"title": "A", "clock": "solar"}, {"title": "A", "starts_at": "x"}]
)
def test_session_with_wrong_field_is_refused(as_owner: Client, course: Course, body: dict) -> None:
    answer = as_owner.post(f"/api/courses/{course.pk}/sessions", body, content_type=JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, "field.invalid")


@pytest.mark.parametrize("start", ["1969-12-31T23:59:59Z", "2100-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_session_starts_in_a_believable_year(as_owner: Client, course: Course, start: str) -> None:
    body = {"title": "Prisms", "starts_at": start, "clock": "recorded"}
    answer = as_owner.post(f"/api/courses/{course.pk}/sessions", body, content_type=JSON)
    assert answer.status_code == 400
    assert "1970" in answer.json()["sentence"]
    assert not course.sessions.exists()


def test_stranger_creates_no_session(as_stranger: Client, course: Course) -> None:
    answer = as_stranger.post(f"/api/courses/{course.pk}/sessions", {"title": "A"}, content_type=JSON)
    assert answer.status_code == 404
    assert not course.sessions.exists()


def test_anonymous_creates_no_session(anonymous: Client, course: Course) -> None:
    assert anonymous.post(f"/api/courses/{course.pk}/sessions", {"title": "A"}, content_type=JSON).status_code == 401
