"""`/api/courses/ID/roster`, `/api/roster/ID`, `/api/sessions/ID/links`, and joining by a personal link."""

import base64
import csv
import io
from typing import Any

import pytest
from django.test import Client

from engagement import access
from engagement.models import Course, Participant, RosterEntry, Session
from tests.engagement import make

JSON = "application/json"


@pytest.fixture
def grace(course: Course) -> RosterEntry:
    return RosterEntry.objects.create(course=course, name="Grace Hopper", email="grace@example.org")


def preview(client: Client, course: Course, content: bytes) -> Any:
    return client.post(f"/api/courses/{course.pk}/roster/preview", {"file": base64.b64encode(content).decode()}, JSON)


def add(client: Client, course: Course, *people: tuple[str, str]) -> Any:
    body = {"people": [{"name": name, "email": email} for name, email in people]}
    return client.post(f"/api/courses/{course.pk}/roster", body, JSON)


def join(client: Client, session: Session, key: str, **body: object) -> Any:
    return client.post(f"/api/join/{session.code}", {"name": "Grace", "consent": True, "key": key} | body, JSON)


def test_a_preview_judges_rows_and_saves_nothing(as_owner: Client, course: Course, grace: RosterEntry) -> None:
    content = (
        b"Name;E-Mail\nAda;ada@example.org\nAda L;ADA@example.org\nGrace H;grace@example.org\n"
        b"Emmy;emmy\nGrace Hopper;\n"
    )
    answer = preview(as_owner, course, content).json()
    assert (answer["delimiter"], answer["name_columns"], answer["email_column"]) == (";", ["Name"], "E-Mail")
    assert [(row["line"], row["status"]) for row in answer["rows"]] == [
        (2, "new"),
        (3, "twice"),
        (4, "twice"),
        (5, "wrong"),
        (6, "twice"),
    ]
    assert "line 2" in answer["rows"][1]["problem"]
    assert "roster" in answer["rows"][2]["problem"]
    assert list(course.roster.all()) == [grace]


def test_two_people_may_have_one_name_but_not_one_of_them_without_an_address(as_owner: Client, course: Course) -> None:
    rows = preview(as_owner, course, b"name,email\nAda,a@b.org\nAda,other@b.org\nAda,\nEmmy,\nEmmy,e@b.org").json()
    assert [row["status"] for row in rows["rows"]] == ["new", "new", "twice", "new", "twice"]


@pytest.mark.parametrize("file", ["***", None, 7, ""])
def test_a_file_that_is_not_base64_is_refused(as_owner: Client, course: Course, file: object) -> None:
    answer = as_owner.post(f"/api/courses/{course.pk}/roster/preview", {"file": file}, JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, "field.invalid")


def test_people_are_added_together(as_owner: Client, course: Course) -> None:
    answer = add(as_owner, course, (" Ada ", "ADA@example.org"), ("Emmy", ""))
    assert answer.status_code == 201
    assert list(course.roster.values_list("name", "email")) == [("Ada", "ada@example.org"), ("Emmy", "")]
    assert len(set(course.roster.values_list("key", flat=True))) == 2


@pytest.mark.parametrize("second", [("", ""), ("Emmy", "emmy"), ("Ada", ""), ("Grace", "grace@example.org")])
def test_with_one_that_cannot_be_taken_nobody_is_added(
    as_owner: Client, course: Course, grace: RosterEntry, second: tuple[str, str]
) -> None:
    answer = add(as_owner, course, ("Ada", "ada@example.org"), second)
    assert (answer.status_code, answer.json()["code"]) == (400, "field.invalid")
    assert "2" in answer.json()["sentence"]
    assert list(course.roster.all()) == [grace]


def test_roster_tells_who_joined_how_often(as_owner: Client, course: Course, grace: RosterEntry) -> None:
    first, second = make.session(course), make.session(course)
    for session in (first, first, second):
        make.participant(session, roster_entry=grace)
    (entry,) = as_owner.get(f"/api/courses/{course.pk}/roster").json()
    assert (entry["name"], entry["sessions"], entry["key"]) == ("Grace Hopper", 2, grace.key)


def test_an_entry_is_changed_and_removed_while_who_took_part_stays(
    as_owner: Client, session: Session, grace: RosterEntry
) -> None:
    person = make.participant(session, roster_entry=grace)
    answer = as_owner.patch(f"/api/roster/{grace.pk}", {"name": "Rear Admiral Hopper"}, JSON)
    assert (answer.json()["name"], answer.json()["email"]) == ("Rear Admiral Hopper", "grace@example.org")
    assert as_owner.delete(f"/api/roster/{grace.pk}").status_code == 204
    person.refresh_from_db()
    assert person.roster_entry is None


def test_an_entry_does_not_become_somebody_else(as_owner: Client, course: Course, grace: RosterEntry) -> None:
    add(as_owner, course, ("Ada", "ada@example.org"))
    answer = as_owner.patch(f"/api/roster/{grace.pk}", {"email": "ada@example.org"}, JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, "field.invalid")


