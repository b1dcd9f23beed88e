"""The truth says what a script says, by the plain rule."""

import numpy as np
import pytest

from analysis.simulator.behaviour import Behaviour
from analysis.simulator.doing import Brief, Doing
from analysis.simulator.person import Manner, Person
from analysis.simulator.plan import Writer
from analysis.simulator.truth import ELSEWHERE, label, runs
from analysis.types import Reason, State

FACING, NOTES, AWAY, CLOSED, UNKNOWN = State.FACING, State.NOTES, State.AWAY, State.EYES_CLOSED, State.UNKNOWN


def labelled(*looks: tuple[int, float]) -> list[tuple[int, float]]:
    """States and their seconds, from looks and theirs."""
    looked = np.concatenate([np.full(round(10 * seconds), what) for what, seconds in looks]).astype(np.uint8)
    nothing = np.zeros(len(looked), bool)
    state = label(looked, nothing, nothing.astype(np.uint8))
    starts = np.flatnonzero(np.diff(state, prepend=255))
    return [(int(state[a]), (b - a) / 10) for a, b in zip(starts, [*starts[1:], len(state)], strict=True)]


def test_two_seconds_elsewhere_leave_no_trace() -> None:
    assert labelled((FACING, 5), (ELSEWHERE, 2.0), (FACING, 5)) == [(FACING, 12)]


def test_longer_is_away_from_the_end_of_two_seconds_until_they_turn_back() -> None:
    assert labelled((NOTES, 5), (ELSEWHERE, 6), (FACING, 5)) == [(NOTES, 7), (AWAY, 4), (FACING, 5)]


def test_who_begins_elsewhere_is_away_after_two_seconds() -> None:
    assert labelled((ELSEWHERE, 5), (FACING, 1)) == [(FACING, 2), (AWAY, 3), (FACING, 1)]


def test_eyes_shut_for_a_second_are_closed_from_its_end() -> None:
    closed = np.zeros(60, bool)
    closed[5:12], closed[20:40] = True, True
    state = label(np.full(60, FACING, np.uint8), closed, np.zeros(60, np.uint8))
    assert np.flatnonzero(state == CLOSED).tolist() == list(range(30, 40))


def test_who_cannot_be_seen_is_unknown() -> None:
    reason = np.full(40, Reason.CAMERA_OFF, np.uint8)
    assert (label(np.full(40, ELSEWHERE, np.uint8), np.ones(40, bool), reason) == UNKNOWN).all()


def test_runs() -> None:
    assert runs(np.array([1, 1, 0, 1], bool)).tolist() == [[0, 2], [3, 4]]
    assert runs(np.zeros(3, bool)).tolist() == []


def played(
    *doings: tuple[Doing, float], often: dict[Brief, float] | None = None, taught: tuple[Doing, ...] = ()
) -> Behaviour:
    random = np.random.default_rng(5)
    writer = Writer(random, sum(seconds for _, seconds in doings))
    for doing, seconds in doings:
        writer.do(doing, seconds)
    plan = writer.plan(often or {}, taught)
    return Behaviour(Person(random, Manner(), plan.duration_s), plan, random)


@pytest.mark.parametrize(
    ("doing", "taught", "expected"),
    [
        (Doing.NOTES, (Doing.NOTES,), State.NOTES),
        (Doing.NOTES, (), State.AWAY),
        (Doing.SECOND_SCREEN, (Doing.SECOND_SCREEN,), State.SECOND_SCREEN),
        (Doing.SECOND_SCREEN, (Doing.SCREEN,), State.AWAY),
        (Doing.PHONE, (), State.AWAY),
        (Doing.EYES_CLOSED, (), State.EYES_CLOSED),
        (Doing.BEHIND, (), State.UNKNOWN),
        (Doing.GONE, (), State.UNKNOWN),
        (Doing.PAUSED, (), State.UNKNOWN),
        (Doing.OFFLINE, (), State.UNKNOWN),
    ],
)
def test_the_truth_is_what_the_script_says(doing: Doing, taught: tuple[Doing, ...], expected: State) -> None:
    behaviour = played((Doing.SCREEN, 20.0), (doing, 20.0), (Doing.SCREEN, 20.0), taught=taught)
    assert behaviour.at([10.0, 30.0, 50.0]).state.tolist() == [State.FACING, expected, State.FACING]


def test_the_reason_is_true_too() -> None:
    moments = played((Doing.SCREEN, 20.0), (Doing.HIDDEN_TAB, 20.0)).at([10.0, 30.0])
    assert moments.state_reason.tolist() == [Reason.KNOWN, Reason.NO_FRAMES]
    assert moments.reason.tolist() == [Reason.KNOWN, Reason.NO_FRAMES]


def test_glances_nods_and_tics_are_not_away() -> None:
    often = {Brief.GLANCE: 10.0, Brief.NOD: 5.0, Brief.SHAKE: 5.0, Brief.TIC: 20.0, Brief.TALK: 2.0}
    behaviour = played((Doing.SCREEN, 600.0), often=often)
    moments = behaviour.at(np.arange(0, 600, 0.1))
    assert len(behaviour.plan.brief) > 100
    assert (moments.state == State.FACING).all()
    assert np.abs(moments.heads.angles[:, 0]).max() > 30


def test_a_head_turned_round_shows_no_face() -> None:
    moments = played((Doing.SCREEN, 20.0), (Doing.BEHIND, 20.0)).at(np.arange(22, 40, 0.5))
    assert (moments.reason == Reason.NO_FACE).all()
    assert (np.abs(moments.heads.angles[:, 0]) > 60).all()
