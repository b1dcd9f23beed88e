"""What moved the class: where its attentiveness changed for certain, and after which marker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engagement import access
from engagement.models import Marker, Session
from engagement.pipeline.changes import LEAST_EFFECT, LEVEL, SPAN_S, Change, Class
from engagement.pipeline.counting import KNOWN, STATES
from engagement.services import sessions
from engagement.services.grid import MINIMUM_PEOPLE, Grid, grid_of

# A change so close to a marker is told with it; less than half a span, so that no marker is told twice.
REACH_S = SPAN_S / 2 - 10


def of_session(session: Session) -> dict[str, Any]:
    """Of the class only, and of five people or more: the same for every policy."""
    people = list(access.participants_of(session))
    grid = grid_of(session, people)
    the_class = Class(grid.seconds, grid.times, grid.window_s, grid.counting)
    markers = list(session.markers.all())
    return {
        "span_s": SPAN_S,
        "level": LEVEL,
        "least_effect": LEAST_EFFECT,
        "minimum_people": MINIMUM_PEOPLE,
        "looked_at": the_class.comparison.looked_at,
        "markers_looked_at": sum(the_class.is_compared(_column(grid, marker)) for marker in markers),
        "people": int(the_class.comparison.number.max(initial=0)) if the_class.comparison.looked_at else 0,
        "changes": [_told(the_class, grid, column, markers) for column in the_class.found()],
    }


def _told(the_class: Class, grid: Grid, column: int, markers: Sequence[Marker]) -> dict[str, Any]:
    """With the nearest marker: measured there, where it is certain there too."""
    found_at = float(grid.times[column])
    near = [marker for marker in markers if abs(marker.at.timestamp() - found_at) <= REACH_S]
    marker = min(near, key=lambda one: abs(one.at.timestamp() - found_at), default=None)
    if marker and the_class.is_certain(at_marker := _column(grid, marker)):
        column = at_marker
    at = float(grid.times[column])
    return {
        "at": at,
        **_numbers(the_class.change(column)),
        "marker": marker and sessions.marker_as_dict(marker),
        "after_s": round(at - marker.at.timestamp()) if marker else None,
    }


def _numbers(change: Change) -> dict[str, Any]:
    gained = dict(zip(STATES[KNOWN], change.states[KNOWN].round(3).tolist(), strict=True))
    return {
        "effect": round(change.effect, 4),
        "low": round(max(change.effect - change.half_width, -1.0), 4),
        "high": round(min(change.effect + change.half_width, 1.0), 4),
        "n": change.n,
        "p": round(change.p, 4),
        "states": gained,
    }


def _column(grid: Grid, marker: Marker) -> int:
    """The window that begins next to it."""
    if not len(grid.times):
        return -1
    return int(abs(grid.times - marker.at.timestamp()).argmin())
