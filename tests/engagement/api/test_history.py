"""`/api/sessions/ID/history` and `/api/courses/ID/history`."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from engagement.models import Course, Rescoring, Scoring, Session, User
from tests.engagement import make


@pytest.fixture
def closed(course: Course) -> Session:
    return make.session(course, lasts_s=40)


def history_of(client: Client, session: Session) -> Any:
    return client.get(f"/api/sessions/{session.pk}/history").json()


def test_times_run_from_start_to_end(as_owner: Client, closed: Session) -> None:
    start = int(make.START.timestamp())
    answer = history_of(as_owner, closed)
    assert answer["times"] == [start, start + 10, start + 20, start + 30]
    assert answer["window_s"] == 10
    assert answer["scoring"]["version"] == 901


def test_it_is_named_with_what_it_was_scored_when_and_by_whom(as_owner: Client, owner: User, closed: Session) -> None:
    first = make.scoring()
    assert (history_of(as_owner, closed)["scoring"]["rescored"], history_of(as_owner, closed)["former"]) == (None, [])
    closed.scoring = Scoring.objects.create(version=1001, parameters={"buffer_s": 3.0})
    closed.save()
    Rescoring.objects.create(session=closed, before=first, after=closed.scoring, at=make.at(900), by=owner)
    told = history_of(as_owner, closed)
    assert (told["scoring"]["version"], told["scoring"]["parameters"]["buffer_s"]) == (1001, 3.0)
    assert told["scoring"]["rescored"]["by"] == str(owner)
    assert dt.datetime.fromisoformat(told["scoring"]["rescored"]["at"]) == make.at(900)
    assert [one["version"] for one in told["former"]] == [901]


def test_session_that_has_not_begun_has_no_times(as_owner: Client, course: Course) -> None:
    answer = history_of(as_owner, make.session(course, status="planned", started_at=None))
    assert answer["times"] == answer["curve"]["median"] == []


def test_windows_of_a_person(as_owner: Client, closed: Session) -> None:
    ada = make.participant(closed)
    make.window(ada, 0, facing=6, notes=1, away=3)
    make.window(ada, 20, facing=2, unknown=8)
    (person,) = history_of(as_owner, closed)["people"]
    assert person["windows"] == {
        "attentiveness": [0.7, None, None, None],  # notes count; then nothing came, then 20 % were known
        "state": ["facing", None, "unknown", None],
        "known_share": [1.0, None, 0.2, None],
    }


def test_totals_of_a_person_count_from_the_first_window(as_owner: Client, closed: Session) -> None:
    ada = make.participant(closed)
    make.window(ada, 20, facing=5, second_screen=5)
    make.window(ada, 30, facing=6, away=2, unknown=2)
    (person,) = history_of(as_owner, closed)["people"]
    assert person["attentiveness"] == pytest.approx(11 / 18, abs=5e-4)
    assert person["known_share"] == 0.9
    assert person["seconds"] == {
        "facing": 11.0,
        "second_screen": 5.0,
        "notes": 0.0,
        "away": 2.0,
        "eyes_closed": 0.0,
        "unknown": 2.0,
    }


def test_person_with_too_little_known_time_has_no_number(as_owner: Client, closed: Session) -> None:
    make.window(make.participant(closed), 0, facing=10)
    (person,) = history_of(as_owner, closed)["people"]
    assert (person["attentiveness"], person["known_share"]) == (None, 0.25)


def test_five_people_make_a_class(as_owner: Client, closed: Session) -> None:
    for tenths in (0, 2, 4, 6, 10):
        make.window(make.participant(closed), 0, facing=tenths, away=10 - tenths)
    curve = history_of(as_owner, closed)["curve"]
    assert [curve[name][0] for name in ("n", "q25", "median", "q75", "known_share")] == [5, 0.2, 0.4, 0.6, 1.0]


def test_class_curve_is_over_the_last_minute_of_each(as_owner: Client, course: Course) -> None:
    session = make.session(course, lasts_s=80)
    for tenths in (0, 2, 4, 6, 10):
        person = make.participant(session)
        make.window(person, 0, facing=tenths, away=10 - tenths)
        make.window(person, 10, facing=10)
        for second in range(20, 80, 10):
            make.window(person, second, away=10)
    curve = history_of(as_owner, session)["curve"]
    # The person in the middle: 4/10, 14/20, 14/30 ... 14/60, then 10/60 without the first window, then 0.
    assert curve["median"] == [0.4, 0.7, 0.467, 0.35, 0.28, 0.233, 0.167, 0.0]
    assert curve["q25"][1] == 0.6  # 12/20
    assert curve["known_share"] == [1.0] * 8


def test_silence_empties_the_last_minute(as_owner: Client, course: Course) -> None:
    session = make.session(course, lasts_s=70)
    for _ in range(5):
        make.window(make.participant(session), 0, facing=10)
    curve = history_of(as_owner, session)["curve"]
    assert curve["n"] == [5, 5, 0, 0, 0, 0, 0]  # half of 20 s is enough, a third of 30 s is not
    assert curve["known_share"] == [1.0, 0.5, 0.333, 0.25, 0.2, 0.167, 0.0]


def test_the_minute_of_a_newcomer_begins_when_they_came(as_owner: Client, closed: Session) -> None:
    for _ in range(4):
        make.window(make.participant(closed), 0, facing=10)
    make.window(make.participant(closed), 0, facing=3)  # came at second 7
    curve = history_of(as_owner, closed)["curve"]
    assert (curve["n"][0], curve["median"][0], curve["known_share"][0]) == (5, 1.0, 1.0)


def test_four_people_make_no_class(as_owner: Client, closed: Session) -> None:
    for _ in range(4):
        make.window(make.participant(closed), 0, facing=10)
    curve = history_of(as_owner, closed)["curve"]
    assert [curve[name][0] for name in ("n", "q25", "median", "q75", "known_share")] == [4, None, None, None, None]


def test_fifth_person_without_enough_known_time_makes_no_class(as_owner: Client, closed: Session) -> None:
    for _ in range(4):
        make.window(make.participant(closed), 0, facing=10)
    make.window(make.participant(closed), 0, facing=4, unknown=6)
    curve = history_of(as_owner, closed)["curve"]
    assert (curve["n"][0], curve["median"][0], curve["known_share"][0]) == (4, None, 0.88)


def test_long_session_is_shown_by_the_minute(as_owner: Client, course: Course) -> None:
    session = make.session(course, lasts_s=3 * 3600)
    ada = make.participant(session)
    for second in range(0, 60, 10):
        make.window(ada, second, facing=8, away=2)
    answer = history_of(as_owner, session)
    assert (answer["window_s"], len(answer["times"])) == (60, 180)
    assert answer["people"][0]["windows"]["attentiveness"][:2] == [0.8, None]


def test_recording_ends_with_its_last_window(as_owner: Client, course: Course) -> None:
    session = make.session(course, clock="recorded")
    make.window(make.participant(session), 20, facing=10)
    assert len(history_of(as_owner, session)["times"]) == 3


def test_markers_are_told_in_their_order(as_owner: Client, closed: Session) -> None:
    closed.markers.create(at=make.at(20), text="second")
    closed.markers.create(at=make.at(10), text="first")
    assert [marker["text"] for marker in history_of(as_owner, closed)["markers"]] == ["first", "second"]


def test_windows_of_another_session_stay_out(as_owner: Client, closed: Session, course: Course) -> None:
    make.window(make.participant(make.session(course, lasts_s=40)), 0, facing=10)
    assert history_of(as_owner, closed)["people"] == []


# The login session, the user, the session, its breaks, its markers, its people, their windows.
@pytest.mark.parametrize("count", [1, 3])
def test_history_takes_eight_queries(
    as_owner: Client, closed: Session, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        make.window(make.participant(closed), 0, facing=10)
        closed.breaks.create(started_at=make.at(20), ended_at=make.at(30))
        closed.markers.create(at=make.at(20), text="slide")
    with django_assert_num_queries(8):
        assert len(history_of(as_owner, closed)["people"]) == count
