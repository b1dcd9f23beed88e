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


def test_a_zone_follows_the_densest_cluster_and_no_more_than_its_memory() -> None:
    zone, weight, kernel = zones.screen_zone(SCORING)[None], np.zeros(1), np.array([[14.0**2, 11.0**2]])
    drawn = np.random.default_rng(0).normal([8.0, -6.0], 2.0, size=(3000, 2))
    drawn[::4] = [45.0, 0.0]
    for direction in drawn:
        zones.follow(zone, weight, direction[None], np.array([0.2]), kernel, np.array([9.0, 9.0]), SCORING)
    assert zone[0, :2] == pytest.approx([8.0, -6.0], abs=1.0)
    assert 9.0**2 < zone[0, 2] < 2 * 9.0**2
    assert weight[0] == SCORING.zone_memory_s


def test_nobody_knows_better_than_time_has_shown() -> None:
    zone = zones.screen_zone(SCORING)[None, None].repeat(3, axis=1)
    wide = [zones.with_doubt(zone, np.full((1, 3), seconds), SCORING)[0, 0, 2:4] for seconds in (0.0, 10.0, 1e9)]
    assert np.sqrt(wide[0]) == pytest.approx([SCORING.sd_yaw_deg, SCORING.sd_pitch_deg])
    assert np.sqrt(wide[2]) == pytest.approx([SCORING.learned_sd_yaw_deg, SCORING.learned_sd_pitch_deg])
    assert wide[1] == pytest.approx((wide[0] + wide[2]) / 2)


def test_a_zone_around_directions_has_their_median_and_a_bounded_spread() -> None:
    drawn = np.random.default_rng(1).normal([30.0, -5.0], [3.0, 2.0], size=(1, 16, 2))
    drawn[0, 3] = np.nan
    drawn[0, 4] = [90.0, 40.0]  # A turn of the head on the way.
    zone = zones.zone_of(drawn, np.array([[8.0, 7.0]]))[0]
    assert zone[:2] == pytest.approx(np.nanmedian(drawn[0], axis=0))
    assert 8**2 < zone[2] < 8**2 * 1.5
    assert 7**2 < zone[3] < 7**2 * 1.5
    assert zone[2] * zone[3] > zone[4] ** 2


@pytest.mark.parametrize("number", [0, 1, 2, 5, 6])
def test_medians_leave_out_what_is_not_there(number: int) -> None:
    sample = np.random.default_rng(number).normal(size=(3, 6, 2))
    sample[:, number:] = np.nan
    expected = np.median(sample[:, :number], axis=1) if number else np.full((3, 2), np.nan)
    assert zones.median(sample) == pytest.approx(expected, nan_ok=True)
