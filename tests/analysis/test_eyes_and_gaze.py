from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.spatial.transform import Rotation
from skimage.data import astronaut

from analysis import engine, gaze
from analysis.face import landmarker
from analysis.landmarks import CANONICAL, MIRROR, to_compact
from analysis.pictures import landmark_batch
from analysis.projection import Camera, Heads, points
from analysis.types import LandmarkBatch

CAMERA = Camera()
POSITION = (6.0, -4.0, 60.0)


def batch_of(seen: np.ndarray, point_set: str = "mesh478", sharpness: float = np.nan) -> LandmarkBatch:
    one = np.ones(len(seen), np.float32)
    size = (one * CAMERA.width, one * CAMERA.height, one * CAMERA.fov_deg)
    flags = np.zeros(len(seen), bool)
    return LandmarkBatch(
        to_compact(seen, point_set), one, *size, flags, one * sharpness, one * np.nan, one.astype(np.uint8)
    )


def measure(
    angles: tuple[float, float, float] = (0, 0, 0),
    openness: tuple[float, float] = (1, 1),
    gaze: tuple[float, float] = (0, 0),
    point_set: str = "mesh478",
    distance_cm: float = 60.0,
    sharpness: float = np.nan,
) -> np.void:
    position = np.array([[6.0, -4.0, distance_cm]])
    heads = Heads(np.array([angles], float), position, np.array([openness], float), np.array([gaze], float))
    seen = points(heads, CAMERA)[:, : 478 if point_set == "mesh478" else 468]
    found: np.void = engine.measure(batch_of(seen, point_set, sharpness))[0]
    return found


def test_aperture_follows_the_lids_of_each_eye() -> None:
    both, left_half = measure(), measure(openness=(0.5, 1.0))
    assert both["aperture_left"] == pytest.approx(both["aperture_right"], rel=1e-3)
    assert left_half["aperture_left"] == pytest.approx(both["aperture_left"] / 2, rel=1e-3)
    assert left_half["aperture_right"] == pytest.approx(both["aperture_right"], rel=1e-3)
    assert measure(openness=(0, 0))["aperture_left"] == pytest.approx(0, abs=1e-3)


def test_nodding_does_not_close_the_eyes() -> None:
    assert measure(angles=(10, -30, 5))["aperture_left"] == pytest.approx(measure()["aperture_left"], rel=1e-3)


def test_lids_that_meet_in_the_picture_are_shut_whatever_their_depth() -> None:
    # Networks move lids in the picture and leave their depth as it was.
    open_eyes, shut = (
        points(Heads(np.zeros((1, 3)), np.array([POSITION]), np.full((1, 2), value), np.zeros((1, 2))), CAMERA)
        for value in (1.0, 0.0)
    )
    shut[..., 2] = open_eyes[..., 2]
    assert engine.measure(batch_of(shut))["aperture_left"] == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize(
    ("yaw", "left", "right"),
    [(19, True, True), (21, False, True), (-21, True, False), (31, False, False), (-31, False, False)],
)
def test_the_eye_that_is_turned_away_is_given_up_before_the_nearer_one(yaw: float, left: bool, right: bool) -> None:
    found = measure(angles=(yaw, 0, 0))
    assert (np.isfinite(found["aperture_left"]), np.isfinite(found["aperture_right"])) == (left, right)


@pytest.mark.parametrize(
    ("view", "there"),
    [
        ({"distance_cm": 120}, True),
        ({"distance_cm": 200}, False),
        ({"sharpness": 0.2}, True),
        ({"sharpness": 0.05}, False),
    ],
    ids=str,
)
def test_aperture_is_absent_where_the_picture_shows_too_little_of_an_eye(view: dict[str, float], there: bool) -> None:
    found = measure(**view)  # type: ignore[arg-type]
    assert found["success"]
    assert np.isfinite(found["aperture_left"]) == there


@pytest.mark.parametrize("direction", [(0, 0), (20, 0), (-15, 10), (5, -15)])
@pytest.mark.parametrize("angles", [(0, 0, 0), (25, -10, 8), (-28, 15, -12)])
def test_gaze_relative_to_the_head_is_recovered(
    direction: tuple[float, float], angles: tuple[float, float, float]
) -> None:
    found = measure(angles=angles, gaze=direction)
    assert (found["gaze_yaw_deg"], found["gaze_pitch_deg"]) == pytest.approx(direction, abs=0.1)


def test_gaze_to_the_pictures_right_moves_the_irises_there() -> None:
    heads = Heads(np.zeros((2, 3)), np.array([[0.0, 0, 60]] * 2), np.ones((2, 2)), np.array([[0, 0], [15.0, 10]]))
    straight, moved = points(heads, CAMERA)
    assert (moved[[468, 473], 0] > straight[[468, 473], 0] + 1).all()
    assert (moved[[468, 473], 1] < straight[[468, 473], 1] - 1).all()


