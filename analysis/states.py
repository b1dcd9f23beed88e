"""From known observations to the states people are in: filter, eyes, zones, buffer."""

from dataclasses import dataclass

import numpy as np

from analysis import eyes, teaching, zones
from analysis.history import READ, first_of, last_of
from analysis.rounds import Rounds
from analysis.scoring import Scoring
from analysis.smoothing import Elapsed, one_euro
from analysis.teaching import Hot
from analysis.types import State, Teaching, columns

# Sums of times carry rounding errors; a millisecond decides nothing.
_TICK = 1e-3
_BLINK_SECONDS = 0.8
_SURELY_NOT_OPEN = 0.4

_HOT = (
    *("angles", "speeds", "baseline", "baseline_s", "zones", "zone_s", "learned_s", "first_visit", "latest_visit"),
    *("taught_s", "taught_at", "visit_at", "visit_s", "visit_counts", "visit_sample", "learning_sample", "visits"),
    *("repeatability", "buffer_s", "back_s", "zone", "last_zone", "mark", "away"),
)
"""Fields that change from round to round."""


@dataclass(frozen=True, slots=True)
class Known:
    """k observations with angles, one person after another, each person's in the order of time.

    Attributes
    ----------
    row : (k,) int array
        Ascending rows of people.
    at, held_s, elapsed_s : (k,) float arrays
        Unix seconds; seconds that the observation before held (0 if unknown); seconds since the last known one
        (NaN before the first).
    broken : (k,) bool array
        Something unknown lies between this and the last known observation.
    measured : (k,) array of `MEASURED`
    """

    row: np.ndarray
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
    rounds = Rounds.of(known.row)
    hot = {name: np.ascontiguousarray(p[name][rounds.people]) for name in _HOT}
    _prepare(hot, scoring)
    order = rounds.order
    at, held, measured = known.at[order], known.held_s[order], known.measured[order]
    fresh = ~(known.elapsed_s[order] <= scoring.reset_after_s)
    angles, speed = _smooth(hot, rounds, measured, known.elapsed_s[order], fresh, scoring)
    mark = measured["teaching"]

    visible = angles[:, 1] > scoring.closed_pitch_deg
    aperture = columns(measured, "aperture_left", "aperture_right")
    baseline = _learn_baselines(hot, rounds, aperture, np.where(visible, held, 0.0), scoring)
    wider = np.fmax(*eyes.openness(aperture, baseline).T)
    openness = np.where(visible, wider, np.nan)
    asleep, blinked = _watch_lids(p, known, *map(rounds.undo, (openness, wider)), scoring)
    asleep = asleep[order] & (mark == Teaching.NOTHING)

    readable = ~measured["out_of_range"]
    steady_s = np.where((speed < scoring.steady_deg_s) & readable & ~asleep, held, 0.0)
    pull_s = np.where(readable & ~asleep & (mark == Teaching.NOTHING), held, 0.0)
    seen = _Seen(at, held, angles[:, :2].copy(), mark, fresh, steady_s, pull_s)
    known_zones, repeatability = _follow_zones(hot, rounds, seen, scoring)

    error = np.sqrt(columns(measured, "yaw_error_deg", "pitch_error_deg") ** 2 + repeatability**2)
    distance = zones.distances(known_zones, seen.direction, error)
    distance[~readable] = np.inf
    state = _place(hot, rounds, seen, distance, scoring)
    state = np.where(asleep, int(State.EYES_CLOSED), state).astype(np.uint8)
    probability = _probability(known_zones, seen.direction, error, mark, scoring)
    probability[~readable & (mark == Teaching.NOTHING)] = 0.0

    for name, values in hot.items():
        p[name][rounds.people] = values
    last = last_of(known.row)
    p["known_at"][known.row[last]] = known.at[last]
    read = np.empty(len(order), READ)
    read["state"][order], read["probability"][order], read["openness"][order] = state, probability, openness
    read["speed"][order], read["baseline"][order], read["blinked"] = speed, baseline, blinked
    return read


@dataclass(frozen=True, slots=True)
class _Seen:
    """Observations in the order of rounds."""

    at: np.ndarray
    held_s: np.ndarray
    direction: np.ndarray
    mark: np.ndarray
    fresh: np.ndarray
    steady_s: np.ndarray
    pull_s: np.ndarray


