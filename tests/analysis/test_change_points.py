"""Simulated classes: independent people whose windows follow each other closely, as those of real ones do."""

import itertools

import numpy as np
import pytest

from analysis import change_points
from analysis.change_points import Comparison, compare, differences, stand_out

WINDOW_S = 10
SPAN = 18  # windows in change_points.SPAN_S
WINDOWS = 150
AT = 75
KEPT = 0.9  # correlation of a window with the next


def attention(random: np.random.Generator, people: int) -> np.ndarray:
    """(P, T) attentive share: an autoregressive up and down around each person's own level."""
    noise = random.normal(size=(people, WINDOWS))
    for window in range(1, WINDOWS):
        noise[:, window] = KEPT * noise[:, window - 1] + np.sqrt(1 - KEPT**2) * noise[:, window]
    return 1 / (1 + np.exp(-3 * (noise + random.normal(0.3, 0.8, (people, 1)))))


def known_of(random: np.random.Generator, people: int) -> np.ndarray:
    """(P, T) seconds: people come late, leave early, and are seen for a part of the time."""
    window = np.arange(WINDOWS)
    came, left = random.integers(0, 60, (people, 1)), random.integers(90, WINDOWS, (people, 1))
    return np.where((window >= came) & (window < left), random.uniform(3, 10, (people, WINDOWS)), 0.0)


def look(share: np.ndarray, known_s: np.ndarray | None = None) -> Comparison:
    known = np.full(share.shape, float(WINDOW_S)) if known_s is None else known_s
    return compare(differences(share * known, known, np.arange(WINDOWS) * WINDOW_S, WINDOW_S, 0.5))


def test_a_class_in_which_nothing_happens_is_silent() -> None:
    """False alarms of 400 sessions: at most 5 % are allowed, give or take the chance of the count (2.6 sd = 2.8 %)."""
    random, alarms = np.random.default_rng(5), 0
    for number in range(400):
        people = (6, 9, 11, 25)[number % 4]
        share = attention(random, people)
        alarms += len(stand_out(look(share, known_of(random, people) if number % 2 else None), SPAN)) > 0
    assert 0.005 < alarms / 400 <= 0.05 + 0.028


def dropped(random: np.random.Generator, people: int, by: float) -> np.ndarray:
    """From `AT` on each person loses a share of their attention: on the average `by`."""
    share = attention(random, people)
    share[:, AT:] *= 1 - by * random.uniform(0.5, 1.5, (people, 1))
    return share


def test_a_drop_is_found_where_it_was_and_never_overlooked_when_it_is_large() -> None:
    random, offsets = np.random.default_rng(6), []
    for _ in range(60):
        found = stand_out(look(dropped(random, 25, by=0.6)), SPAN)
        near = [at - AT for at in found if abs(at - AT) <= SPAN]
        offsets += near[:1]
    assert len(offsets) >= 57
    assert np.median(np.abs(offsets)) <= 1
    assert np.mean(np.abs(offsets) <= 6) >= 0.8  # within a minute


def test_effect_and_interval_at_a_moment_are_true() -> None:
    """The expected effect comes from many people at once; intervals hold for all moments together with 95 %."""
    random = np.random.default_rng(7)
    crowd = attention(random, 20_000)
    truth = -0.3 * crowd[:, AT : AT + SPAN].mean()
    looks = [look(dropped(random, 25, by=0.3)) for _ in range(200)]
    effects = np.array([one.effect[AT] for one in looks])
    assert effects.mean() == pytest.approx(truth, abs=3 * effects.std() / np.sqrt(len(effects)))
    held = [abs(one.effect[AT] - truth) <= one.half_width[AT] for one in looks]
    assert np.mean(held) >= 0.95


def test_intervals_hold_for_all_moments_together() -> None:
    random = np.random.default_rng(8)
    looks = [look(attention(random, 25)) for _ in range(200)]
    held = [np.all(np.abs(one.effect) <= one.half_width, where=np.isfinite(one.effect)) for one in looks]
    assert 0.95 - 0.04 <= np.mean(held) <= 0.99


