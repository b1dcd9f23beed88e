"""From one known observation of each person to the state they are in: filter, zones, buffer, eyes."""

from functools import cache

import numpy as np

from analysis import eyes, zones
from analysis.scoring import Scoring
from analysis.smoothing import one_euro
from analysis.types import State

# Sums of times carry rounding errors; a millisecond decides nothing.
_TICK = 1e-3
_BLINK_SECONDS = 0.8
_SURELY_NOT_OPEN = 0.4


def watch(p: np.ndarray, at: np.ndarray, held: np.ndarray, measured: np.ndarray, scoring: Scoring) -> np.ndarray:
    """Take in, in place, one known observation of each person.

    Parameters
    ----------
    p : (n,) array of `PERSON`
    at : (n,) float array, unix seconds
    held : (n,) float array, seconds
        How long the observation before it held, 0 if that was unknown.
    measured : (n,) array of `MEASURED`
        All successful.
    scoring : Scoring

    Returns
    -------
    (n,) uint8 array of `State`
    """
    _prepare(p, scoring)
    restart = ~(at - p["known_at"] <= scoring.reset_after_s)
    _smooth(p, at, measured, restart, scoring)
    _place(p, held, errors_of(measured), restart, scoring)
    asleep = _watch_eyes(p, at, held, measured, scoring)
    _calibrate(p, np.where(asleep, 0.0, held), scoring)
    p["known_at"] = at
    awake = np.where(p["away"], int(State.AWAY), p["last_zone"])
    return np.where(asleep, int(State.EYES_CLOSED), awake).astype(np.uint8)


def angles_of(measured: np.ndarray) -> np.ndarray:
    """Yaw, pitch and roll of observations.

    Parameters
    ----------
    measured : (n,) array of `MEASURED`

    Returns
    -------
    (n, 3) float64 array, degrees
    """
    names = ("yaw_deg", "pitch_deg", "roll_deg")
    return np.stack([measured[name].astype(np.float64) for name in names], axis=1)


def errors_of(measured: np.ndarray) -> np.ndarray:
    """One standard deviation of yaw and of pitch.

    Parameters
    ----------
    measured : (n,) array of `MEASURED`

    Returns
    -------
    (n, 2) float64 array, degrees
    """
    names = ("yaw_error_deg", "pitch_error_deg")
    return np.stack([measured[name].astype(np.float64) for name in names], axis=1)


def apertures_of(measured: np.ndarray) -> np.ndarray:
    """Aperture ratios of the left and the right eye.

    Parameters
    ----------
    measured : (n,) array of `MEASURED`

    Returns
    -------
    (n, 2) float64 array
    """
    names = ("aperture_left", "aperture_right")
    return np.stack([measured[name].astype(np.float64) for name in names], axis=1)


def _prepare(p: np.ndarray, scoring: Scoring) -> None:
    new = np.isnan(p["zones"][:, zones.SCREEN, 0])
    p["zones"][new, zones.SCREEN] = zones.screen_zone(scoring)
    p["baseline"][new] = scoring.baseline_aperture


def _smooth(p: np.ndarray, at: np.ndarray, measured: np.ndarray, restart: np.ndarray, scoring: Scoring) -> None:
    angles = angles_of(measured)
    p["angles"], p["speeds"] = one_euro(
        angles,
        np.where(restart[:, None], angles, p["angles"]),
        np.where(restart[:, None], 0.0, p["speeds"]),
        np.where(restart, 0.0, at - p["known_at"]),
        min_cutoff_hz=scoring.min_cutoff_hz,
        beta=scoring.beta,
        derivative_cutoff_hz=scoring.derivative_cutoff_hz,
    )


def _place(p: np.ndarray, held: np.ndarray, error: np.ndarray, restart: np.ndarray, scoring: Scoring) -> None:
    """Zone, probability and buffer: away when the buffer has run empty, back after some time on a zone."""
    direction = p["angles"][:, :2].copy()
    current = np.where(restart, -1, p["zone"])
    was_on = current >= 0
    p["zone"] = zones.choose(zones.distances(p["zones"], direction, error), current, scoring)
    p["probability"] = _probability(p["zones"], direction, error, scoring)
    on = p["zone"] >= 0
    left = np.where(was_on, scoring.buffer_s, np.maximum(p["buffer_s"] - held, 0.0))
    back = np.where(p["away"] & was_on & on, p["back_s"] + held, 0.0)
    still_away = p["away"] & (back < scoring.back_s - _TICK)
    falls_away = ~p["away"] & ~on & (left <= _TICK)
    p["away"] = np.where(restart, ~on, still_away | falls_away)
    p["buffer_s"] = np.where(p["away"], 0.0, np.where(on, scoring.buffer_s, left))
    p["back_s"] = back
    p["last_zone"] = np.where(on, p["zone"], p["last_zone"])


def _probability(zone: np.ndarray, direction: np.ndarray, error: np.ndarray, scoring: Scoring) -> np.ndarray:
    """That the direction lies on any zone that counts."""
    edge = (scoring.enter + scoring.leave) / 2
    highest: np.ndarray = zones.probability_inside(zone[:, _counted(scoring)], direction, error, edge).max(axis=1)
    return highest


@cache
def _counted(scoring: Scoring) -> list[int]:
    return [int(state) for state in scoring.counted_states]


def _calibrate(p: np.ndarray, held: np.ndarray, scoring: Scoring) -> None:
    direction = p["angles"][:, :2].copy()
    screen, p["zone_s"] = zones.follow(p["zones"][:, zones.SCREEN], p["zone_s"], direction, held, scoring)
    p["zones"][:, zones.SCREEN] = screen


def _watch_eyes(p: np.ndarray, at: np.ndarray, held: np.ndarray, measured: np.ndarray, scoring: Scoring) -> np.ndarray:
    """Baselines, blinks, and whose eyes have been closed for long."""
    aperture = apertures_of(measured)
    visible = p["angles"][:, 1] > scoring.closed_pitch_deg
    _learn_baseline(p, aperture, np.where(visible, held, 0.0), scoring)
    wider = np.fmax(*eyes.openness(aperture, p["baseline"]).T)
    closed = visible & (wider < scoring.closed_openness)
    closed_for = at - p["closed_at"]
    p["blinks"] += (wider >= scoring.closed_openness) & (closed_for < _BLINK_SECONDS)
    p["closed_at"] = np.where(closed, np.where(np.isnan(p["closed_at"]), at, p["closed_at"]), np.nan)
    long_closed: np.ndarray = closed & (closed_for >= scoring.eyes_closed_s - _TICK)
    return long_closed


def _learn_baseline(p: np.ndarray, aperture: np.ndarray, held: np.ndarray, scoring: Scoring) -> None:
    is_open = aperture > _SURELY_NOT_OPEN * p["baseline"]
    weight = np.where(is_open, held[:, None], 0.0)
    share = weight / (scoring.baseline_prior_s + p["baseline_s"] + weight)
    p["baseline"] += share * np.where(is_open, aperture - p["baseline"], 0.0)
    p["baseline_s"] = np.minimum(p["baseline_s"] + weight, scoring.baseline_memory_s)
