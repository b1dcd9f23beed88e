"""Pictures in: decoding, the square crops that the networks look at, and how good the picture of a face is.

A picture is uint8 (height, width, 3), RGB. Orientation tags of files are not applied.
"""

import struct
from collections.abc import Sequence

import cv2
import numpy as np

try:
    import simplejpeg
except ImportError:  # there is no wheel of it for every machine; OpenCV takes half as long again
    simplejpeg = None

Image = np.ndarray
"""uint8 (height, width, 3), RGB."""

MAX_PIXELS = 4096 * 4096
MAX_SIDE = 32766
"""Pixels; OpenCV crops nothing larger."""
SHARP_VARIANCE = 100.0
"""Variance of the Laplacian that counts as half sharp: the usual threshold of "blurred" (Pech-Pacheco et al. 2000)."""

_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_FRAME_HEADERS = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # of JPEG: the others define tables
_FOUR_CHANNELS = ("CMYK", "YCCK")


class ImageError(ValueError):
    """The bytes are no picture, or half of one, or too large a one. The text is one plain sentence."""


def decode(data: bytes, max_pixels: int = MAX_PIXELS) -> Image:
    """Decode a JPEG, PNG or WebP file.

    Parameters
    ----------
    data : bytes
        The whole file.
    max_pixels : int
        Largest width x height; larger pictures are refused before they are unpacked.

    Returns
    -------
    ndarray of uint8, shape (height, width, 3)
        RGB.

    Raises
    ------
    ImageError
        Where ``data`` is no such file, is cut off, or is too large.
    """
    width, height = _declared_size(data)
    if max(width, height) > MAX_SIDE:
        raise ImageError(f"The picture has {width} x {height} pixels; at most {MAX_SIDE} on a side are accepted.")
    if width * height > max_pixels:
        raise ImageError(f"The picture has {width} x {height} pixels; at most {max_pixels} in all are accepted.")
    if data.startswith(_JPEG) and simplejpeg and simplejpeg.decode_jpeg_header(data)[2] not in _FOUR_CHANNELS:
        return _decode_jpeg(data)
    return _decode_by_opencv(data)


def _decode_jpeg(data: bytes) -> Image:
    try:
        image: Image = simplejpeg.decode_jpeg(data, colorspace="RGB")
    except ValueError as error:
        raise ImageError(f"The picture is a damaged or incomplete JPEG file ({error}).") from error
    return image


def _decode_by_opencv(data: bytes) -> Image:
    flags = cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION
    image = cv2.imdecode(np.frombuffer(data, np.uint8), flags) if _is_complete(data) else None
    if image is None:
        raise ImageError("The picture is a damaged or incomplete file.")
    return image


def _is_complete(data: bytes) -> bool:
    """Tell whether a file reaches its end: OpenCV fills up what is missing without a word."""
    if data.startswith(_PNG):
        return b"IEND" in data[-12:]
    if data.startswith(_JPEG):
        return b"\xff\xd9" in data[-16:]
    return len(data) >= int.from_bytes(data[4:8], "little") + 8


def _declared_size(data: bytes) -> tuple[int, int]:
    """Return width and height from the header alone."""
    try:
        if data.startswith(_JPEG):
            return _jpeg_size(data)
        if data.startswith(_PNG):
            width, height = struct.unpack_from(">II", data, 16)
            return width, height
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp_size(data)
    except (ValueError, struct.error) as error:
        raise ImageError(f"The picture has a damaged header ({error}).") from error
    raise ImageError("This is no picture: a JPEG, PNG or WebP file was expected.")


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Return width and height from the first frame header."""
    if simplejpeg:
        height, width, *_ = simplejpeg.decode_jpeg_header(data)
        return width, height
    at = 2
    while True:
        mark, marker, length = struct.unpack_from(">BBH", data, at)
        if mark != 0xFF:
            raise ValueError("a segment does not begin where the one before it ends")
        if marker in _FRAME_HEADERS:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        at += 2 + length


def _webp_size(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X":
        low, high = struct.unpack_from("<HB", data, 24), struct.unpack_from("<HB", data, 27)
        return (low[0] | low[1] << 16) + 1, (high[0] | high[1] << 16) + 1
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    raise ValueError(f"WebP chunk {kind!r}")


def crop(image: Image, region: np.ndarray, size: int, border: int) -> Image:
    """Cut a turned rectangle out of a picture, corner to corner.

    Pixel (i, j) of the crop is the picture's value at
    ``centre + turn((i / size - 0.5) width, (j / size - 0.5) height)``, bilinear, where a pixel's value stands at its
    integer coordinates (no half pixel): what mediapipe does.

    Parameters
    ----------
    image : ndarray of uint8, shape (height, width, 3)
    region : ndarray of float, shape (5,)
        Centre x, centre y, width, height in pixels, angle in radians (clockwise in the picture).
    size : int
        Width and height of the crop.
    border : int
        What lies outside the picture: ``cv2.BORDER_CONSTANT`` (black) or ``cv2.BORDER_REPLICATE``.

    Returns
    -------
    ndarray of uint8, shape (size, size, 3)
    """
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(image, crop_matrix(region, size), (size, size), flags=flags, borderMode=border)


def crop_matrix(region: np.ndarray, size: int) -> np.ndarray:
    """Return the matrix, float64 (2, 3), that maps (i, j, 1) of a crop to x and y of the picture."""
    x, y, width, height, angle = region
    cos, sin = np.cos(angle), np.sin(angle)
    linear = np.array([[cos, -sin], [sin, cos]]) * [width / size, height / size]
    return np.column_stack([linear, [x, y] - linear @ [size / 2, size / 2]])


def scaled(crops: Sequence[Image], factor: np.float32) -> np.ndarray:
    """Return crops of one size as a network takes them, float32 (n, size, size, 3): values times a factor."""
    pixels = np.empty((len(crops), *crops[0].shape), np.float32)
    for pixel, one in zip(pixels, crops, strict=True):
        np.multiply(one, factor, out=pixel)
    return pixels


def quality(face: Image) -> tuple[float, float]:
    """Measure sharpness and exposure of a face.

    Parameters
    ----------
    face : ndarray of uint8, shape (n, n, 3)
        The crop that the mesh looked at. Only its middle two thirds, the face itself, count.

    Returns
    -------
    sharpness : float
        0..1, ``v / (v + 100)`` with v the variance of the Laplacian (kernel 0 1 0, 1 -4 1, 0 1 0) of the luma.
    exposure : float
        0..1, mean luma (0.299 R + 0.587 G + 0.114 B) over 255.
    """
    margin = len(face) // 6
    # One pixel more on each side: the Laplacian looks at neighbours.
    inner = slice(margin - 1, len(face) - margin + 1)
    luma = cv2.cvtColor(face[inner, inner], cv2.COLOR_RGB2GRAY)
    edges = cv2.Laplacian(luma, cv2.CV_32F)[1:-1, 1:-1]
    variance = cv2.meanStdDev(edges)[1].item() ** 2
    exposure = cv2.mean(luma[1:-1, 1:-1])[0] / 255
    return variance / (variance + SHARP_VARIANCE), exposure
