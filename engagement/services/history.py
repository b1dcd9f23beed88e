"""What happened in a session or a course, read from windows and segments, never from raw observations.

Everything is columnar: each list is aligned with `times`. A window without data is null, which means unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import connection
from django.utils import timezone

from engagement import access
from engagement.models import Course, Participant, Session
from engagement.pipeline.counting import STATES, WINDOW_S
from engagement.services import sessions
from engagement.services.grid import (
    FINE_UP_TO_S,
    MINIMUM_PEOPLE,
    Grid,
    class_quartiles,
    counting_of,
    grid_of,
    listed,
    one,
)

if TYPE_CHECKING:
    from engagement.access import CountedSession


# Participant by participant, along the index: to group all windows of a course at once sorts them on the disk. OFFSET 0
# keeps PostgreSQL from making one join of it again.
TOTALS = """
    SELECT s.id, total.*
    FROM engagement_session s
    CROSS JOIN LATERAL (
        SELECT id FROM engagement_participant WHERE session_id = s.id AND withdrawn_at IS NULL OFFSET 0
    ) AS p
    CROSS JOIN LATERAL (
        SELECT min(started_at) AS first, max(started_at) AS last, sum(facing_s), sum(second_screen_s), sum(notes_s),
               sum(away_s), sum(eyes_closed_s), sum(unknown_s)
        FROM engagement_window WHERE participant_id = p.id
    ) AS total
    WHERE s.course_id = %s AND total.first IS NOT NULL
"""


def of_session(session: Session) -> dict[str, Any]:
    people = list(access.participants_of(session))
    grid = grid_of(session, people, FINE_UP_TO_S)
    return {
        "window_s": grid.window_s,
        "times": grid.times.tolist(),
        "curve": grid.curve(),
        "people": _people(grid, people),
        "markers": [sessions.marker_as_dict(marker) for marker in session.markers.all()],
    }


def of_course(course: Course, its_sessions: Iterable[CountedSession]) -> list[dict[str, Any]]:
    """One line per session that has begun, oldest first."""
    totals = _totals_by_session(course)
    begun = [(session.started_at, session.pk, session) for session in its_sessions if session.started_at]
    return [_session_line(session, totals.get(session.pk, [])) for *_, session in sorted(begun)]


def _people(grid: Grid, people: Sequence[Participant]) -> list[dict[str, Any]]:
    names = np.array([*STATES, None], dtype=object)  # -1, nothing arrived, is the last
    attentiveness, known_share = grid.totals
    seconds = grid.seconds.sum(axis=1)
    cells, shares = grid.cells
    shares = np.where(grid.main_state >= 0, shares, np.nan)
    return [
        {
            "id": person.pk,
            "name": person.name,
            "joined_at": person.joined_at,
            "attentiveness": one(attentiveness[row]),
            "known_share": one(known_share[row]),
            "seconds": dict(zip(STATES, listed(seconds[row], 1), strict=True)),
            "windows": {
                "attentiveness": listed(cells[row]),
                "state": names[grid.main_state[row]].tolist(),
                "known_share": listed(shares[row]),
            },
        }
        for row, person in enumerate(people)
    ]


def _totals_by_session(course: Course) -> dict[int, list[dict[str, Any]]]:
    """Per session: one row of summed seconds per participant."""
    by_session: dict[int, list[dict[str, Any]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(TOTALS, [course.pk])
        for session, *row in cursor.fetchall():
            by_session.setdefault(session, []).append(dict(zip(("first", "last", *STATES), row, strict=True)))
    return by_session


def _session_line(session: CountedSession, totals: list[dict[str, Any]]) -> dict[str, Any]:
    seconds = np.array([[row[state] for state in STATES] for row in totals], float).reshape(-1, len(STATES))
    elapsed_s = np.array([_elapsed_s(session, row["first"], totals) for row in totals], float)
    attentiveness, known_share = counting_of(session).totals(seconds, elapsed_s)
    quartiles, _n = class_quartiles(attentiveness[:, None])
    q25, median, q75 = (one(value) for value in quartiles[:, 0])
    return {
        "id": session.pk,
        "title": session.title,
        "started_at": session.started_at,
        "median": median,
        "q25": q25,
        "q75": q75,
        "known_share": one(known_share.mean()) if len(totals) >= MINIMUM_PEOPLE else None,
        "participants": session.participant_count,
    }


def _elapsed_s(session: Session, first: datetime, totals: list[dict[str, Any]]) -> float:
    """From a participant's first window to the session's end."""
    if session.clock == Session.Clock.RECORDED:
        end: datetime = max(row["last"] for row in totals) + timedelta(seconds=WINDOW_S)
    else:
        end = session.ended_at or timezone.now()
    return (end - first).total_seconds()
