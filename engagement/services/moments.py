"""What led to a moment of a session: the minute before it, of everyone, beside the minute before that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engagement import access
from engagement.models import Participant, Session
from engagement.pipeline.counting import MINUTE_S, STATES, Floats
from engagement.services import sessions
from engagement.services.grid import MINIMUM_PEOPLE, Grid, class_quartiles, grid_of, listed, one

# Markers are told from this long before.
MARKERS_S = 5 * MINUTE_S


def of(session: Session, at: float) -> dict[str, Any]:
    """Both minutes end on the edges of windows; what does not count is in neither."""
    people = list(access.participants_of(session))
    grid = grid_of(session, people)
    end = at // grid.window_s * grid.window_s + grid.window_s
    now, before = _minute(grid, end), _minute(grid, end - MINUTE_S)
    return {
        "from": end - MINUTE_S,
        "to": end,
        "markers": [
            sessions.marker_as_dict(marker)
            for marker in session.markers.all()
            if end - MARKERS_S <= marker.at.timestamp() < end
        ],
        "class": _class(now, before),
        "people": _people(grid, people, now, before) if access.shows_people(session.course) else [],
    }


class Minute:
    """Of everyone: (P, 6) seconds, (P,) how much of it they were there, attentiveness, known share, main state."""

    def __init__(self, grid: Grid, inside: NDArray[np.bool_]) -> None:
        self.seconds = grid.seconds[:, inside].sum(axis=1)
        clock = grid.clock[1:][inside]
        ends_at = clock[-1] if len(clock) else 0.0
        begins_at = ends_at - grid.counted_s[inside].sum()
        self.elapsed_s: Floats = (ends_at - np.maximum(begins_at, grid.came_at)).clip(0)
        self.attentiveness, self.known_share = grid.counting.totals(self.seconds, self.elapsed_s)
        self.state = np.where(self.seconds.sum(axis=-1) > 0, self.seconds.argmax(axis=-1), -1)


def _minute(grid: Grid, end: float) -> Minute:
    return Minute(grid, (grid.times >= end - MINUTE_S) & (grid.times < end))


def _class(now: Minute, before: Minute) -> dict[str, Any]:
    (q25, median, q75), (n,) = class_quartiles(now.attentiveness[:, None])
    _quartiles, (before_n,) = class_quartiles(before.attentiveness[:, None])
    return {
        "n": int(n),
        "q25": one(q25[0]),
        "median": one(median[0]),
        "q75": one(q75[0]),
        "before": one(np.nanmedian(before.attentiveness)) if before_n >= MINIMUM_PEOPLE else None,
        "states": _shares(now),
        "states_before": _shares(before),
    }


def _shares(minute: Minute) -> dict[str, float | None] | None:
    """How the time of all who were there is shared out; None for fewer than five."""
    here = minute.seconds.sum(axis=-1) > 0
    if here.sum() < MINIMUM_PEOPLE:
        return None
    seconds = minute.seconds[here].sum(axis=0)
    return dict(zip(STATES, listed(seconds / seconds.sum()), strict=True))


def _people(grid: Grid, people: Sequence[Participant], now: Minute, before: Minute) -> list[dict[str, Any]]:
    """Those who were there in one of the two minutes; `state` is what they did for the longest time."""
    names = np.array([*STATES, None], dtype=object)
    rows = np.flatnonzero((now.state >= 0) | (before.state >= 0)).tolist()
    return [
        {
            "id": people[row].pk,
            "name": people[row].name,
            "state": names[now.state[row]],
            "before": names[before.state[row]],
            "attentiveness": one(now.attentiveness[row]),
            "known_share": one(now.known_share[row]),
        }
        for row in rows
    ]
