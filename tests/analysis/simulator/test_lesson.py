"""The demo's people: repeatable, as attentive as they were told to be, and different where they have habits."""

import numpy as np
import pytest

from analysis import engine
from analysis.attentiveness import Scoring, new_people, step
from analysis.landmarks import to_compact
from analysis.projection import Camera, points
from analysis.simulator.behaviour import Behaviour
from analysis.simulator.doing import Doing
from analysis.simulator.lesson import Habit, Stretch, attend
from analysis.types import LandmarkBatch, Reason, State, Teaching

TIMES = np.arange(0, 600, 0.4)


def observe(behaviour: Behaviour) -> np.ndarray:
    camera = Camera()
    moments = behaviour.at(TIMES)
    compact = to_compact(points(moments.heads, camera), "mesh478")
    ones, nan = np.ones(len(TIMES), np.float32), np.full(len(TIMES), np.nan, np.float32)
    size = (ones * camera.width, ones * camera.height, ones * camera.fov_deg)
    faces = np.ones(len(TIMES), np.uint8)
    rows = engine.measure(LandmarkBatch(compact, ones, *size, np.zeros(len(TIMES), bool), nan, nan, faces))
    gone = moments.reason != Reason.KNOWN
    rows[gone] = engine.absent(moments.reason[gone], int(gone.sum()))
    return rows


def test_the_same_seed_is_the_same_person() -> None:
    first, again, other = (attend(seed).at(TIMES).heads.angles for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_everything_happens() -> None:
    reasons = np.concatenate([attend(seed, 0.5).at(TIMES).reason for seed in range(8)])
    assert set(reasons) == {Reason.KNOWN, Reason.NO_FACE, Reason.CAMERA_OFF}


def test_the_attentive_are_measured_as_more_attentive() -> None:
    measured = np.concatenate([observe(attend(4, share, 600.0)) for share in (0.2, 0.5, 0.9)])
    index = np.repeat(np.arange(3), len(TIMES))
    result = step(new_people(3), index, 1.7e9 + np.tile(TIMES, 3), measured, Scoring())
    of_each = [result.windows[result.windows["person"] == person] for person in range(3)]
    low, middle, high = (windows["facing_s"].sum() / windows["known_s"].sum() for windows in of_each)
    assert low < middle - 0.1 < high - 0.2


def test_they_look_at_the_screen_for_the_share_they_were_told() -> None:
    shares = [(attend(seed, 0.7).at(np.arange(0, 1200, 0.5)).state == State.FACING).mean() for seed in range(20)]
    assert np.mean(shares) == pytest.approx(0.7, abs=0.08)  # the first 2 s of each look away are still facing


def test_an_exercise_draws_everybody_to_their_notes() -> None:
    exercise = Stretch(200.0, 400.0, 0.3, Doing.NOTES)
    people = [attend(seed, 0.9, 600.0, [exercise], taught=[Doing.NOTES]) for seed in range(10)]
    during, after = np.arange(220, 400, 0.5), np.arange(420, 600, 0.5)
    assert np.mean([person.at(during).state == State.NOTES for person in people]) > 0.35
    assert np.mean([person.at(after).state == State.NOTES for person in people]) < 0.1


def test_who_has_not_taught_their_notes_is_away_at_them() -> None:
    exercise = Stretch(100.0, 500.0, 0.3, Doing.NOTES)
    states = attend(3, 0.9, 600.0, [exercise]).at(TIMES).state
    assert State.NOTES not in states
    assert (states == State.AWAY).mean() > 0.2


def test_teaching_comes_first_and_names_what_they_look_at() -> None:
    moments = attend(6, taught=[Doing.SCREEN, Doing.NOTES]).at(np.arange(0.05, 1200, 0.1))
    assert set(moments.teaching[:400]) == {Teaching.NOTHING, Teaching.SCREEN, Teaching.NOTES}
    assert not moments.teaching[600:].any()
    assert (moments.state[moments.teaching == Teaching.NOTES] == State.NOTES).all()
    pitch = moments.heads.angles[:, 1]
    assert pitch[moments.teaching == Teaching.NOTES].mean() < pitch[moments.teaching == Teaching.SCREEN].mean() - 12


def test_a_habit_makes_a_person_differ() -> None:
    def share_off(person: Behaviour) -> float:
        return float((person.at(TIMES).reason == Reason.CAMERA_OFF).mean())

    often = {Doing.CAMERA_OFF: Habit(often=10.0, long=3.0)}
    usual = np.mean([share_off(attend(seed, 0.6)) for seed in range(10)])
    assert np.mean([share_off(attend(seed, 0.6, habits=often)) for seed in range(10)]) > usual + 0.15


def test_impossible_people_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        attend(1, 1.5)
    with pytest.raises(ValueError, match="between 0 and 1"):
        Stretch(0.0, 60.0, 1.2)
    with pytest.raises(ValueError, match="at least 60 seconds"):
        attend(1, duration_s=5.0)
    with pytest.raises(ValueError, match=r"BEHIND.*SECOND_SCREEN, NOTES"):
        attend(1, habits={Doing.BEHIND: Habit()})
    with pytest.raises(ValueError, match=r"PHONE.*no zone.*SCREEN, SECOND_SCREEN, NOTES"):
        attend(1, taught=[Doing.PHONE])
