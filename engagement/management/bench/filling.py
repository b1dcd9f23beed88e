"""A database as full as after a year of lectures, written by PostgreSQL itself: a row at a time would take an hour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone
from psycopg import sql

from analysis.attentiveness import Scoring
from engagement.models import Course, Marker, Observation, Participant, Segment, Session, User, Window
from engagement.pipeline import scorings, store
from engagement.pipeline.counting import WINDOW_S

SESSIONS_OF_A_COURSE = 25
DAYS_BETWEEN = 3
MARKERS = 10
SEGMENT_S = 36

# Expressions over p, a participant, s, its session, and at, seconds since the session began; others are NULL.
_WINDOW = {
    "participant_id": "p.id",
    "started_at": "s.started_at + at * interval '1 second'",
    "facing_s": "facing",
    "second_screen_s": "(10 - facing) * 0.4",
    "notes_s": "(10 - facing) * 0.2",
    "away_s": "(10 - facing) * 0.3",
    "eyes_closed_s": "0",
    "unknown_s": "(10 - facing) * 0.1",
    "known_s": "facing + (10 - facing) * 0.9",
    "on_zone_low_s": "facing * 0.9",
    "on_zone_high_s": "facing",
    "attentiveness": "facing / 10",
    "yaw_deg": "20 * random() - 10",
    "pitch_deg": "10 * random() - 5",
    "roll_deg": "4 * random() - 2",
    "eyes_s": "9",
    "quality": "0.8",
    "observations": "50",
    "late": "0",
    "main_reason": "0",
    "scoring_id": "s.scoring_id",
}
_SEGMENT = {
    "participant_id": "p.id",
    "started_at": "s.started_at + at * interval '1 second'",
    "ended_at": "s.started_at + (at + %(step)s) * interval '1 second'",
    "state": "(random() * 3)::int",
    "reason": "0",
    "yaw_deg": "20 * random() - 10",
    "pitch_deg": "10 * random() - 5",
    "roll_deg": "4 * random() - 2",
    "observations": "5 * %(step)s",
    "scoring_id": "s.scoring_id",
}
_OBSERVATION = {
    "day": "%(day)s::date",
    "participant_id": "p.id",
    "sequence": "(at / %(step)s)::int + 1",
    "captured_at": "s.started_at + at * interval '1 second'",
    "received_at": "s.started_at + (at + 0.1) * interval '1 second'",
    "success": "true",
    "reason": "0",
    "state": "0",
    "faces": "1",
    "confidence": "0.98",
    **{f"{name}_deg": "20 * random() - 10" for name in ("yaw", "pitch", "roll", "gaze_yaw", "gaze_pitch")},
    **{f"{name}_error_deg": "2" for name in ("yaw", "pitch", "roll")},
    **{f"{name}_cm": "60" for name in ("x", "y", "z", "distance")},
    **dict.fromkeys(("openness_left", "openness_right", "quality"), "0.9"),
    "out_of_range": "false",
    "teaching": "0",
}


@dataclass(frozen=True, slots=True)
class Size:
    sessions: int = 100
    people: int = 100  # of each session
    seconds: int = 3600
    hz: float = 5.0  # observations of the session that is under way


def fill(host: User, size: Size) -> Session:
    """Courses with past sessions, and one that began `size.seconds` ago and goes on; it alone has observations."""
    now = dt.datetime.fromtimestamp(timezone.now().timestamp() // WINDOW_S * WINDOW_S, dt.UTC)
    scoring = scorings.stored(Scoring())
    courses = [
        Course.objects.create(owner=host, title=f"Course {number + 1}")
        for number in range(-(-size.sessions // SESSIONS_OF_A_COURSE))
    ]
    sessions = Session.objects.bulk_create(
        Session(
            course=courses[number // SESSIONS_OF_A_COURSE],
            title=f"Session {number + 1}",
            status=Session.Status.CLOSED if number else Session.Status.OPEN,
            started_at=(began := now - dt.timedelta(days=DAYS_BETWEEN * number, seconds=size.seconds)),
            ended_at=began + dt.timedelta(seconds=size.seconds) if number else None,
            scoring=scoring,
        )
        for number in range(size.sessions)
    )
    for session in sessions:
        _add_people(session, size)
    with _unchecked():
        theirs = {"sessions": [session.pk for session in sessions]}
        _insert(Window, _WINDOW, size.seconds, WINDOW_S, theirs, extra="(4 + 6 * random())::real AS facing")
        _insert(Segment, _SEGMENT, size.seconds, SEGMENT_S, theirs)
        store.ensure_partition(sessions[0].day)
        _insert(
            Observation,
            _OBSERVATION,
            size.seconds,
            1 / size.hz,
            {"sessions": [sessions[0].pk], "day": sessions[0].day},
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as autovacuum does it in the weeks in which such a database grows
    return sessions[0]


def _add_people(session: Session, size: Size) -> None:
    assert session.started_at is not None
    is_open = session.status == Session.Status.OPEN
    Participant.objects.bulk_create(
        Participant(
            session=session,
            name=f"Person {number + 1}",
            consented_at=session.started_at,
            joined_at=session.started_at,
            ended_at=session.ended_at,
            connected=is_open,
            source=Participant.Source.PYTHON,
        )
        for number in range(size.people)
    )
    every = dt.timedelta(seconds=size.seconds / MARKERS)
    Marker.objects.bulk_create(
        Marker(session=session, at=session.started_at + number * every, text=f"Slide {number + 1}")
        for number in range(MARKERS)
    )


@contextmanager
def _unchecked() -> Iterator[None]:
    """Without looking up the participant of each of millions of rows."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL synchronous_commit = off")
        yield


def _insert(
    model: type[Model],
    columns: Mapping[str, str],
    seconds: int,
    step_s: float,
    values: Mapping[str, Any],
    extra: str = "0 AS nothing",
) -> None:
    """A row every `step_s` of the people of some sessions (`values`)."""
    statement = sql.SQL(
        "INSERT INTO {table} ({names}) SELECT {expressions} "
        "FROM engagement_participant p JOIN engagement_session s ON s.id = p.session_id "
        "CROSS JOIN LATERAL (SELECT at, {extra} FROM generate_series(0, %(seconds)s - %(step)s, %(step)s) AS at) AS t "
        "WHERE s.id = ANY(%(sessions)s) ORDER BY p.id, at"
    ).format(
        table=sql.Identifier(model._meta.db_table),
        names=sql.SQL(", ").join(map(sql.Identifier, columns)),
        expressions=sql.SQL(", ").join(map(sql.SQL, columns.values())),  # type: ignore[arg-type]
        extra=sql.SQL(extra),  # type: ignore[arg-type]
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"seconds": seconds, "step": step_s, **values})
