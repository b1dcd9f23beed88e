"""Stretches of one person in one state: what "why" reads."""

from typing import NamedTuple

import numpy as np

from analysis.history import Observations, Rows, Stretches
from analysis.person import SEGMENT_SAMPLE
from analysis.scoring import Scoring
from analysis.types import SEGMENT, Reason, State, columns
from analysis.zones import median


def cut(
    p: np.ndarray, person: np.ndarray, stretches: Stretches, observations: Observations | None, scoring: Scoring
) -> np.ndarray:
    """Take people, in place, through changes of state.

    Parameters
    ----------
    p : (n,) array of `PERSON`
    person : (n,) int array
        Their indices, for the rows of segments.
    stretches : Stretches
    observations : Observations, optional
        At the ends of the stretches. Without them people leave there: no segment stays open.
    scoring : Scoring

    Returns
    -------
    array of `SEGMENT`
        Those that ended and lasted any time, by person and time.
    """
    events = _events(p, stretches, observations)
    begins = _begins(events)
    segments = _begun(p, events, begins)
    group = np.cumsum(begins) - 1
    if observations is not None:
        seen = events.observation >= 0
        _count(segments, group[seen], observations, events.observation[seen])
    ended_at = np.append(segments["at"][1:], np.nan)
    last = Rows.of(segments["row"]).last
    ended_at[last] = np.nan if observations is not None else stretches.stop
    _remember(p, segments.take(last), leaving=observations is None)
    ended = segments["at"] < ended_at
    return _rows_of(segments.take(np.flatnonzero(ended)), ended_at[ended], person, scoring)


_SEGMENT = np.dtype(
    [
        ("row", "<i8"),
        ("at", "<f8"),
        ("state", "u1"),
        ("reason", "u1"),
        ("observations", "<i8"),
        ("known", "<i8"),
        ("sample", "<f2", (SEGMENT_SAMPLE, 3)),
    ]
)


class _Events(NamedTuple):
    """What may begin a segment, by person and time: what is open already, observations (or -1), losses."""

    row: np.ndarray
    at: np.ndarray
    state: np.ndarray
    reason: np.ndarray
    observation: np.ndarray


def _events(p: np.ndarray, stretches: Stretches, observations: Observations | None) -> _Events:
    opened, lost = np.flatnonzero(~np.isnan(p["segment_at"])), np.flatnonzero(stretches.lost)
    parts = [_nothing_seen(opened, p["segment_at"][opened], p["state"][opened], p["reason"][opened])]
    place = [np.full(len(opened), -1.0)]
    if len(lost):
        unknown = (np.full(len(lost), State.UNKNOWN, np.uint8), np.full(len(lost), Reason.DISCONNECTED, np.uint8))
        parts.append(_nothing_seen(stretches.row[lost], stretches.held_until[lost], *unknown))
        place.append(lost - 0.5)
    if observations is not None:
        every = np.arange(len(observations.at))
        state, reason = observations.read["state"], observations.measured["reason"]
        parts.append(_Events(observations.rows.row, observations.at, state, reason, every))
        place.append(every)
    events = [np.concatenate(values) for values in zip(*parts, strict=True)]
    order = np.lexsort((np.concatenate(place), events[0]))
    return _Events(*(values[order] for values in events))


def _nothing_seen(row: np.ndarray, at: np.ndarray, state: np.ndarray, reason: np.ndarray) -> _Events:
    return _Events(row, at, state, reason, np.full(len(row), -1))


def _begins(events: _Events) -> np.ndarray:
    """Whether each event begins a segment, or is one that was open."""
    row, state, reason = events.row, events.state, events.reason
    changed = (state != np.roll(state, 1)) | (reason != np.roll(reason, 1))
    begins: np.ndarray = Rows.of(row).first | changed
    return begins


def _begun(p: np.ndarray, events: _Events, begins: np.ndarray) -> np.ndarray:
    segments = np.empty(np.count_nonzero(begins), _SEGMENT)
    for name in ("row", "at", "state", "reason"):
        segments[name] = getattr(events, name)[begins]
    row = segments["row"]
    was_open = Rows.of(row).first & (segments["at"] == p["segment_at"][row])
    segments["observations"] = np.where(was_open, p["segment_observations"][row], 0)
    segments["known"] = np.where(was_open, p["segment_known"][row], 0)
    segments["sample"] = p["segment_sample"][row]
    segments["sample"][~was_open] = np.nan
    return segments


def _count(segments: np.ndarray, group: np.ndarray, observations: Observations, which: np.ndarray) -> None:
    """Add observations, in order, to their segments."""
    segments["observations"] += np.bincount(group, minlength=len(segments))
    known = observations.known[which]
    group, measured = group[known], observations.measured.take(which[known])
    had = segments["known"].copy()
    segments["known"] += np.bincount(group, minlength=len(segments))
    stride = _stride(segments["known"])
    _thin(segments["sample"], _stride(had), stride)
    ordinal = had[group] + np.arange(len(group)) - np.searchsorted(group, group)
    taken = ordinal % stride[group] == 0
    at = group[taken]
    angles = columns(measured.take(np.flatnonzero(taken)), "yaw_deg", "pitch_deg", "roll_deg")
    segments["sample"][at, ordinal[taken] // stride[at]] = angles


def _stride(number: np.ndarray) -> np.ndarray:
    """Every how many-th of some observations makes a sample that is even, and no larger than there is room."""
    stride: np.ndarray = 2 ** np.frexp(np.maximum(number - 1, 0) // SEGMENT_SAMPLE)[1].astype(np.int64)
    return stride


def _thin(sample: np.ndarray, had: np.ndarray, stride: np.ndarray) -> None:
    for at in np.flatnonzero(had < stride):
        kept = sample[at, :: stride[at] // had[at]].copy()
        sample[at] = np.nan
        sample[at, : len(kept)] = kept


def _remember(p: np.ndarray, current: np.ndarray, leaving: bool) -> None:
    row = current["row"]
    p["segment_at"][row] = np.nan if leaving else current["at"]
    p["segment_sample"][row] = np.nan if leaving else current["sample"]
    p["segment_known"][row] = 0 if leaving else current["known"]
    p["segment_observations"][row] = 0 if leaving else current["observations"]


def _rows_of(segments: np.ndarray, ended_at: np.ndarray, person: np.ndarray, scoring: Scoring) -> np.ndarray:
    rows = np.zeros(len(segments), dtype=SEGMENT)
    rows["person"], rows["started_at"], rows["ended_at"] = person[segments["row"]], segments["at"], ended_at
    for name in ("state", "reason", "observations"):
        rows[name] = segments[name]
    rows["yaw_deg"], rows["pitch_deg"], rows["roll_deg"] = median(segments["sample"]).T
    rows["scoring_version"] = scoring.version
    return rows
