"""From observations to states, segments and windows: one pure step with an explicit state of each person."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analysis import records, segments, states, windows
from analysis.engine import absent
from analysis.history import READ, Observations, Rows, Stretches
from analysis.person import PERSON, PERSON_VERSION, new_people
from analysis.scoring import Scoring
from analysis.types import SEGMENT, WINDOW, Reason, State, columns

__all__ = [
    "PERSON",
    "PERSON_VERSION",
    "SEGMENT",
    "WINDOW",
    "Scoring",
    "Step",
    "finish",
    "new_people",
    "rescore",
    "step",
]

_CHUNK = 50_000
_FINITE = ("yaw_deg", "pitch_deg", "roll_deg", "yaw_error_deg", "pitch_error_deg", "quality")


@dataclass(frozen=True, slots=True)
class Step:
    """What m observations made of people.

    Attributes
    ----------
    people : (n,) array of `PERSON`
        After the step; the array that went in is untouched.
    state, reason : (m,) uint8 arrays
        `State` and `Reason` of each observation. A late one has the state unknown.
    late : (m,) bool array
        Older than the person's last observation: to be stored, not scored.
    measured : (m,) array of `MEASURED`
        The observations with ``openness_*`` filled in.
    segments : array of `SEGMENT`
        Those that ended in this step, by person and time.
    windows : array of `WINDOW`
        The whole contents of every window that was touched, by person and time: storing them is an overwrite.
    """

    people: np.ndarray
    state: np.ndarray
    reason: np.ndarray
    late: np.ndarray
    measured: np.ndarray
    segments: np.ndarray
    windows: np.ndarray


def step(
    people: np.ndarray, index: np.ndarray, captured_at: np.ndarray, measured: np.ndarray, scoring: Scoring
) -> Step:
    """Advance people by their observations.

    Parameters
    ----------
    people : (n,) array of `PERSON`
    index : (m,) int array
        Which of them each observation is of; those of one person in the order in which they are to be taken.
    captured_at : (m,) float array, unix seconds
    measured : (m,) array of `MEASURED`
    scoring : Scoring

    Returns
    -------
    Step

    Raises
    ------
    ValueError
        Where the arrays differ in length, or a time, an angle or its error is not finite.
    IndexError
        Where there is no such person.

    Notes
    -----
    An observation's state holds until the next one, up to ``max_gap_s`` (``max_declared_gap_s`` after a declared
    absence); what is left of a longer gap is unknown, disconnected. The same observations in the same order give the
    same bytes in whatever batches they come; so does stepping again from an older row of `PERSON`.
    """
    _require_fit(index, captured_at, measured)
    persons, order, row, newest = _arranged(people, index, captured_at, measured)
    work, at = people.take(persons), captured_at[order]
    late = at < newest
    timely = order[~late] if late.any() else order
    rows, read = Rows.of(row[~late]), np.zeros(len(timely), READ)
    observations = Observations(rows, captured_at[timely], measured.take(timely), read, row[late], newest[late])
    stretches = Stretches.to_observations(work, observations, scoring)
    _read(work, observations, stretches, scoring)
    ended = segments.cut(work, persons, stretches, observations, scoring)
    touched = windows.book(work, persons, stretches, observations, scoring)
    if (persons[1:] < persons[:-1]).any():
        ended, touched = _by_person([ended]), _by_person([touched])
    _remember(work, observations)
    is_late = np.empty(len(index), bool)
    is_late[order] = late
    state = np.full(len(index), State.UNKNOWN, dtype=np.uint8)
    state[timely] = observations.read["state"]
    measured = records.copy(measured)
    measured["openness_left"] = measured["openness_right"] = np.nan
    measured["openness_left"][timely], measured["openness_right"][timely] = observations.read["eyes"].T
    return Step(_merged(people, persons, work), state, measured["reason"].copy(), is_late, measured, ended, touched)


def finish(people: np.ndarray, rows: np.ndarray, ended_at: float | np.ndarray, scoring: Scoring) -> Step:
    """Close the segments and windows of people who leave, or whose session ends.

    Parameters
    ----------
    people : (n,) array of `PERSON`
    rows : (k,) int array
        Different people.
    ended_at : float or (k,) array, unix seconds
        Their last observation holds until then as it does in `step`. No time is taken back: an end before the last
        observation is at that observation.
    scoring : Scoring

    Returns
    -------
    Step
        With no observations. People who come back go on where they were; to finish twice changes nothing.
    """
    order = np.argsort(rows)
    rows = np.asarray(rows)[order]
    work = people.take(rows)
    here = np.flatnonzero(work["present"])
    until = np.maximum(np.broadcast_to(ended_at, len(rows))[order][here], work["at"][here])
    stretches = Stretches.to_times(work, here, until, scoring)
    ended = segments.cut(work, rows, stretches, None, scoring)
    touched = windows.book(work, rows, stretches, None, scoring)
    work["at"][here], work["present"][here] = until, False
    work["state"][here], work["reason"][here] = State.UNKNOWN, Reason.DISCONNECTED
    nothing = absent(Reason.DISCONNECTED, 0)
    empty = (np.empty(0, np.uint8), np.empty(0, np.uint8), np.empty(0, bool), nothing)
    return Step(_merged(people, rows, work), *empty, ended, touched)


def rescore(
    index: np.ndarray,
    captured_at: np.ndarray,
    measured: np.ndarray,
    ended_at: np.ndarray,
    scoring: Scoring,
    told: Callable[[float], None] = lambda share: None,
) -> Step:
    """Score a recorded history from its beginning: what `step` and `finish` would have made of it, live.

    Parameters
    ----------
    index : (m,) int array
        Which person each observation is of.
    captured_at : (m,) float array, unix seconds
        In any order: each person's are taken in the order of time (those of one time as given).
    measured : (m,) array of `MEASURED`
    ended_at : (n,) float array, unix seconds
        When each person left; NaN for those who are still there, whose last segment and window stay open.
    scoring : Scoring
    told : function of a float, 0..1
        Hears now and then how much is done.

    Returns
    -------
    Step
        Observations in the order given; each window once.
    """
    people = new_people(len(ended_at))
    order = np.argsort(captured_at, kind="stable")
    steps = []
    for first in range(0, len(order), _CHUNK):
        part = order[first : first + _CHUNK]
        steps.append(step(people, index[part], captured_at[part], measured[part], scoring))
        people = steps[-1].people
        told((first + len(part)) / len(order))
    left = np.flatnonzero(~np.isnan(ended_at))
    steps.append(finish(people, left, ended_at[left], scoring))
    state, late, scored = (
        _in_order(order, [getattr(part, name) for part in steps]) for name in ("state", "late", "measured")
    )
    ended, touched = (_by_person([getattr(part, name) for part in steps]) for name in ("segments", "windows"))
    return Step(steps[-1].people, state, scored["reason"].copy(), late, scored, ended, touched)


def _require_fit(index: np.ndarray, captured_at: np.ndarray, measured: np.ndarray) -> None:
    if not len(index) == len(captured_at) == len(measured):
        lengths = f"{len(index)}, {len(captured_at)} and {len(measured)}"
        raise ValueError(f"index, captured_at and measured have {lengths} rows; expected one for each observation")
    if not np.isfinite(captured_at).all():
        raise ValueError("captured_at holds values that are not finite; expected unix seconds")
    known = measured["reason"] == Reason.KNOWN
    missing = ~np.isfinite(columns(measured, *_FINITE)) & known[:, None]
    if missing.any():
        names = ", ".join(np.array(_FINITE)[missing.any(axis=0)])
        raise ValueError(f"measured holds known observations whose {names} is not finite; expected a number")


def _arranged(
    people: np.ndarray, index: np.ndarray, captured_at: np.ndarray, measured: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """People with most known observations first; the order of observations by people; whose each then is, and how far
    that person is: the latest time of this and all before."""
    persons, row = np.unique(index, return_inverse=True)
    order = np.argsort(row, kind="stable")
    newest = _newest(people["at"][persons], row[order], captured_at[order])
    counts = np.bincount(row[order], (measured["reason"][order] == Reason.KNOWN) & (captured_at[order] >= newest))
    busiest = np.argsort(-counts, kind="stable")
    rank = np.empty(len(busiest), np.intp)
    rank[busiest] = np.arange(len(busiest))
    by_rank = np.argsort(rank[row[order]], kind="stable")
    return persons[busiest], order[by_rank], rank[row[order][by_rank]], newest[by_rank]


def _newest(last: np.ndarray, row: np.ndarray, at: np.ndarray) -> np.ndarray:
    times, place = np.unique(at, return_inverse=True)
    latest = np.maximum.accumulate(row * len(times) + place) - row * len(times)
    newest: np.ndarray = np.fmax(times[latest], last[row])
    return newest


def _read(work: np.ndarray, observations: Observations, stretches: Stretches, scoring: Scoring) -> None:
    """Fill in what observations say; filters, zones and buffers change in place."""
    known, read = observations.known, observations.read
    read["state"], read["openness"], read["eyes"] = State.UNKNOWN, np.nan, np.nan
    if known.any():
        rows, at = Rows.of(observations.rows.row[known]), observations.at[known]
        elapsed_s = at - rows.before(work, "known_at", at)
        broken = (stretches.reason[known] != Reason.KNOWN) | stretches.lost[known]
        seen = states.Known(
            rows, at, stretches.held_s[known], elapsed_s, broken, observations.measured.take(known.nonzero()[0])
        )
        records.put(read, known, states.watch(work, seen, scoring))


def _remember(work: np.ndarray, observations: Observations) -> None:
    last = observations.rows.last
    row = observations.rows.row[last]
    work["at"][row], work["reason"][row] = observations.at[last], observations.measured["reason"][last]
    for name in ("state", "probability", "openness"):
        work[name][row] = observations.read[name][last]
    work["present"][row] = True


def _merged(people: np.ndarray, persons: np.ndarray, work: np.ndarray) -> np.ndarray:
    if len(persons) == len(people) and (np.diff(persons) > 0).all():
        return work
    after = records.copy(people)
    records.put(after, persons, work)
    return after


def _in_order(order: np.ndarray, parts: list[np.ndarray]) -> np.ndarray:
    ordered = np.concatenate(parts)
    given = np.empty_like(ordered)
    if ordered.dtype.names:
        records.put(given, order, ordered)
    else:
        given[order] = ordered
    return given


def _by_person(parts: list[np.ndarray]) -> np.ndarray:
    """By person and time; of a row given twice, the last."""
    rows = np.concatenate(parts) if len(parts) > 1 else parts[0]
    rows = rows.take(np.lexsort((rows["started_at"], rows["person"])))
    newest = np.ones(len(rows), bool)
    newest[:-1] = (rows["person"][1:] != rows["person"][:-1]) | (rows["started_at"][1:] != rows["started_at"][:-1])
    return rows.take(np.flatnonzero(newest))
