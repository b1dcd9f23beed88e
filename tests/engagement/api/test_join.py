"""`/api/join/CODE` and `/api/participants/ID`."""

from typing import Any

import pytest
from django.test import Client

from engagement import access
from engagement.models import Course, Participant, Policy, Session
from tests.engagement import make

JSON = "application/json"


def join(client: Client, session: Session, **body: object) -> Any:
    return client.post(f"/api/join/{session.code}", {"name": "Ada", "consent": True} | body, JSON)


def test_anyone_with_the_code_reads_what_is_measured(anonymous: Client, session: Session) -> None:
    answer = anonymous.get(f"/api/join/{session.code}").json()
    assert answer["session"] == {
        "title": "Lenses",
        "course": "Optics",
        "status": "open",
        "clock": "live",
        "locked": False,
        "starts_at": None,
    }
    told = " ".join(answer["not_measured"]).lower()
    assert all(word in told for word in ("emotion", "identification", "picture", "points"))
    assert len(answer["measured"]) >= 3


@pytest.mark.parametrize("shown", [True, False])
def test_one_is_told_whether_the_host_sees_single_people(anonymous: Client, session: Session, shown: bool) -> None:
    Policy.objects.create(course=session.course, show_people=shown)
    assert anonymous.get(f"/api/join/{session.code}").json()["host_sees_people"] is shown


def test_course_without_pictures_does_not_mention_them(anonymous: Client, session: Session) -> None:
    Policy.objects.create(course=session.course, capture="landmarks")
    answer = anonymous.get(f"/api/join/{session.code}").json()
    assert answer["capture"] == "landmarks"
    assert not any("pictures" in sentence for sentence in answer["measured"])


def test_unknown_code_is_not_found(anonymous: Client) -> None:
    answer = anonymous.get("/api/join/ZZZZZZ")
    assert (answer.status_code, answer.json()["code"]) == (404, "access.not_found")


def test_joining_gives_a_token_that_works(anonymous: Client, session: Session) -> None:
    answer = join(anonymous, session)
    assert (answer.status_code, answer.json()["ws_path"]) == (201, "/ws/capture/")
    participant = access.participant_by_token(answer.json()["token"])
    assert answer.json()["participant"] == {"id": participant.pk, "name": "Ada", "connected": False}
    assert participant.session == session
    assert participant.consented_at


@pytest.mark.parametrize("consent", [False, None])
def test_joining_needs_consent(anonymous: Client, session: Session, consent: object) -> None:
    assert join(anonymous, session, consent=consent).status_code in (400, 403)
    assert not session.participants.exists()


def test_joining_without_a_word_about_consent_is_refused(anonymous: Client, session: Session) -> None:
    answer = anonymous.post(f"/api/join/{session.code}", {"name": "Ada"}, JSON)
    assert (answer.status_code, answer.json()["code"]) == (403, "consent.missing")


@pytest.mark.parametrize("name", ["", " ", "\u200d", "a\tb", "a\x00b", "x" * 121])
def test_name_that_cannot_be_shown_is_refused(anonymous: Client, session: Session, name: str) -> None:
    answer = join(anonymous, session, name=name)
    assert (answer.status_code, answer.json()["code"]) == (400, "field.invalid")


@pytest.mark.parametrize("name", ["Ada", "Zoë", "李雷", "O’Neil-Smith", "👩‍🎓", "Μαρία"])
def test_names_of_all_scripts_are_welcome(anonymous: Client, session: Session, name: str) -> None:
    assert join(anonymous, session, name=name).json()["participant"]["name"] == name


def test_planned_session_has_not_started(anonymous: Client, course: Course) -> None:
    answer = join(anonymous, make.session(course, status="planned", started_at=None))
    assert (answer.status_code, answer.json()["code"]) == (409, "session.not_open")


@pytest.mark.parametrize("status", ["closing", "closed"])
@pytest.mark.parametrize("clock", ["live", "recorded"])
def test_session_that_ended_takes_nobody(anonymous: Client, course: Course, status: str, clock: str) -> None:
    answer = join(anonymous, make.session(course, status=status, clock=clock))
    assert (answer.status_code, answer.json()["code"]) == (409, "session.closed")


def test_a_recording_takes_what_is_imported_but_nobody_by_browser(anonymous: Client, course: Course) -> None:
    session = make.session(course, clock="recorded")
    answer = join(anonymous, session)
    assert (answer.status_code, answer.json()["code"]) == (409, "session.recording")
    assert join(anonymous, session, source="import").status_code == 201


def test_owner_renames_participant(as_owner: Client, participant: Participant) -> None:
    answer = as_owner.patch(f"/api/participants/{participant.pk}", {"name": "Grace"}, JSON)
    assert answer.json()["name"] == "Grace"
    participant.refresh_from_db()
    assert participant.name == "Grace"


def test_owner_removes_participant(as_owner: Client, participant: Participant) -> None:
    assert as_owner.delete(f"/api/participants/{participant.pk}").status_code == 204
    assert as_owner.get(f"/api/sessions/{participant.session_id}/live").json()["people"] == []


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_stranger_changes_no_participant(as_stranger: Client, participant: Participant, method: str) -> None:
    answer = getattr(as_stranger, method)(f"/api/participants/{participant.pk}", {"name": "X"}, JSON)
    assert answer.status_code == 404
    participant.refresh_from_db()
    assert (participant.name, participant.withdrawn_at) == ("Ada", None)


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_anonymous_changes_no_participant(anonymous: Client, participant: Participant, method: str) -> None:
    answer = getattr(anonymous, method)(f"/api/participants/{participant.pk}", {"name": "X"}, JSON)
    assert answer.status_code == 401
