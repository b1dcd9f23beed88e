import math

import numpy as np
import pytest

from analysis import zones
from analysis.scoring import Scoring

SCORING = Scoring()
# One zone with a covariance, one at the side, one that was not taught.
ZONES = np.array([[[0.0, 0.0, 100.0, 64.0, 30.0], [40.0, 0.0, 100.0, 64.0, 0.0], [np.nan] * 5]])


def test_distance_is_mahalanobis_with_the_error_in_the_covariance() -> None:
    direction, error = np.array([12.0, -7.0]), np.array([3.0, 5.0])
    found = zones.distances(ZONES, direction[None], error[None])[0]
    for zone, distance in zip(ZONES[0, :2], found[:2], strict=True):
        covariance = np.array([[zone[2], zone[4]], [zone[4], zone[3]]]) + np.diag(error**2)
        offset = direction - zone[:2]
        assert distance == pytest.approx(math.sqrt(offset @ np.linalg.inv(covariance) @ offset))
    assert np.isinf(found[2])


@pytest.mark.parametrize("direction", [(0.0, 0.0), (10.0, 4.0), (20.0, -3.0), (-14.0, 9.0), (35.0, 0.0)])
def test_probability_inside_agrees_with_drawing_true_directions(direction: tuple[float, float]) -> None:
    edge, error = 1.75, np.array([2.0, 3.0])
    found = zones.probability_inside(ZONES, np.array([direction]), error[None], edge)[0]
    drawn = np.random.default_rng(0).normal(direction, error, size=(20000, 2))
    inside = zones.distances(np.repeat(ZONES, 20000, axis=0), drawn, np.zeros((20000, 2))) <= edge
    assert found == pytest.approx(inside.mean(axis=0), abs=0.05)


@pytest.mark.parametrize(
    ("distance", "current", "expected"),
    [
        ([1.4, 3.0], -1, 0),
        ([1.6, 3.0], -1, -1),
        ([1.9, 3.0], 0, 0),
        ([2.1, 3.0], 0, -1),
        ([1.9, 1.2], 0, 1),
        ([1.2, 1.4], 1, 0),
        ([1.6, 1.9], 1, 1),
    ],
)
def test_a_zone_is_entered_and_left_with_hysteresis(distance: list[float], current: int, expected: int) -> None:
    assert zones.choose(np.array([distance]), np.array([current]), SCORING)[0] == expected


def test_the_centre_stays_within_its_box() -> None:
    zone, weight = zones.screen_zone(SCORING)[None], np.zeros(1)
    for _ in range(2000):
        zone, weight = zones.follow(zone, weight, np.array([[24.9, -19.9]]), np.array([0.2]), SCORING)
    assert abs(zone[0, 0]) <= SCORING.pull_yaw_deg
    assert abs(zone[0, 1]) <= SCORING.pull_pitch_deg
    assert weight[0] == SCORING.zone_memory_s
