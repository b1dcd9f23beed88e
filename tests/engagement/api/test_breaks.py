"""`/api/sessions/ID/breaks`, `.../resume`."""

import pytest
from django.test import Client
from django.utils import timezone

from engagement.models import Course, Session
from engagement.services import sessions
from tests.engagement import make


def begin(client: Client, session: Session) -> dict:
    answer = client.post(f"/api/sessions/{session.pk}/breaks")
    assert answer.status_code == 201
    return answer.json()


def listed(client: Client, session: Session) -> list[dict]:
    return client.get(f"/api/sessions/{session.pk}/breaks").json()


def test_a_break_begins_now_and_goes_on(as_owner: Client, session: Session) -> None:
    before = timezone.now().timestamp()
    begun = begin(as_owner, session)
    assert before <= begun["started_at"] <= timezone.now().timestamp()
    assert begun["ended_at"] is None
    assert listed(as_owner, session) == [begun]


def test_a_second_click_begins_no_second_break(as_owner: Client, session: Session) -> None:
    assert begin(as_owner, session) == begin(as_owner, session)
    assert session.breaks.count() == 1


def test_resuming_ends_the_break(as_owner: Client, session: Session) -> None:
    begun = begin(as_owner, session)
    ended = as_owner.post(f"/api/sessions/{session.pk}/resume").json()
    assert (ended["id"], ended["started_at"]) == (begun["id"], begun["started_at"])
    assert begun["started_at"] <= ended["ended_at"] <= timezone.now().timestamp()
    assert listed(as_owner, session) == [ended]


def test_resuming_without_a_break_changes_nothing(as_owner: Client, session: Session) -> None:
    assert as_owner.post(f"/api/sessions/{session.pk}/resume").status_code == 200
    assert listed(as_owner, session) == []


def test_after_a_break_another_may_begin(as_owner: Client, session: Session) -> None:
    first = begin(as_owner, session)
    as_owner.post(f"/api/sessions/{session.pk}/resume")
    second = begin(as_owner, session)
    assert [one["id"] for one in listed(as_owner, session)] == [first["id"], second["id"]]


def test_closing_the_session_ends_its_break(as_owner: Client, session: Session) -> None:
    begin(as_owner, session)
    sessions.close(session)
    (ended,) = listed(as_owner, session)
    assert session.ended_at
    assert ended["ended_at"] == session.ended_at.timestamp()


def test_closed_session_has_no_new_break(as_owner: Client, course: Course) -> None:
    session = make.session(course, lasts_s=60)
    answer = as_owner.post(f"/api/sessions/{session.pk}/breaks")
    assert (answer.status_code, answer.json()["code"]) == (409, "session.closed")


def test_planned_session_has_no_break(as_owner: Client, course: Course) -> None:
    session = make.session(course, status="planned", started_at=None)
    answer = as_owner.post(f"/api/sessions/{session.pk}/breaks")
    assert (answer.status_code, answer.json()["code"]) == (409, "session.not_open")


@pytest.mark.parametrize("action", ["breaks", "resume"])
def test_stranger_takes_no_break(as_owner: Client, as_stranger: Client, session: Session, action: str) -> None:
    begun = begin(as_owner, session)
    assert as_stranger.get(f"/api/sessions/{session.pk}/breaks").status_code == 404
    assert as_stranger.post(f"/api/sessions/{session.pk}/{action}").status_code == 404
    assert listed(as_owner, session) == [begun]
