"""Stretches of one person in one state: what "why" reads."""

import numpy as np

from analysis.scoring import Scoring
from analysis.types import SEGMENT


def change(
    p: np.ndarray, person: np.ndarray, at: np.ndarray, state: np.ndarray, reason: np.ndarray, scoring: Scoring
) -> np.ndarray:
    """Put people, in place, into a state from a time on.

    Parameters
    ----------
    p : (n,) array of `PERSON`
    person : (n,) int array
        Their indices, for the rows of segments.
    at : (n,) float array, unix seconds
    state, reason : (n,) uint8 arrays of `State` and `Reason`
    scoring : Scoring

    Returns
    -------
    array of `SEGMENT`
        The segments that this ended; none for people who stay as they are.
    """
    changed = np.isnan(p["segment_at"]) | (p["state"] != state) | (p["reason"] != reason)
    if not changed.any():
        return np.empty(0, dtype=SEGMENT)
    ended = close(p, person, changed, at, scoring)
    p["segment_at"] = np.where(changed, at, p["segment_at"])
    p["state"], p["reason"] = state, reason
    return ended


def close(p: np.ndarray, person: np.ndarray, rows: np.ndarray, at: np.ndarray, scoring: Scoring) -> np.ndarray:
    """End, in place, the current segments of some people.

    Parameters
    ----------
    p : (n,) array of `PERSON`
    person : (n,) int array
    rows : (n,) bool array
    at : (n,) float array, unix seconds
    scoring : Scoring

    Returns
    -------
    array of `SEGMENT`
        Without those that lasted no time.
    """
    lasted = rows & (p["segment_at"] < at)
    ended = _rows_of(p[lasted], person[lasted], at[lasted], scoring)
    p["segment_at"][rows] = np.nan
    for name in ("segment_angles", "segment_known", "segment_observations"):
        p[name][rows] = 0
    return ended


def _rows_of(p: np.ndarray, person: np.ndarray, at: np.ndarray, scoring: Scoring) -> np.ndarray:
    rows = np.zeros(len(p), dtype=SEGMENT)
    rows["person"], rows["started_at"], rows["ended_at"] = person, p["segment_at"], at
    rows["state"], rows["reason"] = p["state"], p["reason"]
    number = np.where(p["segment_known"] > 0, p["segment_known"], np.nan)
    rows["yaw_deg"], rows["pitch_deg"], rows["roll_deg"] = (p["segment_angles"] / number[:, None]).T
    rows["observations"] = p["segment_observations"]
    rows["scoring_version"] = scoring.version
    return rows
