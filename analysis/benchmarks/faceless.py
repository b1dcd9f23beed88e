"""Pictures without any face, made from a number: noise, gradients, textures, photographs of things, empty rooms."""

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np

from analysis.benchmarks.rooms import draw_room
from analysis.image import Image

WIDTH, HEIGHT = 640, 480
TEXTURES = ("brick", "grass", "gravel")
PHOTOGRAPHS = (
    *("cell", "clock", "coffee", "horse", "hubble_deep_field", "immunohistochemistry", "moon", "page", "retina"),
    *("rocket", "text"),
)
"""Of scikit-image; those with a face of any kind (astronaut, camera, coins, cat) are left out."""


def noise(seed: int) -> Image:
    """Noise of one to a hundred pixels, grey or coloured."""
    random = np.random.default_rng(seed)
    size = np.exp(random.uniform(0, np.log(100)))
    channels = int(random.choice([1, 3]))
    small = random.normal(random.uniform(60, 190), random.uniform(10, 70), (*_shrunk(size), channels))
    return _picture(cv2.resize(small.astype(np.float32), (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC))


def gradient(seed: int) -> Image:
    """Light that falls off in some directions, with round spots."""
    random = np.random.default_rng(seed)
    down, across = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j].astype(np.float32)
    image = np.full((HEIGHT, WIDTH, 3), random.uniform(30, 220, 3), np.float32)
    image += (across * random.uniform(-80, 80) + down * random.uniform(-80, 80))[..., None]
    for _ in range(random.integers(0, 7)):
        x, y = random.uniform(-1, 1, 2)
        width, height = random.uniform(0.05, 0.6, 2)
        spot = np.exp(-(((across - x) / width) ** 2) - ((down - y) / height) ** 2)
        image += spot[..., None] * random.uniform(-120, 120, 3).astype(np.float32)
    return _picture(image + random.normal(0, random.uniform(0, 6), image.shape))


def texture(seed: int) -> Image:
    """Bricks, grass, gravel, or waves in several directions, at any scale and turned."""
    random = np.random.default_rng(seed)
    if random.random() < 0.5:
        return _view(_example(str(random.choice(TEXTURES))), random)
    down, across = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    image = np.full((HEIGHT, WIDTH, 3), 128, np.float32)
    for _ in range(random.integers(1, 5)):
        period, turn, phase = random.uniform(6, 200), random.uniform(0, np.pi), random.uniform(0, 2 * np.pi)
        wave = np.sin((across * np.cos(turn) + down * np.sin(turn)) * 2 * np.pi / period + phase)
        image += wave[..., None] * random.uniform(10, 60, 3).astype(np.float32)
    return _picture(image)


def photograph(seed: int) -> Image:
    """A part of a photograph of a thing, turned, mirrored, and in another light."""
    random = np.random.default_rng(seed)
    return _view(_example(str(random.choice(PHOTOGRAPHS))), random)


KINDS: dict[str, Callable[[int], Image]] = {
    "noise": noise,
    "gradients": gradient,
    "textures": texture,
    "photographs of things": photograph,
    "rooms": draw_room,
}


def panned(image: Image, pictures: int, seed: int) -> list[Image]:
    """What a camera sees that moves and zooms over a picture that is larger than its own."""
    random = np.random.default_rng(seed)
    height, width = image.shape[:2]
    ends = [[*random.uniform([0.3, 0.3], [0.7, 0.7]), random.uniform(0.45, 0.6), random.normal(0, 0.03)] for _ in "ab"]
    shown = []
    for share in np.linspace(0, 1, pictures):
        x, y, zoom, turn = (1 - share) * np.array(ends[0]) + share * np.array(ends[1])
        matrix = cv2.getRotationMatrix2D((x * width, y * height), np.degrees(turn), WIDTH / width / zoom)
        matrix[:, 2] += [WIDTH / 2 - x * width, HEIGHT / 2 - y * height]
        seen = cv2.warpAffine(image, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
        shown.append(_picture(seen + random.normal(0, 2, seen.shape)))
    return shown


def _shrunk(size: float) -> tuple[int, int]:
    return max(2, round(HEIGHT / size)), max(2, round(WIDTH / size))


def _picture(values: np.ndarray) -> Image:
    clipped = np.clip(values, 0, 255).astype(np.uint8)
    if clipped.ndim == 2:
        clipped = clipped[..., None]
    return np.ascontiguousarray(np.broadcast_to(clipped, (HEIGHT, WIDTH, 3)))


def _view(photo: Image, random: np.random.Generator) -> Image:
    height, width = photo.shape[:2]
    zoom = max(WIDTH / width, HEIGHT / height) * random.uniform(0.7, 2.5)
    at = random.uniform(0.2, 0.8, 2) * [width, height]
    matrix = cv2.getRotationMatrix2D(at.tolist(), random.uniform(-40, 40), zoom)
    matrix[:, 2] = matrix[:, 2] + [WIDTH / 2, HEIGHT / 2] - at
    seen = cv2.warpAffine(photo, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    if random.random() < 0.5:
        seen = seen[:, ::-1]
    return _picture(seen.astype(np.float32) * random.uniform(0.3, 1.3))


@cache
def _example(name: str) -> Image:
    """A picture that ships with scikit-image, as RGB."""
    from skimage import data  # only the measuring needs it

    photo = np.asarray(getattr(data, name)())
    if photo.dtype == bool:
        photo = photo.astype(np.uint8) * 255
    return np.ascontiguousarray(np.dstack([photo] * 3) if photo.ndim == 2 else photo[..., :3])
