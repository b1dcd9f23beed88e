from dataclasses import replace

import numpy as np
import pytest

from analysis import engine
from analysis.landmarks import to_compact
from analysis.projection import Camera, Heads, points
from analysis.types import UNKNOWN_FOV_DEG, LandmarkBatch
from tests.analysis.test_head_pose import batch_of, picture_of, turned_head
from tests.analysis.test_quality import face_at

GOOD = replace(face_at(), sharpness=np.array([0.8], np.float32), exposure=np.array([0.5], np.float32))
ERRORS = ["yaw_error_deg", "pitch_error_deg", "roll_error_deg"]


def errors(batch: LandmarkBatch) -> np.ndarray:
    row = engine.measure(batch)[0]
    assert row["success"]
    return np.array([row[name] for name in ERRORS])


def turned(*pose: float) -> LandmarkBatch:
    return batch_of([picture_of(turned_head(pose, (0, 0, 60)), 640, 480, 47)], 640, 480, 47)


def test_a_good_face_is_known_to_two_degrees() -> None:
    assert (errors(GOOD) < [2.5, 2.0, 1.0]).all()


@pytest.mark.parametrize(
    "worse",
    [
        face_at(z=250),
        replace(GOOD, sharpness=np.array([0.03], np.float32)),
        # What darkness and noise leave of a picture is not sharp.
        replace(GOOD, exposure=np.array([0.04], np.float32), sharpness=np.array([0.05], np.float32)),
        turned(50, 0, 0),
    ],
)
def test_the_error_grows_with_each_flaw(worse: LandmarkBatch) -> None:
    assert (errors(worse) > 1.1 * errors(GOOD)).all()


def test_roll_is_less_sure_in_heads_turned_both_ways() -> None:
    assert errors(turned(30, 25, 0))[2] > 2 * errors(turned(30, 0, 0))[2]


def test_points_beside_the_face_widen_the_error() -> None:
    moved = GOOD.points.copy()
    moved[:, ::3, :2] += np.random.default_rng(1).normal(0, 8, moved[:, ::3, :2].shape).astype(np.float32)
    assert (errors(replace(GOOD, points=moved)) > 1.5 * errors(GOOD)).all()


@pytest.mark.parametrize(("yaw", "beyond"), [(0, False), (-40, False), (55, True), (-90, True)])
def test_what_cannot_be_read_is_out_of_range(yaw: float, beyond: bool) -> None:
    row = engine.measure(turned(yaw, 0, 0))[0]
    assert row["out_of_range"] == beyond
    assert (row["yaw_error_deg"] > 15) == beyond


def iris_batch(z: float, size: float, fov_deg: float) -> LandmarkBatch:
    """A head `size` times as large as the canonical one, but with irises as everybody has them."""
    camera = Camera(1280, 720, 47.0)
    near = Heads(np.zeros((1, 3)), np.array([[0.0, 0.0, z / size]]), np.ones((1, 2)), np.zeros((1, 2)))
    head = points(near, camera)
    eyes = head[:, [468, 473], None, :]
    head[:, 468:] = (eyes + (head[:, 468:].reshape(1, 2, 5, 3) - eyes) / size).reshape(1, 10, 3)
    one, nan = np.ones(1, np.float32), np.full(1, np.nan, np.float32)
    compact = to_compact(head, "mesh478")
    return LandmarkBatch(compact, one, one * 1280, one * 720, one * fov_deg, one < 0, nan, nan, one.astype(np.uint8))


def test_distance_of_a_usual_head() -> None:
    row = engine.measure(iris_batch(60, 1.0, 47))[0]
    assert row["distance_cm"] == pytest.approx(60, abs=1.0)
    assert 2 < row["distance_error_cm"] < 5


def test_irises_tell_that_a_small_head_is_near() -> None:
    row = engine.measure(iris_batch(50, 0.85, 47))[0]
    by_face = 50 / 0.85
    assert 50 < row["distance_cm"] < 50 + 0.5 * (by_face - 50)


def test_the_distance_from_an_unknown_camera_is_a_rough_one() -> None:
    known, unknown = (engine.measure(iris_batch(60, 1.0, fov))[0] for fov in (47, UNKNOWN_FOV_DEG))
    assert unknown["distance_cm"] == pytest.approx(known["distance_cm"], rel=0.05)
    assert unknown["distance_error_cm"] > 4 * known["distance_error_cm"]
