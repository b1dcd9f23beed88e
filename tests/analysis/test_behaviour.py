"""The demo's people: repeatable, smooth, and as attentive as they were told to be."""

import numpy as np
import pytest

from analysis import engine
from analysis.attentiveness import Scoring, new_people, step
from analysis.landmarks import to_compact
from analysis.synthetic import Behaviour, Camera, Habit, Stretch, points
from analysis.types import LandmarkBatch, Reason

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
    first, again, other = (Behaviour(seed).at(TIMES).heads.angles for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_moment_does_not_depend_on_the_others_asked_for() -> None:
    behaviour = Behaviour(3)
    assert np.array_equal(behaviour.at(12.4).heads.angles[0], behaviour.at([3.0, 12.4]).heads.angles[1])


def test_heads_turn_smoothly() -> None:
    moments = Behaviour(5).at(np.arange(0, 300, 1 / 30))
    assert np.abs(np.diff(moments.heads.angles, axis=0)).max() * 30 < 300
    assert moments.heads.position[:, 2].min() > 40
    assert ((moments.heads.openness >= 0) & (moments.heads.openness <= 1)).all()


def test_everything_happens() -> None:
    reasons = np.concatenate([Behaviour(seed, 0.5).at(TIMES).reason for seed in range(8)])
    assert set(reasons) == {Reason.KNOWN, Reason.NO_FACE, Reason.CAMERA_OFF}


def test_the_attentive_are_measured_as_more_attentive() -> None:
    measured = np.concatenate([observe(Behaviour(4, share, 600.0)) for share in (0.2, 0.5, 0.9)])
    index = np.repeat(np.arange(3), len(TIMES))
    result = step(new_people(3), index, 1.7e9 + np.tile(TIMES, 3), measured, Scoring())
    of_each = [result.windows[result.windows["person"] == person] for person in range(3)]
    low, middle, high = (windows["facing_s"].sum() / windows["known_s"].sum() for windows in of_each)
    assert low < 0.45 < middle < 0.75 < high


def looking_down(behaviour: Behaviour, times: np.ndarray) -> float:
    return float((behaviour.at(times).heads.angles[:, 1] < -20).mean())


def test_an_exercise_draws_everybody_to_their_notes() -> None:
    exercise = Stretch(200.0, 400.0, 0.3, "notes")
    people = [Behaviour(seed, 0.9, 600.0, rhythm=[exercise]) for seed in range(10)]
    during, after = np.arange(220, 400, 0.5), np.arange(420, 600, 0.5)
    assert np.mean([looking_down(person, during) for person in people]) > 0.35
    assert np.mean([looking_down(person, after) for person in people]) < 0.1


def test_a_habit_makes_a_person_differ() -> None:
    def share_off(person: Behaviour) -> float:
        return float((person.at(TIMES).reason == Reason.CAMERA_OFF).mean())

    often = {"camera_off": Habit(often=10.0, long=3.0)}
    usual = np.mean([share_off(Behaviour(seed, 0.6)) for seed in range(10)])
    assert np.mean([share_off(Behaviour(seed, 0.6, habits=often)) for seed in range(10)]) > usual + 0.15


def test_impossible_people_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Behaviour(1, 1.5)
    with pytest.raises(ValueError, match="between 0 and 1"):
        Stretch(0.0, 60.0, 1.2)
    with pytest.raises(ValueError, match=r"'juggling'.*second_screen, notes"):
        Behaviour(1, habits={"juggling": Habit()})
