"""`/api/sessions/ID`, `.../open`, `.../close`, `.../markers`."""

import datetime as dt
import json

import pytest
import redis
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from engagement.models import Course, Marker, Session
from engagement.services import sessions
from tests.engagement import make

JSON = "application/json"
PLACES = ["", "/live", "/history", "/explain?participant=1&from=0&to=10"]
ACTIONS = ["/open", "/close", "/markers"]


@pytest.fixture
def planned(course: Course) -> Session:
    return make.session(course, status="planned", started_at=None)


def test_owner_sees_session(as_owner: Client, session: Session) -> None:
    answer = as_owner.get(f"/api/sessions/{session.pk}").json()
    assert (answer["id"], answer["course"]["title"], answer["code"]) == (session.pk, "Optics", session.code)


@pytest.mark.parametrize("place", PLACES)
def test_stranger_sees_nothing_of_a_session(as_stranger: Client, session: Session, place: str) -> None:
    answer = as_stranger.get(f"/api/sessions/{session.pk}{place}")
    assert (answer.status_code, answer.json()["code"]) == (404, "access.not_found")


@pytest.mark.parametrize("place", PLACES)
def test_anonymous_sees_nothing_of_a_session(anonymous: Client, session: Session, place: str) -> None:
    assert anonymous.get(f"/api/sessions/{session.pk}{place}").status_code == 401


@pytest.mark.parametrize("action", ACTIONS)
def test_stranger_changes_nothing(as_stranger: Client, session: Session, action: str) -> None:
    assert as_stranger.post(f"/api/sessions/{session.pk}{action}", {"text": "A"}, JSON).status_code == 404
    session.refresh_from_db()
    assert session.status == "open"


@pytest.mark.parametrize("action", ACTIONS)
def test_anonymous_changes_nothing(anonymous: Client, session: Session, action: str) -> None:
    assert anonymous.post(f"/api/sessions/{session.pk}{action}", {"text": "A"}, JSON).status_code == 401


def test_opening_starts_the_session(as_owner: Client, planned: Session) -> None:
    before = timezone.now()
    answer = as_owner.post(f"/api/sessions/{planned.pk}/open")
    assert (answer.status_code, answer.json()["status"]) == (200, "open")
    planned.refresh_from_db()
    assert planned.started_at
    assert planned.started_at >= before


def test_opening_again_changes_nothing(as_owner: Client, session: Session) -> None:
    assert as_owner.post(f"/api/sessions/{session.pk}/open").json()["started_at"] == "2026-03-02T09:00:00Z"


def test_closed_session_is_not_opened_again(as_owner: Client, course: Course) -> None:
    answer = as_owner.post(f"/api/sessions/{make.session(course, lasts_s=60).pk}/open")
    assert (answer.status_code, answer.json()["code"]) == (409, "session.closed")


def test_closing_waits_for_the_tail(
    as_owner: Client,
    session: Session,
    valkey: redis.Redis,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert as_owner.post(f"/api/sessions/{session.pk}/close").json()["status"] == "closing"
    (job,) = [json.loads(raw) for raw in valkey.lrange("celery", 0, -1)]
    assert job["headers"]["task"] == "engagement.tasks.finish_session"
    assert job["headers"]["argsrepr"] == f"[{session.pk}]"
    session.refresh_from_db()
    assert session.ended_at
    tail = dt.datetime.fromisoformat(job["headers"]["eta"]) - session.ended_at
    assert abs(tail - dt.timedelta(seconds=60)) < dt.timedelta(seconds=5)


def test_closing_a_recording_ends_where_its_last_window_ends(course: Course, db: None) -> None:
    session = make.session(course, clock="recorded")
    make.window(make.participant(session), 50, facing=10)
    sessions.close(session, tail_s=0)
    assert session.ended_at == make.at(60)


def test_planned_session_is_not_closed(as_owner: Client, planned: Session) -> None:
    answer = as_owner.post(f"/api/sessions/{planned.pk}/close")
    assert (answer.status_code, answer.json()["code"]) == (409, "session.not_open")


def test_closing_a_closed_session_changes_nothing(as_owner: Client, course: Course) -> None:
    answer = as_owner.post(f"/api/sessions/{make.session(course, lasts_s=60).pk}/close")
    assert answer.json()["ended_at"] == "2026-03-02T09:01:00Z"


def test_marker_is_set_now(as_owner: Client, session: Session) -> None:
    answer = as_owner.post(f"/api/sessions/{session.pk}/markers", {"text": "Slide 3", "kind": "slide"}, JSON)
    marker = Marker.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {"id": marker.pk, "at": marker.at.timestamp(), "kind": "slide", "text": "Slide 3"}


def test_marker_is_set_afterwards_within_the_session(as_owner: Client, course: Course) -> None:
    session = make.session(course, lasts_s=60)
    body = {"text": "Question", "at": make.at(30).isoformat()}
    assert as_owner.post(f"/api/sessions/{session.pk}/markers", body, JSON).json()["at"] == make.at(30).timestamp()


def test_marker_outside_the_session_is_refused(as_owner: Client, course: Course) -> None:
    session = make.session(course, lasts_s=60)
    body = {"text": "Question", "at": make.at(61).isoformat()}
    assert as_owner.post(f"/api/sessions/{session.pk}/markers", body, JSON).status_code == 400


@pytest.mark.parametrize("body", [{"text": ""}, {"text": "A", "kind": "mood"}, {}])
def test_marker_with_wrong_field_is_refused(as_owner: Client, session: Session, body: dict) -> None:
    assert as_owner.post(f"/api/sessions/{session.pk}/markers", body, JSON).status_code == 400


def test_closed_session_takes_no_marker_now(as_owner: Client, course: Course) -> None:
    session = make.session(course, lasts_s=60)
    assert as_owner.post(f"/api/sessions/{session.pk}/markers", {"text": "A"}, JSON).status_code == 409
