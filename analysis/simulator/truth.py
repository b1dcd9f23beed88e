"""What a patient observer beside the person would write down, ten times a second: by a plain rule, without any camera.

The rule
    1. Whoever looks at the screen is facing; at a second screen or at notes that they have taught, that; at anything
       else for longer than 2 s, away, from the end of these 2 s to the moment at which they turn back. Until then they
       are where they were: so glances, nods and tics leave no trace.
    2. Eyes that are shut (lids over more than 80 % of them) for at least 1 s are closed, from the end of this second.
    3. Where the camera cannot see them (out of the picture, turned round, off, paused, hidden, offline) the state is
       unknown, for this reason.
"""

import numpy as np

from analysis.types import Reason, State

STEP_S = 0.1
AWAY_AFTER_S = 2.0
CLOSED_AFTER_S = 1.0
ELSEWHERE = 255
"""In place of a `State`: they look at nothing that counts."""


def label(looks: np.ndarray, closed: np.ndarray, reason: np.ndarray) -> np.ndarray:
    """The true states.

    Parameters
    ----------
    looks : (n,) uint8 array
        `State.FACING`, `State.SECOND_SCREEN`, `State.NOTES` or `ELSEWHERE`, every `STEP_S` seconds.
    closed : (n,) bool array
    reason : (n,) uint8 array of `Reason`

    Returns
    -------
    (n,) uint8 array of `State`
    """
    away = _later_than(looks == ELSEWHERE, AWAY_AFTER_S)
    state = np.where(away, State.AWAY, _last_zone(looks))
    state[_later_than(closed, CLOSED_AFTER_S)] = State.EYES_CLOSED
    state[reason != Reason.KNOWN] = State.UNKNOWN
    return state.astype(np.uint8)


def runs(mask: np.ndarray) -> np.ndarray:
    """First and one past the last position of each unbroken stretch: (n,) bool array to (k, 2) int array."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return edges.reshape(-1, 2)


def _later_than(mask: np.ndarray, seconds: float) -> np.ndarray:
    """What is left of each stretch after its first seconds."""
    position = np.arange(len(mask))
    began = np.maximum.accumulate(np.where(mask, -1, position + 1))
    late: np.ndarray = mask & (position - np.maximum(began, 0) >= round(seconds / STEP_S))
    return late


def _last_zone(looks: np.ndarray) -> np.ndarray:
    position = np.maximum.accumulate(np.where(looks == ELSEWHERE, 0, np.arange(len(looks))))
    zone: np.ndarray = np.where(looks[position] == ELSEWHERE, State.FACING, looks[position])
    return zone
