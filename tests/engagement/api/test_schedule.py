"""`/api/courses/ID/plan`, and sessions changed, made again and deleted."""

import pytest
from django.test import Client

from engagement.models import Course, Session
from tests.engagement import make

JSON = "application/json"
MONDAYS = ["2026-10-19T10:00:00+02:00", "2026-10-26T10:00:00+01:00"]  # summer time ends between them


@pytest.fixture
def planned(course: Course) -> Session:
    return make.session(course, status="planned", started_at=None, starts_at=make.at(0))


def test_many_sessions_are_planned_at_once(as_owner: Client, course: Course) -> None:
    body = {"sessions": [{"title": f"Week {n}", "starts_at": at} for n, at in enumerate(MONDAYS, 1)]}
    answer = as_owner.post(f"/api/courses/{course.pk}/plan", body, JSON)
    assert answer.status_code == 201
    assert [(one["title"], one["starts_at"], one["status"]) for one in answer.json()] == [
        ("Week 1", "2026-10-19T08:00:00Z", "planned"),
        ("Week 2", "2026-10-26T09:00:00Z", "planned"),
    ]
    assert len({one["code"] for one in answer.json()}) == 2


@pytest.mark.parametrize(
    "sessions",
    [
        [],
        [{"title": "A"}],
        [{"title": "A", "starts_at": MONDAYS[0]}, {"title": " ", "starts_at": MONDAYS[1]}],
        [{"title": "A", "starts_at": "2199-01-01T00:00:00Z"}],
        [{"title": "A", "starts_at": MONDAYS[0]}] * 61,
    ],
)
def test_with_one_that_is_wrong_none_is_planned(as_owner: Client, course: Course, sessions: list) -> None:
    answer = as_owner.post(f"/api/courses/{course.pk}/plan", {"sessions": sessions}, JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, "field.invalid")
    assert not course.sessions.exists()


def test_a_planned_session_is_moved_and_renamed(as_owner: Client, planned: Session) -> None:
    answer = as_owner.patch(f"/api/sessions/{planned.pk}", {"title": "Prisms", "starts_at": MONDAYS[0]}, JSON)
    assert (answer.json()["title"], answer.json()["starts_at"]) == ("Prisms", "2026-10-19T08:00:00Z")
    assert as_owner.patch(f"/api/sessions/{planned.pk}", {"starts_at": None}, JSON).json()["starts_at"] is None


def test_a_session_that_began_is_renamed_but_not_moved(as_owner: Client, session: Session) -> None:
    assert as_owner.patch(f"/api/sessions/{session.pk}", {"title": "Prisms"}, JSON).json()["title"] == "Prisms"
    answer = as_owner.patch(f"/api/sessions/{session.pk}", {"starts_at": MONDAYS[0]}, JSON)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def test_a_session_is_made_again(as_owner: Client, session: Session) -> None:
    answer = as_owner.post(f"/api/sessions/{session.pk}/duplicate", {"starts_at": MONDAYS[0]}, JSON)
    made = answer.json()
    assert (answer.status_code, made["title"], made["status"]) == (201, session.title, "planned")
    assert made["starts_at"] == "2026-10-19T08:00:00Z"
    assert made["code"] != session.code


def test_a_planned_session_is_deleted(as_owner: Client, planned: Session) -> None:
    assert as_owner.delete(f"/api/sessions/{planned.pk}").status_code == 204
    assert not Session.objects.exists()


@pytest.mark.parametrize("status", ["open", "closed"])
def test_a_session_that_began_is_not_deleted(as_owner: Client, course: Course, status: str) -> None:
    session = make.session(course, status=status)
    assert as_owner.delete(f"/api/sessions/{session.pk}").status_code == 409
    assert Session.objects.exists()


def test_a_recording_is_deleted_only_while_nothing_was_imported(as_owner: Client, course: Course) -> None:
    session = make.session(course, clock="recorded")
    person = make.participant(session)
    assert as_owner.delete(f"/api/sessions/{session.pk}").status_code == 409
    person.delete()
    assert as_owner.delete(f"/api/sessions/{session.pk}").status_code == 204


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("patch", "", {"title": "Mine"}), ("delete", "", {}), ("post", "/duplicate", {})],
)
def test_stranger_changes_no_session(
    as_stranger: Client, anonymous: Client, planned: Session, method: str, path: str, body: dict
) -> None:
    address = f"/api/sessions/{planned.pk}{path}"
    assert getattr(as_stranger, method)(address, body, JSON).status_code == 404
    assert getattr(anonymous, method)(address, body, JSON).status_code == 401
    assert list(Session.objects.values_list("title", flat=True)) == ["Lenses"]


def test_stranger_plans_nothing(as_stranger: Client, anonymous: Client, course: Course) -> None:
    body = {"sessions": [{"title": "A", "starts_at": MONDAYS[0]}]}
    assert as_stranger.post(f"/api/courses/{course.pk}/plan", body, JSON).status_code == 404
    assert anonymous.post(f"/api/courses/{course.pk}/plan", body, JSON).status_code == 401
    assert not course.sessions.exists()
