"""`/api/me/signals` and `/api/sessions/ID/signals`: one tap, and what the host hears of it."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from engagement import access
from engagement.models import Course, Participant, Policy, Session, Signal
from engagement.pipeline import broadcast
from tests.engagement import make

JSON = "application/json"
NOTHING = {"hand": None, "too_fast": None, "too_slow": None, "lost": None}


@pytest.fixture(autouse=True)
def _nobody_tapped_before(valkey: Any) -> None:
    """The throttle counts there."""


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    events: list[Any] = []
    monkeypatch.setattr(broadcast, "send", lambda session, event: events.append((session, event)))
    return events


def bearer(participant: Participant) -> dict[str, str]:
    return {"Authorization": f"Bearer {access.join_token(participant)}"}


def tap(client: Client, participant: Participant, kind: str) -> Any:
    return client.post("/api/me/signals", {"kind": kind}, JSON, headers=bearer(participant))


def take_back(client: Client, participant: Participant, kind: str) -> Any:
    return client.delete(f"/api/me/signals/{kind}", headers=bearer(participant))


def heard(client: Client, session: Session) -> Any:
    return client.get(f"/api/sessions/{session.pk}/signals").json()


def test_a_raised_hand_has_a_name_for_the_host(anonymous: Client, as_owner: Client, participant: Participant) -> None:
    own = tap(anonymous, participant, "hand")
    assert (own.status_code, own.json()) == (201, NOTHING | {"hand": pytest.approx(timezone.now().timestamp(), abs=5)})
    (hand,) = heard(as_owner, participant.session)["hands"]
    assert hand == {"id": participant.pk, "name": "Ada", "at": own.json()["hand"]}


def test_a_hand_is_up_once_and_until_lowered(anonymous: Client, as_owner: Client, session: Session) -> None:
    participant = make.participant(session, connected=True)
    tap(anonymous, participant, "hand")
    Signal.objects.update(at=timezone.now() - dt.timedelta(hours=1))
    tap(anonymous, participant, "hand")
    assert len(heard(as_owner, participant.session)["hands"]) == 1
    assert take_back(anonymous, participant, "hand").json() == NOTHING
    assert heard(as_owner, participant.session)["hands"] == []


def test_a_hand_of_somebody_who_left_is_forgotten(
    anonymous: Client, as_owner: Client, participant: Participant
) -> None:
    tap(anonymous, participant, "hand")
    Signal.objects.update(at=timezone.now() - dt.timedelta(seconds=301))
    assert heard(as_owner, participant.session)["hands"] == []


def test_taps_count_people_of_the_last_five_minutes(anonymous: Client, as_owner: Client, session: Session) -> None:
    ada, grace = make.participant(session), make.participant(session, "Grace")
    for person, kind in ((ada, "lost"), (ada, "lost"), (grace, "lost"), (grace, "too_fast")):
        assert tap(anonymous, person, kind).status_code == 201
    Signal.objects.create(participant=ada, kind="too_slow", at=timezone.now() - dt.timedelta(seconds=301))
    answer = heard(as_owner, session)
    assert answer["counts"] == {"too_fast": 1, "too_slow": 0, "lost": 2}
    assert answer["until"] == pytest.approx(timezone.now().timestamp() + 300, abs=5)
    assert "Ada" not in str(answer)
    assert "Grace" not in str(answer)


def test_a_tap_can_be_taken_back(anonymous: Client, as_owner: Client, participant: Participant) -> None:
    tap(anonymous, participant, "lost")
    assert take_back(anonymous, participant, "lost").json() == NOTHING
    assert heard(as_owner, participant.session)["counts"]["lost"] == 0


def test_own_signals_are_read_again(anonymous: Client, participant: Participant) -> None:
    given = tap(anonymous, participant, "too_slow").json()
    assert anonymous.get("/api/me/signals", headers=bearer(participant)).json() == given


@pytest.mark.parametrize(("people", "counts"), [(4, None), (5, 1)])
def test_in_a_class_only_session_nobody_can_be_told_from_their_taps(
    anonymous: Client, as_owner: Client, course: Course, people: int, counts: int | None
) -> None:
    Policy.objects.create(course=course, show_people=False)
    session = make.session(course)
    everybody = [make.participant(session, f"Person {n}", connected=True) for n in range(people)]
    make.participant(session, "Gone")
    tap(anonymous, everybody[0], "lost")
    tap(anonymous, everybody[0], "hand")
    answer = heard(as_owner, session)
    assert answer["counts"]["lost"] == counts
    assert [(hand["id"], hand["name"]) for hand in answer["hands"]] == [(None, None)]


def test_dashboards_are_told_what_the_snapshot_says(
    anonymous: Client,
    as_owner: Client,
    participant: Participant,
    told: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        tap(anonymous, participant, "hand")
    snapshot = as_owner.get(f"/api/sessions/{participant.session_id}/live").json()["signals"]
    assert told == [(participant.session_id, {"type": "signals", **snapshot})]


def test_the_host_lowers_all_hands(anonymous: Client, as_owner: Client, session: Session) -> None:
    for name in ("Ada", "Grace"):
        tap(anonymous, make.participant(session, name), "hand")
    assert as_owner.delete(f"/api/sessions/{session.pk}/signals/hands").json()["hands"] == []


def test_who_withdrew_raises_no_hand(anonymous: Client, as_owner: Client, participant: Participant) -> None:
    tap(anonymous, participant, "hand")
    Participant.objects.update(withdrawn_at=timezone.now())
    assert heard(as_owner, participant.session)["hands"] == []
    assert tap(anonymous, participant, "hand").status_code == 403


@pytest.mark.parametrize("status", ["closing", "closed"])
def test_nothing_is_signalled_after_the_end(anonymous: Client, course: Course, status: str) -> None:
    answer = tap(anonymous, make.participant(make.session(course, status=status)), "hand")
    assert (answer.status_code, answer.json()["code"]) == (409, "session.closed")


def test_an_unknown_kind_is_refused(anonymous: Client, participant: Participant) -> None:
    assert tap(anonymous, participant, "bored").json()["code"] == "field.invalid"
    assert take_back(anonymous, participant, "bored").status_code == 404


def test_tapping_without_end_is_slowed_down(anonymous: Client, participant: Participant) -> None:
    token = bearer(participant)
    codes = [anonymous.get("/api/me/signals", headers=token).status_code for _ in range(61)]
    assert set(codes[:60]) == {200}
    assert codes[60] == 429


def test_strangers_hear_and_signal_nothing(
    anonymous: Client, as_stranger: Client, as_owner: Client, session: Session
) -> None:
    assert as_stranger.get(f"/api/sessions/{session.pk}/signals").status_code == 404
    assert as_stranger.delete(f"/api/sessions/{session.pk}/signals/hands").status_code == 404
    assert anonymous.get(f"/api/sessions/{session.pk}/signals").status_code == 401
    for client in (anonymous, as_stranger, as_owner):
        assert client.post("/api/me/signals", {"kind": "hand"}, JSON).status_code == 401
