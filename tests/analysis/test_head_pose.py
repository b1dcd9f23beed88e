"""Heads projected with plain matrices, written here without the code under test, and recovered by it."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import ArrayLike
from scipy.spatial.transform import Rotation

from analysis import engine, head_pose, landmarks, projection
from analysis.types import LandmarkBatch, Reason

WEIGHTS = Path(head_pose.__file__).parent / "networks" / "weights" / "canonical_face.json"
VERTICES = np.array(json.loads(WEIGHTS.read_text())["vertices"])
GRID = np.array(np.meshgrid(np.arange(-60, 61, 20), np.arange(-40, 41, 20), np.arange(-30, 31, 15))).reshape(3, -1).T


def turned_head(pose: ArrayLike, position: tuple[float, float, float]) -> np.ndarray:
    """The mesh in camera axes (x right, y down, z forward): turned, then panned and tilted onto the ray."""
    facing = VERTICES * [1, -1, -1]
    y, p, r = np.radians(np.array(pose) * [-1, -1, 1])
    x0, y0, z0 = position
    pan, tilt = np.arctan2(x0, z0), -np.arctan2(y0, np.hypot(x0, z0))

    def about_x(a: float) -> np.ndarray:
        return np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])

    def about_y(a: float) -> np.ndarray:
        return np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])

    def about_z(a: float) -> np.ndarray:
        return np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])

    rotation = about_y(pan) @ about_x(tilt) @ about_y(y) @ about_x(p) @ about_z(r)
    turned: np.ndarray = (rotation @ facing.T).T + np.array(position)
    return turned


def picture_of(head: np.ndarray, width: float, height: float, fov_deg: float) -> np.ndarray:
    """Landmarks: x and y where a pinhole camera sees them, z along the ray through the head's origin."""
    focal = height / (2 * np.tan(np.radians(fov_deg) / 2))
    x = width / 2 + focal * head[:, 0] / head[:, 2]
    y = height / 2 + focal * head[:, 1] / head[:, 2]
    along = head @ _origin(head) / np.linalg.norm(_origin(head))
    return np.stack([x, y, focal * (along - along.mean()) / along.mean()], axis=1)


def _origin(head: np.ndarray) -> np.ndarray:
    """Where the mesh's own origin has come to: the rigid motion carries it along."""
    coordinates = np.linalg.lstsq(np.column_stack([VERTICES, np.ones(len(VERTICES))]), head)[0]
    origin: np.ndarray = coordinates[3]
    return origin


def batch_of(
    pictures: list[np.ndarray], width: float, height: float, fov: float, mirrored: bool = False
) -> LandmarkBatch:
    n = len(pictures)
    ones = np.ones(n, np.float32)
    points = landmarks.to_compact(np.array(pictures), "mesh468")
    nan = np.full(n, np.nan, np.float32)
    flags = np.full(n, mirrored)
    return LandmarkBatch(points, ones, ones * width, ones * height, ones * fov, flags, nan, nan, np.ones(n, np.uint8))


def solved_angles(batch: LandmarkBatch) -> np.ndarray:
    assert engine.measure(batch)["success"].all()
    points = landmarks.unmirror(batch.points, batch.width, batch.mirrored)
    return head_pose.estimate(points, batch.width, batch.height, batch.fov_deg).angles


@pytest.mark.parametrize("fov", [30.0, 47.0, 63.0])
@pytest.mark.parametrize("position", [(0, 0, 60), (9, -6, 55), (-14, 8, 70), (30, 15, 150)])
def test_known_poses_are_recovered(position: tuple[float, float, float], fov: float) -> None:
    position = (position[0], position[1], position[2] * np.tan(np.radians(31.5)) / np.tan(np.radians(fov / 2)))
    pictures = [picture_of(turned_head(pose, position), 1280, 720, fov) for pose in GRID]
    batch = batch_of(pictures, 1280, 720, fov)
    angles = solved_angles(batch)
    assert np.abs(angles - GRID).max() < 0.01
    found, true = (Rotation.from_euler("YXZ", a * [-1, -1, 1], degrees=True) for a in (angles, GRID))
    assert np.degrees((found * true.inv()).magnitude()).max() < 0.01
    measured = engine.measure(batch)
    xyz = np.stack([measured["x_cm"], measured["y_cm"], measured["z_cm"]], axis=1)
    assert np.abs(xyz - position).max() < 0.01


