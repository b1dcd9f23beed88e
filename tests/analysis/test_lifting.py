"""68 points of a head whose pose is known, without their depth."""

import numpy as np
import pytest

from analysis import engine, head_pose, lifting
from analysis.landmarks import CANONICAL
from analysis.types import LandmarkBatch, Reason
from tests.analysis.test_head_pose import GRID, picture_of, turned_head

# Outer and inner eye corners, tip of the nose, corners of the mouth, chin.
KNOWN = {36: 33, 39: 133, 42: 362, 45: 263, 30: 4, 48: 61, 54: 291, 8: 152}


def sent(pose: np.ndarray, position: tuple[float, float, float], fov: float = 47.0) -> np.ndarray:
    seen = picture_of(turned_head(pose, position), 640, 480, fov)
    points = seen[np.array(lifting.IBUG_MESH)].mean(axis=1)
    points[:, 2] = 1e6
    return points


def measure(points: np.ndarray, fov: float = 47.0) -> np.ndarray:
    one, nan = np.ones(len(points), np.float32), np.full(len(points), np.nan, np.float32)
    size = one * 640, one * 480, one * fov
    compact, misfit = lifting.lift(points, *size)
    return engine.measure(LandmarkBatch(compact, one, *size, one < 0, nan, nan, one.astype(np.uint8), misfit))


def test_the_mapping_names_the_right_places() -> None:
    assert {ibug: lifting.IBUG_MESH[ibug][0] for ibug in KNOWN} == KNOWN
    # The jaw runs from the person's right ear over the chin to the left one, brows and eyes from right to left.
    x = CANONICAL[np.array(lifting.IBUG_MESH)].mean(axis=1)[:, 0]
    for run in (slice(0, 17), slice(17, 27), slice(31, 36), slice(48, 55)):
        assert (np.diff(x[run]) > 0).all()


@pytest.mark.parametrize("position", [(0, 0, 60), (14, -8, 70)])
def test_poses_are_recovered_from_two_dimensions(position: tuple[float, float, float]) -> None:
    points = np.array([sent(pose, position) for pose in GRID])
    size = [np.full(len(GRID), value, np.float32) for value in (640, 480, 47)]
    pose = head_pose.estimate(lifting.lift(points, *size)[0], *size)
    assert np.abs(pose.angles - GRID).max() < 0.5
    assert np.isnan(measure(points)["gaze_yaw_deg"]).all()


def test_lids_that_close_are_seen_to_close() -> None:
    opened, closed = sent(np.zeros(3), (0, 0, 50)), sent(np.zeros(3), (0, 0, 50))
    closed[[37, 38]] = closed[[41, 40]]
    measured = measure(np.array([opened, closed]))
    assert measured["aperture_right"][1] < 0.3 * measured["aperture_right"][0]
    assert measured["aperture_left"][1] == pytest.approx(measured["aperture_left"][0], abs=0.01)


def test_points_that_are_no_face_are_no_face() -> None:
    noise = np.random.default_rng(0).uniform(100, 300, (20, 68, 3))
    assert (measure(noise)["reason"] == Reason.NO_FACE).all()


def test_another_number_of_points_is_refused() -> None:
    with pytest.raises(ValueError, match="2 or 3"):
        lifting.lift(np.zeros((1, 66, 3)), *np.ones((3, 1)))