def _prepare(hot: Hot, scoring: Scoring) -> None:
    new = np.isnan(hot["zones"][:, zones.SCREEN, 0])
    hot["zones"][new, zones.SCREEN] = zones.screen_zone(scoring)
    hot["baseline"][new] = scoring.baseline_aperture


def _smooth(
    hot: Hot, rounds: Rounds, measured: np.ndarray, elapsed_s: np.ndarray, fresh: np.ndarray, scoring: Scoring
) -> tuple[np.ndarray, np.ndarray]:
    """Filtered angles, and the speed of yaw and pitch together."""
    angles = columns(measured, "yaw_deg", "pitch_deg", "roll_deg")
    speeds = np.empty_like(angles)
    elapsed = Elapsed.of(elapsed_s, fresh, scoring.derivative_cutoff_hz)
    for places, n in rounds:
        smoothed, speed = hot["angles"][:n], hot["speeds"][:n]
        one_euro(angles[places], smoothed, speed, elapsed.part(places), scoring.min_cutoff_hz, scoring.beta)
        angles[places], speeds[places] = smoothed, speed
    return angles, np.sqrt(speeds[:, 0] ** 2 + speeds[:, 1] ** 2)


def _learn_baselines(
    hot: Hot, rounds: Rounds, aperture: np.ndarray, held_s: np.ndarray, scoring: Scoring
) -> np.ndarray:
    baselines = np.empty_like(aperture)
    held_s = np.repeat(held_s[:, None], 2, axis=1)
    for places, n in rounds:
        baseline, weight_s = hot["baseline"][:n], hot["baseline_s"][:n]
        is_open = aperture[places] > _SURELY_NOT_OPEN * baseline
        weight = np.where(is_open, held_s[places], 0.0)
        share = weight / (scoring.baseline_prior_s + weight_s + weight)
        baseline += share * np.where(is_open, aperture[places] - baseline, 0.0)
        np.minimum(weight_s + weight, scoring.baseline_memory_s, out=weight_s)
        baselines[places] = baseline
    return baselines


def _watch_lids(
    p: np.ndarray, known: Known, openness: np.ndarray, wider: np.ndarray, scoring: Scoring
) -> tuple[np.ndarray, np.ndarray]:
    """Whose eyes have been closed for long, and who just blinked; in the order of `Known`."""
    row, at = known.row, known.at
    place = np.arange(len(row))
    first = first_of(row)
    closed = openness < scoring.closed_openness
    carried = np.where(first & ~known.broken, p["closed_at"][row], np.nan)
    went_on = np.where(first, ~np.isnan(carried), np.roll(closed, 1) & ~known.broken)
    begun = np.maximum.accumulate(np.where(first | ~closed | ~went_on, place, 0))
    since = np.where(closed, np.where(first[begun] & went_on[begun], carried[begun], at[begun]), np.nan)
    before = np.where(first, carried, np.where(known.broken, np.nan, np.roll(since, 1)))
    last = last_of(row)
    p["closed_at"][row[last]] = since[last]
    blinked = (wider >= scoring.closed_openness) & (at - before < _BLINK_SECONDS)
    return closed & (at - since >= scoring.eyes_closed_s - _TICK), blinked


def _follow_zones(hot: Hot, rounds: Rounds, seen: _Seen, scoring: Scoring) -> tuple[np.ndarray, np.ndarray]:
    """Learn on; the zones and the repeatability with which each observation is judged."""
    known_zones = np.empty((len(seen.at), 3, 5))
    repeatability = np.empty((len(seen.at), 2))
    teaches, changes = rounds.some(seen.mark > 0), _changes_of_mark(hot, rounds, seen.mark)
    home, learning = teaching.home(hot), hot["learned_s"] < scoring.calibrate_s
    has_others = (hot["visits"][:, 1:] > 0).any()
    for turn, (places, n) in enumerate(rounds):
        direction = seen.direction[places]
        if teaches[turn]:
            _teach(hot, seen, places, changes[places], scoring)
            home, learning = teaching.home(hot), hot["learned_s"] < scoring.calibrate_s
            has_others = (hot["visits"][:, 1:] > 0).any()
        known_zones[places], repeatability[places] = hot["zones"][:n], hot["repeatability"][:n]
        pull_s = seen.pull_s[places]
        if has_others:
            pull_s = np.where(_is_elsewhere(hot["zones"][:n], direction), 0.0, pull_s)
        zones.follow(hot["zones"][:n, zones.SCREEN], hot["zone_s"][:n], direction, pull_s, home[:n], scoring)
        if learning.any():
            steady = learning[:n] & (pull_s > 0) & (seen.steady_s[places] > 0)
            rows = np.flatnonzero(steady & zones.in_box(direction, home[:n], scoring))
            done = teaching.learn_screen(hot, rows, direction[rows], seen.steady_s[places][rows], scoring)
            learning[done] = False
    return known_zones, repeatability


