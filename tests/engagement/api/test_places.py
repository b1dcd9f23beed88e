"""`/api/me/place`: who lost their place in a session comes back as who they are."""

from typing import Any

import pytest
from django.test import Client

from engagement import access
from engagement.models import Participant, Session
from engagement.services import participants, withdrawal
from tests.engagement import make

JSON = "application/json"


@pytest.fixture(autouse=True)
def _throttle_counts(valkey: Any) -> None:
    """In Valkey."""


def come_back(own_token: str) -> Any:
    return Client().post("/api/me/place", headers={"Authorization": f"Bearer {own_token}"})


def test_who_joined_comes_back_though_it_is_locked(session: Session) -> None:
    joined = Client().post(f"/api/join/{session.code}", {"name": "Ada", "consent": True}, JSON).json()
    Session.objects.filter(pk=session.pk).update(locked=True)
    answer = come_back(joined["own_token"])
    assert answer.status_code == 200
    assert {**answer.json(), "token": joined["token"]} == joined
    assert access.participant_by_token(answer.json()["token"]).pk == joined["participant"]["id"]
    assert session.participants.count() == 1


def test_who_withdrew_or_was_removed_does_not(participant: Participant) -> None:
    token = access.own_token(participant)
    participants.remove(participant)
    assert (come_back(token).status_code, come_back(token).json()["code"]) == (403, "participant.removed")
    withdrawal.withdraw(participant)
    assert (come_back(token).status_code, come_back(token).json()["code"]) == (403, "consent.withdrawn")


def test_after_the_session_nobody_does(participant: Participant) -> None:
    token = access.own_token(participant)
    Session.objects.filter(pk=participant.session_id).update(status="closed", ended_at=make.at(60))
    assert (come_back(token).status_code, come_back(token).json()["code"]) == (409, "session.closed")


def test_a_strangers_token_is_nobodys_place(as_owner: Client, participant: Participant) -> None:
    assert come_back(f"{access.own_token(participant)}x").status_code == 401
    assert as_owner.post("/api/me/place").status_code == 401
