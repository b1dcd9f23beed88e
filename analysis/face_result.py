"""What to look for in a picture, and what was found."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Options:
    """What to look for.

    Attributes
    ----------
    points : int
        478 or 468.
    max_faces : int
        Most faces of one picture.
    everywhere : bool
        True: look into every tile until there are ``max_faces``, not only until there is one.
    refine : bool
        False: no second look, and one look of the mesh wanted, presence > 0.5, instead of steps 11 and 12; what
        mediapipe does.
    """

    points: int = 478
    max_faces: int = 1
    everywhere: bool = False
    refine: bool = True

    def __post_init__(self) -> None:
        if self.points not in (468, 478):
            raise ValueError(f"points is {self.points}: expected 468 or 478")
        if self.max_faces < 1:
            raise ValueError(f"max_faces is {self.max_faces}: expected at least 1")


@dataclass(frozen=True)
class FaceResult:
    """One face of one picture.

    Attributes
    ----------
    points : ndarray of float32, shape (478 or 468, 3)
        Pixels of the picture, x right, y down; z at the same scale, smaller = nearer.
    presence : float
        How likely this is a face, 0..1.
    region : ndarray of float32, shape (5,)
        Where to look in the next picture: centre x, centre y, width, height in pixels, angle in radians.
    sharpness, exposure : float
        0..1, see `analysis.image.quality`.
    """

    points: np.ndarray
    presence: float
    region: np.ndarray
    sharpness: float
    exposure: float
