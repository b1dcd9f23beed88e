"""Zones of attention: means and covariances in yaw and pitch, five numbers each."""

import numpy as np

from analysis.scoring import Scoring

SCREEN = 0


def screen_zone(scoring: Scoring) -> np.ndarray:
    """The screen zone of somebody of whom nothing is known.

    Parameters
    ----------
    scoring : Scoring

    Returns
    -------
    (5,) float64 array, degrees and square degrees
        Yaw, pitch, variance of yaw, variance of pitch, covariance.
    """
    return np.array([0.0, scoring.neutral_pitch_deg, scoring.sd_yaw_deg**2, scoring.sd_pitch_deg**2, 0.0])


def distances(zones: np.ndarray, angles: np.ndarray, error_deg: np.ndarray) -> np.ndarray:
    """Mahalanobis distances of directions from zones, the observation's own error added to the covariance.

    Parameters
    ----------
    zones : (n, z, 5) float array
        NaN for a zone that was not taught.
    angles : (n, 2) float array, degrees
        Yaw and pitch.
    error_deg : (n, 2) float array, degrees
        One standard deviation of yaw and of pitch.

    Returns
    -------
    (n, z) float64 array
        Infinite for zones that were not taught.
    """
    yaw, pitch, var_yaw, var_pitch, covariance = _offsets(zones, angles)
    a, b = var_yaw + error_deg[:, :1] ** 2, var_pitch + error_deg[:, 1:2] ** 2
    squared = (b * yaw**2 - 2 * covariance * yaw * pitch + a * pitch**2) / (a * b - covariance**2)
    return np.where(np.isnan(squared), np.inf, np.sqrt(squared))


def probability_inside(zones: np.ndarray, angles: np.ndarray, error_deg: np.ndarray, edge: float) -> np.ndarray:
    """Probability that the true direction lies within a distance of the zone, given the error of the observed one.

    Parameters
    ----------
    zones, angles, error_deg
        As in `distances`.
    edge : float
        Mahalanobis distance (without the error) of the zone's edge.

    Returns
    -------
    (n, z) float64 array, 0..1
        0 for zones that were not taught.

    Notes
    -----
    To first order: the distance is normal around the observed one, with the error times the distance's slope there.
    Normal distribution by Page's formula (1977), right to 0.0002.
    """
    yaw, pitch, var_yaw, var_pitch, covariance = _offsets(zones, angles)
    determinant = var_yaw * var_pitch - covariance**2
    slope_yaw = (var_pitch * yaw - covariance * pitch) / determinant
    slope_pitch = (var_yaw * pitch - covariance * yaw) / determinant
    distance = np.sqrt(yaw * slope_yaw + pitch * slope_pitch)
    centre_spread = determinant**-0.25 * np.sqrt(error_deg[:, :1] * error_deg[:, 1:2])
    spread = np.hypot(slope_yaw * error_deg[:, :1], slope_pitch * error_deg[:, 1:2])
    spread = np.where(distance > 1e-6, spread / np.where(distance > 1e-6, distance, 1.0), centre_spread)
    z = np.clip((edge - distance) / spread, -6.0, 6.0)
    probability = 0.5 * (1.0 + np.tanh(0.7978845608 * (z + 0.044715 * z**3)))
    return np.where(np.isnan(probability), 0.0, probability)


def choose(distance: np.ndarray, current: np.ndarray, scoring: Scoring) -> np.ndarray:
    """The zone that each direction is on.

    Parameters
    ----------
    distance : (n, z) float array
        As given by `distances`.
    current : (n,) int array
        The zone so far, -1 = none.
    scoring : Scoring

    Returns
    -------
    (n,) int8 array
        The nearest zone within ``scoring.enter``; else the current one while within ``scoring.leave``; else -1.
    """
    rows = np.arange(len(distance))
    nearest = distance.argmin(axis=1)
    entered = distance[rows, nearest] <= scoring.enter
    staying = (current >= 0) & (distance[rows, np.maximum(current, 0)] <= scoring.leave)
    return np.where(entered, nearest, np.where(staying, current, -1)).astype(np.int8)


def follow(
    zone: np.ndarray, weight_s: np.ndarray, angles: np.ndarray, elapsed: np.ndarray, scoring: Scoring
) -> tuple[np.ndarray, np.ndarray]:
    """Pull screen zones toward where their people usually look.

    Parameters
    ----------
    zone : (n, 5) float array
    weight_s : (n,) float array, seconds
        Time that has gone into the centre so far.
    angles : (n, 2) float array, degrees
    elapsed : (n,) float array, seconds
        Time that this direction stands for.
    scoring : Scoring

    Returns
    -------
    zone : (n, 5) float64 array
    weight_s : (n,) float64 array

    Notes
    -----
    A mean shift: directions count by a normal kernel of the zone's own spread, so the centre climbs to the densest
    cluster nearby. Directions outside the box of ``pull_yaw_deg`` and ``pull_pitch_deg`` do not pull at all, and the
    centre stays inside it.
    """
    box = np.array([scoring.pull_yaw_deg, scoring.pull_pitch_deg])
    distance = distances(zone[:, None], angles, np.zeros((len(zone), 2)))[:, 0]
    weight = elapsed * np.exp(-(distance**2) / 2) * (np.abs(angles) <= box).all(axis=1)
    share = weight / (scoring.zone_prior_s + weight_s + weight)
    moved = zone.copy()
    moved[:, :2] = np.clip(zone[:, :2] + share[:, None] * (angles - zone[:, :2]), -box, box)
    return moved, np.minimum(weight_s + weight, scoring.zone_memory_s)


def _offsets(zones: np.ndarray, angles: np.ndarray) -> tuple[np.ndarray, ...]:
    yaw = angles[:, :1] - zones[..., 0]
    pitch = angles[:, 1:2] - zones[..., 1]
    return yaw, pitch, zones[..., 2], zones[..., 3], zones[..., 4]
