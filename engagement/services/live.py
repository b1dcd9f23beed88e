"""The present moment of a session: what a dashboard shows before the first update arrives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import prefetch_related_objects
from django.utils import timezone

from engagement import access
from engagement.models import Participant, Session
from engagement.pipeline.counting import MINUTE_S, NO_MINUTE, STATES, Minute, last_minutes
from engagement.services import breaks, sessions, signals
from engagement.services.counted import Counted
from engagement.services.grid import MINIMUM_PEOPLE, REASONS, Grid, counting_of, grid_of, listed, one

# A few steps into the index per person, whatever their number of observations: the newest in time is one of the last to
# come. A state lasts since the last segment ended.
LATEST = """
    SELECT p.id, extract(epoch FROM o.captured_at), o.state, o.reason, o.yaw_deg, o.pitch_deg, o.roll_deg,
           (coalesce(o.openness_left, o.openness_right) + coalesce(o.openness_right, o.openness_left)) / 2,
           o.quality, extract(epoch FROM o.captured_at - coalesce(s.ended_at, first.captured_at)), o.out_of_range
    FROM engagement_participant p
    JOIN LATERAL (SELECT * FROM (SELECT * FROM engagement_observation
                                 WHERE day = %(day)s AND participant_id = p.id AND late_at IS NULL
                                 ORDER BY sequence DESC LIMIT 32) recent
                  ORDER BY captured_at DESC, sequence DESC LIMIT 1) o ON true
    JOIN LATERAL (SELECT captured_at FROM engagement_observation
                  WHERE day = %(day)s AND participant_id = p.id ORDER BY sequence LIMIT 1) first ON true
    LEFT JOIN LATERAL (SELECT ended_at FROM engagement_segment
                       WHERE participant_id = p.id ORDER BY started_at DESC LIMIT 1) s ON true
    WHERE p.session_id = %(session)s AND p.withdrawn_at IS NULL
"""


def snapshot(session: Session) -> dict[str, Any]:
    """Where the course's policy shows nobody: the class, when it has enough people, and not a word of anybody but of
    those who share their timeline."""
    people = list(access.participants_of(session))
    prefetch_related_objects([session], "breaks")  # the grid leaves them out, and the page names them
    grid = grid_of(session, people)
    shows_people = access.shows_people(session.course)
    return {
        "at": timezone.now().timestamp(),
        "show_people": shows_people,
        "people": _people(session, people) if shows_people else [],
        "timelines": _few(grid, people) if shows_people else _shared(session, len(people)),
        "states": None if shows_people else _states(grid),
        "curve": _curve(grid),
        "markers": [sessions.marker_as_dict(marker) for marker in session.markers.all()],
        "breaks": [breaks.as_dict(one) for one in breaks.of(session)],
        "signals": signals.of_last_minutes(session),
    }


def _people(session: Session, people: Sequence[Participant]) -> list[dict[str, Any]]:
    latest = _latest(session)
    minutes = _minutes(session, {pk: moment["at"] for pk, moment in latest.items()})
    return [
        {
            "id": person.pk,
            "name": person.name,
            "connected": person.connected,
            **latest.get(person.pk, _NOTHING_YET),
            **minutes.get(person.pk, NO_MINUTE)._asdict(),
        }
        for person in people
    ]


def _minutes(session: Session, until: Mapping[int, float]) -> dict[int, Minute]:
    return last_minutes(until, dict.fromkeys(until, counting_of(session)))


def _latest(session: Session) -> dict[int, dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(LATEST, {"day": session.day, "session": session.pk})
        return {row[0]: _moment(*row[1:]) for row in cursor.fetchall()}


def _moment(
    at: float,
    state: int,
    reason: int,
    yaw: float,
    pitch: float,
    roll: float,
    openness: float,
    quality: float,
    held: float,
    out_of_range: bool,
) -> dict[str, Any]:
    return {
        "at": one(at),
        "state": STATES[state],
        "reason": REASONS[reason],
        "yaw": one(yaw, 1),
        "pitch": one(pitch, 1),
        "roll": one(roll, 1),
        "openness": one(openness, 2),
        "quality": one(quality, 2),
        "held_s": one(max(held, 0), 1),
        "out_of_range": out_of_range,
    }


_NOTHING_YET: dict[str, Any] = {
    **dict.fromkeys(("at", "yaw", "pitch", "roll", "openness", "quality", "held_s")),
    "state": "unknown",
    "reason": "disconnected",
    "out_of_range": False,
}


def _curve(grid: Grid) -> list[dict[str, Any]]:
    columns = {"at": grid.times.tolist(), **grid.curve()}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _states(grid: Grid) -> dict[str, float] | None:
    """How the class's last minute divides into states; null for too few people to hide each other."""
    seconds = grid.seconds[:, -(MINUTE_S // grid.window_s) :].sum(axis=1)
    if (seconds.sum(axis=1) > 0).sum() < MINIMUM_PEOPLE:
        return None
    shares = seconds.sum(axis=0) / seconds.sum()
    return dict(zip(STATES, shares.round(2).tolist(), strict=True))


def _few(grid: Grid, people: Sequence[Participant]) -> dict[str, Any] | None:
    """Too few for a class curve: instead of one, each person's session so far."""
    return {**_timelines(grid, people), "not_shared": 0} if len(people) < MINIMUM_PEOPLE else None


def _shared(session: Session, present: int) -> dict[str, Any] | None:
    """Of a class that is not told: the timelines that people share, and how many do not; None once a fifth joined."""
    if not access.is_before_class(session):
        return None
    sharing = list(access.sharing_of(session))
    grid = grid_of(session, sharing, counted=Counted.of(session))
    return {**_timelines(grid, sharing), "not_shared": present - len(sharing)}


def _timelines(grid: Grid, people: Sequence[Participant]) -> dict[str, Any]:
    names = np.array([*STATES, None], dtype=object)  # -1, nothing arrived, is the last
    attentiveness, shares = grid.cells
    return {
        "window_s": grid.window_s,
        "times": grid.times.tolist(),
        "people": [
            {
                "id": person.pk,
                "name": person.name,
                "state": names[grid.main_state[row]].tolist(),
                "attentiveness": listed(attentiveness[row]),
                "known_share": listed(shares[row]),
            }
            for row, person in enumerate(people)
        ],
    }
