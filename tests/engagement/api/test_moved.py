"""`/api/sessions/ID/moved`."""

from typing import Any

import numpy as np
import pytest
from django.test import Client

from engagement.models import Course, Participant, Session, Window
from tests.engagement import make

WINDOWS = 60
TURN_S = 300


def attend(session: Session, before: float, after: float, until: int = WINDOWS, seed: int = 0) -> Participant:
    """Ten minutes, give or take a little: attentive for a share of the time before `TURN_S` and another after it."""
    random, person = np.random.default_rng(seed), make.participant(session)
    rows = []
    for second in range(0, until * 10, 10):
        facing = float(np.clip((after if second >= TURN_S else before) + random.normal(0, 0.05), 0, 1)) * 10
        zones = {"facing_s": facing, "away_s": 10 - facing, "second_screen_s": 0.0, "notes_s": 0.0}
        rest = {"eyes_closed_s": 0.0, "unknown_s": 0.0, "known_s": 10.0, "on_zone_low_s": 0.0, "on_zone_high_s": 0.0}
        counts = {"observations": 50, "late": 0, "main_reason": 0, "scoring": make.scoring()}
        rows.append(Window(participant=person, started_at=make.at(second), **zones, **rest, **counts))
    Window.objects.bulk_create(rows)
    return person


@pytest.fixture
def lesson(course: Course) -> Session:
    return make.session(course, lasts_s=WINDOWS * 10)


def moved(client: Client, session: Session) -> Any:
    return client.get(f"/api/sessions/{session.pk}/moved").json()


def test_a_fall_is_told_with_the_marker_before_it(as_owner: Client, lesson: Session) -> None:
    for seed in range(8):
        attend(lesson, 0.9, 0.6, seed=seed)
    lesson.markers.create(at=make.at(100), text="Slide 2")
    marker = lesson.markers.create(at=make.at(TURN_S), text="Slide 3", kind="slide")
    answer = moved(as_owner, lesson)
    (change,) = answer["changes"]
    assert (change["at"], change["marker"]["id"], change["after_s"]) == (make.at(TURN_S).timestamp(), marker.pk, 0)
    assert change["effect"] == pytest.approx(-0.3, abs=0.02)
    assert change["low"] < -0.3 < change["high"] < 0
    assert change["states"] == pytest.approx(
        {"facing": -0.3, "away": 0.3, "second_screen": 0, "notes": 0, "eyes_closed": 0}, abs=0.02
    )
    assert (change["n"], answer["people"], answer["looked_at"]) == (8, 8, WINDOWS - 35)
    assert answer["markers_looked_at"] == 1  # slide 2 came before three minutes were over


def test_a_change_far_from_any_marker_stands_alone(as_owner: Client, lesson: Session) -> None:
    for seed in range(8):
        attend(lesson, 0.5, 0.9, seed=seed)
    lesson.markers.create(at=make.at(TURN_S - 100), text="Slide 3")
    lesson.markers.create(at=make.at(TURN_S + 100), text="Slide 4")
    (change,) = moved(as_owner, lesson)["changes"]
    assert (change["marker"], change["after_s"]) == (None, None)
    assert change["effect"] == pytest.approx(0.4, abs=0.02)


def test_nothing_stands_out_where_some_rise_and_some_fall(as_owner: Client, lesson: Session) -> None:
    for seed in range(8):
        attend(lesson, *((0.9, 0.6) if seed % 2 else (0.6, 0.9)), seed=seed)
    lesson.markers.create(at=make.at(TURN_S), text="Slide 3")
    answer = moved(as_owner, lesson)
    assert (answer["changes"], answer["looked_at"] > 0) == ([], True)


def test_four_people_are_no_class(as_owner: Client, lesson: Session) -> None:
    for seed in range(4):
        attend(lesson, 0.9, 0.1, seed=seed)
    answer = moved(as_owner, lesson)
    assert (answer["changes"], answer["looked_at"], answer["people"]) == ([], 0, 0)


def test_who_left_before_does_not_make_the_class_larger(as_owner: Client, lesson: Session) -> None:
    for seed in range(6):
        attend(lesson, 0.9, 0.5, seed=seed)
    attend(lesson, 0.1, 0.1, until=TURN_S // 10)
    (change,) = moved(as_owner, lesson)["changes"]
    assert change["n"] == 6


def test_who_withdrew_is_not_compared(as_owner: Client, lesson: Session) -> None:
    for seed in range(6):
        person = attend(lesson, 0.9, 0.5, seed=seed)
    Participant.objects.filter(pk=person.pk).update(withdrawn_at=make.at(700))
    answer = moved(as_owner, lesson)
    assert (answer["people"], answer["changes"]) == (5, [])


def test_session_that_has_not_begun_has_nothing_to_look_at(as_owner: Client, course: Course) -> None:
    answer = moved(as_owner, make.session(course, status="planned", started_at=None))
    assert (answer["looked_at"], answer["changes"]) == (0, [])


def test_no_person_is_named(as_owner: Client, lesson: Session) -> None:
    for seed in range(8):
        attend(lesson, 0.9, 0.6, seed=seed)
    assert b"Ada" not in as_owner.get(f"/api/sessions/{lesson.pk}/moved").content


def test_stranger_is_told_nothing(as_stranger: Client, anonymous: Client, lesson: Session) -> None:
    assert as_stranger.get(f"/api/sessions/{lesson.pk}/moved").status_code == 404
    assert anonymous.get(f"/api/sessions/{lesson.pk}/moved").status_code == 401
