"""On which zone people are: entering and leaving with hysteresis, and the leaky buffer that bridges glances."""

from dataclasses import dataclass

import numpy as np

from analysis import gaze, zones
from analysis.rounds import Rounds
from analysis.scoring import TICK_S, Scoring
from analysis.types import State, Teaching


@dataclass(frozen=True, slots=True)
class Seen:
    """Observations in the order of rounds.

    Attributes
    ----------
    at, held_s : (k,) float arrays
        Unix seconds; seconds that the observation before held.
    direction : (k, 2) float array, degrees
        Smoothed yaw and pitch.
    mark : (k,) uint8 array of `Teaching`
    fresh : (k,) bool array
        The first one after a long absence.
    steady_s, pull_s : (k,) float arrays, seconds
        Time that counts for learning a zone and for pulling one; 0 where it does not.
    """

    at: np.ndarray
    held_s: np.ndarray
    direction: np.ndarray
    mark: np.ndarray
    fresh: np.ndarray
    steady_s: np.ndarray
    pull_s: np.ndarray


@dataclass(frozen=True, slots=True)
class Place:
    """What decides about the zone of each of those observations.

    Attributes
    ----------
    distance : (k, 3) float array
        From the zones.
    sight : (k, 2) float array, degrees
        As given by `gaze.sight`.
    asleep, in_range : (k,) bool arrays
    """

    distance: np.ndarray
    sight: np.ndarray
    asleep: np.ndarray
    in_range: np.ndarray


def follow(p: np.ndarray, rounds: Rounds, seen: Seen, place: Place, scoring: Scoring) -> np.ndarray:
    """Take people, in place, from zone to zone: away when the buffer has run empty, back after some time on a zone.

    Parameters
    ----------
    p : array of `PERSON`
    rounds : Rounds
    seen : Seen
    place : Place
    scoring : Scoring

    Returns
    -------
    (k,) uint8 array of `State`
    """
    taught, distance = seen.mark > 0, place.distance
    nearest = np.where(taught, seen.mark.astype(np.intp) - Teaching.SCREEN, distance.argmin(axis=1))
    entered = taught | (distance.min(axis=1) <= scoring.enter)
    # The last column is for "on no zone", which nobody stays on.
    within = np.column_stack([distance <= scoring.leave, np.zeros(len(distance), bool)])
    shows_sight = entered & (nearest == zones.SCREEN) & place.in_range & ~place.asleep
    states = np.empty(len(distance), np.int8)
    starts, teaches = rounds.some(seen.fresh), rounds.some(taught)
    for turn, (places, n) in enumerate(rounds):
        if starts[turn]:
            _begin(p, np.flatnonzero(seen.fresh[places]), nearest[places], scoring)
        zone, held = p["zone"][:n], seen.held_s[places]
        was_on = zone >= 0
        sight = gaze.distance_from_screen(p["sight"][:n], place.sight[places], scoring)
        stays = _stays(zone, within[places], sight, scoring)
        zone[:] = np.where(entered[places], nearest[places], stays)
        _fill_buffer(p, was_on, held, taught[places] if teaches[turn] else None, scoring)
        away = p["away"][:n]
        p["last_zone"][:n] = np.where(zone >= 0, zone, p["last_zone"][:n])
        gaze.learn_zero(p["sight"][:n], place.sight[places], np.where(shows_sight[places] & ~away, held, 0.0))
        states[places] = np.where(away, int(State.AWAY), p["last_zone"][:n])
    return np.where(place.asleep, int(State.EYES_CLOSED), states).astype(np.uint8)


def _stays(zone: np.ndarray, within: np.ndarray, sight: np.ndarray, scoring: Scoring) -> np.ndarray:
    """The zone of everybody who enters none now: theirs, or none (-1).

    Eyes that are on the screen keep a head there that is not, and bring it back.
    """
    stays = within[np.arange(len(zone)), zone] | ((zone == zones.SCREEN) & (sight <= scoring.leave))
    return np.where(stays, zone, np.where(sight <= scoring.enter, zones.SCREEN, -1))


def _fill_buffer(
    p: np.ndarray, was_on: np.ndarray, held_s: np.ndarray, taught: np.ndarray | None, scoring: Scoring
) -> None:
    """Fill or empty, in place, the buffers of the first n people by the zones that they are and were on.

    Parameters
    ----------
    p : array of `PERSON`
    was_on : (n,) bool array
        Whether they were on a zone an observation ago, which held for `held_s` (n,) seconds.
    taught : (n,) bool array, optional
        Who teaches a zone, and is not away therefore.
    scoring : Scoring
    """
    n = len(was_on)
    on, away, buffer_s = p["zone"][:n] >= 0, p["away"][:n], p["buffer_s"][:n]
    # Who left a zone did so halfway between two observations, for all that is known.
    left = np.where(was_on, scoring.buffer_s - held_s / 2, np.maximum(buffer_s - held_s, 0.0))
    back = np.where(away & was_on & on, p["back_s"][:n] + held_s, 0.0)
    away[:] = np.where(away, back < scoring.back_s - TICK_S, ~on & (left <= TICK_S))
    if taught is not None:
        away[taught] = False
    buffer_s[:] = np.where(away, 0.0, np.where(on, scoring.buffer_s, left))
    p["back_s"][:n] = back


def _begin(p: np.ndarray, rows: np.ndarray, nearest: np.ndarray, scoring: Scoring) -> None:
    """Who comes is not away before the buffer is empty."""
    p["zone"][rows], p["last_zone"][rows] = -1, nearest[rows]
    p["away"][rows], p["buffer_s"][rows] = False, scoring.buffer_s
