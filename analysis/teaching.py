"""How zones are learned: the screen from the steady part of the first half minute, every zone from marked visits."""

import numpy as np

from analysis import zones
from analysis.person import LEARNING_SAMPLE, VISIT_SAMPLE
from analysis.scoring import TICK_S, Scoring
from analysis.types import Teaching

_SLOT_S = 0.25
"""A visit's sample holds one direction for each quarter of a second, of its last eight seconds."""


def homes(p: np.ndarray) -> np.ndarray:
    """The directions around which each person's zones may be.

    Parameters
    ----------
    p : (n,) array of `PERSON`

    Returns
    -------
    (n, 3, 2) float64 array, degrees
        Where a zone was taught to be, else the camera's axis.
    """
    return np.where((p["visits"] > 0)[..., None], _centre(p), 0.0)


def learn_screen(
    p: np.ndarray, rows: np.ndarray, direction: np.ndarray, steady_s: np.ndarray, scoring: Scoring
) -> np.ndarray:
    """Take in steady directions of people whose screen is not known yet.

    Parameters
    ----------
    p : array of `PERSON`
    rows : (n,) int array
    direction : (n, 2) float array, degrees
        Within the box.
    steady_s : (n,) float array, seconds
        Time that each stands for.
    scoring : Scoring

    Returns
    -------
    int array
        Rows of those who know it now.
    """
    slot = (p["learned_s"][rows] * (LEARNING_SAMPLE / scoring.calibrate_s)).astype(np.intp)
    p["learning_sample"][rows, slot] = direction
    p["learned_s"][rows] += steady_s
    done: np.ndarray = rows[p["learned_s"][rows] >= scoring.calibrate_s]
    if len(done):
        least = np.repeat(zones.least_spread(scoring)[:1], len(done), axis=0)
        p["zones"][done, zones.SCREEN] = zones.zone_of(p["learning_sample"][done], least)
        p["zone_s"][done, zones.SCREEN] = scoring.calibrate_s
    return done


def teach(
    p: np.ndarray,
    rows: np.ndarray,
    mark: np.ndarray,
    at: np.ndarray,
    direction: np.ndarray,
    steady_s: np.ndarray,
    anew: np.ndarray,
    scoring: Scoring,
) -> None:
    """Take in directions of people who say at which zone they look.

    Parameters
    ----------
    p : array of `PERSON`
    rows : (n,) int array
    mark : (n,) uint8 array of `Teaching`, none of them NOTHING
    at : (n,) float array, unix seconds
    direction : (n, 2) float array, degrees
    steady_s : (n,) float array, seconds
        Time that each stands for; 0 while the head moves or cannot be read.
    anew : (n,) bool array
        A visit begins.
    scoring : Scoring
    """
    begun = rows[anew]
    p["visit_at"][begun] = at[anew]
    p["visit_s"][begun], p["visit_counts"][begun], p["visit_sample"][begun] = 0.0, False, np.nan
    settled = (at - p["visit_at"][rows] >= scoring.settle_s) & (steady_s > 0)
    rows, zone, at, direction = rows[settled], mark[settled] - Teaching.SCREEN, at[settled], direction[settled]
    slot = (p["visit_s"][rows] / _SLOT_S).astype(np.intp) % VISIT_SAMPLE
    p["visit_sample"][rows, slot] = direction
    p["visit_s"][rows] += steady_s[settled]
    p["taught_s"][rows, zone] += steady_s[settled]
    enough = p["visit_s"][rows] >= scoring.teach_s - TICK_S
    _visit(p, rows[enough], zone[enough], at[enough], scoring)


def _visit(p: np.ndarray, rows: np.ndarray, zone: np.ndarray, at: np.ndarray, scoring: Scoring) -> None:
    """A visit counts once it was long enough, and is the zone's latest until the next."""
    taught = zones.zone_of(p["visit_sample"][rows], zones.least_spread(scoring)[zone])
    begins = ~p["visit_counts"][rows]
    repeated = (p["visits"][rows, zone] > 0) & (at - p["taught_at"][rows, zone] <= scoring.reteach_s)
    visits = np.where(repeated, p["visits"][rows, zone] + begins, 1).astype(np.uint8)
    p["visits"][rows, zone] = np.where(begins, np.minimum(visits, 99), p["visits"][rows, zone])
    first = p["visits"][rows, zone] == 1
    p["first_visit"][rows[first], zone[first]] = taught[first, :2]
    p["latest_visit"][rows, zone] = taught[:, :2]
    p["visit_counts"][rows], p["taught_at"][rows, zone] = True, at
    p["zones"][rows, zone] = taught
    p["zones"][rows, zone, :2] = _centre(p)[rows, zone]
    p["zone_s"][rows, zone] = p["visit_s"][rows]
    p["learned_s"][rows[zone == zones.SCREEN]] = scoring.calibrate_s
    p["repeatability"][rows] = repeatability(p["visits"][rows], p["first_visit"][rows], p["latest_visit"][rows])


def repeatability(visits: np.ndarray, first: np.ndarray, latest: np.ndarray) -> np.ndarray:
    """How differently the same direction is read on another visit: half the variance of differences, over all zones.

    Parameters
    ----------
    visits : (n, 3) int array
    first, latest : (n, 3, 2) float arrays, degrees
        Means of each zone's visits.

    Returns
    -------
    (n, 2) float64 array, degrees
        One standard deviation of yaw and of pitch; 0 where no zone was visited twice.
    """
    again = (visits > 1)[..., None]
    squares = np.where(again, (latest - first) ** 2 / 2, 0.0).sum(axis=1)
    deviation: np.ndarray = np.sqrt(squares / np.maximum(again.sum(axis=1), 1))
    return deviation


def _centre(p: np.ndarray) -> np.ndarray:
    centre: np.ndarray = (p["first_visit"] + p["latest_visit"]) / 2
    return centre
