"""Landmarks of the face in a region of a picture."""

from collections.abc import Sequence

import cv2
import numpy as np

from analysis.face_detection import BATCH, GROWTH
from analysis.image import Image, crop, crop_matrix, scaled
from analysis.networks.registry import NETWORKS, PROVIDERS, load

OUTER_EYE_CORNERS = (33, 263)
"""The person's right and left outer eye corner: the line between them is a region's horizontal."""


class Mesh:
    """One of the two face meshes.

    Parameters
    ----------
    points : int
        468 (the surface of the face), or 478 (with lips and eyes read again, and five points for each iris).
    providers : sequence of str
        See `analysis.networks.registry.load`.
    """

    def __init__(self, points: int, providers: Sequence[str] = PROVIDERS) -> None:
        self._network = NETWORKS[f"face_mesh_{points}"]
        self._session = load(self._network, providers)

    def run(self, images: Sequence[Image], regions: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray, list[Image]]:
        """Look for one face in one region of each picture.

        Parameters
        ----------
        images : sequence of n ndarray of uint8, shape (height, width, 3)
        regions : sequence of n ndarray of float, shape (5,)
            Centre, width, height in pixels, angle in radians.

        Returns
        -------
        points : ndarray of float64, shape (n, 468 or 478, 3)
            Pixels of the pictures; z at the same scale, smaller = nearer.
        presence : ndarray of float32, shape (n,)
            Probability, 0..1, that there is a face.
        crops : list of n ndarray of uint8, shape (192, 192, 3)
            What the network saw.
        """
        size = self._network.input_shape[0]
        crops = [crop(image, region, size, cv2.BORDER_REPLICATE) for image, region in zip(images, regions, strict=True)]
        points = np.empty((len(crops), *self._network.outputs["points"]))
        presence = np.empty(len(crops), np.float32)
        for start in range(0, len(crops), BATCH):
            part = slice(start, start + BATCH)
            pixels = scaled(crops[part], np.float32(1 / 255))
            points[part], presence[part] = self._session.run(["points", "presence"], {"image": pixels})
        for face, region in zip(points, regions, strict=True):
            _to_picture(face, region, size)
        return points, presence, crops


def _to_picture(face: np.ndarray, region: np.ndarray, size: int) -> None:
    """Turn points of a crop into points of the picture, in place."""
    matrix = crop_matrix(region, size)
    face[:, :2] = face[:, :2] @ matrix[:, :2].T + matrix[:, 2]
    face[:, 2] *= region[2] / size


def region_of(points: np.ndarray) -> np.ndarray:
    """Return the region in which to look for a face again.

    Parameters
    ----------
    points : ndarray of float, shape (468 or 478, 3)
        Landmarks in pixels.

    Returns
    -------
    ndarray of float64, shape (5,)
        The square around the landmarks' upright bounding box, 1.5 times as large, turned by the line of the eyes.
    """
    across = points[:, :2].T.copy()  # each of its two rows lies in one piece: several times as fast
    low, high = across.min(axis=1), across.max(axis=1)
    right, left = points[OUTER_EYE_CORNERS, :2]
    side = (high - low).max() * GROWTH
    return np.array([*(low + high) / 2, side, side, np.arctan2(left[1] - right[1], left[0] - right[0])])
