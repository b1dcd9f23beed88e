"""Where time goes: stretches of states, split exactly at the edges of windows, and what windows tell of them."""

from functools import cache

import numpy as np

from analysis.person import WINDOW_FIELDS
from analysis.scoring import Scoring
from analysis.types import WINDOW, WINDOW_SECONDS, Reason, State

LONG_ABSENCE_S = 3600.0
"""After a longer stretch without observations no windows are made up in between."""

_SECONDS = tuple(f"{state.label}_s" for state in State)


def begin(p: np.ndarray, rows: np.ndarray, at: np.ndarray) -> None:
    """Open, in place, the windows in which some times lie.

    Parameters
    ----------
    p : (n,) array of `PERSON`
    rows : (n,) bool array
    at : (n,) float array, unix seconds
    """
    p["window_at"] = np.where(rows, np.floor(at / WINDOW_SECONDS) * WINDOW_SECONDS, p["window_at"])
    for name in WINDOW_FIELDS:
        p[name][rows] = 0


def spend(p: np.ndarray, person: np.ndarray, start: np.ndarray, stop: np.ndarray, scoring: Scoring) -> list[np.ndarray]:
    """Book, in place, a stretch of time to the state that each person is in.

    Parameters
    ----------
    p : (n,) array of `PERSON`
    person : (n,) int array
        Their indices, for the rows of windows.
    start, stop : (n,) float arrays, unix seconds
        ``start`` lies in the current window of each.
    scoring : Scoring

    Returns
    -------
    list of arrays of `WINDOW`
        The windows that ended on the way.
    """
    ended = []
    far = stop - start > LONG_ABSENCE_S
    if far.any():
        ended.append(rows_of(p[far], person[far], scoring))
        begin(p, far, stop)
        start = np.where(far, stop, start)
    while (active := start < stop).any():
        edge = p["window_at"] + WINDOW_SECONDS
        part_end = np.minimum(stop, edge)
        _book(p, np.where(active, part_end - start, 0.0), scoring)
        start = np.where(active, part_end, start)
        crossed = active & (start >= edge)
        if crossed.any():
            ended.append(rows_of(p[crossed], person[crossed], scoring))
            begin(p, crossed, edge)
    return ended


@cache
def _counts(scoring: Scoring) -> np.ndarray:
    """(6,) bool: which states count as attentive."""
    return np.array([state in scoring.counted_states for state in State])


def _book(p: np.ndarray, seconds: np.ndarray, scoring: Scoring) -> None:
    state = p["state"]
    every = np.arange(len(p))
    p["seconds"][every, state] += seconds
    p["reason_s"][every, p["reason"]] += seconds
    counted = _counts(scoring)[state]
    looking = (state != State.UNKNOWN) & (state != State.EYES_CLOSED)
    # The buffer bridges short glances: they count, so they belong to the upper end too.
    p["low_s"] += np.where(counted & (p["probability"] >= scoring.inside_low), seconds, 0.0)
    p["high_s"] += np.where(counted | (looking & (p["probability"] >= scoring.inside_high)), seconds, 0.0)


def count(p: np.ndarray, angles: np.ndarray, distance_cm: np.ndarray, quality: np.ndarray) -> None:
    """Add, in place, one known observation of each person to their window.

    Parameters
    ----------
    p : (n,) array of `PERSON`
    angles : (n, 3) float array, degrees
        As observed, not smoothed.
    distance_cm : (n,) float array
    quality : (n,) float array, 0..1
    """
    p["known"] += 1
    p["angle_sums"] += angles
    p["angle_squares"] += angles**2
    p["speed_sum"] += np.sqrt(p["speeds"][:, 0] ** 2 + p["speeds"][:, 1] ** 2)
    p["distance_sum"] += distance_cm
    p["quality_sum"] += quality


def rows_of(p: np.ndarray, person: np.ndarray, scoring: Scoring) -> np.ndarray:
    """The current windows as they stand.

    Parameters
    ----------
    p : (n,) array of `PERSON`
    person : (n,) int array
    scoring : Scoring

    Returns
    -------
    (n,) array of `WINDOW`
    """
    rows = np.zeros(len(p), dtype=WINDOW)
    seconds = p["seconds"]
    known_s = seconds[:, : State.UNKNOWN].sum(axis=1)
    rows["person"], rows["started_at"] = person, p["window_at"]
    for state, name in enumerate(_SECONDS):
        rows[name] = seconds[:, state]
    rows["known_s"], rows["on_zone_low_s"], rows["on_zone_high_s"] = known_s, p["low_s"], p["high_s"]
    rows["attentiveness"] = _attentiveness(seconds, known_s, scoring)
    _describe(rows, p)
    sees_blinks = (known_s > 0) & (p["known"] >= scoring.blink_rate_hz * known_s)
    rows["blinks"] = np.where(sees_blinks, p["blinks"], np.nan)
    rows["observations"], rows["late"] = p["observations"], p["late"]
    reasons = p["reason_s"].copy()
    reasons[:, Reason.KNOWN] = 0.0
    rows["main_reason"] = reasons.argmax(axis=1)
    rows["scoring_version"] = scoring.version
    return rows


def _attentiveness(seconds: np.ndarray, known_s: np.ndarray, scoring: Scoring) -> np.ndarray:
    counted = seconds[:, _counts(scoring)].sum(axis=1)
    enough = (known_s > 0) & (known_s >= scoring.min_known_share * seconds.sum(axis=1))
    return np.where(enough, counted / np.where(enough, known_s, 1.0), np.nan)


def _describe(rows: np.ndarray, p: np.ndarray) -> None:
    """Means and spreads over the known observations; NaN without any."""
    number = np.where(p["known"] > 0, p["known"], np.nan)
    mean = p["angle_sums"] / number[:, None]
    spread = np.sqrt(np.maximum(p["angle_squares"] / number[:, None] - mean**2, 0.0))
    rows["yaw_deg"], rows["pitch_deg"], rows["roll_deg"] = mean.T
    rows["yaw_sd_deg"], rows["pitch_sd_deg"], rows["roll_sd_deg"] = spread.T
    rows["speed_deg_s"] = p["speed_sum"] / number
    rows["distance_cm"] = p["distance_sum"] / number
    rows["quality"] = p["quality_sum"] / number
