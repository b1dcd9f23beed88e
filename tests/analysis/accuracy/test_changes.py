"""What is done to portraits: placed at a distance, degraded, their cheeks' tone."""

import numpy as np
import pytest
from skimage.color import lab2rgb, rgb2xyz, xyz2rgb

from analysis.benchmarks.accuracy import other_tones, placement, robustness, tone
from analysis.benchmarks.accuracy.context import look
from analysis.benchmarks.accuracy.placement import Place
from tests.analysis.accuracy.pictures import portrait

# IEC 61966-2-1: sRGB's primaries under D65.
XYZ_FROM_LINEAR = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


@pytest.fixture(scope="module")
def face():
    found, _ = look(portrait())
    assert found is not None
    return found


def test_a_face_of_15_cm_at_6_feet_is_45_and_a_half_pixels_wide() -> None:
    # 15 cm / 182.88 cm * 320 pixels / tan 30 degrees.
    assert placement.face_px(6) == pytest.approx(45.46, abs=0.01)
    assert placement.face_px(3) == pytest.approx(2 * placement.face_px(6))


@pytest.mark.parametrize("feet", [2, 6])
@pytest.mark.parametrize("background", [placement.plain, placement.continued])
def test_a_placed_face_is_found_in_the_middle_and_as_wide_as_it_should_be(face, feet, background) -> None:
    placed = placement.place(portrait(), placement.at_distance(face, feet), background)
    found, measured = look(placed, placement.VERTICAL_FOV_DEG)
    assert placed.shape == (480, 640, 3)
    assert found is not None
    np.testing.assert_allclose(found.points[:468, :2].mean(axis=0), [320, 240], atol=4)
    assert placement.face_width(found) == pytest.approx(placement.face_px(feet), rel=0.08)
    assert measured["distance_cm"][0] == pytest.approx(feet * 30.48, rel=0.25)


def test_a_portrait_larger_than_the_frame_is_cut(face) -> None:
    placed = placement.place(portrait(), Place(96, 96, 6.0), placement.plain)
    assert placed.shape == (480, 640, 3)


def test_every_condition_changes_the_picture_and_leaves_the_original(face) -> None:
    before = portrait()
    image = before.copy()
    for name, degrade in robustness.CONDITIONS.items():
        changed = degrade(face, 1)(image)
        assert changed.shape == image.shape, name
        assert (changed != image).any(), name
        np.testing.assert_array_equal(image, before, name)


def test_darkness_is_the_same_for_the_same_seed(face) -> None:
    first, again, other = (robustness.darken(portrait(), 0.15, 3.0, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    assert first.mean() == pytest.approx(0.15 * portrait().mean(), rel=0.15)


def test_the_mask_covers_the_mouth_and_not_the_eyes(face) -> None:
    covered = robustness.mask(portrait(), face.points)
    mouth, eye = (face.points[point, :2].round().astype(int) for point in (13, 159))
    np.testing.assert_array_equal(covered[mouth[1], mouth[0]], robustness.MASK_COLOUR)
    np.testing.assert_array_equal(covered[eye[1], eye[0]], portrait()[eye[1], eye[0]])


@pytest.mark.parametrize(
    ("lightness", "group"),
    [(75, "very light"), (67, "light"), (61, "intermediate"), (56, "tan"), (45, "brown"), (35, "dark")],
)
def test_the_tone_of_known_colours(lightness, group) -> None:
    colour = lab2rgb([lightness, 12.0, 16.0]) * 255
    degrees = np.degrees(np.arctan((lightness - 50) / 16.0))
    assert tone.angle(colour) == pytest.approx(degrees, abs=1.0)
    assert tone.group(degrees) == group


def test_grey_has_no_tone() -> None:
    assert tone.group(tone.angle(np.full(3, 120.0))) == "no colour"


def test_the_lighter_cheek_counts(face) -> None:
    image, colour, middle = portrait(), np.array([190.0, 150.0, 130.0]), int(face.points[4, 0])
    image[:, :middle], image[:, middle:] = colour, colour / 2
    assert tone.of_cheeks(image, face) == tone.angle(colour)


def test_a_dyed_face_reflects_as_much_more_light_as_asked_and_its_surroundings_stay(face) -> None:
    image, gain = portrait(), np.array([0.5, 0.25, 0.125])
    dyed = other_tones.dye(image, face.points, gain)
    x, y = face.points[4, :2].round().astype(int)  # the tip of the nose
    before, after = (rgb2xyz(picture[y, x] / 255.0) for picture in (image, dyed))
    expected = xyz2rgb(XYZ_FROM_LINEAR @ (np.linalg.solve(XYZ_FROM_LINEAR, before) * gain)) * 255
    np.testing.assert_allclose(xyz2rgb(after) * 255, expected, atol=1.0)
    np.testing.assert_array_equal(dyed[:5], image[:5])


def test_the_gap_between_tones_is_that_of_the_same_faces() -> None:
    faces = np.random.default_rng(2).normal(3.0, 2.0, 400)
    gap, low, high = other_tones.gap_of([faces, faces + 0.1, np.where(faces > 3.0, np.nan, faces)])
    assert low <= gap <= high
    assert (gap, high - low) == pytest.approx((0.1, 0.0), abs=1e-9)
