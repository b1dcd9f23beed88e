from dataclasses import replace

import numpy as np
import pytest

from analysis import engine, quality
from analysis.landmarks import to_compact, unmirror
from analysis.projection import Camera, Heads, points
from analysis.types import COMPACT_INDICES, LandmarkBatch, Reason

CAMERA = Camera()


def face_at(x: float = 0.0, z: float = 60.0) -> LandmarkBatch:
    heads = Heads(np.zeros((1, 3)), np.array([[x, 0.0, z]]), np.ones((1, 2)), np.zeros((1, 2)))
    one, nan = np.ones(1, np.float32), np.full(1, np.nan, np.float32)
    size = (one * CAMERA.width, one * CAMERA.height, one * CAMERA.fov_deg)
    compact = to_compact(points(heads, CAMERA), "mesh478")
    return LandmarkBatch(compact, one, *size, np.zeros(1, bool), nan, nan, np.ones(1, np.uint8))


GOOD = face_at()


@pytest.mark.parametrize(
    ("batch", "reason"),
    [
        (GOOD, Reason.KNOWN),
        (replace(GOOD, faces=np.array([2], np.uint8)), Reason.KNOWN),
        (face_at(z=700), Reason.TOO_SMALL),
        (replace(GOOD, exposure=np.array([0.01], np.float32)), Reason.TOO_DARK),
        (replace(GOOD, sharpness=np.array([0.005], np.float32)), Reason.BLURRED),
        (face_at(x=32), Reason.CUT_OFF),
    ],
)
def test_reasons(batch: LandmarkBatch, reason: Reason) -> None:
    measured = engine.measure(batch)[0]
    assert Reason(measured["reason"]) is reason
    assert measured["success"] == (reason == Reason.KNOWN)
    assert np.isfinite(measured["yaw_deg"]) == (reason == Reason.KNOWN)
    assert 0 <= measured["quality"] <= 1


@pytest.mark.parametrize(
    "worse",
    [
        face_at(z=160),
        face_at(x=18),
        replace(GOOD, confidence=np.array([0.2], np.float32)),
        replace(GOOD, sharpness=np.array([0.1], np.float32)),
        replace(GOOD, exposure=np.array([0.97], np.float32)),
    ],
)
def test_quality_sinks_with_each_flaw(worse: LandmarkBatch) -> None:
    assert quality.quality(worse, quality.extent(worse))[0] < quality.quality(GOOD, quality.extent(GOOD))[0] - 0.05


def test_a_small_face_has_a_larger_error() -> None:
    assert engine.measure(face_at(z=200))["yaw_error_deg"][0] > engine.measure(GOOD)["yaw_error_deg"][0] + 0.2


def test_absent_observations_hold_nothing() -> None:
    rows = engine.absent(Reason.CAMERA_OFF, 2)
    assert not rows["success"].any()
    assert (rows["reason"] == Reason.CAMERA_OFF).all()
    assert np.isnan(rows["yaw_deg"]).all()
    assert (rows["quality"] == 0).all()


def test_compact_points_come_from_any_set() -> None:
    mesh = np.random.default_rng(0).normal(size=(2, 478, 3)).astype(np.float32)
    compact = to_compact(mesh, "mesh478")
    assert np.array_equal(compact, mesh[:, list(COMPACT_INDICES)])
    without_irises = to_compact(mesh[:, :468], "mesh468")
    assert np.array_equal(without_irises[:, :-10], compact[:, :-10])
    assert np.isnan(without_irises[:, -10:]).all()
    assert np.array_equal(to_compact(compact, "compact"), compact)


@pytest.mark.parametrize(("shape", "name"), [((1, 468, 3), "mesh478"), ((1, 478, 2), "mesh478"), ((1, 5, 3), "lips")])
def test_points_that_do_not_fit_their_set_are_refused(shape: tuple[int, ...], name: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        to_compact(np.zeros(shape), name)


def test_unmirroring_twice_changes_nothing() -> None:
    width = np.array([640.0])
    twice = unmirror(unmirror(GOOD.points, width, np.array([True])), width, np.array([True]))
    assert np.allclose(twice, GOOD.points, atol=1e-3)


def test_a_batch_with_a_missing_value_is_refused() -> None:
    with pytest.raises(ValueError, match=r"confidence has shape \(2,\); expected \(1,\)"):
        replace(GOOD, confidence=np.ones(2, np.float32))
