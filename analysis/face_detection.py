"""Finding faces in a picture: two detectors, where they look, and which of their boxes to believe."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from analysis.image import Image, crop, scaled
from analysis.networks.registry import NETWORKS, PROVIDERS, load

LIKELY = 0.5
POSSIBLE = 0.3
"""Least score of full range."""
CONCEIVABLE = 0.1
"""Least score of a second look: it is added to the first one's."""
SAME_FACE = 0.3
"""Intersection over union from which two boxes or regions are one face."""
SMALL = 0.14
"""Share of the picture's long side below which a short-range box is poor."""
GROWTH = 1.5
"""A region is this much larger than the box it is made from."""
TILE = 9 / 16
"""Side of a tile as a share of the picture's long side: two of them cover a wide screen, four anything else, and a face
narrower than the eighth of the long side in which they overlap lies whole in one of them."""
TILES = 4
NARROWEST = 20.0
"""Pixels. Nothing can be measured of a narrower face, and anything can look like one."""
SURROUNDINGS = 8 / 3
"""A second look sees a square this much larger than the region: the box is a quarter of it."""
BATCH = 4
"""Pictures per run: larger batches leave the cache."""


@dataclass(frozen=True)
class Detection:
    """A face somewhere in a picture.

    Attributes
    ----------
    score : float
        0.3..1.
    box : ndarray of float64, shape (4,)
        Left, top, right, bottom in pixels.
    keypoints : ndarray of float64, shape (6, 2)
        Pixels: the eye on the left of the picture, the eye on the right, nose, mouth, left ear, right ear.
    share : float
        Width of the box as a share of the picture's long side.
    """

    score: float
    box: np.ndarray
    keypoints: np.ndarray
    share: float

    @property
    def region(self) -> np.ndarray:
        """The square to look for landmarks in, float64 (5,): centre, width, height in pixels, angle in radians."""
        (left, top, right, bottom), (first, second) = self.box, self.keypoints[:2]
        side = max(right - left, bottom - top) * GROWTH
        angle = np.arctan2(second[1] - first[1], second[0] - first[0])
        return np.array([(left + right) / 2, (top + bottom) / 2, side, side, angle])


class Detector:
    """Both face detectors: short range sees wide faces, full range small ones, and in a tile those twice as far."""

    def __init__(self, providers: Sequence[str] = PROVIDERS) -> None:
        self._short, self._full = (
            (load(network, providers), network)
            for network in (NETWORKS["face_detection_short_range"], NETWORKS["face_detection_full_range"])
        )

    def near(self, images: Sequence[Image]) -> list[list[Detection]]:
        """Look with short range at whole pictures.

        Parameters
        ----------
        images : sequence of ndarray of uint8, shape (height, width, 3)
            RGB.

        Returns
        -------
        list of list of Detection
            Per picture, the likeliest first; those with a share below `SMALL` are poor.
        """
        return self._run(self._short, [(image, [whole(image)]) for image in images], LIKELY)

    def far(self, images: Sequence[Image]) -> list[list[Detection]]:
        """Look with full range at whole pictures; like `near`."""
        return self._run(self._full, [(image, [whole(image)]) for image in images], POSSIBLE)

    def farthest(self, images: Sequence[Image], places: Sequence[Sequence[int]]) -> list[list[Detection]]:
        """Look with full range at some tiles of each picture.

        Parameters
        ----------
        images : sequence of n ndarray of uint8, shape (height, width, 3)
        places : sequence of n sequences of int
            Which tiles of each picture: 0 to `TILES` - 1.

        Returns
        -------
        list of n lists of Detection
        """
        views = [(image, tiles(image, which)) for image, which in zip(images, places, strict=True)]
        return self._run(self._full, views, POSSIBLE)

    def again(self, images: Sequence[Image], regions: Sequence[np.ndarray]) -> list[Detection | None]:
        """Take a second look with full range, closer and with the surroundings: what is no face rarely passes it.

        Parameters
        ----------
        images : sequence of n ndarray of uint8, shape (height, width, 3)
        regions : sequence of n ndarray of float, shape (5,)
            Where a face may be.

        Returns
        -------
        list of n (Detection or None)
            The likeliest face that overlaps the region.
        """
        views = [(image, [_surroundings(region)]) for image, region in zip(images, regions, strict=True)]
        seen = self._run(self._full, views, CONCEIVABLE)
        return [_at(region, boxes) for region, boxes in zip(regions, seen, strict=True)]

    @staticmethod
    def _run(
        detector: tuple, views: Sequence[tuple[Image, list[np.ndarray]]], min_score: float
    ) -> list[list[Detection]]:
        """Look at some squares of each picture."""
        session, network = detector
        size, (low, high) = network.input_shape[0], network.input_range
        squares = [(index, image, square) for index, (image, places) in enumerate(views) for square in places]
        seen: list[list[tuple[np.ndarray, np.ndarray]]] = [[] for _ in views]
        for start in range(0, len(squares), BATCH):
            batch = squares[start : start + BATCH]
            crops = [crop(image, square, size, cv2.BORDER_CONSTANT) for _, image, square in batch]
            pixels = scaled(crops, np.float32((high - low) / 255))
            pixels += np.float32(low)
            boxes, scores = session.run(["boxes", "scores"], {"image": pixels})
            for (index, _, square), *found in zip(batch, boxes, scores, strict=True):
                seen[index].append(_likely(square, found[0], found[1], min_score))
        return [_detections(image, found) for (image, _), found in zip(views, seen, strict=True)]


