from typing import Any

import numpy as np
import pytest

from analysis import engine, eyes
from analysis.landmarks import to_compact
from analysis.projection import Camera, Heads, points
from analysis.types import LandmarkBatch

CAMERA = Camera()


def measure(
    angles: tuple[float, float, float] = (0, 0, 0),
    openness: tuple[float, float] = (1, 1),
    gaze: tuple[float, float] = (0, 0),
    point_set: str = "mesh478",
) -> np.void:
    position = np.array([[6.0, -4.0, 60.0]])
    heads = Heads(np.array([angles], float), position, np.array([openness], float), np.array([gaze], float))
    seen = points(heads, CAMERA)[:, : 478 if point_set == "mesh478" else 468]
    one, nan = np.ones(1, np.float32), np.full(1, np.nan, np.float32)
    size = (one * CAMERA.width, one * CAMERA.height, one * CAMERA.fov_deg)
    compact = to_compact(seen, point_set)
    batch = LandmarkBatch(compact, one, *size, np.zeros(1, bool), nan, nan, np.ones(1, np.uint8))
    found: np.void = engine.measure(batch)[0]
    return found


def test_aperture_follows_the_lids_of_each_eye() -> None:
    both, left_half = measure(), measure(openness=(0.5, 1.0))
    assert both["aperture_left"] == pytest.approx(both["aperture_right"], rel=1e-3)
    assert left_half["aperture_left"] == pytest.approx(both["aperture_left"] / 2, rel=1e-3)
    assert left_half["aperture_right"] == pytest.approx(both["aperture_right"], rel=1e-3)
    assert measure(openness=(0, 0))["aperture_left"] == pytest.approx(0, abs=1e-3)


def test_nodding_does_not_close_the_eyes() -> None:
    assert measure(angles=(10, -30, 5))["aperture_left"] == pytest.approx(measure()["aperture_left"], rel=1e-3)


@pytest.mark.parametrize(("yaw", "there"), [(19, True), (-19, True), (21, False), (-21, False)])
def test_aperture_is_absent_beyond_20_degrees_of_yaw(yaw: float, there: bool) -> None:
    assert np.isfinite(measure(angles=(yaw, 0, 0))["aperture_left"]) == there


def test_openness_is_a_share_of_the_baseline() -> None:
    assert eyes.openness(np.array([0.1, 0.4, np.nan]), np.array([0.2, 0.2, 0.2]))[:2].tolist() == [0.5, 1.0]


@pytest.mark.parametrize("gaze", [(0, 0), (20, 0), (-15, 10), (5, -15)])
@pytest.mark.parametrize("angles", [(0, 0, 0), (25, -10, 8), (-28, 15, -12)])
def test_gaze_relative_to_the_head_is_recovered(gaze: tuple[float, float], angles: tuple[float, float, float]) -> None:
    found = measure(angles=angles, gaze=gaze)
    assert (found["gaze_yaw_deg"], found["gaze_pitch_deg"]) == pytest.approx(gaze, abs=0.1)


def test_gaze_to_the_pictures_right_moves_the_irises_there() -> None:
    heads = Heads(np.zeros((2, 3)), np.array([[0.0, 0, 60]] * 2), np.ones((2, 2)), np.array([[0, 0], [15.0, 10]]))
    straight, moved = points(heads, CAMERA)
    assert (moved[[468, 473], 0] > straight[[468, 473], 0] + 1).all()
    assert (moved[[468, 473], 1] < straight[[468, 473], 1] - 1).all()


@pytest.mark.parametrize(
    "without", [{"angles": (31, 0, 0)}, {"openness": (0.1, 0.1)}, {"point_set": "mesh468"}], ids=str
)
def test_gaze_is_absent(without: dict[str, Any]) -> None:
    found = measure(**without)
    assert found["success"]
    assert np.isnan(found["gaze_yaw_deg"])
    assert np.isnan(found["gaze_pitch_deg"])
