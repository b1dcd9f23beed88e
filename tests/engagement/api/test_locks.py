"""`/api/sessions/ID/lock`: nobody new joins, who has joined comes back."""

from typing import Any

import pytest
from django.test import Client

from engagement import access
from engagement.models import Course, Session
from tests.engagement import make

JSON = "application/json"


def join(session: Session) -> Any:
    return Client().post(f"/api/join/{session.code}", {"name": "Ada", "consent": True}, JSON)


def test_nobody_new_joins_a_locked_session(as_owner: Client, session: Session) -> None:
    assert as_owner.post(f"/api/sessions/{session.pk}/lock").json() == {"id": session.pk, "locked": True}
    refused = join(session)
    assert (refused.status_code, refused.json()["code"]) == (409, "session.locked")
    assert session.participants.count() == 0


def test_who_holds_a_token_comes_back(as_owner: Client, session: Session) -> None:
    token = join(session).json()["token"]
    as_owner.post(f"/api/sessions/{session.pk}/lock")
    assert access.participant_by_token(token).name == "Ada"


def test_unlocked_people_join_again(as_owner: Client, session: Session) -> None:
    as_owner.post(f"/api/sessions/{session.pk}/lock")
    assert as_owner.delete(f"/api/sessions/{session.pk}/lock").json() == {"id": session.pk, "locked": False}
    assert join(session).status_code == 201


def test_session_says_that_it_is_locked(as_owner: Client, session: Session) -> None:
    as_owner.post(f"/api/sessions/{session.pk}/lock")
    assert as_owner.get(f"/api/sessions/{session.pk}").json()["locked"] is True


def test_closed_session_is_not_locked(as_owner: Client, course: Course) -> None:
    answer = as_owner.post(f"/api/sessions/{make.session(course, lasts_s=60).pk}/lock")
    assert (answer.status_code, answer.json()["code"]) == (409, "session.closed")


@pytest.mark.parametrize("method", ["post", "delete"])
def test_stranger_locks_nothing(as_stranger: Client, session: Session, method: str) -> None:
    Session.objects.filter(pk=session.pk).update(locked=method == "delete")
    assert getattr(as_stranger, method)(f"/api/sessions/{session.pk}/lock").status_code == 404
    session.refresh_from_db()
    assert session.locked == (method == "delete")
