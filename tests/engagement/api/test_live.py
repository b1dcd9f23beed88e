"""`/api/sessions/ID/live`."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from engagement.models import Course, Participant, Session
from tests.engagement import make


def live(client: Client, session: Session) -> Any:
    return client.get(f"/api/sessions/{session.pk}/live").json()


def test_person_shows_the_latest_observation(as_owner: Client, participant: Participant) -> None:
    make.observation(participant, 1, 0.0, yaw_deg=0.0)
    make.segment(participant, 0, 4, "facing")
    make.observation(participant, 2, 6.5, state=3, yaw_deg=41.26, pitch_deg=-3.0, roll_deg=1.0, quality=0.876)
    (person,) = live(as_owner, participant.session)["people"]
    assert person == {
        "id": participant.pk,
        "name": "Ada",
        "connected": False,
        "at": make.at(6.5).timestamp(),
        "state": "away",
        "reason": "known",
        "yaw": 41.3,
        "pitch": -3.0,
        "roll": 1.0,
        "openness": None,
        "quality": 0.88,
        "held_s": 2.5,
        "out_of_range": False,
        "attentiveness": None,
        "known_share": 0.0,
    }


def test_openness_is_the_mean_of_the_eyes_that_are_known(as_owner: Client, participant: Participant) -> None:
    make.observation(participant, 1, 0.0, openness_left=0.4)
    (person,) = live(as_owner, participant.session)["people"]
    assert person["openness"] == 0.4


def test_person_of_whom_nothing_came_is_unknown(as_owner: Client, participant: Participant) -> None:
    (person,) = live(as_owner, participant.session)["people"]
    assert (person["state"], person["reason"], person["at"], person["held_s"]) == (
        "unknown",
        "disconnected",
        None,
        None,
    )


def test_attentiveness_is_that_of_the_last_minute(as_owner: Client, course: Course) -> None:
    session = make.session(course, clock="recorded")
    ada = make.participant(session)
    for second in range(0, 60, 10):
        make.window(ada, second, away=10)
    for second in range(60, 120, 10):
        make.window(ada, second, facing=9, away=1)
    make.observation(ada, 1, 119.9)
    (person,) = live(as_owner, session)["people"]
    assert (person["attentiveness"], person["known_share"]) == (0.9, 1.0)


def test_known_share_is_of_the_time_since_a_person_came(as_owner: Client, course: Course) -> None:
    ada = make.participant(make.session(course))
    make.window(ada, 0, facing=8)  # came at second 2
    make.window(ada, 10, facing=5, unknown=2)
    make.observation(ada, 1, 17)
    (person,) = live(as_owner, ada.session)["people"]
    assert (person["attentiveness"], person["known_share"]) == (1.0, 0.867)  # 13 of 15 s


def test_time_away_is_a_part_of_the_last_minute(as_owner: Client, course: Course) -> None:
    ada = make.participant(make.session(course))
    make.window(ada, 0, facing=10)
    make.window(ada, 100, facing=4)  # back at second 106
    make.observation(ada, 1, 110 - 1e-3)
    (person,) = live(as_owner, ada.session)["people"]
    assert (person["attentiveness"], person["known_share"]) == (None, 0.067)  # 4 of 60 s


def test_curve_has_a_point_per_complete_window(as_owner: Client, course: Course) -> None:
    started_at = timezone.now() - dt.timedelta(seconds=60)
    session = make.session(course, started_at=started_at)
    curve = live(as_owner, session)["curve"]
    assert len(curve) in (6, 7)
    assert curve[0] == {
        "at": int(started_at.timestamp()) // 10 * 10,
        "n": 0,
        "q25": None,
        "median": None,
        "q75": None,
        "known_share": None,
    }


# The login session, the user, the session, its people, their last observations, minutes and windows, what of them
# counts, its markers and its breaks.
@pytest.mark.parametrize("count", [1, 3])
def test_live_takes_ten_queries(
    as_owner: Client, session: Session, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        make.observation(make.participant(session), 1, 0.0)
    with django_assert_num_queries(10):
        assert len(live(as_owner, session)["people"]) == count


def test_few_people_have_timelines_instead_of_a_curve(as_owner: Client, course: Course) -> None:
    session = make.session(course, clock="recorded")
    ada, bob = make.participant(session, "Ada"), make.participant(session, "Bob")
    make.window(ada, 0, facing=10)
    make.window(ada, 10, away=9, facing=1)
    make.window(bob, 10, unknown=10)
    timelines = live(as_owner, session)["timelines"]
    assert timelines == {
        "window_s": 10,
        "times": [int(make.START.timestamp()), int(make.START.timestamp()) + 10],
        "people": [
            {
                "id": ada.pk,
                "name": "Ada",
                "state": ["facing", "away"],
                "attentiveness": [1.0, 0.1],
                "known_share": [1.0, 1.0],
            },
            {
                "id": bob.pk,
                "name": "Bob",
                "state": [None, "unknown"],
                "attentiveness": [None, None],
                "known_share": [0.0, 0.0],
            },
        ],
        "not_shared": 0,
    }


def test_the_curve_pauses_during_a_break(as_owner: Client, course: Course) -> None:
    session = make.session(course, clock="recorded")
    for number in range(5):
        person = make.participant(session, f"Person {number}")
        for second in range(0, 60, 10):
            make.window(person, second, facing=10)
    session.breaks.create(started_at=make.at(22), ended_at=make.at(40))
    snapshot = live(as_owner, session)
    assert [point["median"] for point in snapshot["curve"]] == [1.0, 1.0, None, None, 1.0, 1.0]
    assert [(one["started_at"], one["ended_at"]) for one in snapshot["breaks"]] == [
        (make.at(22).timestamp(), make.at(40).timestamp())
    ]
