"""From known observations to the states people are in: filter, eyes, zones, buffer."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from analysis import attendance, gaze, lids, teaching, zones
from analysis.attendance import Place, Seen
from analysis.history import READ, Rows
from analysis.rounds import Rounds
from analysis.scoring import Scoring
from analysis.smoothing import Elapsed, one_euro
from analysis.types import Teaching, columns
from analysis.uncertainty import READABLE_YAW_DEG

_NO_ERROR_DEG = 0.1


@dataclass(frozen=True, slots=True)
class Known:
    """k observations with angles, one person after another, each person's in the order of time.

    Attributes
    ----------
    rows : Rows
        Nobody has more observations than the people before.
    at, held_s, elapsed_s : (k,) float arrays
        Unix seconds; seconds that the observation before held (0 if unknown); seconds since the last known one
        (NaN before the first).
    broken : (k,) bool array
        Something unknown lies between this and the last known observation.
    measured : (k,) array of `MEASURED`
    """

    rows: Rows
    at: np.ndarray
    held_s: np.ndarray
    elapsed_s: np.ndarray
    broken: np.ndarray
    measured: np.ndarray


def watch(p: np.ndarray, known: Known, scoring: Scoring) -> np.ndarray:
    """Take in, in place, known observations of people.

    Parameters
    ----------
    p : (n,) array of `PERSON`
    known : Known
    scoring : Scoring

    Returns
    -------
    (k,) array of `READ`
    """
    rounds = Rounds.of(known.rows.row)
    _prepare(p, scoring)
    order = rounds.order
    at, held, measured = known.at[order], known.held_s[order], known.measured.take(order)
    fresh = ~(known.elapsed_s[order] <= scoring.reset_after_s)
    angles, speed = _smooth(p, rounds, measured, known.elapsed_s[order], fresh, scoring)
    mark = measured["teaching"]

    hidden = angles[:, 1] <= scoring.closed_pitch_deg
    eyes = _follow_lids(p, rounds, at, np.where(known.broken[order], 0.0, held), measured, hidden, scoring)
    asleep = eyes.long_closed & (mark == Teaching.NOTHING)

    beyond = measured["out_of_range"]
    readable = ~beyond | (np.abs(measured["yaw_deg"]) > READABLE_YAW_DEG)
    steady_s = np.where((speed < scoring.steady_deg_s) & readable & ~asleep, held, 0.0)
    pull_s = np.where(readable & ~asleep & (mark == Teaching.NOTHING), held, 0.0)
    seen = Seen(at, held, angles[:, :2].copy(), mark, fresh, steady_s, pull_s)
    known_zones, repeatability = _follow_zones(p, rounds, seen, scoring)

    error = _errors(measured, repeatability)
    distance = zones.distances(known_zones, seen.direction, error)
    distance[~readable] = np.inf
    place = Place(distance, gaze.sight(measured), asleep, readable & ~beyond)
    state = attendance.follow(p, rounds, seen, place, scoring)
    probability = _probability(known_zones, seen.direction, error, mark, scoring)
    probability = np.minimum(probability, np.where(beyond & (mark == Teaching.NOTHING), readable * 0.5, 1.0))

    last = known.rows.last
    p["known_at"][known.rows.row[last]] = known.at[last]
    read = np.empty(len(order), READ)
    read["state"], read["probability"], read["speed"] = state, probability, speed
    read["eyes"], read["blinked"] = eyes.openness, eyes.blinked
    read["openness"] = np.where(hidden, np.nan, np.fmax(*eyes.openness.T))
    return rounds.undo(read)


def _prepare(p: np.ndarray, scoring: Scoring) -> None:
    new = np.isnan(p["zones"][:, zones.SCREEN, 0])
    p["zones"][new, zones.SCREEN] = zones.screen_zone(scoring)


def _errors(measured: np.ndarray, repeatability: np.ndarray) -> np.ndarray:
    """One standard deviation of yaw and pitch, (k, 2), in this person's case."""
    error = columns(measured, "yaw_error_deg", "pitch_error_deg")
    # Who is turned further than can be read is not turned less: only a zone out there can be meant.
    error[measured["out_of_range"], 0] = _NO_ERROR_DEG
    widened: np.ndarray = np.sqrt(error**2 + repeatability**2)
    return widened


def _smooth(
    p: np.ndarray, rounds: Rounds, measured: np.ndarray, elapsed_s: np.ndarray, fresh: np.ndarray, scoring: Scoring
) -> tuple[np.ndarray, np.ndarray]:
    """Filtered angles, and the speed of yaw and pitch together."""
    angles = columns(measured, "yaw_deg", "pitch_deg", "roll_deg")
    speeds = np.empty_like(angles)
    elapsed = Elapsed.of(elapsed_s, fresh, scoring.derivative_cutoff_hz)
    for places, n in rounds:
        smoothed, speed = p["angles"][:n], p["speeds"][:n]
        one_euro(angles[places], smoothed, speed, elapsed.part(places), scoring.min_cutoff_hz, scoring.beta)
        angles[places], speeds[places] = smoothed, speed
    return angles, np.sqrt(speeds[:, 0] ** 2 + speeds[:, 1] ** 2)


