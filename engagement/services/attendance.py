"""Who of a session was there, for how long, and who of the roster was not.

A person is an entry of the roster with everything that took part under it, or a participant whom no entry stands for.
Presence is read from windows: the known time of each, and its unknown time unless the person was mostly not connected
in it. So it is exact to the window in which somebody came or left. The camera's time leaves out what the person's
client declared: camera off, paused, no pictures. Windows before and after what counts, and those within a break, are
left out, and so are breaks of the session's length.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from engagement import access, messages
from engagement.models import Session
from engagement.pipeline.counting import WINDOW_S
from engagement.services.grid import MINIMUM_PEOPLE, REASONS

AT_LEAST = 0.75
WINDOW = timedelta(seconds=WINDOW_S)
GONE = [REASONS.index(reason) for reason in ("disconnected", "withdrawn")]
WITHOUT_CAMERA = [*GONE, *(REASONS.index(reason) for reason in messages.STATUS_REASONS)]

# Windows along the index, person by person, like `grid.WINDOWS`. Somebody who joined twice is there once.
ATTENDANCE = """
    WITH person AS (
        SELECT id, name, joined_at, connected, coalesce(roster_entry_id, 0) AS entry,
               CASE WHEN roster_entry_id IS NULL THEN id ELSE 0 END AS single
        FROM engagement_participant WHERE session_id = %(session)s AND withdrawn_at IS NULL
    ), present AS (
        SELECT p.entry, p.single, w.started_at, max(w.present_s) AS present_s, max(w.camera_s) AS camera_s
        FROM person p
        CROSS JOIN LATERAL (
            SELECT started_at,
                   known_s + CASE WHEN main_reason = ANY(%(gone)s) THEN 0 ELSE unknown_s END AS present_s,
                   known_s + CASE WHEN main_reason = ANY(%(without_camera)s) THEN 0 ELSE unknown_s END AS camera_s
            FROM engagement_window WHERE participant_id = p.id OFFSET 0
        ) AS w
        WHERE w.started_at > %(first)s::timestamptz - %(window)s::interval
          AND (%(until)s::timestamptz IS NULL OR w.started_at < %(until)s)
          AND NOT EXISTS (
              SELECT FROM engagement_break b
              WHERE b.session_id = %(session)s AND b.started_at <= w.started_at
                AND coalesce(b.ended_at, 'infinity') >= w.started_at + %(window)s::interval
          )
        GROUP BY p.entry, p.single, w.started_at
    ), stayed AS (
        SELECT entry, single, sum(present_s) AS present_s, sum(camera_s) AS camera_s,
               min(started_at) FILTER (WHERE present_s > 0) AS first,
               max(started_at) FILTER (WHERE present_s > 0) AS last
        FROM present GROUP BY entry, single
    ), came AS (
        SELECT entry, single, min(name) AS name, min(joined_at) AS joined_at, bool_or(connected) AS connected,
               array_agg(id ORDER BY joined_at, id) AS participants
        FROM person GROUP BY entry, single
    )
    SELECT r.id, coalesce(r.name, came.name), coalesce(r.email, ''), came.participants,
           CASE WHEN %(recorded)s THEN stayed.first ELSE came.joined_at END, -- nobody joins a recording
           coalesce(came.connected, false), stayed.last, coalesce(stayed.present_s, 0), coalesce(stayed.camera_s, 0)
    FROM came
    LEFT JOIN stayed USING (entry, single)
    FULL JOIN (SELECT * FROM engagement_rosterentry WHERE course_id = %(course)s) AS r ON r.id = came.entry
    ORDER BY lower(coalesce(r.name, came.name)), r.id, came.single
