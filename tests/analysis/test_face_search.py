"""The search: what is due when, where it looks, and who is who afterwards."""

import cv2
import numpy as np
import pytest
from skimage.data import astronaut

from analysis.benchmarks import faceless
from analysis.face import Options, landmarker
from analysis.face_detection import TILES, tiles
from analysis.face_schedule import PERIOD, is_far_due, next_missed, tiles_due
from analysis.face_tracking import FaceTracker

GREY = np.full((480, 640, 3), 90, np.uint8)


@pytest.fixture(scope="module")
def portrait() -> np.ndarray:
    return np.asarray(astronaut())[:250, 100:350]  # type: ignore[no-untyped-call]


def placed(*faces: tuple[np.ndarray, int, int, int]) -> np.ndarray:
    """Portraits of some size at some place (left, top) of a grey picture."""
    scene = GREY.copy()
    for portrait, size, left, top in faces:
        scene[top : top + size, left : left + size] = cv2.resize(portrait, (size, size), interpolation=cv2.INTER_AREA)
    return scene


def covered(shape: tuple[int, int], which: range) -> np.ndarray:
    height, width = shape
    seen = np.zeros(shape, bool)
    for x, y, side, _, _ in tiles(np.zeros((height, width, 3), np.uint8), which):
        left, top = max(0, round(x - side / 2)), max(0, round(y - side / 2))
        seen[top : round(y + side / 2), left : round(x + side / 2)] = True
    return seen


@pytest.mark.parametrize(("shape", "count"), [((480, 640), 4), ((360, 640), 2), ((640, 360), 2), ((500, 500), 4)])
def test_tiles_cover_the_picture(shape: tuple[int, int], count: int) -> None:
    assert len(tiles(np.zeros((*shape, 3), np.uint8), range(TILES))) == count
    assert covered(shape, range(TILES)).all()


def test_everything_is_due_at_once_and_then_each_part_in_turn() -> None:
    assert (is_far_due(0), list(tiles_due(0))) == (True, [0, 1, 2, 3])
    missed, seen = 0, list[int]()
    for _ in range(PERIOD):
        missed = next_missed(missed, found=False)
        assert not (is_far_due(missed) and tiles_due(missed))
        seen += tiles_due(missed)
    assert seen == [0, 1, 2, 3]
    assert next_missed(missed, found=False) == 1
    assert next_missed(missed, found=True) == 0


def test_a_face_too_small_for_the_whole_picture_is_found_in_a_tile(portrait: np.ndarray) -> None:
    scene = placed((portrait, 60, 560, 400))
    assert landmarker().detector.near([scene]) == [[]]
    (face,) = landmarker().track(scene)
    assert np.abs(face.region[:2] - [590, 416]).max() < 20
    assert landmarker().find([scene], missed=[2]) == [[]]
    assert [len(found) for found in landmarker().find([scene], missed=[PERIOD])] == [1]


def test_a_far_face_that_is_followed_needs_no_search(portrait: np.ndarray) -> None:
    (face,) = landmarker().track(placed((portrait, 60, 300, 200)))
    (followed,) = landmarker().follow([placed((portrait, 60, 303, 202))], [face.region])
    assert followed is not None
    assert np.abs(followed.region[:2] - face.region[:2] - [3, 2]).max() < 2


def test_a_face_that_is_known_is_not_found_again(portrait: np.ndarray) -> None:
    scene = placed((portrait, 200, 20, 100), (portrait[:, ::-1], 150, 400, 100))
    options = Options(max_faces=2)
    both = landmarker().find([scene], options)[0]
    assert [round(float(face.region[0]) / 640, 1) for face in both] == [0.2, 0.7]
    (other,) = landmarker().find([scene], options, known=[both[:1]])[0]
    assert other.region[0] == pytest.approx(both[1].region[0], abs=2)


@pytest.mark.parametrize("kind", list(faceless.KINDS))
def test_pictures_without_a_face_have_none(kind: str) -> None:
    assert [landmarker().track(faceless.KINDS[kind](seed)) for seed in range(3)] == [[]] * 3


def test_pictures_are_made_from_their_number_alone() -> None:
    for make in faceless.KINDS.values():
        np.testing.assert_array_equal(make(5), make(5))
        assert not np.array_equal(make(5), make(6))


def test_people_who_come_close_go_away_and_come_back_keep_their_numbers(portrait: np.ndarray) -> None:
    tracker = FaceTracker(landmarker(), Options(max_faces=3), detect_every=3)
    seats = {1: (portrait, 200, 10, 120), 2: (portrait[:, ::-1], 170, 250, 150), 3: (portrait, 140, 480, 170)}

    def numbers(present: dict[int, tuple[int, int]]) -> dict[int, float]:
        scene = placed(
            *((seats[who][0], seats[who][1], seats[who][2] + x, seats[who][3] + y) for who, (x, y) in present.items())
        )
        return {number: float(face.region[0]) for number, face in tracker.step(scene).items()}

    here = numbers({1: (0, 0), 2: (0, 0), 3: (0, 0)})
    assert list(here) == [1, 2, 3]
    for step in range(1, 5):
        moved = numbers({1: (5 * step, 0), 2: (-4 * step, 3 * step), 3: (2 * step, -4 * step)})
        assert list(moved) == [1, 2, 3]
    assert [moved[1] - here[1], moved[2] - here[2], moved[3] - here[3]] == pytest.approx([20, -16, 8], abs=3)
    assert list(numbers({1: (20, 0), 3: (8, -16)})) == [1, 3]
    assert list(numbers({1: (20, 0), 2: (-16, 12), 3: (8, -16)})) == [1, 2, 3]
