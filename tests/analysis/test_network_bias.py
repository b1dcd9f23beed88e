"""What networks show wrong on every turned head, and that it is taken off what is measured."""

import numpy as np
import pytest

from analysis import engine, network_bias
from tests.analysis.test_head_pose import batch_of, picture_of, turned_head


def corrected(*angles: float) -> np.ndarray:
    return network_bias.correct(np.array([angles]))[0]


def test_the_errors_read_of_rendered_heads_halve() -> None:
    """Read at 45 and 30 degrees: means over two scanned heads, both sides, up and down; other poses than those that the
    constant was fitted to."""
    truth, read = np.array([45.0, 30.0, 0.0]), np.array([45.0, 25.5, -5.5])
    assert (np.abs(corrected(*read) - truth)[1:] < np.abs(read - truth)[1:] / 2).all()


@pytest.mark.parametrize("angles", [(0, 40, 0), (60, 0, 12), (0, -30, -25)])
def test_a_head_that_only_turns_or_only_nods_is_left_alone(angles: tuple[float, float, float]) -> None:
    assert np.allclose(corrected(*angles), angles)


def test_a_head_near_the_front_moves_less_than_a_quarter_of_a_degree() -> None:
    assert np.abs(corrected(20, 20, 0) - [20, 20, 0]).max() < 0.25


def test_both_sides_are_alike() -> None:
    assert np.allclose(corrected(-40, 25, -7), corrected(40, 25, 7) * [-1, 1, -1])


def test_beyond_what_can_be_read_it_grows_no_more() -> None:
    assert np.allclose(corrected(85, -20, 0)[1:], corrected(50, -20, 0)[1:])


def test_it_is_in_what_is_measured() -> None:
    pose = (40.0, 25.0, 5.0)
    measured = engine.measure(batch_of([picture_of(turned_head(pose, (0, 0, 60)), 640, 480, 47)], 640, 480, 47))
    angles = [measured[name][0] for name in ("yaw_deg", "pitch_deg", "roll_deg")]
    assert np.allclose(angles, corrected(*pose), atol=0.02)
