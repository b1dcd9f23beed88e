"""What a host changes of a session afterwards, and that every figure heeds it."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from engagement.models import Course, Participant, Session
from tests.engagement import make


@pytest.fixture
def closed(course: Course) -> Session:
    return make.session(course, lasts_s=120)


@pytest.fixture
def ada(closed: Session) -> Participant:
    """Away for a minute, then facing the screen for a minute."""
    person = make.participant(closed)
    for second in range(0, 120, 10):
        make.window(person, second, **{"away" if second < 60 else "facing": 10.0})
    make.segment(person, 0, 60, "away")
    make.segment(person, 60, 120, "facing")
    return person


def put(client: Client, session: Session, what: str, **values: Any) -> Any:
    return client.put(f"/api/sessions/{session.pk}/{what}", values, "application/json")


def trim(client: Client, session: Session, start: float | None, end: float | None) -> Any:
    times = [None if at is None else make.at(at).isoformat() for at in (start, end)]
    return put(client, session, "trim", counts_from=times[0], counts_until=times[1])


def pause(client: Client, session: Session, start: float, end: float) -> Any:
    times = {"started_at": make.at(start).isoformat(), "ended_at": make.at(end).isoformat()}
    return client.post(f"/api/sessions/{session.pk}/breaks/past", times, "application/json")


def history_of(client: Client, session: Session) -> Any:
    return client.get(f"/api/sessions/{session.pk}/history").json()


def test_what_is_trimmed_is_gone_from_the_history(as_owner: Client, closed: Session, ada: Participant) -> None:
    start = make.START.timestamp()
    assert trim(as_owner, closed, 60, None).status_code == 200
    answer = history_of(as_owner, closed)
    assert answer["times"][0] == start + 60
    assert (answer["people"][0]["attentiveness"], answer["people"][0]["known_share"]) == (1.0, 1.0)
    assert answer["trim"] == {"from": start + 60, "until": None}
    assert (answer["began"], answer["ended"]) == (start, start + 120)


def test_a_trim_is_taken_back(as_owner: Client, closed: Session, ada: Participant) -> None:
    trim(as_owner, closed, 60, 120)
    trim(as_owner, closed, None, None)
    assert history_of(as_owner, closed)["people"][0]["attentiveness"] == 0.5


@pytest.mark.parametrize(("start", "end"), [(-1, None), (None, 121), (80, 60), (30, 80)])
def test_trim_must_leave_a_minute_of_the_session(
    as_owner: Client, closed: Session, start: float | None, end: float | None
) -> None:
    answer = trim(as_owner, closed, start, end)
    assert (answer.status_code, answer.json()["code"]) == (400, "field.invalid")


def test_a_session_that_has_not_begun_has_nothing_to_trim(as_owner: Client, course: Course) -> None:
    planned = make.session(course, status="planned", started_at=None)
    assert trim(as_owner, planned, None, None).json()["code"] == "session.not_open"


def test_a_break_counts_neither_in_a_persons_figures_nor_as_time(
    as_owner: Client, closed: Session, ada: Participant
) -> None:
    pause(as_owner, closed, 0, 60)
    (person,) = history_of(as_owner, closed)["people"]
    assert (person["attentiveness"], person["known_share"]) == (1.0, 1.0)
    assert person["windows"]["state"] == [None] * 6 + ["facing"] * 6


def test_class_curve_stands_still_in_a_break(as_owner: Client, closed: Session) -> None:
    for _ in range(5):
        person = make.participant(closed)
        for second in range(0, 120, 10):
            make.window(person, second, **{"away" if second < 30 else "facing": 10.0})
    pause(as_owner, closed, 30, 60)
    curve = history_of(as_owner, closed)["curve"]
    assert curve["n"] == [5, 5, 5, 0, 0, 0, 5, 5, 5, 5, 5, 5]
    # After it, the minute reaches back over the break: 30 s away fade out as the window moves on.
    assert curve["median"] == [0, 0, 0, None, None, None, 0.333, 0.667, 1, 1, 1, 1]
    assert curve["known_share"][6:] == [1] * 6


def test_figures_of_a_break_are_not_explained_but_that_it_is_one(
    as_owner: Client, closed: Session, ada: Participant
) -> None:
    pause(as_owner, closed, 0, 50)
    start = make.START.timestamp()
    query: dict[str, Any] = {"participant": ada.pk, "from": start, "to": start + 120}
    answer = as_owner.get(f"/api/sessions/{closed.pk}/explain", query).json()
    assert answer["sentence"].startswith("Known for 1 min 10 s of 1 min 10 s (100 %). Away for 10 s, then facing")
    assert answer["details"][0].startswith("50 s of this time do not count")
    assert answer["attentiveness"] == pytest.approx(60 / 70, abs=5e-4)
    within = as_owner.get(f"/api/sessions/{closed.pk}/explain", query | {"to": start + 50}).json()
    assert (within["sentence"], within["segments"]) == ("Nothing of this time counts.", [])


def test_course_history_heeds_trim_and_breaks(as_owner: Client, closed: Session, course: Course) -> None:
    for _ in range(5):
        person = make.participant(closed)
        for second in range(0, 120, 10):
            make.window(person, second, **{"facing" if 40 <= second < 80 else "away": 10.0})
    trim(as_owner, closed, 40, 120)
    pause(as_owner, closed, 80, 110)
    (line,) = as_owner.get(f"/api/courses/{course.pk}/history").json()["sessions"]
    assert (line["median"], line["known_share"], line["length_s"]) == (0.8, 1.0, 50)


def test_live_curve_heeds_breaks(as_owner: Client, closed: Session) -> None:
    for _ in range(5):
        make.window(make.participant(closed), 0, facing=10)
    pause(as_owner, closed, 10, 120)
    curve = as_owner.get(f"/api/sessions/{closed.pk}/live").json()["curve"]
    assert [point["n"] for point in curve] == [5] + [0] * 11


def test_breaks_that_touch_become_one(as_owner: Client, closed: Session) -> None:
    pause(as_owner, closed, 10, 30)
    pause(as_owner, closed, 60, 70)
    joined = pause(as_owner, closed, 30, 60).json()
    start = make.START.timestamp()
    assert history_of(as_owner, closed)["breaks"] == [joined]
    assert (joined["started_at"] - start, joined["ended_at"] - start) == (10, 70)


def test_a_break_that_goes_on_is_not_swallowed(as_owner: Client, session: Session) -> None:
    session.breaks.create(started_at=make.at(10))
    answer = pause(as_owner, session, 5, 20)
    assert (answer.status_code, session.breaks.count()) == (400, 1)


@pytest.mark.parametrize(("start", "end"), [(-10, 20), (20, 20), (100, 130)])
def test_a_break_lies_within_its_session(as_owner: Client, closed: Session, start: float, end: float) -> None:
    assert pause(as_owner, closed, start, end).json()["code"] == "field.invalid"


def test_breaks_and_markers_are_taken_back(as_owner: Client, closed: Session) -> None:
    marked = pause(as_owner, closed, 10, 30).json()
    marker = closed.markers.create(at=make.at(10), text="slide")
    assert as_owner.delete(f"/api/sessions/{closed.pk}/breaks/{marked['id']}").status_code == 204
    assert as_owner.delete(f"/api/sessions/{closed.pk}/markers/{marker.pk}").status_code == 204
    answer = history_of(as_owner, closed)
    assert (answer["breaks"], answer["markers"]) == ([], [])
    assert as_owner.delete(f"/api/sessions/{closed.pk}/breaks/{marked['id']}").status_code == 404


def test_break_of_another_session_is_not_found(as_owner: Client, closed: Session, course: Course) -> None:
    other = make.session(course, lasts_s=60).breaks.create(started_at=make.at(0), ended_at=make.at(10))
    assert as_owner.delete(f"/api/sessions/{closed.pk}/breaks/{other.pk}").status_code == 404


def test_a_session_is_renamed(as_owner: Client, closed: Session) -> None:
    assert put(as_owner, closed, "title", title="  Mirrors ").json() == {"title": "Mirrors"}
    assert history_of(as_owner, closed)["session"]["title"] == "Mirrors"
    assert put(as_owner, closed, "title", title=" ").json()["code"] == "field.invalid"


def test_stranger_changes_nothing(as_owner: Client, as_stranger: Client, closed: Session) -> None:
    marked = pause(as_owner, closed, 10, 30).json()
    marker = closed.markers.create(at=make.at(10), text="slide")
    answers = (
        put(as_stranger, closed, "title", title="Mine"),
        trim(as_stranger, closed, 60, None),
        pause(as_stranger, closed, 50, 60),
        as_stranger.delete(f"/api/sessions/{closed.pk}/breaks/{marked['id']}"),
        as_stranger.delete(f"/api/sessions/{closed.pk}/markers/{marker.pk}"),
    )
    assert [answer.status_code for answer in answers] == [404] * 5
    answer = history_of(as_owner, closed)
    assert (answer["session"]["title"], answer["trim"]["from"]) == ("Lenses", None)
    assert (answer["breaks"], len(answer["markers"])) == ([marked], 1)


# The login session, the user, the session, a savepoint, the session locked, saved, the savepoint's end, its breaks.
@pytest.mark.parametrize("count", [1, 3])
def test_trim_takes_as_many_queries_for_many_breaks(
    as_owner: Client, closed: Session, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        closed.breaks.create(started_at=make.at(20 * number), ended_at=make.at(20 * number + 10))
    with django_assert_num_queries(8):
        assert len(trim(as_owner, closed, None, None).json()["breaks"]) == count
