import numpy as np
import pytest

from analysis.attentiveness import new_people, step
from analysis.engine import absent
from analysis.scoring import Scoring
from analysis.types import Reason, State


def people_who_look(yaw_deg: float, gaze_deg: tuple[float, float], seconds: int = 60) -> np.ndarray:
    measured = looks(yaw_deg, gaze_deg, seconds)
    at = 1e9 + np.arange(len(measured)) / 5
    return step(new_people(1), np.zeros(len(measured), int), at, measured, Scoring()).people


def state_after(then: np.ndarray) -> State:
    """Of somebody who has faced the screen for a minute, head and eyes, and then does this."""
    measured = np.concatenate([looks(0.0, (0.0, 0.0), 60), then])
    at = 1e9 + np.arange(len(measured)) / 5
    return State(int(step(new_people(1), np.zeros(len(measured), int), at, measured, Scoring()).state[-1]))


def looks(yaw_deg: float, gaze_deg: tuple[float, float], seconds: int) -> np.ndarray:
    measured = absent(Reason.KNOWN, seconds * 5)
    for name in ("pitch_deg", "roll_deg", "x_cm", "y_cm"):
        measured[name] = 0
    for name in ("yaw_error_deg", "pitch_error_deg", "roll_error_deg"):
        measured[name] = 2
    measured["success"], measured["yaw_deg"] = True, yaw_deg
    measured["z_cm"], measured["distance_cm"], measured["quality"] = 60, 60, 1
    measured["gaze_yaw_deg"], measured["gaze_pitch_deg"] = gaze_deg
    return measured


def test_facing_the_screen_teaches_where_somebodys_sight_goes() -> None:
    known = people_who_look(5.0, (-3.0, 6.0))
    assert known["sight"]["angles"][0] == pytest.approx([2.0, 6.0], abs=0.6)


def test_looking_away_teaches_nothing() -> None:
    known = people_who_look(60.0, (10.0, 6.0))
    assert not known["sight"]["seconds"].any()


def test_eyes_that_stay_on_the_screen_keep_a_turned_head_there() -> None:
    assert state_after(looks(29.0, (-27.0, 0.0), 8)) == State.FACING


def test_a_head_that_turns_with_its_eyes_is_away() -> None:
    assert state_after(looks(29.0, (10.0, 0.0), 8)) == State.AWAY


def test_a_turned_head_of_which_the_eyes_are_not_seen_is_away() -> None:
    assert state_after(looks(29.0, (np.nan, np.nan), 8)) == State.AWAY


def test_eyes_on_the_screen_bring_back_who_was_away() -> None:
    turned = looks(29.0, (10.0, 0.0), 8)
    assert state_after(np.concatenate([turned, looks(29.0, (-27.0, 0.0), 3)])) == State.FACING
