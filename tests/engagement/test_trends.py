"""Trends over sessions: right, and as sure as they say."""

import numpy as np
import pytest
from scipy.stats import theilslopes

from engagement.services import trends

DAY_S = 86_400.0


def test_a_line_is_found_whatever_one_strange_session_says() -> None:
    at = [week * 7 * DAY_S for week in range(10)]
    values = [0.5 + 0.02 * week for week in range(10)]
    values[4] = 0.0
    found = trends.of(at, values)
    assert found
    assert found.slope * trends.WEEK_S == pytest.approx(0.02)
    assert found.is_clear
    assert np.array(found.line) == pytest.approx(np.array([[0.0, 0.5], [at[-1], 0.68]]))


def test_slope_is_that_of_scipy() -> None:
    numbers = np.random.default_rng(3)
    at, values = np.sort(numbers.uniform(0, 100, 12)), numbers.uniform(0, 1, 12)
    found = trends.of(at.tolist(), values.tolist())
    assert found
    assert found.slope == pytest.approx(theilslopes(values, at).slope)


# Of 400 intervals 95 % hold; with that many, fewer than 92 % come once in 300 tries.
@pytest.mark.parametrize("sessions", [5, 8, 20])
def test_intervals_hold_the_slope_as_often_as_they_say(sessions: int) -> None:
    numbers = np.random.default_rng(sessions)
    at = np.arange(sessions) * DAY_S
    slope = 0.1 / DAY_S
    found = [trends.of(at.tolist(), (slope * at + numbers.normal(0, 0.3, sessions)).tolist()) for _ in range(400)]
    held = sum(one is not None and one.low <= slope <= one.high for one in found)
    assert held >= 0.92 * 400


def test_nothing_is_said_of_four_sessions_or_of_gaps() -> None:
    assert trends.of([1, 2, 3, 4], [0.1, 0.2, 0.3, 0.4]) is None
    assert trends.of([1, 2, 3, 4, 5], [0.1, 0.2, None, 0.3, 0.4]) is None
    assert trends.of([7.0] * 6, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]) is None


def test_what_may_be_rising_or_falling_has_no_line() -> None:
    found = trends.of([day * DAY_S for day in range(6)], [0.5, 0.6, 0.4, 0.6, 0.5, 0.55])
    assert found
    assert not found.is_clear
    assert found.as_dict()["line"] is None