def test_the_most_that_five_people_can_say_is_not_enough() -> None:
    share = np.full((5, WINDOWS), 0.9)
    share[:, AT:] = 0.1
    five, six = look(share), look(np.vstack([share, share[:1]]))
    assert five.effect[AT] == pytest.approx(-0.8)
    assert (stand_out(five, SPAN).tolist(), stand_out(six, SPAN).tolist()) == ([], [AT])


def test_the_probability_is_that_of_every_pattern_of_signs() -> None:
    """Against Student's t of all 2**7 patterns, one by one."""
    difference = np.random.default_rng(9).normal(0.2, 0.3, (7, 4))

    def t(values: np.ndarray) -> np.ndarray:
        return np.abs(values.mean(axis=0)) / (values.std(axis=0, ddof=1) / np.sqrt(7))

    signs = [np.array(pattern)[:, None] for pattern in itertools.product((1, -1), repeat=7)]
    largest = np.array([t(pattern * difference).max() for pattern in signs])
    expected = [(largest >= one - 1e-9).mean() for one in t(difference)]
    assert compare(difference).p.tolist() == pytest.approx(expected)


def test_a_difference_is_of_known_time_only() -> None:
    counted, known = np.zeros((1, 2 * SPAN)), np.zeros((1, 2 * SPAN))
    known[0, :9] = counted[0, :9] = 10.0  # half of the time before is known, all of it attentive
    known[0, SPAN:], counted[0, SPAN:] = 10.0, 2.5
    times = np.arange(2 * SPAN) * WINDOW_S
    result = differences(counted, known, times, WINDOW_S, 0.5)
    assert result[0, SPAN] == pytest.approx(-0.75)
    assert np.isnan(np.delete(result[0], SPAN)).all()
    assert np.isnan(differences(counted, known, times, WINDOW_S, 0.51)).all()


def test_who_was_there_on_one_side_only_is_left_out() -> None:
    share, known = np.full((12, WINDOWS), 0.9), np.full((12, WINDOWS), 10.0)
    share[6:] = 0.1
    known[:6, AT:] = known[6:, :AT] = 0.0  # six attentive people go, six others come
    comparison = look(share, known)
    assert comparison.number[AT] == 0
    assert stand_out(comparison, SPAN).tolist() == []


def test_nothing_is_compared_over_a_gap() -> None:
    times = np.arange(4 * SPAN) * WINDOW_S
    times[2 * SPAN :] += 600
    known = np.full((1, 4 * SPAN), 10.0)
    result = differences(known, known, times, WINDOW_S, 0.5)
    assert np.flatnonzero(np.isfinite(result[0])).tolist() == [SPAN, 3 * SPAN]


def test_a_fall_and_a_recovery_are_two_changes() -> None:
    share = attention(np.random.default_rng(10), 30) * 0.2 + 0.7
    share[:, 40:100] -= 0.5
    comparison = look(share)
    found = stand_out(comparison, SPAN).tolist()
    assert found == pytest.approx([40, 100], abs=1)
    assert np.sign(comparison.effect[found]).tolist() == [-1, 1]


def test_a_change_too_small_to_matter_is_not_told() -> None:
    share = np.full((40, WINDOWS), 0.5)
    share += np.random.default_rng(11).normal(0, 1e-3, share.shape)
    share[:, AT:] += change_points.LEAST_EFFECT - 0.01
    assert look(share).p[AT] < 0.01
    assert stand_out(look(share), SPAN).tolist() == []


def test_a_session_without_anybody_or_too_short_has_nothing_to_look_at() -> None:
    short = np.full((9, 2 * SPAN - 1), 10.0)
    for seconds in (np.empty((0, WINDOWS)), np.empty((9, 0)), short):
        times = np.arange(seconds.shape[1]) * WINDOW_S
        comparison = compare(differences(seconds, seconds, times, WINDOW_S, 0.5))
        assert comparison.looked_at == 0
        assert len(stand_out(comparison, SPAN)) == 0


def test_the_same_session_is_told_the_same_way() -> None:
    share = attention(np.random.default_rng(12), 25)
    np.testing.assert_array_equal(look(share).p, look(share).p)