def _changes_of_mark(hot: Hot, rounds: Rounds, mark: np.ndarray) -> np.ndarray:
    """Which observations are marked otherwise than the person's last known one."""
    before = np.empty_like(mark)
    for places, n in rounds:
        before[places], hot["mark"][:n] = hot["mark"][:n], mark[places]
    return before != mark


def _teach(hot: Hot, seen: _Seen, places: slice, changes: np.ndarray, scoring: Scoring) -> None:
    rows = np.flatnonzero(seen.mark[places])
    at, mark, direction, steady_s = (
        values[places][rows] for values in (seen.at, seen.mark, seen.direction, seen.steady_s)
    )
    anew = changes[rows] | seen.fresh[places][rows]
    teaching.teach(hot, rows, mark, at, direction, steady_s, anew, scoring)


def _is_elsewhere(known_zones: np.ndarray, direction: np.ndarray) -> np.ndarray:
    """On another zone than the screen, for all that is known."""
    distance = zones.distances(known_zones, direction, np.zeros_like(direction))
    nearer: np.ndarray = distance.argmin(axis=1) != zones.SCREEN
    return nearer


def _place(hot: Hot, rounds: Rounds, seen: _Seen, distance: np.ndarray, scoring: Scoring) -> np.ndarray:
    """Zone and buffer: away when the buffer has run empty, back after some time on a zone."""
    taught = seen.mark > 0
    nearest = np.where(taught, seen.mark.astype(np.intp) - Teaching.SCREEN, distance.argmin(axis=1))
    entered = taught | (distance.min(axis=1) <= scoring.enter)
    # The last column is for "on no zone", which nobody stays on.
    within = np.column_stack([distance <= scoring.leave, np.zeros(len(distance), bool)])
    states = np.empty(len(distance), np.int8)
    starts, teaches = rounds.some(seen.fresh), rounds.some(taught)
    for turn, (places, n) in enumerate(rounds):
        zone, away, buffer_s, held = hot["zone"][:n], hot["away"][:n], hot["buffer_s"][:n], seen.held_s[places]
        if starts[turn]:
            zone[seen.fresh[places]] = -1
        was_on = zone >= 0
        stays = within[places][np.arange(n), zone]
        zone[:] = np.where(entered[places], nearest[places], np.where(stays, zone, -1))
        on = zone >= 0
        left = np.where(was_on, scoring.buffer_s, np.maximum(buffer_s - held, 0.0))
        back = np.where(away & was_on & on, hot["back_s"][:n] + held, 0.0)
        away[:] = np.where(away, back < scoring.back_s - _TICK, ~on & (left <= _TICK))
        if starts[turn]:
            away[:] = np.where(seen.fresh[places], ~on, away)
        if teaches[turn]:
            away[taught[places]] = False
        buffer_s[:] = np.where(away, 0.0, np.where(on, scoring.buffer_s, left))
        hot["back_s"][:n] = back
        hot["last_zone"][:n] = np.where(on, zone, hot["last_zone"][:n])
        states[places] = np.where(away, int(State.AWAY), hot["last_zone"][:n])
    return states


def _probability(
    known_zones: np.ndarray, direction: np.ndarray, error: np.ndarray, mark: np.ndarray, scoring: Scoring
) -> np.ndarray:
    """That the direction lies on any zone that counts; whoever teaches a zone says it themselves."""
    edge = (scoring.enter + scoring.leave) / 2
    counted = [int(state) for state in scoring.counted_states]
    highest = zones.probability_inside(known_zones[:, counted], direction, error, edge).max(axis=1)
    said = np.isin(mark.astype(np.intp) - Teaching.SCREEN, counted)
    probability: np.ndarray = np.where(mark > 0, said, highest)
    return probability