def test_signs_are_those_of_the_picture() -> None:
    nose, chin, forehead = 4, 152, 10
    straight = picture_of(turned_head((0, 0, 0), (0, 0, 60)), 640, 480, 47)
    right = picture_of(turned_head((20, 0, 0), (0, 0, 60)), 640, 480, 47)
    up = picture_of(turned_head((0, 20, 0), (0, 0, 60)), 640, 480, 47)
    clockwise = picture_of(turned_head((0, 0, 20), (0, 0, 60)), 640, 480, 47)
    assert right[nose, 0] > straight[nose, 0] + 10
    assert up[nose, 1] < straight[nose, 1] - 10
    assert clockwise[forehead, 0] > clockwise[chin, 0] + 10
    angles = solved_angles(batch_of([straight, right, up, clockwise], 640, 480, 47))
    assert np.allclose(angles, [[0, 0, 0], [20, 0, 0], [0, 20, 0], [0, 0, 20]], atol=0.01)


def test_a_head_that_looks_into_the_camera_has_no_yaw_or_pitch_off_centre() -> None:
    angles = solved_angles(batch_of([picture_of(turned_head((0, 0, 0), (18, -12, 60)), 1280, 720, 47)], 1280, 720, 47))
    assert np.abs(angles).max() < 0.01


def mirror(picture: np.ndarray, width: float) -> np.ndarray:
    """Landmarks a network would find in the mirrored picture: its right eye is then the other eye."""
    flipped = VERTICES * [-1, 1, 1]
    other = np.array([np.abs(VERTICES - vertex).sum(axis=1).argmin() for vertex in flipped])
    mirrored: np.ndarray = picture[other]
    mirrored[:, 0] = width - mirrored[:, 0]
    return mirrored


POSES = [(25, 10, -12), (-40, -20, 8), (0, 30, 25)]


def test_mirroring_the_picture_flips_yaw_and_roll_only() -> None:
    pictures = [mirror(picture_of(turned_head(pose, (8, 5, 60)), 640, 480, 47), 640) for pose in POSES]
    assert np.allclose(solved_angles(batch_of(pictures, 640, 480, 47)), np.array(POSES) * [-1, 1, -1], atol=0.01)


def test_a_mirrored_picture_that_says_so_is_turned_back() -> None:
    pictures = [mirror(picture_of(turned_head(pose, (8, 5, 60)), 640, 480, 47), 640) for pose in POSES]
    assert np.allclose(solved_angles(batch_of(pictures, 640, 480, 47, mirrored=True)), POSES, atol=0.01)


def test_float16_points_of_the_wire_cost_less_than_a_third_of_a_degree() -> None:
    pictures = []
    for pose in GRID:
        picture = picture_of(turned_head(pose, (0, 0, 60)), 640, 480, 47)
        origin, scale = picture[:, :2].min(axis=0), np.ptp(picture[:, 0])
        relative = ((picture - [*origin, 0]) / scale).astype(np.float16).astype(float)
        pictures.append(relative * scale + [*origin, 0])
    assert np.abs(solved_angles(batch_of(pictures, 640, 480, 47)) - GRID).max() < 0.33


def test_noise_in_the_landmarks_stays_small() -> None:
    noise = np.random.default_rng(5)
    pictures = [picture_of(turned_head(pose, (0, 0, 60)), 640, 480, 47) for pose in GRID]
    noisy = [picture + noise.normal(0, 0.5, picture.shape) for picture in pictures]
    error = solved_angles(batch_of(noisy, 640, 480, 47)) - GRID
    assert np.sqrt((error**2).mean()) < 1.0


def test_the_projected_head_is_the_one_projected_here() -> None:
    camera = projection.Camera(640, 480, 47.0)
    angles, position = np.array([[25.0, -15.0, 10.0]]), np.array([[7.0, -4.0, 58.0]])
    heads = projection.Heads(angles, position, np.ones((1, 2)), np.zeros((1, 2)))
    expected = picture_of(turned_head((25, -15, 10), (7, -4, 58)), 640, 480, 47)
    assert np.abs(projection.points(heads, camera)[0, :468] - expected).max() < 1e-3


def test_points_that_are_no_face_are_no_face() -> None:
    noise = np.random.default_rng(0).uniform(100, 300, (20, 468, 3))
    measured = engine.measure(batch_of(list(noise), 640, 480, 47))
    assert (measured["reason"] == Reason.NO_FACE).all()
    assert not measured["success"].any()
    assert np.isnan(measured["yaw_deg"]).all()


def test_points_in_one_place_are_too_small() -> None:
    measured = engine.measure(batch_of([np.full((468, 3), 50.0)], 640, 480, 47))
    assert measured["reason"][0] == Reason.TOO_SMALL
