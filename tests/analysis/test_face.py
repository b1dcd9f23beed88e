"""Faces: the oracles are symmetry and movement; the comparison with mediapipe is analysis.benchmarks.mesh."""

import cv2
import numpy as np
import pytest
from skimage.data import astronaut

from analysis.face import FaceResult, Options, landmarker
from analysis.face_detection import SMALL, overlap
from analysis.face_mesh import region_of
from analysis.face_tracking import FaceTracker

RIGHT_EYE, LEFT_EYE, NOSE = 33, 263, 4


@pytest.fixture(scope="module")
def picture() -> np.ndarray:
    return np.asarray(astronaut())[:400]  # type: ignore[no-untyped-call]


@pytest.fixture(scope="module")
def face(picture: np.ndarray) -> FaceResult:
    (only,) = landmarker().track(picture)
    return only


def between_eyes(face: FaceResult) -> float:
    return float(np.linalg.norm(face.points[LEFT_EYE, :2] - face.points[RIGHT_EYE, :2]))


def distance(first: np.ndarray, second: np.ndarray) -> float:
    return float(np.linalg.norm(first[..., :2] - second[..., :2], axis=-1).mean())


def shifted(picture: np.ndarray, x: int, y: int) -> np.ndarray:
    return np.roll(picture, (y, x), axis=(0, 1))


def test_the_face_is_where_it_is(face: FaceResult) -> None:
    assert face.points.shape == (478, 3)
    assert face.points.dtype == np.float32
    assert face.presence > 0.9
    assert 190 < face.points[NOSE, 0] < 260
    assert 90 < face.points[NOSE, 1] < 160
    assert face.points[RIGHT_EYE, 0] < face.points[LEFT_EYE, 0]  # the person's right is on the left of the picture
    assert face.points[NOSE, 2] < face.points[RIGHT_EYE, 2]  # the nose is nearer


def test_irises_lie_between_the_corners_of_their_eyes(face: FaceResult) -> None:
    x = face.points[:, 0]
    assert x[33] < x[468] < x[133]
    assert x[362] < x[473] < x[263]


def test_a_mirrored_picture_gives_mirrored_eyes(picture: np.ndarray, face: FaceResult) -> None:
    (mirrored,) = landmarker().track(np.ascontiguousarray(picture[:, ::-1]))
    flipped = [picture.shape[1], 0] + mirrored.points[[LEFT_EYE, RIGHT_EYE, NOSE], :2] * [-1, 1]
    assert distance(flipped, face.points[[RIGHT_EYE, LEFT_EYE, NOSE]]) < 0.05 * between_eyes(face)


def test_a_turned_picture_gives_turned_points(picture: np.ndarray, face: FaceResult) -> None:
    matrix = cv2.getRotationMatrix2D((225, 125), 20, 1)
    turned = cv2.warpAffine(picture, matrix, picture.shape[1::-1])
    (found,) = landmarker().track(turned)
    expected = face.points[:, :2] @ matrix[:, :2].T + matrix[:, 2]
    assert distance(found.points, expected) < 0.03 * between_eyes(face)


@pytest.mark.parametrize("points", [468, 478])
def test_an_enlarged_picture_gives_enlarged_points(picture: np.ndarray, points: int) -> None:
    options = Options(points=points)
    (small,) = landmarker().track(picture, options=options)
    (large,) = landmarker().track(cv2.resize(picture, None, fx=2, fy=2), options=options)
    np.testing.assert_allclose(large.points / 2, small.points, atol=0.03 * between_eyes(small))


def test_a_picture_without_a_face_gives_none() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (240, 320, 3), np.uint8)
    assert landmarker().track(noise) == []
    assert landmarker().track(np.zeros((90, 160, 3), np.uint8)) == []


