"""What is said is compared with what is true as the figures promise: made-up performances, counted by hand."""

import numpy as np
import pytest

from analysis.benchmarks.accuracy.simulator import agreement, confusion, table
from analysis.projection import Heads
from analysis.simulator.behaviour import Moments
from analysis.simulator.scripts import script
from analysis.simulator.trial import STARTS_AT, Performance, perform
from analysis.types import SEGMENT, WINDOW, Reason, State

FACING, AWAY, UNKNOWN = State.FACING, State.AWAY, State.UNKNOWN
Stretches = list[tuple[State, float]]


def performance(true: Stretches, said: Stretches) -> Performance:
    """Both as states and their seconds."""
    state = np.concatenate([np.full(round(10 * seconds), one) for one, seconds in true]).astype(np.uint8)
    reason = np.where(state == UNKNOWN, Reason.NO_FACE, Reason.KNOWN).astype(np.uint8)
    none = np.zeros((len(state), 3))
    moments = Moments(Heads(none, none, none[:, :2], none[:, :2]), reason, reason * 0, none[:, 0], state, reason)
    segments = np.zeros(len(said), SEGMENT)
    segments["state"] = [one for one, _ in said]
    segments["reason"] = np.where(segments["state"] == UNKNOWN, Reason.NO_FACE, Reason.KNOWN)
    segments["ended_at"] = STARTS_AT + np.cumsum([seconds for _, seconds in said])
    segments["started_at"] = segments["ended_at"] - [seconds for _, seconds in said]
    return Performance(script("lecture"), moments, segments, np.zeros(0, WINDOW), (FACING,))


def test_the_delay_counts_from_turning_away_two_seconds_before_the_true_state() -> None:
    one = performance([(FACING, 22), (AWAY, 10), (FACING, 20)], [(FACING, 22.5), (AWAY, 10), (FACING, 19.5)])
    assert one.delays() == pytest.approx([2.5])
    assert len(one.false_aways()) == 0


def test_an_away_that_nobody_notices_is_never() -> None:
    one = performance([(FACING, 22), (AWAY, 10), (FACING, 20)], [(FACING, 52)])
    assert np.isinf(one.delays()).all()
    result = agreement([one])
    assert (result.real_aways, result.missed_aways) == (1, 1)
    assert "never" in result.cells("x")
    assert result.figures()["delay_p95_s"] is None
    assert not result.is_good


def test_a_short_away_is_not_asked_for_its_delay() -> None:
    assert len(performance([(FACING, 22), (AWAY, 1.5), (FACING, 20)], [(FACING, 43.5)]).delays()) == 0


def test_calling_an_attentive_person_away_is_false() -> None:
    one = performance([(FACING, 3600)], [(FACING, 100), (AWAY, 5), (FACING, 3495)])
    assert one.false_aways() == pytest.approx([100])
    result = agreement([one])
    assert result.false_away_an_hour == pytest.approx(1)
    assert result.right_percent == pytest.approx(100 * 3595 / 3600)


def test_seconds_after_a_true_change_are_left_out_of_the_main_figure_only() -> None:
    one = performance([(FACING, 10), (AWAY, 10)], [(FACING, 13), (AWAY, 7)])
    result = agreement([one])
    assert result.right_percent == 100
    assert result.all_seconds_percent == pytest.approx(100 * 17 / 20)


def test_unknown_must_have_the_true_reason() -> None:
    one = performance([(FACING, 10), (UNKNOWN, 10)], [(FACING, 10), (UNKNOWN, 10)])
    assert agreement([one]).unknown_right_percent == 100
    one.segments["reason"][1] = Reason.CAMERA_OFF
    other = Performance(one.script, one.true, one.segments, one.windows, one.counted)
    assert agreement([other]).unknown_right_percent == 0


def test_what_was_taken_for_what() -> None:
    one = performance([(FACING, 20)], [(FACING, 15), (UNKNOWN, 5)])
    assert confusion([one]) == [("facing taken for unknown (no_face)", 25.0)]


def test_windows_are_compared_with_the_true_share() -> None:
    one = performance([(FACING, 10), (FACING, 5), (AWAY, 5)], [(FACING, 20)])
    windows = np.zeros(2, WINDOW)
    windows["started_at"], windows["known_s"] = STARTS_AT + np.array([0, 10]), 10
    windows["attentiveness"], windows["on_zone_low_s"], windows["on_zone_high_s"] = [1, 0.8], [9, 6], [10, 9]
    with_windows = Performance(one.script, one.true, one.segments, windows, one.counted)
    true, said, holds = with_windows.window_pairs()
    assert (true.tolist(), said.tolist(), holds.tolist()) == ([1, 0.5], pytest.approx([1, 0.8]), [True, False])


def test_performances_are_repeatable_and_of_one_person_each() -> None:
    scripts = [script("lecture"), script("camera off")]
    first, again = (table("x", perform(scripts, [1, 2])) for _ in range(2))
    assert first == again
    assert [row[0] for row in first.rows] == ["lecture", "camera off", "all together"]
    for one in perform(scripts, [3]):
        assert len(set(one.segments["person"])) == 1
        assert (one.segments["started_at"][1:] == one.segments["ended_at"][:-1]).all()
        assert one.windows["started_at"].tolist() == [STARTS_AT + 10 * n for n in range(60)]
