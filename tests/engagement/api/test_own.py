"""`/api/me/...`: what a participant reads, notes and deletes of their own, by token or as the user they were."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from engagement import access, tasks
from engagement.models import (
    Annotation,
    Calibration,
    Checkpoint,
    Course,
    Job,
    Observation,
    Participant,
    Policy,
    Segment,
    Session,
    Signal,
    User,
    Window,
)
from engagement.pipeline import stream
from engagement.services import participants, withdrawal
from tests.engagement import make
from tests.engagement.items import landmarks

JSON = "application/json"
T0 = make.START.timestamp()
NOTES = {"from": T0 + 10, "to": T0 + 30, "kind": "notes"}


@pytest.fixture(autouse=True)
def _one_shard(settings: Any, valkey: Any) -> None:
    """The throttle counts there, too."""
    settings.SHARDS = 1


@pytest.fixture
def ada(course: Course) -> Participant:
    """Attentive for half a minute of a minute that is over; Grace was away all the time."""
    session = make.session(course, lasts_s=60)
    ada, grace = make.participant(session), make.participant(session, "Grace")
    for second in range(0, 60, 10):
        make.window(ada, second, **({"facing": 10} if second < 30 else {"away": 10}))
        make.window(grace, second, away=10)
    make.segment(ada, 0, 30, "facing")
    make.segment(ada, 30, 60, "away")
    return ada


def own(client: Client, method: str, path: str, of: Participant, *arguments: Any) -> Any:
    headers = {"Authorization": f"Bearer {access.own_token(of)}"}
    return getattr(client, method)(f"/api/me/{path}", *arguments, headers=headers)


def note(client: Client, of: Participant, **values: Any) -> Any:
    return own(client, "post", "annotations", of, NOTES | values, JSON)


def test_own_history_is_ones_own(anonymous: Client, ada: Participant) -> None:
    answer = own(anonymous, "get", "history", ada).json()
    assert answer["times"] == [T0 + second for second in range(0, 60, 10)]
    assert answer["windows"]["state"] == ["facing"] * 3 + ["away"] * 3
    assert answer["windows"]["attentiveness"] == [1, 1, 1, 0, 0, 0]
    assert (answer["attentiveness"], answer["known_share"]) == (0.5, 1)
    assert (answer["seconds"]["facing"], answer["seconds"]["away"]) == (30, 30)
    assert "Grace" not in str(answer)


def test_it_lasts_as_long_as_it_is_kept_and_says_until_when(anonymous: Client, ada: Participant) -> None:
    Policy.objects.create(course=ada.session.course, keep_observations_days=3, keep_history_days=20)
    Session.objects.update(created_at=make.START)
    kept = own(anonymous, "get", "history", ada).json()["kept"]
    ended = make.at(60)
    assert dt.datetime.fromisoformat(kept["observations_until"]) == ended + dt.timedelta(days=3)
    assert dt.datetime.fromisoformat(kept["history_until"]) == ended + dt.timedelta(days=20)


def test_before_anything_was_measured_it_is_empty(anonymous: Client, participant: Participant) -> None:
    answer = own(anonymous, "get", "history", participant).json()
    assert (answer["attentiveness"], answer["annotations"]) == (None, [])


def test_why_is_answered_about_oneself(anonymous: Client, ada: Participant) -> None:
    answer = own(anonymous, "get", "explain", ada, {"from": T0 + 30, "to": T0 + 60}).json()
    assert (answer["attentiveness"], answer["seconds"]["away"]) == (0, 30)


def test_in_a_class_only_session_one_still_sees_oneself(anonymous: Client, ada: Participant) -> None:
    Policy.objects.create(course=ada.session.course, show_people=False)
    answer = own(anonymous, "get", "history", ada).json()
    assert (answer["attentiveness"], answer["kept"]["host_sees_people"]) == (0.5, False)
    assert own(anonymous, "get", "explain", ada, {"from": T0, "to": T0 + 30}).json()["attentiveness"] == 1


def test_who_was_removed_still_reads_their_own(anonymous: Client, ada: Participant) -> None:
    participants.remove(ada)
    assert own(anonymous, "get", "history", ada).json()["attentiveness"] == 0.5


def test_a_stretch_is_annotated_and_changes_no_number(anonymous: Client, ada: Participant) -> None:
    before = own(anonymous, "get", "history", ada).json()
    added = note(anonymous, ada, text=" on paper ")
    assert (added.status_code, added.json()["label"], added.json()["text"]) == (201, "I was taking notes", "on paper")
    after = own(anonymous, "get", "history", ada).json()
    assert after["annotations"] == [added.json()]
    assert {**after, "annotations": []} == before


def test_the_host_reads_it_beside_the_number(anonymous: Client, as_owner: Client, ada: Participant) -> None:
    added = note(anonymous, ada, kind="other", text="The bell rang").json()
    query: dict[str, Any] = {"participant": ada.pk, "from": T0, "to": T0 + 20}
    path = f"/api/sessions/{ada.session_id}/explain"
    assert as_owner.get(path, query).json()["annotations"] == [added]
    assert as_owner.get(path, query | {"from": T0 + 40, "to": T0 + 50}).json()["annotations"] == []


def test_an_annotation_is_taken_back_by_who_made_it(anonymous: Client, ada: Participant) -> None:
    path = f"annotations/{note(anonymous, ada).json()['id']}"
    other = make.participant(ada.session, "Grace")
    assert own(anonymous, "delete", path, other).status_code == 404
    assert own(anonymous, "delete", path, ada).status_code == 204
    assert own(anonymous, "get", "annotations", ada).json() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"from": T0 + 30},
        {"from": T0 - 3600},
        {"to": T0 + 3600},
        {"kind": "asleep"},
        {"kind": "other", "text": " "},
        {"text": "x" * 201},
        {"text": "a\nb"},
    ],
)
def test_an_annotation_that_says_nothing_is_refused(anonymous: Client, ada: Participant, wrong: dict[str, Any]) -> None:
    answer = note(anonymous, ada, **wrong)
    assert (answer.status_code, answer.json()["code"]) == (400, "field.invalid")
    assert not Annotation.objects.exists()


def test_annotations_have_an_end(anonymous: Client, ada: Participant) -> None:
    stretch: dict[str, Any] = {"started_at": make.at(0), "ended_at": make.at(10), "kind": "notes"}
    Annotation.objects.bulk_create([Annotation(participant=ada, **stretch) for _ in range(200)])
    assert note(anonymous, ada).status_code == 400


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "history"),
        ("get", "explain"),
        ("get", "annotations"),
        ("post", "annotations"),
        ("delete", "annotations/1"),
        ("delete", "data"),
    ],
)
def test_without_the_token_nothing_is_read_or_done(
    anonymous: Client, as_stranger: Client, as_owner: Client, ada: Participant, method: str, path: str
) -> None:
    for client in (anonymous, as_stranger, as_owner):
        assert getattr(client, method)(f"/api/me/{path}").status_code == 401
    assert Window.objects.filter(participant=ada).exists()


@pytest.fixture
def measured(session: Session) -> Participant:
    """Of Ada there is a row in every table."""
    ada = make.participant(session)
    make.observation(ada, 1, 0.0)
    make.window(ada, 0, facing=10)
    make.segment(ada, 0, 10, "facing")
    Calibration.objects.create(participant=ada, described={})
    Checkpoint.objects.create(participant=ada, newer=b"")
    Annotation.objects.create(participant=ada, started_at=make.at(0), ended_at=make.at(10), kind="notes")
    Signal.objects.create(participant=ada, kind="hand")
    return ada


TABLES = (Observation, Window, Segment, Calibration, Checkpoint, Annotation, Signal)


def test_withdrawing_deletes_everything_of_oneself_alone(
    anonymous: Client, as_owner: Client, measured: Participant
) -> None:
    grace = make.participant(measured.session, "Grace")
    make.observation(grace, 1, 0.0)
    make.window(grace, 0, facing=10)
    token = {"Authorization": f"Bearer {access.join_token(measured)}"}
    assert own(anonymous, "delete", "data", measured).status_code == 204
    assert not any(table.objects.filter(participant=measured).exists() for table in TABLES)
    assert Observation.objects.filter(participant=grace).exists()
    assert Window.objects.filter(participant=grace).exists()
    (person,) = as_owner.get(f"/api/sessions/{measured.session_id}/live").json()["people"]
    assert person["name"] == "Grace"
    measured.refresh_from_db()
    assert (measured.name, measured.user, measured.roster_entry) == ("", None, None)
    assert measured.withdrawn_at
    assert anonymous.get("/api/calibration", headers=token).status_code == 401
    assert own(anonymous, "get", "history", measured).json()["code"] == "consent.withdrawn"


@pytest.mark.parametrize("status", ["done", "running"])
def test_what_was_made_for_the_host_goes_with_it(
    anonymous: Client, owner: User, measured: Participant, status: str
) -> None:
    """Of the session and of the whole course; not what has nothing of them, nor their recording."""
    session, course = measured.session, measured.session.course
    for of in (session, make.session(course), None):
        Job.objects.create(owner=owner, course=course, session=of, kind="export", status=status, content=b"Ada")
    Job.objects.create(owner=owner, course=course, session=session, kind="what_if", status=status, result={"Ada": 1})
    kept = [
        Job.objects.create(owner=owner, course=course, kind="recording", status=status),
        Job.objects.create(owner=owner, course=course, kind="export", status="waiting"),
        Job.objects.create(owner=owner, course=make.course(owner), kind="export", status=status),
    ]
    own(anonymous, "delete", "data", measured)
    assert list(Job.objects.order_by("created_at")) == kept


@pytest.mark.django_db(transaction=True)
def test_a_job_that_began_while_somebody_withdrew_goes_too(owner: User, participant: Participant) -> None:
    job = Job.objects.create(owner=owner, course=participant.session.course, kind="export")
    with transaction.atomic():
        withdrawal.withdraw(participant)
        Job.objects.filter(pk=job.pk).update(status="running")
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_was_on_its_way_is_not_stored_after_that(anonymous: Client, participant: Participant) -> None:
    stream.append([landmarks(participant, 1, T0)], {}, "web1")
    tasks.drain(0)
    stream.append([landmarks(participant, 2, T0 + 0.2)], {}, "web1")
    own(anonymous, "delete", "data", participant)
    tasks.drain(0)
    assert not any(table.objects.filter(participant=participant).exists() for table in TABLES)


def test_who_was_logged_in_finds_their_sessions_again(
    as_stranger: Client, as_owner: Client, stranger: User, ada: Participant
) -> None:
    """The stranger is a user like any other: one who took part."""
    Participant.objects.filter(pk=ada.pk).update(user=stranger)
    (found,) = as_stranger.get("/api/me/participations").json()
    assert (found["name"], found["session"]["title"]) == ("Ada", "Lenses")
    assert access.participant_by_own_token(found["own_token"]) == ada
    assert as_owner.get("/api/me/participations").json() == []


def test_without_a_login_there_are_none(anonymous: Client, ada: Participant) -> None:
    assert anonymous.get("/api/me/participations").status_code == 401


def test_what_was_deleted_is_not_found_again(as_stranger: Client, stranger: User, ada: Participant) -> None:
    Participant.objects.filter(pk=ada.pk).update(user=stranger)
    own(as_stranger, "delete", "data", ada)
    assert as_stranger.get("/api/me/participations").json() == []


def test_joining_gives_the_token_to_ones_own_data(anonymous: Client, session: Session) -> None:
    answer = anonymous.post(f"/api/join/{session.code}", {"name": "Ada", "consent": True}, JSON).json()
    assert access.participant_by_own_token(answer["own_token"]).pk == answer["participant"]["id"]
