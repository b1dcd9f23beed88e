"""Zones of attention: means and covariances in yaw and pitch, five numbers each."""

from functools import cache

import numpy as np

from analysis.scoring import Scoring

SCREEN = 0


def screen_zone(scoring: Scoring) -> np.ndarray:
    """The screen zone of somebody of whom nothing is known, before `with_doubt`.

    Parameters
    ----------
    scoring : Scoring

    Returns
    -------
    (5,) float64 array, degrees and square degrees
        Yaw, pitch, variance of yaw, variance of pitch, covariance.
    """
    sd_yaw, sd_pitch = least_spread(scoring)[SCREEN]
    return np.array([0.0, scoring.neutral_pitch_deg, sd_yaw**2, sd_pitch**2, 0.0])


@cache
def least_spread(scoring: Scoring) -> np.ndarray:
    """Least standard deviations of zones that were learned or taught.

    Parameters
    ----------
    scoring : Scoring

    Returns
    -------
    (3, 2) float64 array, degrees
    """
    screen = (scoring.learned_sd_yaw_deg, scoring.learned_sd_pitch_deg)
    taught = (scoring.taught_sd_yaw_deg, scoring.taught_sd_pitch_deg)
    least = np.array([screen, taught, taught])
    least.flags.writeable = False
    return least


@cache
def _doubt(scoring: Scoring) -> np.ndarray:
    """(3, 2) variances of a centre of which nothing is known."""
    doubt: np.ndarray = least_spread(scoring) ** 2
    doubt[SCREEN] = [scoring.sd_yaw_deg**2, scoring.sd_pitch_deg**2] - doubt[SCREEN]
    return doubt


def zone_of(sample: np.ndarray, least: np.ndarray) -> np.ndarray:
    """Zones around directions.

    Parameters
    ----------
    sample : (n, k, 2) float array, degrees
        Yaw and pitch; NaN where there is none, but one at least for each zone.
    least : (n, 2) float array, degrees
        Least standard deviations. Each direction counts as no further from the median than that, so that a turn of
        the head on the way does not make the zone wide: standard deviations are at most sqrt(2) times as large.

    Returns
    -------
    (n, 5) float64 array
        As given by `screen_zone`.
    """
    centre = median(sample)
    offset = np.clip(sample.astype(np.float64) - centre[:, None], -least[:, None], least[:, None])
    missing = np.isnan(offset)
    offset[missing] = 0.0
    number = (~missing[..., 0]).sum(axis=1)
    variance = least**2 + (offset**2).sum(axis=1) / number[:, None]
    covariance = (offset[..., 0] * offset[..., 1]).sum(axis=1) / number
    return np.column_stack([centre, variance, covariance])


def median(sample: np.ndarray) -> np.ndarray:
    """Medians that leave NaN out.

    Parameters
    ----------
    sample : (n, k, a) float array

    Returns
    -------
    (n, a) float64 array
        NaN where there was nothing else.
    """
    ordered = np.sort(sample.astype(np.float64), axis=1)
    number = (~np.isnan(ordered)).sum(axis=1)
    low, high = np.maximum(number - 1, 0) // 2, number // 2
    pick = [np.take_along_axis(ordered, at[:, None], axis=1)[:, 0] for at in (low, high)]
    return (pick[0] + pick[1]) / 2


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


def with_doubt(zones: np.ndarray, weight_s: np.ndarray, scoring: Scoring) -> np.ndarray:
    """Zones as wide as they are to be taken, since it is not sure where their centres are.

    Parameters
    ----------
    zones : (n, 3, 5) float array
    weight_s : (n, 3) float array, seconds
        Time that has gone into each; 0 for the screen as long as it was neither learned nor taught.
    scoring : Scoring

    Returns
    -------
    (n, 3, 5) float64 array
        With variances that are larger by what a centre may be off, less with each second.
    """
    widened = zones.copy()
    widened[..., 2:4] += (scoring.zone_prior_s / (scoring.zone_prior_s + weight_s))[..., None] * _doubt(scoring)
    return widened


def follow(
    zone: np.ndarray,
    weight_s: np.ndarray,
    angles: np.ndarray,
    elapsed: np.ndarray,
    kernel: np.ndarray,
    least: np.ndarray,
    scoring: Scoring,
) -> None:
    """Pull zones, in place, toward where their people usually look.

    Parameters
    ----------
    zone : (n, 5) float64 array
    weight_s : (n,) float64 array, seconds
        Time that has gone into them so far.
    angles : (n, 2) float array, degrees
    elapsed : (n,) float array, seconds
        Time that this direction stands for; 0 for directions that are not to pull.
    kernel : (n, 2) float array, square degrees
        Variances of the zones as wide as they are taken (`with_doubt`).
    least : (2,) or (n, 2) float array, degrees
        As in `zone_of`.
    scoring : Scoring

    Notes
    -----
    A mean shift: directions count by a normal kernel, so the centre climbs to the densest cluster nearby.
    """
    offset = angles - zone[:, :2]
    weight = elapsed * np.exp((offset**2 / kernel).sum(axis=1) / -2)
    share = (weight / (scoring.zone_prior_s + weight_s + weight))[:, None]
    bounded = np.minimum(np.maximum(offset, -least), least)
    zone[:, :2] += share * offset
    zone[:, 2:4] += share * (least**2 + bounded**2 - zone[:, 2:4])
    zone[:, 4] += share[:, 0] * (bounded[:, 0] * bounded[:, 1] - zone[:, 4])
    weight_s[:] = np.minimum(weight_s + weight, scoring.zone_memory_s)


def in_box(angles: np.ndarray, home: np.ndarray, scoring: Scoring) -> np.ndarray:
    """Whether directions are close enough to where a zone should be to pull it.

    Parameters
    ----------
    angles, home : (n, 2) float arrays, degrees
        `home`: see `teaching.homes`.
    scoring : Scoring

    Returns
    -------
    (n,) bool array
    """
    offset = np.abs(angles - home)
    inside: np.ndarray = (offset[:, 0] <= scoring.pull_yaw_deg) & (offset[:, 1] <= scoring.pull_pitch_deg)
    return inside


def _offsets(zones: np.ndarray, angles: np.ndarray) -> tuple[np.ndarray, ...]:
    yaw = angles[:, :1] - zones[..., 0]
    pitch = angles[:, 1:2] - zones[..., 1]
    return yaw, pitch, zones[..., 2], zones[..., 3], zones[..., 4]