"""


@dataclass(frozen=True)
class Attendee:
    """Somebody of the roster, or who came without being on it. `status` is one of

    expected (the session has not begun), never_joined, never_connected (agreed, but sent nothing), no_camera, present.
    """

    entry: int | None
    name: str
    email: str
    participants: tuple[int, ...]
    status: str
    joined_at: datetime | None
    left_at: datetime | None  # None: never there, or still is
    present_s: float
    camera_s: float
    present_share: float | None  # of the session's length
    enough: bool | None  # whether at least the share that was asked for

    def as_dict(self) -> dict[str, Any]:
        return {
            "entry": self.entry,
            "name": self.name,
            "email": self.email,
            "participants": list(self.participants),
            "status": self.status,
            "joined_at": self.joined_at,
            "left_at": self.left_at,
            "present_s": round(self.present_s, 1),
            "camera_s": round(self.camera_s, 1),
            "present_share": None if self.present_share is None else round(self.present_share, 3),
            "enough": self.enough,
        }


@dataclass(frozen=True)
class Attendance:
    people: tuple[Attendee, ...]
    length_s: float
    at_least: float
    shows_people: bool

    def as_dict(self) -> dict[str, Any]:
        """Of a class-only course the numbers, and these not of fewer than five."""
        shown = self.shows_people or len(self.people) >= MINIMUM_PEOPLE
        return {
            "length_s": round(self.length_s, 1),
            "at_least": self.at_least,
            "people": [one.as_dict() for one in self.people] if self.shows_people else None,
            "counts": self._counts() if shown else None,
        }

    def _counts(self) -> dict[str, int]:
        statuses = Counter(one.status for one in self.people)
        return {
            "people": len(self.people),
            "enough": sum(one.enough is True for one in self.people),
            **{status: statuses[status] for status in STATUSES},
        }


STATUSES = ("present", "no_camera", "never_connected", "never_joined", "expected")


def of_session(session: Session, at_least: float = AT_LEAST) -> Attendance:
    first, until = _span(session)
    length_s = _length_s(session, first, until)
    people = tuple(_attendee(session, row, length_s, at_least) for row in _rows(session, first, until))
    return Attendance(people, length_s, at_least, access.shows_people(session.course))


def _span(session: Session) -> tuple[datetime | None, datetime | None]:
    """From where to where time counts; open at the end while the session runs."""
    begin, end = session.started_at, session.ended_at
    if begin and session.counts_from:
        begin = max(begin, session.counts_from)
    if session.counts_until:
        end = min(end, session.counts_until) if end else session.counts_until
    return begin, end


def _length_s(session: Session, begin: datetime | None, end: datetime | None) -> float:
    """Without its breaks; nothing yet for a recording that is still being imported."""
    if begin is None or (end is None and session.clock == Session.Clock.RECORDED):
        return 0.0
    end = end or timezone.now()
    breaks = session.breaks.order_by("started_at")
    pauses = [(max(one.started_at, begin), min(one.ended_at or end, end)) for one in breaks]
    return max((end - begin).total_seconds() - _covered_s(pauses), 0.0)


def _covered_s(stretches: Sequence[tuple[datetime, datetime]]) -> float:
    """Of stretches in the order of their starts, however they overlap."""
    covered, behind = 0.0, None
    for start, end in stretches:
        start = max(start, behind) if behind else start
        covered += max((end - start).total_seconds(), 0.0)
        behind = max(end, behind) if behind else end
    return covered


def _rows(session: Session, first: datetime | None, until: datetime | None) -> list[tuple[Any, ...]]:
    values: dict[str, Any] = {
        "session": session.pk,
        "course": session.course_id,
        "first": first or session.created_at,
        "until": until,
        "window": WINDOW,
        "recorded": session.clock == Session.Clock.RECORDED,
        "gone": GONE,
        "without_camera": WITHOUT_CAMERA,
    }
    with connection.cursor() as cursor:
        cursor.execute(ATTENDANCE, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _attendee(session: Session, row: tuple[Any, ...], length_s: float, at_least: float) -> Attendee:
    entry, name, email, participants, joined_at, connected, last, present_s, camera_s = row
    share = min(present_s / length_s, 1.0) if length_s > 0 else None
    return Attendee(
        entry=entry,
        name=name,
        email=email,
        participants=tuple(participants or ()),
        status=_status(session, joined_at, present_s, camera_s),
        joined_at=joined_at,
        left_at=_left_at(session, last) if last and not connected else None,
        present_s=present_s,
        camera_s=camera_s,
        present_share=share,
        enough=None if share is None else share >= at_least,
    )


def _status(session: Session, joined_at: datetime | None, present_s: float, camera_s: float) -> str:
    if joined_at is None:
        return "expected" if session.started_at is None else "never_joined"
    if not present_s:
        return "never_connected"
    return "present" if camera_s else "no_camera"


def _left_at(session: Session, last: datetime) -> datetime:
    """The end of the last window in which they were there."""
    end: datetime = last + WINDOW
    return min(end, session.ended_at) if session.ended_at else end
