"""`/api/courses` by kind, `/api/courses/ID` changed and deleted, `/api/courses/ID/policy`."""

import pytest
from django.test import Client

from engagement.models import Course, Observation, Policy, Session, User
from tests.engagement import make

JSON = "application/json"
KINDS = ("class", "meeting", "interview", "assessment", "self_study")


@pytest.mark.parametrize("kind", KINDS)
def test_a_course_of_any_kind_begins_without_pictures_and_keeps_its_history_longest(
    as_owner: Client, owner: User, kind: str
) -> None:
    answer = as_owner.post("/api/courses", {"title": "Waves", "kind": kind}, JSON)
    assert (answer.status_code, answer.json()["kind"]) == (201, kind)
    policy = owner.courses.get().policy
    assert (policy.capture, policy.show_people) == ("landmarks", True)
    assert policy.keep_observations_days <= policy.keep_history_days


def test_a_conversation_is_forgotten_sooner_than_a_class(as_owner: Client) -> None:
    for kind in ("class", "interview"):
        as_owner.post("/api/courses", {"title": kind, "kind": kind}, JSON)
    days = dict(Policy.objects.values_list("course__kind", "keep_history_days"))
    assert days["interview"] < days["class"]


def test_an_unknown_kind_is_refused(as_owner: Client, owner: User) -> None:
    answer = as_owner.post("/api/courses", {"title": "Waves", "kind": "party"}, JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, "field.invalid")
    assert not owner.courses.exists()


def test_course_tells_its_policy(as_owner: Client, course: Course) -> None:
    Policy.objects.create(course=course, capture="landmarks", keep_observations_days=3, show_people=False)
    assert as_owner.get(f"/api/courses/{course.pk}").json()["policy"] == {
        "capture": "landmarks",
        "keep_observations_days": 3,
        "keep_history_days": 365,
        "show_people": False,
    }


def test_owner_renames_archives_and_brings_back(as_owner: Client, course: Course) -> None:
    address = f"/api/courses/{course.pk}"
    assert as_owner.patch(address, {"title": " Waves "}, JSON).json()["title"] == "Waves"
    archived_at = as_owner.patch(address, {"archived": True}, JSON).json()["archived_at"]
    assert archived_at is not None
    assert as_owner.patch(address, {"archived": True}, JSON).json()["archived_at"] == archived_at
    assert as_owner.patch(address, {"archived": False}, JSON).json()["archived_at"] is None
    course.refresh_from_db()
    assert course.title == "Waves"


def test_owner_changes_one_rule(as_owner: Client, course: Course) -> None:
    answer = as_owner.patch(f"/api/courses/{course.pk}/policy", {"show_people": False}, JSON)
    assert answer.json()["show_people"] is False
    assert answer.json()["keep_history_days"] == 365
    course.refresh_from_db()
    assert course.policy.show_people is False


@pytest.mark.parametrize(
    "change",
    [
        {"capture": "films"},
        {"keep_history_days": 0},
        {"keep_observations_days": -1},
        {"keep_history_days": 4000},
        {"keep_observations_days": 20, "keep_history_days": 10},
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused(as_owner: Client, course: Course, change: dict) -> None:
    answer = as_owner.patch(f"/api/courses/{course.pk}/policy", change, JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, "field.invalid")
    assert not Policy.objects.filter(course=course).exists()


def test_owner_deletes_a_course_by_its_title(as_owner: Client, course: Course) -> None:
    kept = make.observation(make.participant(make.session(make.course(course.owner, "Kept"))), 1, 0)
    person = make.participant(make.session(course, lasts_s=100))
    make.observation(person, 1, 0)
    make.window(person, 0, facing=10)
    assert as_owner.delete(f"/api/courses/{course.pk}", {"title": "Optics"}, JSON).status_code == 204
    assert list(Course.objects.values_list("title", flat=True)) == ["Kept"]
    assert list(Observation.objects.values_list("participant", flat=True)) == [kept.participant_id]


def test_another_title_deletes_nothing(as_owner: Client, course: Course) -> None:
    answer = as_owner.delete(f"/api/courses/{course.pk}", {"title": "optics"}, JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, "field.invalid")
    assert "Optics" in answer.json()["sentence"]
    assert Course.objects.filter(pk=course.pk).exists()


def test_a_course_with_a_running_session_is_not_deleted(as_owner: Client, course: Course, session: Session) -> None:
    answer = as_owner.delete(f"/api/courses/{course.pk}", {"title": "Optics"}, JSON)
    assert answer.status_code == 409
    assert Session.objects.filter(pk=session.pk).exists()


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("patch", "", {"title": "Mine"}),
        ("delete", "", {"title": "Optics"}),
        ("patch", "/policy", {"show_people": False}),
    ],
)
def test_stranger_changes_nothing(
    as_stranger: Client, anonymous: Client, course: Course, method: str, path: str, body: dict
) -> None:
    address = f"/api/courses/{course.pk}{path}"
    assert getattr(as_stranger, method)(address, body, JSON).status_code == 404
    assert getattr(anonymous, method)(address, body, JSON).status_code == 401
    course.refresh_from_db()
    assert course.title == "Optics"
    assert not Policy.objects.filter(course=course).exists()
