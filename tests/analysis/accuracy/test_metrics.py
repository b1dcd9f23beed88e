"""Figures against values worked out by hand."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from analysis.benchmarks.accuracy import metrics
from analysis.benchmarks.accuracy.direction import classify, enlarge
from analysis.benchmarks.accuracy.distance import same_orientation
from analysis.benchmarks.accuracy.fairness import permuted_gap
from analysis.benchmarks.accuracy.jitter import high_pass


def test_errors_are_means_of_what_is_known() -> None:
    errors = np.array([[1.0, np.nan], [-3.0, np.nan], [np.nan, np.nan]])
    np.testing.assert_array_equal(metrics.mae(errors), [2.0, np.nan])
    np.testing.assert_array_equal(metrics.offset(errors), [-1.0, np.nan])


def test_the_offset_is_the_one_that_leaves_the_smallest_error() -> None:
    errors = np.array([[1.0], [2.0], [9.0]])
    assert metrics.offset(errors) == 2.0
    assert metrics.mae(errors - metrics.offset(errors)) == pytest.approx(8 / 3)


def test_nine_of_ten_errors_lie_below_the_ninetieth_percentile() -> None:
    assert metrics.ninetieth(np.arange(11.0)[:, None]) == 9.0


def test_angles_are_compared_around_the_circle() -> None:
    np.testing.assert_allclose(metrics.wrapped(np.array([350.0, -350.0, 10.0])), [-10.0, 10.0, 10.0])


def test_rotations_are_those_of_the_convention() -> None:
    angles = np.random.default_rng(1).uniform(-80, 80, (20, 3))
    expected = Rotation.from_euler("YXZ", angles * [-1, -1, 1], degrees=True).as_matrix()
    np.testing.assert_allclose(metrics.rotations(angles), expected, atol=1e-12)


def test_the_geodesic_error_is_the_angle_of_the_rotation_between() -> None:
    estimate, truth = np.array([[30.0, 0, 0], [0, 0, -170.0]]), np.array([[10.0, 0, 0], [0, 0, 170.0]])
    np.testing.assert_allclose(metrics.geodesic(estimate, truth), [20.0, 20.0], atol=1e-6)


def test_limits_of_a_share_by_wilson() -> None:
    # Wilson 1927 for 8 of 10, as any statistics table has it.
    assert metrics.wilson(8, 10) == pytest.approx((0.490, 0.943), abs=1e-3)
    assert metrics.wilson(10, 10)[1] == 1.0
    assert np.isnan(metrics.wilson(0, 0)).all()


def test_drawn_limits_are_those_of_the_normal_distribution_and_the_same_every_time() -> None:
    values = np.random.default_rng(3).normal(5.0, 2.0, 400)
    low, high = metrics.bootstrap(lambda chosen: float(values[chosen].mean()), len(values))
    assert (low, high) == pytest.approx((values.mean() - 0.196, values.mean() + 0.196), abs=0.03)
    assert metrics.bootstrap(lambda chosen: float(values[chosen].mean()), len(values)) == (low, high)


def test_people_are_drawn_with_all_of_their_pictures() -> None:
    values, people = np.repeat([0.0, 1.0], 50), np.repeat(["ada", "ben"], 50)
    assert metrics.bootstrap(lambda chosen: float(values[chosen].mean()), 100, people) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("angles", "said"),
    [
        ((21, 30, 0), "left"),
        ((-21, 0, 0), "right"),
        ((20, 15, 0), "up"),
        ((-20, 14, 0), "straight"),
        ((np.nan,) * 3, "not found"),
    ],
)
def test_directions_follow_the_rule(angles, said) -> None:
    assert classify(np.array([angles], float)) == [said]


def test_small_pictures_are_enlarged_by_whole_numbers() -> None:
    assert enlarge(np.zeros((120, 128, 3), np.uint8), 384).shape == (360, 384, 3)
    assert enlarge(np.zeros((480, 640, 3), np.uint8), 384).shape == (480, 640, 3)
    assert enlarge(np.zeros((20, 20, 3), np.uint8), 384).shape == (80, 80, 3)


def test_orientation_stays_in_its_class_and_borders_are_left_out() -> None:
    near = np.array([[0.0, 0], [0, 0], [16, 0], [6, 0], [0, 0]])
    far = np.array([[7.0, -7], [8, 0], [10, 0], [6, 0], [np.nan] * 2])
    # Same; another yaw class; same; 1.5 degrees from a border; not found.
    assert same_orientation(near, far) == (2, 3)


def test_a_difference_that_groups_make_is_beyond_chance_and_one_that_they_do_not_make_is_not() -> None:
    groups, strata = np.repeat([0, 1], 100), np.zeros(200, int)
    noise = np.tile(np.random.default_rng(5).normal(0.0, 1.0, 100), 2)
    assert permuted_gap(noise + groups, groups, strata).is_beyond
    assert not permuted_gap(noise, groups, strata).is_beyond


def test_a_difference_that_lies_in_the_strata_is_no_difference_of_groups() -> None:
    strata = np.repeat([0, 1], 100)
    groups = np.where(np.arange(200) % 10 == 0, 1 - strata, strata)
    noise = np.random.default_rng(6).normal(0.0, 0.1, 200)
    assert not permuted_gap(strata + noise, groups, strata).is_beyond


def test_trembling_is_what_is_left_of_a_still_head() -> None:
    noise = np.random.default_rng(2).normal(0.0, 0.5, (3000, 3))
    left = high_pass(noise + 20.0, 30.0)
    known = left[~np.isnan(left[:, 0])]
    assert len(known) > 2000
    np.testing.assert_allclose(known.std(axis=0), 0.5 * np.sqrt(16 / 17), rtol=0.05)


def test_a_turning_head_does_not_tremble() -> None:
    seconds = np.arange(300.0)[:, None] / 30.0 * np.ones(3)
    assert np.isnan(high_pass(10 * seconds, 30.0)).all()


def test_a_head_that_is_shaken_around_one_place_is_not_still() -> None:
    seconds = np.arange(300.0)[:, None] / 30.0 * np.ones(3)
    assert np.isnan(high_pass(8 * np.sin(2 * np.pi * 3 * seconds), 30.0)).all()


def test_around_a_face_that_is_lost_nothing_is_known() -> None:
    angles = np.zeros((100, 3))
    angles[50] = np.nan
    known = ~np.isnan(high_pass(angles, 30.0)[:, 0])
    assert list(np.flatnonzero(~known[20:80]) + 20) == list(range(42, 59))
