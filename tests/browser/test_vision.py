"""The browser's landmarks and Python's, of the same pictures."""

import base64
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import pytest
from playwright.sync_api import Page

from analysis.face import landmarker
from tests.browser.conftest import NewContext, Violations
from tests.browser.film import HEIGHT, WIDTH, Image, TurningHead, portrait

ANALYSE = """async ([sdk, width, height, pixels, isYuv]) => {
    const { Vision } = await import(sdk);
    const failed = (message) => { throw new Error(message); };
    globalThis.vision ??= new Vision({ ready() {}, tick() {}, seen() {}, failed });
    const data = Uint8ClampedArray.from(atob(pixels), (letter) => letter.charCodeAt(0));
    const picture = isYuv
        ? new VideoFrame(data, {
            format: 'I420', codedWidth: width, codedHeight: height, timestamp: 0,
            colorSpace: { matrix: 'smpte170m', primaries: 'smpte170m', transfer: 'smpte170m', fullRange: false },
        })
        : new ImageData(data, width, height);
    const faces = await globalThis.vision.analysePicture(picture);
    return faces.map((face) => ({ ...face, points: Array.from(face.points) }));
}"""


@pytest.fixture(scope="module")
def pictures() -> dict[str, Image]:
    photo = portrait()
    head = TurningHead(photo)
    tilted = {f"tilted {angle}": _tilted(photo, angle) for angle in (-25, 20)}
    turned = {f"turned {yaw}": head.turned(yaw) for yaw in (-30, -15, 15, 30)}
    sizes = {f"{width} wide": cv2.resize(photo, (width, width * 3 // 4)) for width in (320, 960)}
    worse = {"distant": _distant(photo), "dark": (photo * 0.15).astype(np.uint8), "masked": _masked(photo)}
    return {"photo": photo, "nobody": np.full((HEIGHT, WIDTH, 3), 90, np.uint8), **tilted, **turned, **sizes, **worse}


def _distant(photo: Image) -> Image:
    """So small that short range does not see the face."""
    wall = np.full_like(photo, 120)
    wall[300:420, 60:220] = cv2.resize(photo, (160, 120), interpolation=cv2.INTER_AREA)
    return wall


def _masked(photo: Image) -> Image:
    points = landmarker().find([photo])[0][0].points[[195, 227, 132, 172, 149, 152, 378, 397, 361, 447], :2]
    return cv2.fillConvexPoly(photo.copy(), cv2.convexHull(points.astype(np.int32)), (190, 206, 214))


def _tilted(photo: Image, angle: float) -> Image:
    turn = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), angle, 1.0)
    return cv2.warpAffine(photo, turn, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)


@dataclass
class Agreement:
    """Distances of all landmarks of each picture, in shares of the distance between the outer eye corners."""

    distances: dict[str, np.ndarray]

    def require(self) -> None:
        medians = {name: float(np.median(distance)) for name, distance in self.distances.items()}
        assert np.median(list(medians.values())) <= 0.001
        assert max(medians.values()) <= 0.0025, medians


def _compare(page: Page, sdk: str, pictures: dict[str, Image], is_yuv: bool) -> Agreement:
    distances = {}
    for name, picture in pictures.items():
        raw, seen = _as_yuv(picture) if is_yuv else (_as_rgba(picture), picture)
        height, width = picture.shape[:2]
        found = page.evaluate(ANALYSE, [sdk, width, height, base64.b64encode(raw).decode(), is_yuv])
        expected = landmarker().find([seen])[0]
        assert len(found) == len(expected), f"{name}: one side found a face and the other did not"
        if expected:
            distances[name] = _distances(found[0], expected[0].points)
    return Agreement(distances)


def _as_rgba(picture: Image) -> bytes:
    return np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)]).tobytes()


def _as_yuv(picture: Image) -> tuple[bytes, Image]:
    """The I420 that a camera sends, and the picture that Python sees of it."""
    yuv = cv2.cvtColor(picture, cv2.COLOR_RGB2YUV_I420)
    return yuv.tobytes(), cv2.cvtColor(yuv, cv2.COLOR_YUV2RGB_I420)


def _distances(face: dict[str, Any], expected: np.ndarray) -> np.ndarray:
    points = np.array(face["points"]).reshape(-1, 3)
    between_eyes = np.linalg.norm(expected[33, :2] - expected[263, :2])
    return np.linalg.norm(points[:, :2] - expected[:, :2], axis=1) / between_eyes


@pytest.mark.parametrize("is_yuv", [False, True], ids=["pictures", "camera frames"])
def test_landmarks_agree_with_python(
    new_context: NewContext, violations: Violations, sdk: str, pictures: dict[str, Image], is_yuv: bool
) -> None:
    page = new_context().new_page()
    page.goto("/join/AAAAAA")
    agreement = _compare(page, sdk, pictures, is_yuv)
    assert set(agreement.distances) == set(pictures) - {"nobody"}
    agreement.require()
    assert violations.found == []