def test_a_small_face_is_found_by_the_full_range_detector(picture: np.ndarray) -> None:
    scene = np.full((480, 640, 3), 90, np.uint8)
    small = cv2.resize(picture[:250, 100:350], (110, 110), interpolation=cv2.INTER_AREA)
    scene[200:310, 300:410] = small
    detector = landmarker().detector
    assert all(face.share < SMALL for face in detector.near([scene])[0])
    (detection,) = detector.far([scene])[0]
    assert detection.share < SMALL
    (found,) = landmarker().track(scene)
    assert 340 < found.points[NOSE, 0] < 370


def test_a_known_region_is_followed_without_a_detector(picture: np.ndarray, face: FaceResult) -> None:
    (followed,) = landmarker().follow([shifted(picture, 6, -4)], [face.region])
    assert followed is not None
    assert distance(followed.points - [6, -4, 0], face.points) < 0.02 * between_eyes(face)


def test_a_slipped_region_is_held_by_the_468_mesh(picture: np.ndarray, face: FaceResult) -> None:
    slipped = face.region + np.array([0.3 * face.region[2], 0, 0, 0, 0])
    (held,) = landmarker().follow([picture], [slipped])
    assert held is not None
    assert distance(held.points, face.points) < 0.05 * between_eyes(face)


def test_a_lost_face_is_detected_again(picture: np.ndarray, face: FaceResult) -> None:
    elsewhere = np.array([420.0, 330, 100, 100, 0])
    assert landmarker().follow([picture], [elsewhere]) == [None]
    (found,) = landmarker().track(picture, elsewhere)
    assert distance(found.points, face.points) < 0.02 * between_eyes(face)


def test_people_measured_together_equal_people_measured_alone(picture: np.ndarray, face: FaceResult) -> None:
    blank = np.zeros((120, 160, 3), np.uint8)
    other = np.ascontiguousarray(picture[:, ::-1])
    batch = landmarker().track_batch([picture, blank, other, picture, picture], [face.region, None, None, None, None])
    assert [len(faces) for faces in batch] == [1, 0, 1, 1, 1]
    (alone,) = landmarker().track(other)
    np.testing.assert_allclose(batch[2][0].points, alone.points, atol=0.01)
    np.testing.assert_allclose(batch[4][0].points, face.points, atol=0.01)


def test_two_faces_keep_their_numbers_while_they_move(picture: np.ndarray) -> None:
    half = picture[:300, 80:380]
    tracker = FaceTracker(landmarker(), Options(max_faces=2))
    both = np.hstack([half, half[:, ::-1]])
    first = tracker.step(both)
    second = tracker.step(shifted(both, 5, 3))
    assert list(first) == list(second) == [1, 2]
    for number, face in first.items():
        assert distance(second[number].points - [5, 3, 0], face.points) < 0.03 * between_eyes(face)


def test_somebody_who_returns_to_their_place_keeps_their_number(picture: np.ndarray) -> None:
    tracker = FaceTracker(landmarker(), Options(max_faces=2))
    assert list(tracker.step(picture)) == [1]
    assert tracker.step(np.zeros_like(picture)) == {}
    assert list(tracker.step(shifted(picture, 10, 0))) == [1]


def test_the_region_of_points_is_the_square_around_them_turned_by_the_eyes() -> None:
    points = np.zeros((468, 3))
    points[RIGHT_EYE], points[LEFT_EYE] = (10, 10, 0), (40, 40, 0)
    points[0], points[1] = (0, 20, 0), (60, 20, 0)
    assert region_of(points) == pytest.approx([30, 20, 90, 90, np.pi / 4])


def test_overlap_of_boxes() -> None:
    assert overlap(np.array([0, 0, 2, 2]), np.array([1, 0, 3, 2])) == pytest.approx(1 / 3)
    assert overlap(np.array([0, 0, 1, 1]), np.array([2, 2, 3, 3])) == 0


def test_impossible_options_are_refused() -> None:
    with pytest.raises(ValueError, match="points is 500: expected 468 or 478"):
        Options(points=500)