def whole(image: Image) -> np.ndarray:
    """Return the smallest square around a picture, as a region."""
    height, width = image.shape[:2]
    side = max(width, height)
    return np.array([width / 2, height / 2, side, side, 0.0])


def _surroundings(region: np.ndarray) -> np.ndarray:
    side = SURROUNDINGS * region[2]
    return np.array([region[0], region[1], side, side, 0.0])


def _at(region: np.ndarray, boxes: Sequence[Detection]) -> Detection | None:
    there = (box for box in boxes if region_overlap(box.region, region) >= SAME_FACE)
    return next((box for box in there if box.box[2] - box.box[0] >= NARROWEST), None)


def tiles(image: Image, which: Sequence[int]) -> list[np.ndarray]:
    """Return some of the squares that lie in the corners of a picture.

    Parameters
    ----------
    image : ndarray of uint8, shape (height, width, 3)
    which : sequence of int
        0 left top, 1 right top, 2 left bottom, 3 right bottom. In a direction in which the picture is no longer than
        a tile there is one place, the middle; the later of two equal tiles is left out.

    Returns
    -------
    list of ndarray of float64, shape (5,)
        Regions.
    """
    height, width = image.shape[:2]
    side = TILE * max(width, height)
    squares = [
        np.array([_place(place % 2, width, side), _place(place // 2, height, side), side, side, 0.0])
        for place in which
        if not (place % 2 and width <= side) and not (place // 2 and height <= side)
    ]
    return squares


def _place(last: int, length: float, side: float) -> float:
    if length <= side:
        return length / 2
    return length - side / 2 if last else side / 2


def _likely(
    square: np.ndarray, boxes: np.ndarray, scores: np.ndarray, min_score: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return corners and keypoints, (n, 8, 2) in pixels of the picture, of the likely boxes, and their scores."""
    likely = scores >= min_score
    points = boxes[likely].astype(np.float64).reshape(-1, 8, 2)
    centre, size, keypoints = points[:, :1], points[:, 1:2], points[:, 2:]
    everything = np.concatenate([centre - size / 2, centre + size / 2, keypoints], axis=1)
    return everything * square[2] + (square[:2] - square[2] / 2), scores[likely]


def _detections(image: Image, found: list[tuple[np.ndarray, np.ndarray]]) -> list[Detection]:
    if not found:
        return []
    points, scores = (np.concatenate(part) for part in zip(*found, strict=True))
    side = max(image.shape[:2])
    return [
        Detection(score, merged[:2].ravel(), merged[2:], float(merged[1, 0] - merged[0, 0]) / side)
        for score, merged in _merge(points, scores)
    ]


def _merge(points: np.ndarray, scores: np.ndarray) -> list[tuple[float, np.ndarray]]:
    """Weighted non-maximum suppression: boxes that overlap the best one become their mean, weighted by score."""
    order = np.argsort(-scores, kind="stable")
    points, scores = points[order], scores[order]
    merged = []
    while len(scores):
        same = np.array([overlap(points[0, :2].ravel(), other[:2].ravel()) > SAME_FACE for other in points])
        same[0] = True
        merged.append((float(scores[0]), np.average(points[same], axis=0, weights=scores[same])))
        points, scores = points[~same], scores[~same]
    return merged


def overlap(first: np.ndarray, second: np.ndarray) -> float:
    """Return intersection over union, 0..1, of two boxes (left, top, right, bottom)."""
    low, high = np.maximum(first[:2], second[:2]), np.minimum(first[2:], second[2:])
    common = np.prod(np.clip(high - low, 0, None))
    areas = [np.prod(box[2:] - box[:2]) for box in (first, second)]
    union = sum(areas) - common
    return float(common / union) if union > 0 else 0.0


def region_overlap(first: np.ndarray, second: np.ndarray) -> float:
    """Return intersection over union, 0..1, of two regions as if they stood upright."""
    return overlap(_upright(first), _upright(second))


def _upright(region: np.ndarray) -> np.ndarray:
    half = region[2:4] / 2
    return np.concatenate([region[:2] - half, region[:2] + half])


def candidates(boxes: Sequence[Detection], known: Sequence[np.ndarray], max_faces: int) -> list[Detection]:
    """Choose the boxes that are worth a closer look.

    Parameters
    ----------
    boxes : sequence of Detection
        The more trusted first.
    known : sequence of ndarray of float, shape (5,)
        Regions of the faces found already.
    max_faces : int

    Returns
    -------
    list of Detection
        The widest first; one more than faces are still wanted, because the widest need not be a face.
    """
    wanted = max_faces - len(known)
    distinct: list[Detection] = []
    for box in boxes:
        is_new = all(region_overlap(box.region, region) < SAME_FACE for region in known)
        if is_new and all(overlap(box.box, other.box) < SAME_FACE for other in distinct):
            distinct.append(box)
    return sorted(distinct, key=lambda box: -box.share)[: wanted + 1] if wanted > 0 else []
