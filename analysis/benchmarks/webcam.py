"""Pictures made as bad as webcams make them."""

from dataclasses import dataclass

import cv2
import numpy as np
import simplejpeg

from analysis.image import Image, decode


@dataclass(frozen=True, slots=True)
class Flaws:
    """What a cheap camera does to a picture, in this order.

    Attributes
    ----------
    gain : float
        Brightness, 1 = as it was.
    blur_px : float
        Standard deviation of the blur.
    noise : float
        Standard deviation of the noise in grey levels of 255.
    jpeg_quality : int
        1..100.
    """

    gain: float = 1.0
    blur_px: float = 0.0
    noise: float = 0.0
    jpeg_quality: int = 95


def degrade(image: Image, flaws: Flaws, random: np.random.Generator) -> Image:
    """Take a picture again with a worse camera.

    Parameters
    ----------
    image : ndarray of uint8, shape (h, w, 3)
    flaws : Flaws
    random : numpy Generator
        For the noise.

    Returns
    -------
    ndarray of uint8, shape (h, w, 3)
    """
    seen: np.ndarray = image.astype(np.float32) * flaws.gain
    if flaws.blur_px > 0:
        seen = cv2.GaussianBlur(seen, (0, 0), flaws.blur_px)
    seen = seen + flaws.noise * random.standard_normal(seen.shape, dtype=np.float32)
    return decode(simplejpeg.encode_jpeg(np.clip(seen, 0, 255).astype(np.uint8), quality=flaws.jpeg_quality))


def random_flaws(random: np.random.Generator) -> Flaws:
    """A camera between good and bad: half the pictures are dark or blurred or noisy to some degree."""
    is_flawed = random.random(3) < 0.4
    return Flaws(
        gain=float(np.exp(random.uniform(np.log(0.15), 0)) if is_flawed[0] else random.uniform(0.7, 1.1)),
        blur_px=float(random.uniform(0, 2.0) if is_flawed[1] else random.uniform(0, 0.5)),
        noise=float(random.uniform(2, 10) if is_flawed[2] else random.uniform(0, 2)),
        jpeg_quality=int(random.integers(30, 91)),
    )


def blurred_room(width: int, height: int, random: np.random.Generator) -> Image:
    """A background without edges: a few patches of light and shade.

    Parameters
    ----------
    width, height : int, pixels

    Returns
    -------
    ndarray of uint8, shape (height, width, 3)
    """
    patches = random.uniform(40, 220, (4, 5, 1)) + random.uniform(-15, 15, (4, 5, 3))
    room = cv2.resize(patches.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(room, 0, 255).astype(np.uint8)