def _follow_lids(
    p: np.ndarray,
    rounds: Rounds,
    at: np.ndarray,
    held_s: np.ndarray,
    measured: np.ndarray,
    hidden: np.ndarray,
    scoring: Scoring,
) -> lids.Followed:
    aperture = columns(measured, "aperture_left", "aperture_right")
    followed = lids.Followed(np.empty_like(aperture), np.empty(len(at), bool), np.empty(len(at), bool))
    for places, n in rounds:
        part = lids.follow(p["lids"][:n], at[places], held_s[places], aperture[places], hidden[places], scoring)
        followed.openness[places], followed.long_closed[places] = part.openness, part.long_closed
        followed.blinked[places] = part.blinked
    return followed


def _follow_zones(p: np.ndarray, rounds: Rounds, seen: Seen, scoring: Scoring) -> tuple[np.ndarray, np.ndarray]:
    """Learn on; the zones and the repeatability with which each observation is judged."""
    known_zones = np.empty((len(seen.at), 3, 5))
    repeatability = np.empty((len(seen.at), 2))
    teaches, changes = rounds.some(seen.mark > 0), _changes_of_mark(p, rounds, seen.mark)
    homes, learning = teaching.homes(p), p["learned_s"] < scoring.calibrate_s
    for turn, (places, n) in enumerate(rounds):
        if teaches[turn]:
            _teach(p, seen, places, changes[places], scoring)
            homes, learning = teaching.homes(p), p["learned_s"] < scoring.calibrate_s
        weight_s = p["zone_s"][:n]
        if learning.any():
            weight_s = weight_s.copy()
            weight_s[learning[:n], zones.SCREEN] = 0.0
        known_zones[places] = zones.with_doubt(p["zones"][:n], weight_s, scoring)
        repeatability[places] = p["repeatability"][:n]
        on = _follow_nearest(p, seen, places, known_zones[places], homes[:n], scoring)
        if learning.any():
            rows = np.flatnonzero(learning[:n] & on & (seen.steady_s[places] > 0))
            direction, steady_s = seen.direction[places][rows], seen.steady_s[places][rows]
            done = teaching.learn_screen(p, rows, direction, steady_s, scoring)
            learning[done] = False
    return known_zones, repeatability


def _follow_nearest(
    p: np.ndarray, seen: Seen, places: slice, known_zones: np.ndarray, homes: np.ndarray, scoring: Scoring
) -> np.ndarray:
    """Pull everybody's nearest zone to their direction; whether that was the screen, and the direction in its box."""
    direction, pull_s, n = seen.direction[places], seen.pull_s[places], len(homes)
    least = zones.least_spread(scoring)
    if not (p["visits"][:n, 1:] > 0).any():
        inside: np.ndarray = zones.in_box(direction, homes[:, zones.SCREEN], scoring)
        screen, weight_s = p["zones"][:n, zones.SCREEN], p["zone_s"][:n, zones.SCREEN]
        kernel = known_zones[:, zones.SCREEN, 2:4]
        zones.follow(screen, weight_s, direction, pull_s * inside, kernel, least[zones.SCREEN], scoring)
        on_screen: np.ndarray = inside & (pull_s > 0)
        return on_screen
    rows, zone = np.arange(n), zones.distances(known_zones, direction, np.zeros_like(direction)).argmin(axis=1)
    home, least = homes[rows, zone], least[zone]
    inside = zones.in_box(direction, home, scoring)
    pulled, weight_s = p["zones"][rows, zone], p["zone_s"][rows, zone]
    zones.follow(pulled, weight_s, direction, pull_s * inside, known_zones[rows, zone, 2:4], least, scoring)
    # Another zone than the screen stays where it was taught to be, or it would end up in the middle of the screen.
    leash = np.where(zone[:, None] == zones.SCREEN, np.inf, least)
    pulled[:, :2] = np.clip(pulled[:, :2], home - leash, home + leash)
    p["zones"][rows, zone], p["zone_s"][rows, zone] = pulled, weight_s
    on_screen = inside & (zone == zones.SCREEN) & (pull_s > 0)
    return on_screen


def _changes_of_mark(p: np.ndarray, rounds: Rounds, mark: np.ndarray) -> np.ndarray:
    """Which observations are marked otherwise than the person's last known one."""
    before = np.empty_like(mark)
    for places, n in rounds:
        before[places], p["mark"][:n] = p["mark"][:n], mark[places]
    changes: np.ndarray = before != mark
    return changes


def _teach(p: np.ndarray, seen: Seen, places: slice, changes: np.ndarray, scoring: Scoring) -> None:
    rows = np.flatnonzero(seen.mark[places])
    at, mark, direction, steady_s = (
        values[places][rows] for values in (seen.at, seen.mark, seen.direction, seen.steady_s)
    )
    anew = changes[rows] | seen.fresh[places][rows]
    teaching.teach(p, rows, mark, at, direction, steady_s, anew, scoring)


def _probability(
    known_zones: np.ndarray, direction: np.ndarray, error: np.ndarray, mark: np.ndarray, scoring: Scoring
) -> np.ndarray:
    """That the direction lies on any zone that counts; whoever teaches a zone says it themselves."""
    edge = (scoring.enter + scoring.leave) / 2
    counted = _counted(scoring)
    highest: np.ndarray = zones.probability_inside(known_zones[:, counted], direction, error, edge).max(axis=1)
    if not mark.any():
        return highest
    said = np.isin(mark.astype(np.intp) - Teaching.SCREEN, counted)
    probability: np.ndarray = np.where(mark > 0, said, highest)
    return probability


@cache
def _counted(scoring: Scoring) -> list[int]:
    return [int(state) for state in scoring.counted_states]
