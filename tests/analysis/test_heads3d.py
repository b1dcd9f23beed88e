"""The renderer with a head of four corners: what stands where, what hides what, what is lit."""

import numpy as np
import pytest

from analysis.benchmarks.heads3d import Head, Light, load_heads, render
from analysis.benchmarks.webcam import Flaws, degrade
from analysis.projection import Camera

CAMERA = Camera(320, 240, 47.0)
BLACK = np.zeros((240, 320, 3), np.uint8)
FLAT = Light(directed=0.0, ambient=1.0)
FOCAL = 120 / np.tan(np.radians(23.5))


def square(side: float, z: float, colours: list[list[int]]) -> Head:
    """A square that faces the camera, in columns of colours."""
    half = side / 2
    corners = np.array([[-half, -half, z], [half, -half, z], [half, half, z], [-half, half, z]])
    # Counter-clockwise as the camera sees them with y up: clockwise with y down.
    triangles = np.array([[0, 2, 1], [0, 3, 2]])
    flat = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    texture = np.repeat(np.repeat(np.array([colours], np.uint8), 64, axis=0), 64 // len(colours), axis=1)
    return Head("square", corners, np.tile([0.0, 0.0, -1.0], (4, 1)), triangles, flat[triangles], texture)


def extent(picture: np.ndarray) -> tuple[int, int, int, int]:
    rows, columns = np.nonzero(picture.max(axis=2) > 100)
    return int(columns.min()), int(columns.max()) + 1, int(rows.min()), int(rows.max()) + 1


def test_a_square_is_seen_where_a_pinhole_camera_sees_it() -> None:
    picture = render(square(10, 0, [[200, 200, 200]]), np.zeros(3), np.array([0, 0, 50.0]), CAMERA, BLACK, FLAT)
    half = FOCAL * 5 / 50
    assert extent(picture) == pytest.approx((160 - half, 160 + half, 120 - half, 120 + half), abs=1)


def test_yaw_brings_the_pictures_left_side_nearer() -> None:
    head = square(10, 0, [[200, 200, 200]])
    picture = render(head, np.array([40.0, 0, 0]), np.array([0, 0, 30.0]), CAMERA, BLACK, FLAT)
    left, right, _, _ = extent(picture)
    height = (picture.max(axis=2) > 100).sum(axis=0)
    # The nose turns to the picture's right: that side goes away from the camera, its edge is the shorter one.
    assert height[left + 2] > height[right - 3] + 5


def test_colours_run_from_left_to_right() -> None:
    head = square(10, 0, [[250, 0, 0], [0, 0, 250]])
    picture = render(head, np.zeros(3), np.array([0, 0, 30.0]), CAMERA, BLACK, FLAT)
    assert picture[120, 140].argmax() == 0
    assert picture[120, 180].argmax() == 2


def test_what_is_nearer_hides_what_is_behind() -> None:
    near, far = square(5, -3, [[250, 0, 0]]), square(10, 0, [[0, 250, 0]])
    both = Head(
        "both",
        np.concatenate([near.vertices, far.vertices]),
        np.concatenate([near.normals, far.normals]),
        np.concatenate([near.triangles, far.triangles + 4]),
        np.concatenate([near.texture_points * [0.5, 1], far.texture_points * [0.5, 1] + [0.5, 0]]),
        np.concatenate([near.texture, far.texture], axis=1),
    )
    picture = render(both, np.zeros(3), np.array([0, 0, 40.0]), CAMERA, BLACK, FLAT)
    assert picture[120, 160].argmax() == 0
    assert picture[120, 160 - int(FOCAL * 4 / 40)].argmax() == 1


def test_less_light_is_darker_and_flaws_show() -> None:
    head = square(20, 0, [[200, 200, 200]])
    dim = render(head, np.zeros(3), np.array([0, 0, 40.0]), CAMERA, BLACK, Light(directed=0.0, ambient=0.5))
    assert dim[120, 160] == pytest.approx([100, 100, 100], abs=2)
    worse = degrade(dim, Flaws(gain=0.5, noise=5.0, jpeg_quality=60), np.random.default_rng(0))
    assert worse.shape == dim.shape
    assert 40 < worse[100:140, 140:180].mean() < 60
    assert worse[100:140, 140:180].std() > 1


def test_nothing_is_read_where_the_scans_are_not(tmp_path) -> None:
    assert load_heads(tmp_path / "heads3d") == ()
