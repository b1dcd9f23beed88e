"""Finding faces in a picture: two detectors, their boxes, and which of them to believe."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from analysis.image import Image, crop
from analysis.networks.registry import NETWORKS, load

MIN_SCORE = 0.5
SAME_FACE = 0.3
"""Intersection over union from which two boxes are one face."""
SMALL = 0.14
"""Share of the picture's long side below which a short-range box is poor."""
GROWTH = 1.5
"""A region is this much larger than the box it is made from."""
BATCH = 4
"""Pictures per run: larger batches leave the cache."""


@dataclass(frozen=True)
class Detection:
    """A face somewhere in a picture.

    Attributes
    ----------
    score : float
        0.5..1.
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
    """Both face detectors. Short range first; full range for small and missing faces."""

    def __init__(self) -> None:
        self._short, self._full = (
            (load(network), network)
            for network in (NETWORKS["face_detection_short_range"], NETWORKS["face_detection_full_range"])
        )

    def detect(self, images: Sequence[Image], max_faces: int = 1) -> list[list[Detection]]:
        """Find the faces of several pictures.

        Parameters
        ----------
        images : sequence of ndarray of uint8, shape (height, width, 3)
            RGB.
        max_faces : int
            Most faces to return of one picture.

        Returns
        -------
        list of list of Detection
            Per picture, the largest face first.
        """
        near = self._run(self._short, images)
        good = [[face for face in faces if face.share >= SMALL] for faces in near]
        doubtful = [index for index, faces in enumerate(good) if len(faces) < max_faces]
        far = self._run(self._full, [images[index] for index in doubtful])
        for index, faces in zip(doubtful, far, strict=True):
            for face in faces + near[index]:
                if all(overlap(face.box, other.box) < SAME_FACE for other in good[index]):
                    good[index].append(face)
        return [sorted(faces, key=lambda face: -face.share)[:max_faces] for faces in good]

    @staticmethod
    def _run(detector: tuple, images: Sequence[Image]) -> list[list[Detection]]:
        session, network = detector
        found = []
        for start in range(0, len(images), BATCH):
            batch = images[start : start + BATCH]
            size, (low, high) = network.input_shape[0], network.input_range
            crops = np.stack([crop(image, _square(image), size, cv2.BORDER_CONSTANT) for image in batch])
            pixels = crops * np.float32((high - low) / 255) + np.float32(low)
            boxes, scores = session.run(["boxes", "scores"], {"image": pixels})
            found += [_detections(*each) for each in zip(batch, boxes, scores, strict=True)]
        return found


def _square(image: Image) -> np.ndarray:
    """Return the smallest square around a picture, as a region."""
    height, width = image.shape[:2]
    side = max(width, height)
    return np.array([width / 2, height / 2, side, side, 0.0])


def _detections(image: Image, boxes: np.ndarray, scores: np.ndarray) -> list[Detection]:
    likely = scores >= MIN_SCORE
    height, width = image.shape[:2]
    side = max(width, height)
    corner = np.array([width - side, height - side]) / 2
    points = boxes[likely].astype(np.float64).reshape(-1, 8, 2)
    centre, size, keypoints = points[:, 0], points[:, 1], points[:, 2:]
    corners = np.stack([centre - size / 2, centre + size / 2], axis=1)
    everything = np.concatenate([corners, keypoints], axis=1) * side + corner
    return [
        Detection(score, merged[:2].ravel(), merged[2:], float(merged[1, 0] - merged[0, 0]) / side)
        for score, merged in _merge(everything, scores[likely])
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
