import math

import numpy as np
import pytest

from analysis.smoothing import Elapsed, one_euro


def take(value: float, smoothed: np.ndarray, speeds: np.ndarray, elapsed: float, fresh: bool = False) -> None:
    times = Elapsed.of(np.array([elapsed]), np.array([fresh]), derivative_cutoff_hz=1.0)
    one_euro(np.array([[value]]), smoothed, speeds, times, min_cutoff_hz=1.0, beta=0.05)


def test_it_is_the_filter_of_the_paper() -> None:
    """Against the paper's pseudo-code, written out for one signal."""
    values, interval = [0.0, 1.0, 5.0, 4.0, 4.2, -3.0], 0.2

    def alpha(cutoff: float) -> float:
        return 1.0 / (1.0 + (1.0 / (2 * math.pi * cutoff)) / interval)

    expected, speed = values[0], 0.0
    smoothed, speeds = np.array([[values[0]]]), np.zeros((1, 1))
    for value in values[1:]:
        speed = alpha(1.0) * (value - expected) / interval + (1 - alpha(1.0)) * speed
        a = alpha(1.0 + 0.05 * abs(speed))
        expected = a * value + (1 - a) * expected
        take(value, smoothed, speeds, interval)
        assert smoothed[0, 0] == pytest.approx(expected)


def test_no_time_changes_nothing() -> None:
    smoothed, speeds = np.array([[1.0]]), np.array([[2.0]])
    take(9.0, smoothed, speeds, 0.0)
    assert (smoothed[0, 0], speeds[0, 0]) == (1.0, 2.0)


def test_a_fresh_start_forgets_what_was() -> None:
    smoothed, speeds = np.array([[1.0]]), np.array([[2.0]])
    take(9.0, smoothed, speeds, np.nan, fresh=True)
    assert smoothed[0, 0] == pytest.approx(9.0)
    assert speeds[0, 0] == 0.0


def test_noise_of_a_still_head_is_halved() -> None:
    noise = np.random.default_rng(0).normal(0, 1, size=400)
    smoothed, speeds = np.array([[noise[0]]]), np.zeros((1, 1))
    track = []
    for value in noise[1:]:
        take(value, smoothed, speeds, 1 / 15)
        track.append(smoothed[0, 0])
    assert np.std(track) < 0.5
