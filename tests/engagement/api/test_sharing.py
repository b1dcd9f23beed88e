"""A course that shows its host nobody, and people who choose to share their timeline: what the host gets, and when."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from engagement import access
from engagement.models import Course, Participant, Policy, Session
from engagement.pipeline import broadcast
from tests.engagement import make

JSON = "application/json"
NAMES = ("Ada Lovelace", "Grace Hopper", "Emmy Noether", "Sofia Kovalevskaya", "Mary Somerville")
SHARING = "/api/me/sharing"


@pytest.fixture
def session(course: Course) -> Session:
    Policy.objects.create(course=course, show_people=False)
    return make.session(course)


def person(session: Session, number: int, joined_s: float = 0, **values: Any) -> Participant:
    """Who looks at the screen for 8 of every 10 s, for two minutes from when they join on."""
    found = make.participant(session, NAMES[number], joined_at=make.at(joined_s), connected=True, **values)
    for second in range(int(joined_s), int(joined_s) + 120, 10):
        make.window(found, second, facing=8, away=2)
    return found


def choose(participant: Participant, shares: object) -> Any:
    token = access.own_token(participant)
    return Client(headers={"Authorization": f"Bearer {token}"}).put(SHARING, {"shares": shares}, JSON)


def live(client: Client, session: Session) -> Any:
    answer = client.get(f"/api/sessions/{session.pk}/live")
    assert answer.status_code == 200
    return answer.json()


def shown(client: Client, session: Session) -> list[str]:
    timelines = live(client, session)["timelines"]
    return [row["name"] for row in timelines["people"]]


def test_nobody_shares_by_themselves(as_owner: Client, session: Session) -> None:
    person(session, 0), person(session, 1)
    timelines = live(as_owner, session)["timelines"]
    assert (timelines["people"], timelines["not_shared"]) == ([], 2)


def test_who_shares_is_shown_and_the_other_is_a_number(as_owner: Client, session: Session) -> None:
    ada, grace = person(session, 0), person(session, 1)
    answer = choose(ada, True)
    assert (answer.status_code, answer.json()) == (200, {"may_share": True, "shares": True})
    snapshot = live(as_owner, session)
    (row,) = snapshot["timelines"]["people"]
    assert (row["id"], row["name"], row["state"][:13]) == (ada.pk, "Ada Lovelace", ["facing"] * 12 + [None])
    assert (snapshot["people"], snapshot["timelines"]["not_shared"]) == ([], 1)
    assert grace.name not in json.dumps(snapshot)


def test_who_takes_it_back_is_gone(as_owner: Client, session: Session) -> None:
    ada = person(session, 0, shares_timeline=True)
    assert choose(ada, False).json() == {"may_share": True, "shares": False}
    assert (shown(as_owner, session), live(as_owner, session)["timelines"]["not_shared"]) == ([], 1)


def test_who_withdraws_everything_shares_nothing(as_owner: Client, session: Session) -> None:
    ada = person(session, 0, shares_timeline=True)
    token = access.own_token(ada)
    assert Client(headers={"Authorization": f"Bearer {token}"}).delete("/api/me/data").status_code == 204
    assert live(as_owner, session)["timelines"] | {"times": []} == {
        "window_s": 10,
        "times": [],
        "people": [],
        "not_shared": 0,
    }
    ada.refresh_from_db()
    assert ada.shares_timeline is False


def test_four_who_share_are_shown_without_a_class(as_owner: Client, session: Session) -> None:
    for number in range(4):
        person(session, number, shares_timeline=True)
    snapshot = live(as_owner, session)
    assert [row["name"] for row in snapshot["timelines"]["people"]] == sorted(NAMES[:4])
    assert snapshot["states"] is None
    assert {(point["n"], point["median"], point["known_share"]) for point in snapshot["curve"]} == {(0, None, None)}


def test_when_the_fifth_joins_nobody_is_shown(as_owner: Client, session: Session) -> None:
    for number in range(4):
        person(session, number, shares_timeline=True)
    person(session, 4, joined_s=60)
    snapshot = live(as_owner, session)
    assert snapshot["timelines"] is None
    assert not [name for name in NAMES if name in json.dumps(snapshot)]


def test_the_fifth_counts_though_they_left_again(as_owner: Client, session: Session) -> None:
    """What is known of the class is of five; four of these in single would tell the fifth."""
    for number in range(4):
        person(session, number, shares_timeline=True)
    fifth = person(session, 4, joined_s=60)
    as_owner.delete(f"/api/participants/{fifth.pk}")
    assert live(as_owner, session)["timelines"] is None


@pytest.mark.parametrize("where", ["live", "history"])
def test_no_moment_that_was_shown_of_single_people_is_told_of_the_class(
    as_owner: Client, session: Session, where: str
) -> None:
    """Four share and look away for a minute; then the fifth comes, and everybody looks at the screen."""
    for number in range(4):
        found = make.participant(session, NAMES[number], shares_timeline=True)
        for second in range(0, 180, 10):
            make.window(found, second, **{"away" if second < 60 else "facing": 10})
    fifth = make.participant(session, NAMES[4], joined_at=make.at(55))
    for second in range(50, 180, 10):
        make.window(fifth, second, facing=10)
    if where == "history":
        Session.objects.filter(pk=session.pk).update(status="closed", ended_at=make.at(180))
    curve = as_owner.get(f"/api/sessions/{session.pk}/{where}").json()["curve"]
    medians = [point["median"] for point in curve] if where == "live" else curve["median"]
    quarters = [point["q25"] for point in curve] if where == "live" else curve["q25"]
    assert medians[:6] == [None] * 6
    assert (medians[6:18], quarters[6:18]) == ([1.0] * 12, [1.0] * 12)


def test_the_figures_of_a_session_leave_out_what_was_shown(as_owner: Client, session: Session) -> None:
    for number in range(4):
        found = make.participant(session, NAMES[number], shares_timeline=True, ended_at=make.at(180))
        for second in range(0, 180, 10):
            make.window(found, second, **{"away" if second < 60 else "facing": 10})
    fifth = make.participant(session, NAMES[4], joined_at=make.at(55), ended_at=make.at(180))
    for second in range(60, 180, 10):
        make.window(fifth, second, facing=10)
    Session.objects.filter(pk=session.pk).update(status="closed", ended_at=make.at(180))
    distribution = as_owner.get(f"/api/sessions/{session.pk}/history").json()["distribution"]
    assert distribution["counts"] == [0] * 9 + [5]
    (line,) = as_owner.get(f"/api/courses/{session.course_id}/history").json()["sessions"]
    assert (line["q25"], line["median"], line["length_s"]) == (1.0, 1.0, 180)


def test_it_ends_with_the_session(as_owner: Client, session: Session) -> None:
    ada = person(session, 0, shares_timeline=True)
    Session.objects.filter(pk=session.pk).update(status="closed", ended_at=make.at(120))
    assert live(as_owner, session)["timelines"] is None
    token = access.own_token(ada)
    answer = Client(headers={"Authorization": f"Bearer {token}"}).get(SHARING)
    assert answer.json() == {"may_share": False, "shares": True}


def test_it_is_nowhere_else(as_owner: Client, session: Session) -> None:
    ada = person(session, 0, shares_timeline=True)
    span = f"from={int(make.START.timestamp())}&to={int(make.START.timestamp()) + 60}"
    for path in (
        f"sessions/{session.pk}/history",
        f"sessions/{session.pk}/attendance",
        f"sessions/{session.pk}/moment?at={int(make.START.timestamp()) + 60}",
        f"courses/{session.course_id}/history",
    ):
        answer = as_owner.get(f"/api/{path}")
        assert (answer.status_code, ada.name in answer.content.decode()) == (200, False), path
    assert as_owner.get(f"/api/sessions/{session.pk}/explain?participant={ada.pk}&{span}").status_code == 404
    assert as_owner.get(f"/api/participants/{ada.pk}/history").status_code == 404


def test_strangers_see_and_choose_nothing(as_stranger: Client, anonymous: Client, session: Session) -> None:
    ada = person(session, 0, shares_timeline=True)
    assert as_stranger.get(f"/api/sessions/{session.pk}/live").status_code == 404
    for client in (as_stranger, anonymous):
        assert client.get(SHARING).status_code == 401
        assert client.put(SHARING, {"shares": False}, JSON).status_code == 401
    forged = Client(headers={"Authorization": f"Bearer {access.own_token(ada)}x"})
    assert forged.put(SHARING, {"shares": False}, JSON).status_code == 401
    ada.refresh_from_db()
    assert ada.shares_timeline is True


def test_who_joins_may_choose_it_at_once(as_owner: Client, anonymous: Client, session: Session) -> None:
    for name, choice in (("Ada", {"shares": True}), ("Grace", {})):
        answer = anonymous.post(f"/api/join/{session.code}", {"name": name, "consent": True, **choice}, JSON)
        assert answer.status_code == 201
    assert shown(as_owner, session) == ["Ada"]


def test_where_people_are_shown_there_is_nothing_to_choose(as_owner: Client, session: Session) -> None:
    Policy.objects.update(show_people=True)
    ada = person(session, 0)
    answer = choose(ada, True)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert live(as_owner, session)["timelines"]["not_shared"] == 0
    assert shown(as_owner, session) == ["Ada Lovelace"]


def test_a_recording_shares_nobody(as_owner: Client, session: Session) -> None:
    Session.objects.update(clock="recorded")
    person(session, 0, shares_timeline=True)
    assert live(as_owner, session)["timelines"] is None


def test_the_word_itself_must_be_yes_or_no(session: Session) -> None:
    assert choose(person(session, 0), "maybe").status_code == 400


class TestTheHostsPage:
    """It is told at once which timelines it may go on showing, by its socket, and nothing else of anybody."""

    @pytest.fixture
    def heard(self, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
        told: list[tuple[str, Any]] = []
        monkeypatch.setattr(
            broadcast, "_publish", lambda group, message: told.append((group, json.loads(message["text"])))
        )
        return told

    def test_hears_who_shares_and_who_no_longer_does(
        self, session: Session, heard: list[tuple[str, Any]], django_capture_on_commit_callbacks: Any
    ) -> None:
        ada = person(session, 0)
        for shares, people in ((True, [ada.pk]), (False, [])):
            with django_capture_on_commit_callbacks(execute=True):
                choose(ada, shares)
            assert heard.pop() == (broadcast.group(session.pk), {"type": "sharing", "people": people})

    def test_hears_that_the_fifth_has_joined(
        self, session: Session, heard: list[tuple[str, Any]], django_capture_on_commit_callbacks: Any, anonymous: Client
    ) -> None:
        for number in range(4):
            person(session, number, shares_timeline=True)
        with django_capture_on_commit_callbacks(execute=True):
            anonymous.post(f"/api/join/{session.code}", {"name": "Mary", "consent": True}, JSON)
        to_all = [message for group, message in heard if group == broadcast.group(session.pk)]
        assert to_all == [{"type": "sharing", "people": []}]