def seen_by_hand(head: Rotation, to_the_right: float, up: float) -> np.ndarray:
    """A head at 60 cm whose eyes look somewhere, drawn without `analysis.projection`: other eyeballs, and irises at the
    depth at which a network leaves them, that of the lids."""
    face = np.vstack([CANONICAL, np.zeros((10, 3))])
    for iris, lids in ((473, [263, 362, 386, 374]), (468, [33, 133, 159, 145])):
        socket = CANONICAL[lids[:2]].mean(axis=0) + np.array([0.0, -0.1, 0.7])
        ahead = np.array([np.tan(np.radians(to_the_right)), -np.tan(np.radians(up)), -1.0])
        face[iris : iris + 5] = socket + 1.1 * ahead / np.linalg.norm(ahead)
    there = head.apply(face) + np.array([0.0, 0.0, 60.0])
    focal = CAMERA.height / 2 / np.tan(np.radians(CAMERA.fov_deg / 2))
    depth = focal * (there[:, 2] / there[:468, 2].mean() - 1.0)
    depth[473:], depth[468:473] = depth[[263, 362, 386, 374]].mean(), depth[[33, 133, 159, 145]].mean()
    picture = there[:, :2] * focal / there[:, 2:] + [CAMERA.width / 2, CAMERA.height / 2]
    return np.column_stack([picture, depth]).astype(np.float32)[None]


@pytest.mark.parametrize(("to_the_right", "up"), [(0, 0), (20, 0), (-20, 0), (0, 12), (0, -12)])
@pytest.mark.parametrize("turn_deg", [0, 20, -20])
def test_gaze_of_eyes_drawn_by_hand(to_the_right: float, up: float, turn_deg: float) -> None:
    head = Rotation.from_euler("y", -turn_deg, degrees=True)
    found = engine.measure(batch_of(seen_by_hand(head, to_the_right, up)))[0]
    assert found["yaw_deg"] == pytest.approx(turn_deg, abs=2)
    assert (found["gaze_yaw_deg"], found["gaze_pitch_deg"]) == pytest.approx((to_the_right, up), abs=3)


def test_a_mirrored_picture_looks_the_other_way() -> None:
    photo = astronaut()[:300, 80:380]
    faces = [landmarker().track(np.ascontiguousarray(picture))[0] for picture in (photo, photo[:, ::-1])]
    one, other = engine.measure(landmark_batch(faces, [(300, 300)] * 2, [1, 1], [None, None], [False, False]))
    assert other["yaw_deg"] == pytest.approx(-one["yaw_deg"], abs=3)
    assert other["gaze_yaw_deg"] == pytest.approx(-one["gaze_yaw_deg"], abs=6)
    assert other["gaze_pitch_deg"] == pytest.approx(one["gaze_pitch_deg"], abs=6)
    assert other["aperture_left"] == pytest.approx(one["aperture_right"], rel=0.15)


def test_a_mirrored_picture_that_says_so_gives_the_same_eyes() -> None:
    heads = Heads(np.array([[8.0, 3, 2]]), np.array([POSITION]), np.array([[0.4, 0.9]]), np.array([[14.0, -6]]))
    seen = points(heads, CAMERA)
    mirrored = seen[:, MIRROR].copy()
    mirrored[..., 0] = CAMERA.width - mirrored[..., 0]
    one, other = batch_of(seen), replace(batch_of(mirrored), mirrored=np.ones(1, bool))
    for name in ("gaze_yaw_deg", "gaze_pitch_deg", "aperture_left", "aperture_right"):
        assert engine.measure(other)[name] == pytest.approx(engine.measure(one)[name], abs=0.01)
    assert engine.measure(one)["aperture_left"] < engine.measure(one)["aperture_right"]
    assert engine.measure(batch_of(mirrored))["gaze_yaw_deg"] == pytest.approx(-14, abs=0.1)


@pytest.mark.parametrize(
    "without", [{"angles": (31, 0, 0)}, {"openness": (0.1, 0.1)}, {"point_set": "mesh468"}], ids=str
)
def test_gaze_is_absent(without: dict[str, Any]) -> None:
    found = measure(**without)
    assert found["success"]
    assert np.isnan(found["gaze_yaw_deg"])
    assert np.isnan(found["gaze_pitch_deg"])


def test_sight_is_head_and_eyes_together() -> None:
    found = engine.absent(0, 1)
    found["yaw_deg"], found["pitch_deg"], found["gaze_yaw_deg"], found["gaze_pitch_deg"] = 20, -5, -15, 9
    assert gaze.sight(found).tolist() == [[5, 4]]


def test_the_zero_becomes_where_somebody_usually_looks_whatever_their_glances() -> None:
    zero = np.zeros(1, gaze.ZERO)
    usual, glance = np.array([[3.0, 8.0]]), np.array([[40.0, -30.0]])
    for second in range(120):
        gaze.learn_zero(zero, glance if second % 10 == 9 else usual, np.ones(1))
    assert zero["angles"][0] == pytest.approx([3.0, 8.0], abs=1.5)


def test_the_zero_is_not_learned_without_gaze_or_off_the_screen() -> None:
    zero = np.zeros(2, gaze.ZERO)
    gaze.learn_zero(zero, np.array([[np.nan, np.nan], [5.0, 5.0]]), np.array([1.0, 0.0]))
    assert not zero["angles"].any()
    assert not zero["seconds"].any()
