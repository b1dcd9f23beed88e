"""How far the angles of one observation may be wrong: one standard deviation each."""

import numpy as np

BASE_DEG = np.array([2.4, 2.6, 1.3])
SMALL_PX = 40.0
FAR_DEG = 45.0
"""Beyond this yaw a head reads as turned less than it is, up to 60 degrees whatever it does."""


def error_deg(angles: np.ndarray, residual_cm: np.ndarray, face_size: np.ndarray) -> np.ndarray:
    """One standard deviation to expect of yaw, pitch and roll.

    Parameters
    ----------
    angles : (n, 3) float array, degrees
    residual_cm : (n,) float array, cm
        What the rigid canonical face leaves unexplained.
    face_size : (n,) float array, pixels

    Returns
    -------
    (n, 3) float64 array, degrees
    """
    size = np.hypot(1.0, SMALL_PX / np.maximum(face_size, 1.0))[:, None]
    shape = np.degrees(np.arctan(residual_cm / 5.0))[:, None] / 3.0
    turned = np.maximum(np.abs(angles[:, :1]) - FAR_DEG, 0.0) / 4
    error: np.ndarray = np.sqrt((BASE_DEG * size) ** 2 + shape**2 + turned**2)
    return error
