"""The same observations in OpenFace's units and signs, for scripts that read its CSV files."""

import numpy as np

from analysis.head_pose import rotation_from_angles, viewing_rotation

COLUMNS = (
    *("pose_Tx", "pose_Ty", "pose_Tz", "pose_Rx", "pose_Ry", "pose_Rz"),
    *("gaze_angle_x", "gaze_angle_y"),
)


def columns(measured: np.ndarray) -> dict[str, np.ndarray]:
    """Head pose and gaze as OpenFace 2 gives them.

    Parameters
    ----------
    measured : (n,) array of `analysis.types.MEASURED`

    Returns
    -------
    dict of (n,) float64 arrays by the names of `COLUMNS`; NaN where absent
        ``pose_T*``: mm in camera axes (x right, y down, z away). ``pose_R*``: radians about these axes,
        ``R = Rx Ry Rz``, of the head in *camera axes*, not relative to the viewing ray: Rx + = nose down, Ry + = nose
        toward the picture's left, Rz + = clockwise. ``gaze_angle_*``: radians, direction of the eyes in camera axes,
        x + = toward the picture's right, y + = down.

    References
    ----------
    OpenFace 2.2, ``LandmarkDetectorUtils`` (Euler2RotationMatrix) and ``GazeEstimation`` (GetGazeAngle).
    """
    position = np.stack([measured[f"{axis}_cm"] for axis in "xyz"], axis=1).astype(np.float64)
    angles = np.stack([measured[f"{angle}_deg"] for angle in ("yaw", "pitch", "roll")], axis=1)
    head = viewing_rotation(position) @ rotation_from_angles(angles)
    gaze = np.stack([measured["gaze_yaw_deg"], measured["gaze_pitch_deg"], np.zeros(len(measured))], axis=1)
    # An unturned head looks along -z, at the camera.
    eyes = -(head @ rotation_from_angles(gaze))[:, :, 2]
    values = (
        *(10.0 * position).T,
        np.arctan2(-head[:, 1, 2], head[:, 2, 2]),
        np.arcsin(np.clip(head[:, 0, 2], -1.0, 1.0)),
        np.arctan2(-head[:, 0, 1], head[:, 0, 0]),
        np.arctan2(eyes[:, 0], -eyes[:, 2]),
        np.arctan2(eyes[:, 1], -eyes[:, 2]),
    )
    return dict(zip(COLUMNS, values, strict=True))