def test_links_are_a_sheet_that_holds_no_formula(as_owner: Client, session: Session, grace: RosterEntry) -> None:
    add(as_owner, session.course, ("=HYPERLINK(1)", ""), ('Ada, "Countess"', "ada@example.org"))
    answer = as_owner.get(f"/api/sessions/{session.pk}/links")
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]
    assert {row[0] for row in rows} == {"'=HYPERLINK(1)", 'Ada, "Countess"', "Grace Hopper"}
    link = next(row[2] for row in rows if row[1] == "grace@example.org")
    assert link == f"http://testserver/join/{session.code}#k={grace.key}"


def test_a_personal_link_greets_by_name(anonymous: Client, session: Session, grace: RosterEntry) -> None:
    answer = anonymous.post(f"/api/join/{session.code}/key", {"key": grace.key}, JSON)
    assert answer.json() == {"name": "Grace Hopper", "joined": False}
    join(anonymous, session, grace.key)
    answer = anonymous.post(f"/api/join/{session.code}/key", {"key": grace.key}, JSON)
    assert answer.json() == {"name": "Grace Hopper", "joined": True}


def test_joining_by_a_personal_link_is_joining_as_somebody(
    anonymous: Client, session: Session, grace: RosterEntry
) -> None:
    answer = join(anonymous, session, grace.key)
    assert answer.status_code == 201
    assert access.participant_by_token(answer.json()["token"]).roster_entry == grace


def test_who_comes_again_goes_on_as_who_they_are(anonymous: Client, session: Session, grace: RosterEntry) -> None:
    first, second = (join(anonymous, session, grace.key, name=name).json() for name in ("Grace", "Amazing Grace"))
    assert first["participant"]["id"] == second["participant"]["id"]
    assert session.participants.get().name == "Amazing Grace"
    assert access.participant_by_token(first["token"]) == access.participant_by_token(second["token"])


@pytest.mark.parametrize("over", ["withdrawn_at", "ended_at"])
def test_who_withdrew_or_ended_begins_anew(anonymous: Client, session: Session, grace: RosterEntry, over: str) -> None:
    ended: dict[str, Any] = {over: make.at(60)}
    before = make.participant(session, roster_entry=grace, **ended)
    assert join(anonymous, session, grace.key).json()["participant"]["id"] != before.pk


def test_who_is_in_a_locked_session_comes_back_by_their_link(
    anonymous: Client, session: Session, grace: RosterEntry
) -> None:
    known = join(anonymous, session, grace.key).json()["participant"]["id"]
    other = RosterEntry.objects.create(course=session.course, name="Emmy")
    Session.objects.filter(pk=session.pk).update(locked=True)
    assert join(anonymous, session, grace.key).json()["participant"]["id"] == known
    answer = join(anonymous, session, other.key)
    assert (answer.status_code, answer.json()["code"]) == (409, "session.locked")


def test_who_was_removed_does_not_come_back_by_their_link(
    anonymous: Client, session: Session, grace: RosterEntry
) -> None:
    make.participant(session, roster_entry=grace, withdrawn_at=make.at(60), removed=True)
    answer = join(anonymous, session, grace.key)
    assert (answer.status_code, answer.json()["code"]) == (403, "participant.removed")


def test_the_link_of_another_course_opens_nothing(anonymous: Client, session: Session, stranger: Any) -> None:
    other = RosterEntry.objects.create(course=make.course(stranger), name="Eve")
    for answer in (
        join(anonymous, session, other.key),
        anonymous.post(f"/api/join/{session.code}/key", {"key": other.key}, JSON),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "roster.unknown_key")
    assert not session.participants.exists()


def test_a_renewed_link_replaces_the_old_one(
    as_owner: Client, anonymous: Client, session: Session, grace: RosterEntry
) -> None:
    new = as_owner.post(f"/api/roster/{grace.pk}/key").json()["key"]
    assert join(anonymous, session, grace.key).status_code == 404
    assert join(anonymous, session, new).status_code == 201


def test_without_a_key_everybody_is_somebody_new(anonymous: Client, session: Session) -> None:
    assert [join(anonymous, session, "").status_code for _ in range(2)] == [201, 201]
    assert Participant.objects.filter(roster_entry=None).count() == 2


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "/api/courses/{course}/roster"),
        ("post", "/api/courses/{course}/roster"),
        ("post", "/api/courses/{course}/roster/preview"),
        ("patch", "/api/roster/{entry}"),
        ("delete", "/api/roster/{entry}"),
        ("post", "/api/roster/{entry}/key"),
        ("get", "/api/sessions/{session}/links"),
    ],
)
def test_a_roster_is_its_owners(
    as_stranger: Client, anonymous: Client, session: Session, grace: RosterEntry, method: str, address: str
) -> None:
    address = address.format(course=session.course_id, entry=grace.pk, session=session.pk)
    body = {"people": [{"name": "Eve"}], "file": "QQ==", "name": "Eve"}
    sent = {} if method == "get" else {"data": body, "content_type": JSON}
    assert getattr(as_stranger, method)(address, **sent).status_code == 404
    assert getattr(anonymous, method)(address, **sent).status_code == 401
    entry = RosterEntry.objects.get()
    assert (entry.name, entry.key) == ("Grace Hopper", grace.key)
