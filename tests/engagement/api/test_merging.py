"""`/api/participants/ID/merge` and `/entry`: what is added up here by hand is what has to be left."""

import datetime as dt
from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client

from engagement import access
from engagement.models import (
    Annotation,
    Calibration,
    Course,
    Observation,
    Participant,
    Policy,
    RosterEntry,
    Session,
    Signal,
)
from engagement.services.grid import REASONS
from tests.engagement import make

JSON = "application/json"
GONE = {"reason": REASONS.index("disconnected")}
STATES = [f"{state}_s" for state in make.STATES]


@pytest.fixture
def session(course: Course) -> Session:
    return make.session(course, lasts_s=100)


def person(session: Session, name: str, **values: Any) -> Participant:
    return make.participant(session, name, **({"ended_at": make.at(100)} | values))


def merge(client: Client, other: Participant, into: Participant) -> Any:
    return client.post(f"/api/participants/{other.pk}/merge", {"into": into.pk}, JSON)


def gone(of: Participant, *seconds: float, **states: float) -> None:
    """Windows of which most that is unknown is so because nobody was connected."""
    for second in seconds:
        window = make.window(of, second, **(states or {"unknown": 10}))
        window.main_reason = REASONS.index("disconnected")
        window.save(update_fields=["main_reason"])


def totals(of: Participant) -> dict[str, float]:
    return of.windows.aggregate(**{state: Sum(state) for state in STATES})


def segments(of: Participant) -> list[tuple[float, float, str]]:
    seconds = [((one.started_at - make.START), (one.ended_at - make.START), one) for one in of.segments.all()]
    return sorted((a.total_seconds(), b.total_seconds(), make.STATES[one.state]) for a, b, one in seconds)


@pytest.fixture
def twice(session: Session) -> tuple[Participant, Participant]:
    """First on a laptop that crashed after 34 s, then on a phone from second 37 to 60; both went on as gone."""
    laptop, phone = person(session, "Grace", joined_at=make.at(0)), person(session, "grace", joined_at=make.at(36))
    for second in (0, 10, 20):
        make.window(laptop, second, facing=8, away=2)
    gone(laptop, 30, facing=4, unknown=6)
    gone(laptop, 40, 50, 60)
    make.window(phone, 30, facing=1, notes=2)
    make.window(phone, 40, facing=10)
    make.window(phone, 50, facing=5, away=5)
    gone(phone, 60)
    make.segment(laptop, 0, 34, "facing")
    make.segment(laptop, 34, 100, "unknown", **GONE)
    make.segment(phone, 37, 60, "facing")
    make.segment(phone, 60, 100, "unknown", **GONE)
    for sequence in (1, 2, 3):
        make.observation(laptop, sequence, 10 * sequence)
        make.observation(phone, sequence, 30 + 9 * sequence)
    return laptop, phone


@pytest.mark.parametrize("into", [0, 1])
def test_what_was_known_of_both_is_known_of_the_one(
    as_owner: Client, twice: tuple[Participant, Participant], into: int
) -> None:
    kept, other = twice[into], twice[1 - into]
    assert merge(as_owner, other, kept).status_code == 200
    assert totals(kept) == {
        "facing_s": 3 * 8 + 4 + 1 + 10 + 5,
        "second_screen_s": 0,
        "notes_s": 2,
        "away_s": 3 * 2 + 5,
        "eyes_closed_s": 0,
        "unknown_s": 3 + 10,  # of the window of the change what nobody saw, and the last one
    }
    assert segments(kept) == [(0, 34, "facing"), (34, 37, "unknown"), (37, 60, "facing"), (60, 100, "unknown")]
    kept.refresh_from_db()
    assert kept.joined_at == make.at(0)
    assert not Participant.objects.filter(pk=other.pk).exists()


@pytest.mark.parametrize("into", [0, 1])
def test_observations_are_numbered_on_in_the_order_of_time(
    as_owner: Client, twice: tuple[Participant, Participant], into: int
) -> None:
    kept, other = twice[into], twice[1 - into]
    merge(as_owner, other, kept)
    stored = Observation.objects.order_by("sequence").values_list("participant", "sequence", "captured_at")
    expected = [10, 20, 30, 39, 48, 57]
    assert list(stored) == [(kept.pk, number, make.at(second)) for number, second in enumerate(expected, 1)]


def test_of_two_cameras_at_once_the_one_that_knows_more_counts(as_owner: Client, session: Session) -> None:
    kept, other = person(session, "Grace"), person(session, "Phone")
    make.window(kept, 0, facing=6, unknown=4)
    make.window(other, 0, away=9, unknown=1)
    make.window(kept, 10, facing=10)
    make.window(other, 10, away=10)
    make.segment(kept, 0, 20, "facing", observations=40)
    make.segment(other, 0, 20, "away", observations=40)
    for one in (kept, other):
        make.observation(one, 1, 5)
        make.observation(one, 2, 15)
    merge(as_owner, other, kept)
    assert [(window.facing_s, window.away_s) for window in kept.windows.order_by("started_at")] == [(0, 9), (10, 0)]
    assert segments(kept) == [(0, 10, "away"), (10, 20, "facing")]
    assert [one.observations for one in kept.segments.all()] == [20, 20]
    stored = Observation.objects.order_by("captured_at").values_list("participant", "captured_at")
    assert list(stored) == [(kept.pk, make.at(5)), (kept.pk, make.at(15))]


