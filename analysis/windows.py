"""Where time goes: stretches of states, split exactly at the edges of windows, and what windows tell of them."""

from functools import cache
from typing import NamedTuple

import numpy as np

from analysis.history import Observations, Rows, Stretches
from analysis.person import SUMS
from analysis.scoring import Scoring
from analysis.types import WINDOW, WINDOW_SECONDS, Reason, State, columns

LONG_ABSENCE_S = 3600.0
"""After a longer stretch without observations no windows are made up in between."""

_SECONDS = tuple(f"{state.label}_s" for state in State)
_COLUMN = {name: SUMS.fields[name][1] // 8 for name in SUMS.names} if SUMS.fields and SUMS.names else {}
_WIDTH = SUMS.itemsize // 8


def book(
    p: np.ndarray, person: np.ndarray, stretches: Stretches, observations: Observations | None, scoring: Scoring
) -> np.ndarray:
    """Add time and observations, in place, to people's windows.

    Parameters
    ----------
    p : (n,) array of `PERSON`
    person : (n,) int array
        Their indices, for the rows of windows.
    stretches : Stretches
    observations : Observations, optional
        At the ends of the stretches.
    scoring : Scoring

    Returns
    -------
    array of `WINDOW`
        Every window that these people have had from their current one on, by person and time.
    """
    carried = np.flatnonzero(~np.isnan(p["window_at"]))
    pieces = _pieces(p, stretches, observations)
    members = [(carried, p["window_at"][carried]), (pieces.row, pieces.start)]
    if observations is not None:
        members += [(stretches.row, stretches.stop), (observations.late_row, observations.late_at)]
    row, started_at, groups = _grouped(members)
    sums = np.zeros((len(row), _WIDTH))
    sums[groups[0]] = p["window"][carried]
    _book_time(sums, groups[1], pieces, scoring)
    if observations is not None:
        _count(sums, groups[2], observations)
        _add(sums, groups[3], late=np.ones(len(groups[3])))
    current = Rows.of(row).last
    p["window"][row[current]], p["window_at"][row[current]] = sums[current], started_at[current]
    return _rows_of(sums.view(SUMS)[:, 0], person[row], started_at, scoring)


class _Pieces(NamedTuple):
    """Parts of stretches within one window and one state."""

    row: np.ndarray
    start: np.ndarray
    seconds: np.ndarray
    state: np.ndarray
    reason: np.ndarray
    probability: np.ndarray
    openness: np.ndarray


def _pieces(p: np.ndarray, stretches: Stretches, observations: Observations | None) -> _Pieces:
    far = stretches.stop - stretches.held_until > LONG_ABSENCE_S
    start = np.column_stack([stretches.start, np.where(far, stretches.stop, stretches.held_until)]).ravel()
    stop = np.column_stack([stretches.held_until, stretches.stop]).ravel()
    was_state, probability, openness = _said_before(p, stretches.row, observations)
    state = np.column_stack([was_state, np.full_like(was_state, State.UNKNOWN)]).ravel()
    reason = np.column_stack([stretches.reason, np.full_like(stretches.reason, Reason.DISCONNECTED)]).ravel()
    lasts = np.flatnonzero(start < stop)
    first = _window_of(start[lasts])
    number = np.ceil((stop[lasts] - first) / WINDOW_SECONDS).astype(np.intp)
    which = np.repeat(lasts, number)
    offset = np.arange(len(which)) - np.repeat(np.cumsum(number) - number, number)
    edge = np.repeat(first, number) + offset * WINDOW_SECONDS
    begin, end = np.maximum(start[which], edge), np.minimum(stop[which], edge + WINDOW_SECONDS)
    source = which // 2
    of_observation = (stretches.row, probability, openness)
    row, probability, openness = (values[source] for values in of_observation)
    return _Pieces(row, begin, end - begin, state[which], reason[which], probability, openness)


def _said_before(p: np.ndarray, row: np.ndarray, observations: Observations | None) -> list[np.ndarray]:
    """State, probability and openness at the starts of stretches."""
    names = ("state", "probability", "openness")
    if observations is None:
        return [p[name][row] for name in names]
    return [observations.rows.before(p, name, observations.read[name]) for name in names]


def _window_of(at: np.ndarray) -> np.ndarray:
    start: np.ndarray = np.floor(at / WINDOW_SECONDS) * WINDOW_SECONDS
    return start


def _grouped(members: list[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    """Windows, by person and time, in which things happened at times; and the window of each of these things."""
    row = np.concatenate([rows for rows, _ in members])
    window = _window_of(np.concatenate([at for _, at in members]))
    order = np.lexsort((window, row))
    is_new = Rows.of(row[order]).first | Rows.of(window[order]).first
    group = np.empty(len(row), np.intp)
    group[order] = np.cumsum(is_new) - 1
    first = order[is_new]
    return row[first], window[first], np.split(group, np.cumsum([len(rows) for rows, _ in members])[:-1])


def _add(sums: np.ndarray, group: np.ndarray, **values: np.ndarray) -> None:
    """Add values one after another, so that the same ones in the same order make the same sum in any batches."""
    flat = sums.reshape(-1)
    for name, amounts in values.items():
        width = amounts.shape[1] if amounts.ndim > 1 else 1
        at = (group * _WIDTH + _COLUMN[name])[:, None] + np.arange(width)
        np.add.at(flat, at.ravel(), amounts.ravel())


def _book_time(sums: np.ndarray, group: np.ndarray, pieces: _Pieces, scoring: Scoring) -> None:
    seconds, state = pieces.seconds, pieces.state
    known = pieces.reason == Reason.KNOWN
    counted = _counts(scoring)[state]
    looking = (state != State.UNKNOWN) & (state != State.EYES_CLOSED)
    seen = known & ~np.isnan(pieces.openness)
    shut = seen & (pieces.openness <= 1.0 - scoring.shut_closure)
    # The buffer bridges short glances: they count, so they belong to the upper end too.
    high = counted | (looking & (pieces.probability >= scoring.inside_high))
    low = counted & (pieces.probability >= scoring.inside_low)
    flat = sums.reshape(-1)
    np.add.at(flat, group * _WIDTH + _COLUMN["seconds"] + state, seconds)
    np.add.at(flat, group * _WIDTH + _COLUMN["reason_s"] + pieces.reason, seconds)
    _add(sums, group, low_s=low * seconds, high_s=high * seconds, eyes_s=seen * seconds, shut_s=shut * seconds)


@cache
def _counts(scoring: Scoring) -> np.ndarray:
    """(6,) bool: which states count as attentive."""
    return np.array([state in scoring.counted_states for state in State])


def _count(sums: np.ndarray, group: np.ndarray, observations: Observations) -> None:
    _add(sums, group, observations=np.ones(len(group)))
    known = observations.known
    measured = observations.measured.take(np.flatnonzero(known))
    angles = columns(measured, "yaw_deg", "pitch_deg", "roll_deg")
    distance = measured["distance_cm"].astype(np.float64)
    has_distance = ~np.isnan(distance)
    _add(
        sums,
        group[known],
        known=np.ones(len(measured)),
        angles=angles,
        squares=angles**2,
        speed=observations.read["speed"][known],
        quality=measured["quality"].astype(np.float64),
        blinks=observations.read["blinked"][known].astype(np.float64),
        distance=np.where(has_distance, distance, 0.0),
        distances=has_distance.astype(np.float64),
    )


def _rows_of(sums: np.ndarray, person: np.ndarray, started_at: np.ndarray, scoring: Scoring) -> np.ndarray:
    rows = np.zeros(len(sums), dtype=WINDOW)
    seconds = sums["seconds"]
    known_s = seconds[:, : State.UNKNOWN].sum(axis=1)
    rows["person"], rows["started_at"] = person, started_at
    for state, name in enumerate(_SECONDS):
        rows[name] = seconds[:, state]
    rows["known_s"], rows["on_zone_low_s"], rows["on_zone_high_s"] = known_s, sums["low_s"], sums["high_s"]
    rows["attentiveness"] = _attentiveness(seconds, known_s, scoring)
    _describe(rows, sums)
    sees_blinks = (known_s > 0) & (sums["known"] >= scoring.blink_rate_hz * known_s)
    rows["blinks"] = np.where(sees_blinks, sums["blinks"], np.nan)
    rows["eyes_s"] = sums["eyes_s"]
    rows["perclos"] = _ratio(sums["shut_s"], sums["eyes_s"]) if scoring.perclos else np.nan
    rows["observations"], rows["late"] = sums["observations"], sums["late"]
    reasons = sums["reason_s"].copy()
    reasons[:, Reason.KNOWN] = 0.0
    rows["main_reason"] = reasons.argmax(axis=1)
    rows["scoring_version"] = scoring.version
    return rows


def _attentiveness(seconds: np.ndarray, known_s: np.ndarray, scoring: Scoring) -> np.ndarray:
    counted = seconds[:, _counts(scoring)].sum(axis=1)
    enough = (known_s > 0) & (known_s >= scoring.min_known_share * seconds.sum(axis=1))
    return np.where(enough, counted / np.where(enough, known_s, 1.0), np.nan)


def _describe(rows: np.ndarray, sums: np.ndarray) -> None:
    """Means and spreads over the known observations; NaN without any."""
    number = np.where(sums["known"] > 0, sums["known"], np.nan)
    mean = sums["angles"] / number[:, None]
    spread = np.sqrt(np.maximum(sums["squares"] / number[:, None] - mean**2, 0.0))
    rows["yaw_deg"], rows["pitch_deg"], rows["roll_deg"] = mean.T
    rows["yaw_sd_deg"], rows["pitch_sd_deg"], rows["roll_sd_deg"] = spread.T
    rows["speed_deg_s"] = sums["speed"] / number
    rows["quality"] = sums["quality"] / number
    rows["distance_cm"] = _ratio(sums["distance"], sums["distances"])


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), np.nan)
