"""From landmarks to observations: stateless, for many faces at once."""

import numpy as np

from analysis import distance, eyes, gaze, head_pose, landmarks, network_bias, quality, uncertainty
from analysis.types import MEASURED, LandmarkBatch, Reason

MAX_RESIDUAL_CM = 2.5
"""Points that stay further than this from the canonical face (root mean square) are no face."""


_ABSENT = np.zeros((), dtype=MEASURED)
for _name in MEASURED.names or ():
    if MEASURED[_name].kind == "f" and _name not in ("confidence", "quality"):
        _ABSENT[_name] = np.nan


def measure(batch: LandmarkBatch) -> np.ndarray:
    """Measure every face of a batch.

    Parameters
    ----------
    batch : LandmarkBatch

    Returns
    -------
    (n,) array of `MEASURED`
        ``openness_*`` stays NaN: it needs a person's baseline, which `attentiveness.step` keeps.
    """
    there = quality.extent(batch)
    measured = absent(quality.reasons(batch, there), len(batch))
    known = measured["reason"] == Reason.KNOWN
    if known.all():
        measured = _measure_known(batch, there.size)
    elif known.any():
        measured[known] = _measure_known(batch.select(known), there.size[known])
    measured["faces"] = batch.faces
    measured["confidence"] = batch.confidence
    measured["quality"] = np.where(measured["reason"] == Reason.NO_FACE, 0.0, quality.quality(batch, there))
    return measured


def absent(reason: int | np.ndarray, n: int) -> np.ndarray:
    """Observations in which nothing was measured.

    Parameters
    ----------
    reason : Reason or (n,) uint8 array of them
    n : int

    Returns
    -------
    (n,) array of `MEASURED`
        ``success`` false, ``faces``, ``confidence`` and ``quality`` 0, everything else NaN.
    """
    measured = np.full(n, _ABSENT)
    measured["reason"] = reason
    return measured


def _measure_known(batch: LandmarkBatch, face_size: np.ndarray) -> np.ndarray:
    points = landmarks.unmirror(batch.points, batch.width, batch.mirrored)
    # Points that are no face may have no scale or depth at all: their residual is not a number then.
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        pose = head_pose.estimate(points, batch.width, batch.height, batch.fov_deg)
        if not np.isnan(batch.misfit_px).all():
            pose = pose.with_misfit(batch.misfit_px, head_pose.focal_length(batch.height, batch.fov_deg))
    is_face = pose.residual_cm < MAX_RESIDUAL_CM
    if is_face.all():
        return _describe(pose, points, face_size, batch)
    measured = absent(np.where(is_face, Reason.KNOWN, Reason.NO_FACE), len(batch))
    measured[is_face] = _describe(pose.select(is_face), points[is_face], face_size[is_face], batch.select(is_face))
    return measured


def _describe(pose: head_pose.HeadPose, points: np.ndarray, face_size: np.ndarray, batch: LandmarkBatch) -> np.ndarray:
    measured = absent(Reason.KNOWN, len(points))
    measured["success"] = True
    angles = network_bias.correct(pose.angles)
    yaw = angles[:, 0]
    aperture = eyes.aperture(pose.points, yaw, points, batch.sharpness)
    direction = gaze.estimate(pose.points, pose.position, pose.rotation, aperture, yaw)
    measured["yaw_deg"], measured["pitch_deg"], measured["roll_deg"] = angles.T
    measured["x_cm"], measured["y_cm"], measured["z_cm"] = pose.position.T
    error = uncertainty.error_deg(angles, pose.residual_cm, face_size, batch)
    measured["yaw_error_deg"], measured["pitch_error_deg"], measured["roll_error_deg"] = error.T
    measured["out_of_range"] = uncertainty.out_of_range(angles, pose.residual_cm, batch.confidence)
    measured["distance_cm"], measured["distance_error_cm"] = distance.estimate(pose, points, aperture, batch)
    measured["aperture_left"], measured["aperture_right"] = aperture.T
    measured["gaze_yaw_deg"], measured["gaze_pitch_deg"] = direction.T
    return measured