def test_what_hangs_on_a_participant_comes_along(as_owner: Client, session: Session) -> None:
    entry = RosterEntry.objects.create(course=session.course, name="Grace")
    kept, other = person(session, "Grace", late=1), person(session, "Phone", late=2, roster_entry=entry)
    Annotation.objects.create(participant=other, started_at=make.at(1), ended_at=make.at(2), kind="notes")
    old, new = make.at(0), make.at(50)
    Calibration.objects.create(participant=kept, described={"is": "old"}, updated_at=old)
    Calibration.objects.create(participant=other, described={"is": "new"}, updated_at=new)
    merge(as_owner, other, kept)
    kept.refresh_from_db()
    assert (kept.late, kept.roster_entry, kept.calibration.described) == (3, entry, {"is": "new"})
    assert kept.annotations.count() == 1


def as_themself(participant: Participant) -> Client:
    return Client(headers={"Authorization": f"Bearer {access.own_token(participant)}"})


def test_both_reach_their_own_data_as_one(as_owner: Client, twice: tuple[Participant, Participant]) -> None:
    laptop, phone = twice
    of_laptop, of_phone = as_themself(laptop), as_themself(phone)
    assert merge(as_owner, phone, laptop).status_code == 200
    told = [client.get("/api/me/history").json() for client in (of_laptop, of_phone)]
    assert told[0] == told[1]
    assert (told[1]["participant"]["id"], told[1]["seconds"]["facing"]) == (laptop.pk, 3 * 8 + 4 + 1 + 10 + 5)


def test_who_was_merged_twice_is_found_and_can_delete_everything(
    as_owner: Client, twice: tuple[Participant, Participant], session: Session
) -> None:
    laptop, phone = twice
    tablet = person(session, "Grace H.")
    client = as_themself(phone)
    merge(as_owner, phone, laptop)
    merge(as_owner, laptop, tablet)
    assert client.get("/api/me/history").json()["participant"]["id"] == tablet.pk
    assert client.delete("/api/me/data").status_code == 204
    assert (tablet.windows.count(), tablet.segments.count(), Observation.objects.count()) == (0, 0, 0)
    assert client.get("/api/me/history").json()["code"] == "consent.withdrawn"


def test_nobody_elses_data_are_reached(
    as_owner: Client, twice: tuple[Participant, Participant], session: Session
) -> None:
    other = person(session, "Emmy")
    merge(as_owner, twice[1], twice[0])
    assert as_themself(other).get("/api/me/history").json()["participant"]["id"] == other.pk


def test_of_two_raised_hands_one_stays_and_taps_come_along(
    as_owner: Client, twice: tuple[Participant, Participant]
) -> None:
    laptop, phone = twice
    Signal.objects.create(participant=laptop, kind="hand", at=make.at(40))
    Signal.objects.create(participant=phone, kind="hand", at=make.at(38))
    Signal.objects.create(participant=phone, kind="hand", at=make.at(10), lowered_at=make.at(12))
    Signal.objects.create(participant=phone, kind="lost", at=make.at(50))
    merge(as_owner, phone, laptop)
    stored = [(signal.kind, signal.at, signal.lowered_at) for signal in laptop.signals.order_by("at")]
    assert stored == [
        ("hand", make.at(10), make.at(12)),
        ("hand", make.at(38), None),
        ("lost", make.at(50), None),
    ]


def test_what_both_noted_stays_readable_to_them(as_owner: Client, twice: tuple[Participant, Participant]) -> None:
    laptop, phone = twice
    for second, one in ((5, laptop), (40, phone)):
        Annotation.objects.create(
            participant=one, started_at=make.at(second), ended_at=make.at(second + 5), kind="notes"
        )
    client = as_themself(phone)
    merge(as_owner, phone, laptop)
    noted = client.get("/api/me/annotations").json()
    assert [one["from"] - make.START.timestamp() for one in noted] == [5, 40]


def test_attendance_has_one_row_for_the_time_of_both(as_owner: Client, twice: tuple[Participant, Participant]) -> None:
    laptop, phone = twice
    merge(as_owner, phone, laptop)
    (row,) = as_owner.get(f"/api/sessions/{laptop.session_id}/attendance").json()["people"]
    # Connected from second 0 to 34 and from 37 to 60: the window of the change has both, and nobody was gone in it.
    assert (row["participants"], row["status"], row["present_s"]) == ([laptop.pk], "present", 60)
    joined, left = (dt.datetime.fromisoformat(row[name]) for name in ("joined_at", "left_at"))
    assert (joined, left) == (make.at(0), make.at(60))


