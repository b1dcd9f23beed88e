"""How far away a head is: from its irises where they are seen well enough, and from the size of the face.

An iris is 11.7 mm across in nearly everybody (`gaze.IRIS_DIAMETER_CM`); faces differ more. Both estimates are averaged
by their variances.
"""

import numpy as np

from analysis.eyes import CLOSED_APERTURE
from analysis.gaze import IRIS_DIAMETER_CM
from analysis.head_pose import HeadPose, focal_length
from analysis.landmarks import positions
from analysis.types import UNKNOWN_FOV_DEG, LandmarkBatch

MIN_IRIS_PX = 4.0

# One standard deviation each, as a share of the distance.
_BY_FACE = 0.08  # heads against the canonical face
_BY_IRIS = 0.066  # people 0.043, the network's reading 0.05 (rendered heads at known distances)
_CAMERA = 0.02
UNKNOWN_CAMERA = 0.3
_USUAL_FOV_DEG = 47.0
"""Vertically; webcams have 35 to 65 degrees, which is a factor of 1.4 either way."""

# Top and bottom: the upright diameter does not shrink when eyes look sideways.
_UPRIGHT = positions([470, 472, 475, 477]).reshape(2, 2)


def estimate(
    pose: HeadPose, points: np.ndarray, aperture: np.ndarray, batch: LandmarkBatch
) -> tuple[np.ndarray, np.ndarray]:
    """Distance from the camera to the head's origin, and its standard deviation.

    Parameters
    ----------
    pose : HeadPose of n faces
    points : (n, 66, 3) float array, pixels
    aperture : (n, 2) float array
        The irises count where both eyes are seen to be open.
    batch : LandmarkBatch of n faces
        For its cameras.

    Returns
    -------
    distance, error : (n,) float64 array, cm

    Notes
    -----
    Where the field of view is unknown, angles are best read as if it were 30 degrees, but no such camera is usual: the
    distance is that of a camera of 47 degrees, unlike ``HeadPose.position``, and its error is large.
    """
    is_known = batch.fov_deg != np.float32(UNKNOWN_FOV_DEG)
    focal = focal_length(batch.height, np.where(is_known, batch.fov_deg, _USUAL_FOV_DEG))
    by_face = np.linalg.norm(pose.position, axis=1) * focal / focal_length(batch.height, batch.fov_deg)
    across = points[:, _UPRIGHT[:, 1], :2] - points[:, _UPRIGHT[:, 0], :2]
    iris = np.sqrt((across**2).sum(axis=2)).mean(axis=1)
    is_seen = (aperture > CLOSED_APERTURE).all(axis=1) & (iris >= MIN_IRIS_PX)
    # Irises lie in front of the head's origin.
    before = np.where(is_seen, -pose.points[:, _UPRIGHT, 2].mean(axis=(1, 2)), 0.0)
    by_iris = focal * IRIS_DIAMETER_CM / np.where(is_seen, iris, 1.0) + before
    weight = np.where(is_seen, _BY_IRIS**-2, 0.0)
    distance = (by_face * _BY_FACE**-2 + by_iris * weight) / (_BY_FACE**-2 + weight)
    camera = np.where(is_known, _CAMERA, UNKNOWN_CAMERA)
    return distance, distance * np.hypot(camera, (_BY_FACE**-2 + weight) ** -0.5)
