"""Direction of the eyes from irises and eye corners: coarse, with a zero that is learned for each person.

What the irises give strays by some degrees from person to person, as the head's pitch does. Both disappear together
when the line of sight (head and eyes) is compared with where the same person's usually goes when they face the screen.
"""

import numpy as np

from analysis.eyes import CLOSED_APERTURE
from analysis.landmarks import positions
from analysis.scoring import Scoring

MAX_YAW_DEG = 30.0
"""Beyond this yaw gaze is absent."""

EYEBALL_RADIUS_CM = 1.05
"""From the eye's centre of rotation to the plane of the iris."""

EYEBALL_OFFSET = np.array([0.0, -0.1, 0.65])
"""(3,) cm: the centre of rotation lies this far above and behind the middle between the eye's corners. (Above: there
stand the pupils of people who look into the camera; the medians of 476 portraits of GENKI, of 39 of CMU and of the
clips agree to 3 degrees.)"""

IRIS_DIAMETER_CM = 1.17
"""People differ by 0.05. (MediaPipe Iris, Google 2020: 11.7 +- 0.5 mm across a wide population.)"""

ZERO = np.dtype([("angles", "<f8", (2,)), ("seconds", "<f8")])
"""Where a person's line of sight goes when they face the screen: yaw and pitch, and the time that showed it."""

_PRIOR_S, _MEMORY_S = 5.0, 120.0
_GLANCE_DEG = 6.0

_CORNERS = positions([263, 362, 33, 133]).reshape(2, 2)
_IRIS_CENTRES = positions([473, 468])


def estimate(
    head_points: np.ndarray, position: np.ndarray, rotation: np.ndarray, aperture: np.ndarray, yaw_deg: np.ndarray
) -> np.ndarray:
    """Gaze of both eyes together: where the ray through each iris meets its eyeball.

    Parameters
    ----------
    head_points : (n, 66, 3) float array, cm
    position : (n, 3) float array, cm
    rotation : (n, 3, 3) float array
        All as in `HeadPose`.
    aperture : (n, 2) float array
        As given by `eyes.aperture`.
    yaw_deg : (n,) float array, degrees
        Of the head.

    Returns
    -------
    (n, 2) float64 array, degrees
        Yaw and pitch, signs as those of the head; NaN without irises, with an eye closed, or where abs(yaw) > 30.
    """
    centres = head_points[:, _CORNERS].mean(axis=2) + EYEBALL_OFFSET
    camera = -np.einsum("nij,ni->nj", rotation, position)[:, None]
    ray = head_points[:, _IRIS_CENTRES] - camera
    direction = (_meet_sphere(camera - centres, ray) / EYEBALL_RADIUS_CM).mean(axis=1)
    yaw = np.arctan2(direction[:, 0], -direction[:, 2])
    pitch = np.arctan2(-direction[:, 1], np.hypot(direction[:, 0], direction[:, 2]))
    gaze: np.ndarray = np.degrees(np.stack([yaw, pitch], axis=1))
    gaze[is_hidden(yaw_deg, aperture)] = np.nan
    return gaze


def is_hidden(yaw_deg: np.ndarray, aperture: np.ndarray) -> np.ndarray:
    """Whether the irises mean nothing: the head is turned too far, or an eye is closed.

    Parameters
    ----------
    yaw_deg : (n,) float array, degrees
    aperture : (n, 2) float array
        As given by `eyes.aperture`.

    Returns
    -------
    (n,) bool array
    """
    hidden: np.ndarray = (np.abs(yaw_deg) > MAX_YAW_DEG) | (aperture < CLOSED_APERTURE).any(axis=1)
    return hidden


def sight(measured: np.ndarray) -> np.ndarray:
    """Direction of the line of sight relative to the viewing ray: head and eyes together.

    Parameters
    ----------
    measured : (n,) array of `MEASURED`

    Returns
    -------
    (n, 2) float64 array, degrees
        Yaw and pitch; NaN without gaze. To first order: the two are added.
    """
    pairs = (("yaw_deg", "gaze_yaw_deg"), ("pitch_deg", "gaze_pitch_deg"))
    return np.stack([measured[head].astype(np.float64) + measured[eyes] for head, eyes in pairs], axis=1)


def distance_from_screen(zero: np.ndarray, sight_deg: np.ndarray, scoring: Scoring) -> np.ndarray:
    """How far lines of sight pass from the screen, wherever the head points, in standard deviations.

    Parameters
    ----------
    zero : (n,) array of `ZERO`
    sight_deg : (n, 2) float array, degrees
        As given by `sight`.
    scoring : Scoring

    Returns
    -------
    (n,) float64 array
        Infinite where it is not known, or not yet where this person's sight goes when they face the screen.
    """
    offset = (sight_deg - zero["angles"]) / (scoring.sight_sd_yaw_deg, scoring.sight_sd_pitch_deg)
    distance = np.sqrt((offset**2).sum(axis=1))
    known: np.ndarray = (zero["seconds"] >= scoring.sight_learned_s) & ~np.isnan(distance)
    return np.where(known, distance, np.inf)


def learn_zero(zero: np.ndarray, sight_deg: np.ndarray, facing_s: np.ndarray) -> None:
    """Take in, in place, one line of sight of each person.

    Parameters
    ----------
    zero : (n,) array of `ZERO`
        All zeros for a person of whom nothing is known.
    sight_deg : (n, 2) float array, degrees
        As given by `sight`; NaN = unknown.
    facing_s : (n,) float array, seconds
        How long they have been facing the screen that way; 0 where they do not.

    Notes
    -----
    A moving mean that no observation pulls by more than a glance: nearly the median.
    """
    weight = np.where(np.isnan(sight_deg).any(axis=1), 0.0, facing_s)
    gain = weight / (_PRIOR_S + zero["seconds"] + weight)
    away = np.clip(np.nan_to_num(sight_deg - zero["angles"]), -_GLANCE_DEG, _GLANCE_DEG)
    zero["angles"] += gain[:, None] * away
    zero["seconds"] = np.minimum(zero["seconds"] + weight, _MEMORY_S)


def _meet_sphere(start: np.ndarray, ray: np.ndarray) -> np.ndarray:
    """Nearest point of a ray on the eyeball around the origin; its closest approach where it misses."""
    ray = ray / np.linalg.norm(ray, axis=2, keepdims=True)
    along = -(start * ray).sum(axis=2)
    squared = EYEBALL_RADIUS_CM**2 - (start**2).sum(axis=2) + along**2
    nearest: np.ndarray = start + (along - np.sqrt(np.maximum(squared, 0.0)))[..., None] * ray
    return nearest
