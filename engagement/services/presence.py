"""For how long people were there: attendance, the matrix of a course and every export ask here.

Presence is read from the windows that count (`services.counted`): the known time of each, and its unknown time unless
the person was mostly not connected in it. So it is exact to the window in which somebody came or left. The camera's
time leaves out what the person's client declared: camera off, paused, no pictures. Somebody who joined twice is there
once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone
from psycopg import sql

from engagement import messages
from engagement.models import Session
from engagement.services.counted import Counted
from engagement.services.grid import REASONS

GONE = [REASONS.index(reason) for reason in ("disconnected", "withdrawn")]
WITHOUT_CAMERA = [*GONE, *(REASONS.index(reason) for reason in messages.STATUS_REASONS)]

# Of a window, with these as parameters.
REASONS_OF = {"gone": GONE, "without_camera": WITHOUT_CAMERA}
PRESENT_S = sql.SQL("(known_s + CASE WHEN main_reason = ANY(%(gone)s) THEN 0 ELSE unknown_s END)")
CAMERA_S = sql.SQL("(known_s + CASE WHEN main_reason = ANY(%(without_camera)s) THEN 0 ELSE unknown_s END)")
# Person by person, along the index.
STAYS = sql.SQL("""
    SELECT them.number, min(total.first), max(total.last), sum(total.present_s), sum(total.camera_s)
    FROM (
        SELECT number, session, array_agg(participant) AS participants
        FROM unnest(%(numbers)s::int[], %(of_session)s::bigint[], %(participants)s::bigint[])
             AS one (number, session, participant)
        GROUP BY number, session
    ) AS them
    JOIN unnest(%(sessions)s::bigint[], %(starts)s::float8[], %(ends)s::float8[]) AS stretch (session, start, until)
      USING (session)
    CROSS JOIN LATERAL (
        SELECT min(started_at) FILTER (WHERE present_s > 0) AS first,
               max(started_at) FILTER (WHERE present_s > 0) AS last,
               sum(present_s) AS present_s, sum(camera_s) AS camera_s
        FROM (
            SELECT started_at, max({present_s}) AS present_s, max({camera_s}) AS camera_s
            FROM engagement_window
            WHERE participant_id = ANY(them.participants)
              AND started_at >= to_timestamp(stretch.start) AND started_at < to_timestamp(stretch.until)
            GROUP BY started_at
        ) AS of_window
    ) AS total
    WHERE total.first IS NOT NULL
    GROUP BY them.number
""").format(present_s=PRESENT_S, camera_s=CAMERA_S)


class Together(NamedTuple):
    """The participants of a session that are one person."""

    session: int
    participants: Sequence[int]


class Stay(NamedTuple):
    """Of one person in one session."""

    first: datetime | None = None  # starts of windows
    last: datetime | None = None
    present_s: float = 0.0
    camera_s: float = 0.0

    def share(self, length_s: float) -> float | None:
        return share(self.present_s, length_s)


NEVER = Stay()


def stays(people: Sequence[Together], counted: Mapping[int, Counted]) -> list[Stay]:
    """Of each of them, by what counts of each session."""
    if not people:
        return []
    stretches = [(session, *stretch) for session, its in counted.items() for stretch in its.stretches()]
    flat = [(number, one.session, pk) for number, one in enumerate(people) for pk in one.participants]
    values: dict[str, Any] = {
        **_columns(("sessions", "starts", "ends"), stretches),
        **_columns(("numbers", "of_session", "participants"), flat),
        **REASONS_OF,
    }
    with connection.cursor() as cursor:
        cursor.execute(STAYS, values)
        found = {number: Stay(*stay) for number, *stay in cursor.fetchall()}
    return [found.get(number, NEVER) for number in range(len(people))]


def share(present_s: float, length_s: float) -> float | None:
    """Of a session that lasts so long."""
    return min(present_s / length_s, 1.0) if length_s > 0 else None


def length_s(session: Session, counted: Counted) -> float:
    """Of what counts; nothing yet of a recording that is still being imported."""
    start, end = session.started_at, session.ended_at
    if end is None and session.clock == Session.Clock.LIVE:
        end = timezone.now()
    return counted.seconds(start.timestamp(), end.timestamp()) if start and end else 0.0


def _columns(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, list[Any]]:
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}
