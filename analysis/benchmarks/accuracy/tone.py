"""The tone of a skin in a picture, for the fairness of the benchmark and for nothing else.

Individual typology angle: Chardon, Cretois & Hourseau 1991, "Skin colour typology and suntanning pathways"; the groups
are those of Del Bino & Bernerd 2013. Photos under any light tell it roughly: a group is a tone in a picture, not of a
person.
"""

import cv2
import numpy as np

from analysis.benchmarks.accuracy.placement import face_width
from analysis.face import FaceResult
from analysis.image import Image

GROUPS = (
    ("very light", 55.0),
    ("light", 41.0),
    ("intermediate", 28.0),
    ("tan", 10.0),
    ("brown", -30.0),
    ("dark", -90.0),
)
"""Names, each with the angle above which it begins."""

CHEEKS = (50, 280)
RADIUS = 0.06
"""Of the patch on each cheek, as a share of the face's width."""
LEAST_COLOUR = 3.0
"""A cheek with less yellow than this (CIE b*) is on a grey picture, or under coloured light."""


def angle(colour: np.ndarray) -> float:
    """The individual typology angle of a colour.

    Parameters
    ----------
    colour : (3,) float array, 0..255
        sRGB.

    Returns
    -------
    float, degrees
        ``atan((L* - 50) / b*)``; NaN where the colour has no yellow in it.
    """
    lightness, _, yellow = cv2.cvtColor((colour / 255.0).astype(np.float32).reshape(1, 1, 3), cv2.COLOR_RGB2Lab)[0, 0]
    return float(np.degrees(np.arctan((lightness - 50.0) / yellow))) if yellow >= LEAST_COLOUR else np.nan


def of_cheeks(image: Image, face: FaceResult) -> float:
    """The angle of the lighter cheek, degrees; NaN where a cheek has no colour."""
    return angle(lighter_cheek(image, face))


def lighter_cheek(image: Image, face: FaceResult) -> np.ndarray:
    """Its colour, (3,) float, sRGB 0..255: the other one may lie in the shade."""
    radius = max(1.0, RADIUS * face_width(face))
    return max((_patch(image, face.points[point, :2], radius) for point in CHEEKS), key=np.sum)


def group(degrees: float) -> str:
    """The name of an angle's group; "no colour" for NaN."""
    return next((name for name, above in GROUPS if degrees > above), "no colour")


def _patch(image: Image, middle: np.ndarray, radius: float) -> np.ndarray:
    (left, top), (right, bottom) = (middle - radius).round().astype(int), (middle + radius).round().astype(int) + 1
    patch = image[max(0, top) : max(1, bottom), max(0, left) : max(1, right)]
    # Beyond the picture's edge there is no cheek.
    return np.median(patch.reshape(-1, 3), axis=0) if patch.size else np.zeros(3)