@pytest.mark.parametrize("what", ["user", "roster_entry"])
def test_who_is_known_as_two_people_is_not_made_one(
    as_owner: Client, twice: tuple[Participant, Participant], what: str
) -> None:
    for number, one in enumerate(twice):
        if what == "user":
            one.user = make.user(f"{number}@example.org")
        else:
            one.roster_entry = RosterEntry.objects.create(course=one.session.course, name=f"Person {number}")
        one.save()
    answer = merge(as_owner, *twice)
    assert (answer.status_code, "two" in answer.json()["sentence"]) == (409, True)
    assert Participant.objects.count() == 2


def test_the_account_and_the_entry_of_the_other_come_along(
    as_owner: Client, twice: tuple[Participant, Participant]
) -> None:
    laptop, phone = twice
    phone.user = make.user("grace@example.org")
    phone.save()
    merge(as_owner, phone, laptop)
    laptop.refresh_from_db()
    assert list(access.participations_of(phone.user)) == [laptop]


def test_a_history_counts_them_once(as_owner: Client, twice: tuple[Participant, Participant]) -> None:
    laptop, phone = twice
    merge(as_owner, phone, laptop)
    people = as_owner.get(f"/api/sessions/{laptop.session_id}/history").json()["people"]
    assert [one["id"] for one in people] == [laptop.pk]


@pytest.mark.parametrize("who", [0, 1])
def test_nobody_is_merged_while_one_is_measured(
    as_owner: Client, twice: tuple[Participant, Participant], who: int
) -> None:
    Participant.objects.filter(pk=twice[who].pk).update(ended_at=None)
    answer = merge(as_owner, *twice)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert "close the session" in answer.json()["sentence"]
    assert Participant.objects.count() == 2


def test_nobody_is_merged_with_themself_or_across_sessions(as_owner: Client, session: Session) -> None:
    ada = person(session, "Ada")
    elsewhere = person(make.session(session.course, lasts_s=10), "Ada")
    assert merge(as_owner, ada, ada).status_code == 409
    assert merge(as_owner, ada, elsewhere).status_code == 409
    assert Participant.objects.count() == 2


def test_strangers_merge_and_match_nobody(
    as_stranger: Client, anonymous: Client, stranger: Any, twice: tuple[Participant, Participant]
) -> None:
    laptop, phone = twice
    entry = RosterEntry.objects.create(course=laptop.session.course, name="Grace")
    mine = person(make.session(make.course(stranger), lasts_s=10), "Mine")
    for client, status in ((as_stranger, 404), (anonymous, 401)):
        assert merge(client, phone, laptop).status_code == status
        answer = client.put(f"/api/participants/{phone.pk}/entry", {"entry": entry.pk}, JSON)
        assert answer.status_code == status
    assert merge(as_stranger, phone, mine).status_code == 404
    assert merge(as_stranger, mine, phone).status_code == 404
    assert Participant.objects.count() == 3


def test_a_participant_is_matched_to_the_roster_and_back(as_owner: Client, session: Session) -> None:
    ada = make.participant(session)
    entry = RosterEntry.objects.create(course=session.course, name="Ada Lovelace")
    for wanted in (entry.pk, None):
        answer = as_owner.put(f"/api/participants/{ada.pk}/entry", {"entry": wanted}, JSON)
        assert answer.json()["entry"] == wanted
        ada.refresh_from_db()
        assert ada.roster_entry_id == wanted


def test_nobody_is_matched_to_another_courses_roster(as_owner: Client, session: Session, owner: Any) -> None:
    ada = make.participant(session)
    mine = RosterEntry.objects.create(course=make.course(owner, "Waves"), name="Ada")
    assert as_owner.put(f"/api/participants/{ada.pk}/entry", {"entry": mine.pk}, JSON).status_code == 409
    ada.refresh_from_db()
    assert ada.roster_entry is None


def test_in_a_class_only_course_nobody_is_touched(as_owner: Client, twice: tuple[Participant, Participant]) -> None:
    laptop, phone = twice
    Policy.objects.create(course=laptop.session.course, show_people=False)
    assert merge(as_owner, phone, laptop).status_code == 403
    assert as_owner.put(f"/api/participants/{phone.pk}/entry", {"entry": None}, JSON).status_code == 403
    assert Participant.objects.count() == 2


def test_times_without_observations_are_merged_too(as_owner: Client, session: Session) -> None:
    """Observations are forgotten sooner than windows."""
    kept, other = person(session, "Grace"), person(session, "Phone")
    make.window(kept, 0, facing=10)
    make.window(other, 10, away=10)
    assert merge(as_owner, other, kept).status_code == 200
    assert [one.started_at - make.START for one in kept.windows.order_by("started_at")] == [
        dt.timedelta(0),
        dt.timedelta(seconds=10),
    ]
