"""Pictures of somebody before a camera."""

import cv2
from skimage import data

from analysis.image import Image

QUALITY = 80


def portrait() -> Image:
    """scikit-image's portrait of an astronaut, of 512x512; the face is 130 pixels wide."""
    picture: Image = data.astronaut()  # type: ignore[no-untyped-call]
    return picture


def jpeg(picture: Image) -> bytes:
    """As browsers make them, with every second colour."""
    encoded: bytes = cv2.imencode(".jpg", picture[..., ::-1], (cv2.IMWRITE_JPEG_QUALITY, QUALITY))[1].tobytes()
    return encoded
