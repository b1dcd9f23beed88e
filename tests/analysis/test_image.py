"""Pictures: what decodes, what is refused and how it is said; crops by their geometry; sharpness and exposure."""

import subprocess
import sys

import cv2
import numpy as np
import pytest
import simplejpeg

from analysis.image import ImageError, crop, decode, quality


@pytest.fixture
def picture() -> np.ndarray:
    rows, columns = np.mgrid[:48, :64]
    return np.stack([columns * 3, rows * 4, (rows + columns) * 2], axis=2).astype(np.uint8)


def encoded(picture: np.ndarray, extension: str, *parameters: int) -> bytes:
    return cv2.imencode(extension, picture[..., ::-1], parameters)[1].tobytes()


def test_a_jpeg_decodes_to_rgb(picture: np.ndarray) -> None:
    image = decode(simplejpeg.encode_jpeg(picture, quality=95))
    assert image.shape == (48, 64, 3)
    assert np.abs(image.astype(int) - picture).mean() < 2


def test_a_png_decodes_exactly(picture: np.ndarray) -> None:
    np.testing.assert_array_equal(decode(encoded(picture, ".png")), picture)


def test_a_lossless_webp_decodes_exactly(picture: np.ndarray) -> None:
    np.testing.assert_array_equal(decode(encoded(picture, ".webp", cv2.IMWRITE_WEBP_QUALITY, 101)), picture)


def test_a_lossy_webp_decodes(picture: np.ndarray) -> None:
    image = decode(encoded(picture, ".webp", cv2.IMWRITE_WEBP_QUALITY, 90))
    assert np.abs(image.astype(int) - picture).mean() < 4


@pytest.mark.parametrize("data", [b"", b"hello", b"GIF89a" + bytes(100), b"RIFF\x10\0\0\0WAVEfmt "])
def test_what_is_no_picture_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(ImageError, match="no picture: a JPEG, PNG or WebP file was expected"):
        decode(data)


@pytest.mark.parametrize("extension", [".jpg", ".png", ".webp"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_cut_off_file_is_refused(picture: np.ndarray, extension: str, share: float) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (96, 96, 3), np.uint8)
    data = encoded(noise, extension)
    with pytest.raises(ImageError, match="damaged"):
        decode(data[: int(len(data) * share)])


@pytest.mark.parametrize("extension", [".jpg", ".png", ".webp"])
def test_too_many_pixels_are_refused_from_the_header(picture: np.ndarray, extension: str) -> None:
    data = encoded(picture, extension)
    with pytest.raises(ImageError, match=r"64 x 48 pixels; at most 3071"):
        decode(data, max_pixels=3071)


def test_a_crop_of_the_whole_picture_is_the_picture(picture: np.ndarray) -> None:
    square = picture[:, :48]
    region = np.array([24, 24, 48, 48, 0.0])
    np.testing.assert_array_equal(crop(square, region, 48, cv2.BORDER_CONSTANT), square)


def test_a_crop_turned_by_90_degrees_is_the_picture_turned(picture: np.ndarray) -> None:
    square = picture[:48, :48]
    turned = crop(square, np.array([24, 24, 48, 48, np.pi / 2]), 48, cv2.BORDER_REPLICATE)
    # Pixel (i, j) shows the picture at x = 48 - j, y = i.
    np.testing.assert_array_equal(turned[1:], np.rot90(square)[:-1])


def test_outside_is_black_or_the_edge_repeated() -> None:
    white = np.full((10, 10, 3), 255, np.uint8)
    region = np.array([5, 5, 40, 40, 0.0])
    assert crop(white, region, 40, cv2.BORDER_CONSTANT)[0, 0].tolist() == [0, 0, 0]
    assert crop(white, region, 40, cv2.BORDER_REPLICATE)[0, 0].tolist() == [255, 255, 255]


def test_a_flat_grey_face_is_not_sharp_and_half_exposed() -> None:
    sharpness, exposure = quality(np.full((192, 192, 3), 128, np.uint8))
    assert sharpness == 0
    assert exposure == pytest.approx(128 / 255)


def test_blurring_lowers_sharpness_and_keeps_exposure() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (192, 192, 3), np.uint8)
    sharp, soft = quality(noise), quality(cv2.GaussianBlur(noise, (0, 0), 3))
    assert sharp[0] > 0.9 > 0.3 > soft[0]
    assert sharp[1] == pytest.approx(soft[1], abs=0.01)


WITHOUT_SIMPLEJPEG = """
import sys
sys.modules["simplejpeg"] = None
from analysis.image import ImageError, decode
data = sys.stdin.buffer.read()
print(decode(data).tobytes().hex())
for wrong, most in ((data, 3071), (data[:200], 10**6), (data[:len(data) // 2], 10**6)):
    try:
        decode(wrong, most)
    except ImageError as error:
        print(error)
"""


def test_opencv_stands_in_where_there_is_no_simplejpeg(picture: np.ndarray) -> None:
    data = simplejpeg.encode_jpeg(picture, quality=95)
    command = [sys.executable, "-c", WITHOUT_SIMPLEJPEG]
    said = subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode().splitlines()
    image = np.frombuffer(bytes.fromhex(said[0]), np.uint8).reshape(picture.shape)
    assert np.abs(image.astype(int) - decode(data)).max() <= 3
    assert "64 x 48 pixels; at most 3071" in said[1]
    assert ["damaged" in line for line in said[2:]] == [True, True]
