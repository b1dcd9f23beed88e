"""Movement is smooth, within human speed, and the same whenever it is asked for."""

import numpy as np
import pytest

from analysis.simulator.movement import Steps, Waves, minimum_jerk, turn_seconds
from analysis.simulator.scripts import SCRIPTS, Script, script

FINE = np.arange(0, 600, 1 / 120)


def test_minimum_jerk_begins_and_ends_at_rest() -> None:
    share = np.array([-1.0, 0.0, 0.5, 1.0, 2.0])
    assert minimum_jerk(share) == pytest.approx([0, 0, 0.5, 1, 1])
    edges = np.array([0.001, 0.999])
    assert np.abs(minimum_jerk(edges) - [0, 1]).max() < 1e-7


def test_a_turn_of_forty_degrees_reaches_a_usual_speed() -> None:
    seconds = turn_seconds(np.array([40.0]), 1.0)[0]
    speed = np.diff(40 * minimum_jerk(np.linspace(0, 1, 1001))).max() * 1000 / seconds
    assert 100 < speed < 200  # degrees/s


def test_steps_hold_and_move() -> None:
    steps = Steps(np.array([0.0, 10.0]), np.array([[1.0], [5.0]]), 2.0)
    assert steps.at(np.array([0.0, 9.9, 11.0, 12.0, 50.0]))[:, 0] == pytest.approx([1, 1, 3, 5, 5])


def test_waves_have_the_size_they_were_given() -> None:
    random = np.random.default_rng(3)
    values = np.concatenate([Waves(random, 0.1, 0.5, (2.0, 0.5)).at(np.arange(0, 500, 0.5)) for _ in range(20)])
    assert values.std(axis=0) == pytest.approx([2.0, 0.5], rel=0.05)


@pytest.mark.parametrize("one", SCRIPTS, ids=lambda one: one.name)
def test_heads_move_within_human_speed(one: Script) -> None:
    heads = one.perform(1).at(FINE).heads
    speed = np.abs(np.gradient(heads.angles, 1 / 120, axis=0))
    assert speed.max() < 330
    # No jumps: from one 120th of a second to the next the speed itself changes little.
    assert np.abs(np.diff(speed, axis=0)).max() < 60
    assert np.abs(np.diff(heads.position, axis=0)).max() * 120 < 160
    assert heads.position[:, 2].min() > 30
    assert ((heads.openness >= 0) & (heads.openness <= 1)).all()


def test_the_eyes_lead_the_head() -> None:
    behaviour = script("two screens, untaught").perform(2)
    plan = behaviour.plan
    away = [at for at, doing in zip(plan.starts, plan.doing, strict=True) if doing == 1 and at < 590]
    just_after = behaviour.at(np.array(away) + 0.09).heads
    later = behaviour.at(np.array(away) + 1.5).heads
    gaze_done = np.abs(just_after.gaze[:, 0] + just_after.angles[:, 0])
    assert (gaze_done > 0.6 * np.abs(later.angles[:, 0])).mean() > 0.9
    assert (np.abs(just_after.angles[:, 0]) < 0.7 * np.abs(later.angles[:, 0])).mean() > 0.9


def test_a_moment_does_not_depend_on_the_others_asked_for() -> None:
    behaviour = script("tics").perform(3)
    assert np.array_equal(behaviour.at(12.4).heads.angles[0], behaviour.at([3.0, 12.4]).heads.angles[1])
