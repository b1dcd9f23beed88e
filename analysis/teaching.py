"""How zones are learned: the screen from the steady part of the first half minute, every zone from marked visits.

Works in place on ``hot``: fields of `PERSON` by name, each an array with one row for each person.
"""

import numpy as np

from analysis import zones
from analysis.person import LEARNING_SAMPLE, VISIT_SAMPLE
from analysis.scoring import Scoring
from analysis.types import Teaching

_SLOT_S = 0.25
"""A visit's sample holds one direction for each quarter of a second, of its last four seconds."""

Hot = dict[str, np.ndarray]


def home(hot: Hot) -> np.ndarray:
    """The direction around which the screen may be.

    Parameters
    ----------
    hot : fields of n people

    Returns
    -------
    (n, 2) float64 array, degrees
        The camera's axis, or where the screen was taught to be.
    """
    taught = (hot["visits"][:, zones.SCREEN] > 0)[:, None]
    return np.where(taught, _centre(hot)[:, zones.SCREEN], 0.0)


def learn_screen(
    hot: Hot, rows: np.ndarray, direction: np.ndarray, steady_s: np.ndarray, scoring: Scoring
) -> np.ndarray:
    """Take in steady directions of people whose screen is not known yet.

    Parameters
    ----------
    hot : fields of people
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
    slot = (hot["learned_s"][rows] * (LEARNING_SAMPLE / scoring.calibrate_s)).astype(np.intp)
    hot["learning_sample"][rows, slot] = direction
    hot["learned_s"][rows] += steady_s
    done: np.ndarray = rows[hot["learned_s"][rows] >= scoring.calibrate_s]
    if len(done):
        least = np.repeat(zones.least_spread(scoring)[:1], len(done), axis=0)
        hot["zones"][done, zones.SCREEN] = zones.zone_of(hot["learning_sample"][done], least)
        hot["zone_s"][done] = scoring.calibrate_s
    return done


def teach(
    hot: Hot,
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
    hot : fields of people
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
    hot["visit_at"][begun] = at[anew]
    hot["visit_s"][begun], hot["visit_counts"][begun], hot["visit_sample"][begun] = 0.0, False, np.nan
    settled = (at - hot["visit_at"][rows] >= scoring.settle_s) & (steady_s > 0)
    rows, zone, at, direction = rows[settled], mark[settled] - Teaching.SCREEN, at[settled], direction[settled]
    slot = (hot["visit_s"][rows] / _SLOT_S).astype(np.intp) % VISIT_SAMPLE
    hot["visit_sample"][rows, slot] = direction
    hot["visit_s"][rows] += steady_s[settled]
    hot["taught_s"][rows, zone] += steady_s[settled]
    enough = hot["visit_s"][rows] >= scoring.teach_s - 1e-3
    _visit(hot, rows[enough], zone[enough], at[enough], scoring)


def _visit(hot: Hot, rows: np.ndarray, zone: np.ndarray, at: np.ndarray, scoring: Scoring) -> None:
    """A visit counts once it was long enough, and is the zone's latest until the next."""
    taught = zones.zone_of(hot["visit_sample"][rows], zones.least_spread(scoring)[zone])
    begins = ~hot["visit_counts"][rows]
    repeated = (hot["visits"][rows, zone] > 0) & (at - hot["taught_at"][rows, zone] <= scoring.reteach_s)
    visits = np.where(repeated, hot["visits"][rows, zone] + begins, 1).astype(np.uint8)
    hot["visits"][rows, zone] = np.where(begins, np.minimum(visits, 99), hot["visits"][rows, zone])
    first = hot["visits"][rows, zone] == 1
    hot["first_visit"][rows[first], zone[first]] = taught[first, :2]
    hot["latest_visit"][rows, zone] = taught[:, :2]
    hot["visit_counts"][rows], hot["taught_at"][rows, zone] = True, at
    hot["zones"][rows, zone] = taught
    hot["zones"][rows, zone, :2] = _centre(hot)[rows, zone]
    screen = rows[zone == zones.SCREEN]
    hot["learned_s"][screen] = hot["zone_s"][screen] = scoring.calibrate_s
    hot["repeatability"][rows] = repeatability(hot["visits"][rows], hot["first_visit"][rows], hot["latest_visit"][rows])


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


def _centre(hot: Hot) -> np.ndarray:
    return (hot["first_visit"] + hot["latest_visit"]) / 2
