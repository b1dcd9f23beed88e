"""From observations to states, segments and windows: one pure step with an explicit state of each person."""

from dataclasses import dataclass, field

import numpy as np

from analysis import eyes, segments, states, windows
from analysis.engine import absent
from analysis.person import PERSON, PERSON_VERSION, new_people
from analysis.scoring import Scoring
from analysis.types import SEGMENT, WINDOW, WINDOW_SECONDS, Reason, State

__all__ = [
    "PERSON",
    "PERSON_VERSION",
    "SEGMENT",
    "WINDOW",
    "Scoring",
    "Step",
    "finish",
    "new_people",
    "step",
]

_IS_DECLARED = np.array([reason in (Reason.CAMERA_OFF, Reason.NO_FRAMES, Reason.PAUSED) for reason in Reason])


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


@dataclass(slots=True)
class _Ended:
    """What has been closed on the way."""

    segments: list[np.ndarray] = field(default_factory=list)
    windows: list[np.ndarray] = field(default_factory=list)


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
        Where the arrays differ in length or a time is not finite.
    IndexError
        Where there is no such person.

    Notes
    -----
    An observation's state holds until the next one, up to ``max_gap_s`` (``max_declared_gap_s`` after a declared
    absence); what is left of a longer gap is unknown, disconnected. The same observations in the same order give the
    same bytes in whatever batches they come.
    """
    _require_fit(index, captured_at, measured)
    persons, rows = np.unique(index, return_inverse=True)
    work = people[persons]
    ended = _Ended()
    state = np.full(len(index), State.UNKNOWN, dtype=np.uint8)
    late = np.zeros(len(index), dtype=bool)
    measured = measured.copy()
    baseline = np.empty((len(index), 2))
    for turn in _turns(rows):
        # People are in order within a turn; where it is everybody's, their state needs no copy.
        everybody = len(turn) == len(work)
        p = work if everybody else work[rows[turn]]
        late[turn] = captured_at[turn] < p["at"]
        p["late"] += late[turn]
        timely = turn[~late[turn]]
        if len(timely) == len(turn):
            state[timely] = _take(p, index[timely], captured_at[timely], measured[timely], scoring, ended)
        elif len(timely):
            q = p[~late[turn]]
            state[timely] = _take(q, index[timely], captured_at[timely], measured[timely], scoring, ended)
            p[~late[turn]] = q
        baseline[turn] = p["baseline"]
        if not everybody:
            work[rows[turn]] = p
    measured["openness_left"], measured["openness_right"] = eyes.openness(states.apertures_of(measured), baseline).T
    ended.windows.append(windows.rows_of(work, persons, scoring))
    return _result(people, persons, work, ended, (state, measured["reason"].copy(), late, measured))


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
    rows = np.asarray(rows)
    work = people[rows]
    ended = _Ended()
    here = work["present"].copy()
    p = work[here]
    until = np.maximum(np.broadcast_to(ended_at, len(rows))[here], p["at"])
    _pass_time(p, rows[here], until, scoring, ended)
    ended.segments.append(segments.close(p, rows[here], np.ones(len(p), dtype=bool), until, scoring))
    p["at"], p["present"] = until, False
    p["state"], p["reason"] = State.UNKNOWN, Reason.DISCONNECTED
    work[here] = p
    touched = (work["observations"] > 0) | (work["late"] > 0) | (work["seconds"].sum(axis=1) > 0)
    ended.windows.append(windows.rows_of(work[touched], rows[touched], scoring))
    nothing = absent(Reason.DISCONNECTED, 0)
    empty = (np.empty(0, np.uint8), np.empty(0, np.uint8), np.empty(0, bool), nothing)
    return _result(people, rows, work, ended, empty)


def _require_fit(index: np.ndarray, captured_at: np.ndarray, measured: np.ndarray) -> None:
    if not len(index) == len(captured_at) == len(measured):
        lengths = f"{len(index)}, {len(captured_at)} and {len(measured)}"
        raise ValueError(f"index, captured_at and measured have {lengths} rows; expected one for each observation")
    if not np.isfinite(captured_at).all():
        raise ValueError("captured_at holds values that are not finite; expected unix seconds")


def _turns(rows: np.ndarray) -> list[np.ndarray]:
    """The first observation of everyone, the second of everyone who has one, and so on."""
    order = np.argsort(rows, kind="stable")
    counts = np.bincount(rows)
    turn = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    by_turn = order[np.argsort(turn, kind="stable")]
    return np.split(by_turn, np.cumsum(np.bincount(turn))[:-1]) if len(rows) else []


def _take(
    p: np.ndarray, person: np.ndarray, at: np.ndarray, measured: np.ndarray, scoring: Scoring, ended: _Ended
) -> np.ndarray:
    """Advance people, in place, by one observation each; their states."""
    _welcome(p, at)
    held = _pass_time(p, person, at, scoring, ended)
    known = measured["reason"] == Reason.KNOWN
    state = np.full(len(p), State.UNKNOWN, dtype=np.uint8)
    if known.all():
        state = states.watch(p, at, held, measured, scoring)
    elif known.any():
        q = p[known]
        state[known] = states.watch(q, at[known], held[known], measured[known], scoring)
        p[known] = q
    p["closed_at"][~known] = np.nan
    ended.segments.append(segments.change(p, person, at, state, measured["reason"], scoring))
    _count(p, measured, known)
    p["at"] = at
    return state


def _welcome(p: np.ndarray, at: np.ndarray) -> None:
    """Begin with people who were not here; whoever comes back within the same window goes on with it."""
    new = ~p["present"]
    if not new.any():
        return
    other_window = new & ~((p["window_at"] <= at) & (at < p["window_at"] + WINDOW_SECONDS))
    windows.begin(p, other_window, at)
    p["at"] = np.where(new, at, p["at"])
    p["present"] = True


def _pass_time(p: np.ndarray, person: np.ndarray, until: np.ndarray, scoring: Scoring, ended: _Ended) -> np.ndarray:
    """Book the time since the last observation; how long that one held where it was known, seconds."""
    start = p["at"].copy()
    longest = np.where(_IS_DECLARED[p["reason"]], scoring.max_declared_gap_s, scoring.max_gap_s)
    held_until = np.minimum(until, start + longest)
    held = np.where(p["reason"] == Reason.KNOWN, held_until - start, 0.0)
    ended.windows += windows.spend(p, person, start, held_until, scoring)
    lost = held_until < until
    if lost.any():
        q, who, since = p[lost], person[lost], held_until[lost]
        unknown = np.full(len(q), State.UNKNOWN, dtype=np.uint8)
        disconnected = np.full(len(q), Reason.DISCONNECTED, dtype=np.uint8)
        ended.segments.append(segments.change(q, who, since, unknown, disconnected, scoring))
        ended.windows += windows.spend(q, who, since, until[lost], scoring)
        p[lost] = q
    return held


def _count(p: np.ndarray, measured: np.ndarray, known: np.ndarray) -> None:
    p["observations"] += 1
    p["segment_observations"] += 1
    if not known.any():
        return
    q, seen = (p, measured) if known.all() else (p[known], measured[known])
    angles = states.angles_of(seen)
    distance = np.sqrt(sum(seen[name].astype(np.float64) ** 2 for name in ("x_cm", "y_cm", "z_cm")))
    windows.count(q, angles, distance, seen["quality"].astype(np.float64))
    q["segment_known"] += 1
    q["segment_angles"] += angles
    if q is not p:
        p[known] = q


def _result(
    people: np.ndarray,
    persons: np.ndarray,
    work: np.ndarray,
    ended: _Ended,
    observations: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
) -> Step:
    after = people.copy()
    after[persons] = work
    return Step(after, *observations, _in_order(ended.segments, SEGMENT), _in_order(ended.windows, WINDOW))


def _in_order(parts: list[np.ndarray], dtype: np.dtype) -> np.ndarray:
    rows = np.concatenate([np.empty(0, dtype), *(part for part in parts if len(part))])
    return rows[np.lexsort((rows["started_at"], rows["person"]))]
