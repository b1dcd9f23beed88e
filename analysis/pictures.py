"""From measured pictures to a batch that `engine.measure` takes."""

from collections.abc import Sequence

import numpy as np

from analysis.face import FaceResult
from analysis.landmarks import to_compact
from analysis.types import UNKNOWN_FOV_DEG, LandmarkBatch


def landmark_batch(
    faces: Sequence[FaceResult],
    sizes: Sequence[tuple[int, int]],
    seen: Sequence[int],
    fov_deg: Sequence[float | None],
    mirrored: Sequence[bool],
) -> LandmarkBatch:
    """Faces that were found in pictures, as one batch.

    Parameters
    ----------
    faces : sequence of n FaceResult, all with 478 points or all with 468
    sizes : sequence of n (width, height), pixels
        Of the picture that each face was found in.
    seen : sequence of n int
        Faces in that picture.
    fov_deg : sequence of n (float, degrees, or None)
        Vertical field of view of its camera, None where unknown.
    mirrored : sequence of n bool

    Returns
    -------
    LandmarkBatch of n faces

    Raises
    ------
    ValueError
        Where the sequences differ in length, or the points are neither 478 nor 468.
    """
    count = len(faces)
    points = np.stack([face.points for face in faces]) if faces else np.empty((0, 478, 3), np.float32)
    width, height = np.array(sizes, np.float32).reshape(count, 2).T
    return LandmarkBatch(
        points=to_compact(points, f"mesh{points.shape[1]}"),
        confidence=np.array([face.presence for face in faces], np.float32),
        width=width,
        height=height,
        fov_deg=np.array([UNKNOWN_FOV_DEG if fov is None else fov for fov in fov_deg], np.float32),
        mirrored=np.array(mirrored, bool),
        sharpness=np.array([face.sharpness for face in faces], np.float32),
        exposure=np.array([face.exposure for face in faces], np.float32),
        faces=np.array(seen, np.uint8),
    )
