"""The sessions of a course over time: the class in each, whether that changes, and who was there when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import prefetch_related_objects
from django.utils import timezone
from numpy.typing import NDArray
from psycopg import sql

from engagement import access
from engagement.models import Course, Participant, Session
from engagement.pipeline.counting import STATES, WINDOW_S, Floats
from engagement.services import people, trends
from engagement.services.attendance import GONE
from engagement.services.counted import Counted
from engagement.services.grid import MINIMUM_PEOPLE, class_quartiles, counting_of, listed, one
from engagement.services.people import Key, Person
from engagement.services.records import read_records

if TYPE_CHECKING:
    from engagement.access import CountedSession

# Participant by participant, along the index: to group all windows of a course at once sorts them on the disk. OFFSET 0
# keeps PostgreSQL from making one join of it again.
TOTALS = sql.SQL("""
    SELECT stretch.session, p.id, min(total.first), max(total.last), sum(facing_s), sum(second_screen_s), sum(notes_s),
           sum(away_s), sum(eyes_closed_s), sum(unknown_s), sum(gone_s)
    FROM unnest(%(sessions)s::bigint[], %(starts)s::float8[], %(ends)s::float8[]) AS stretch (session, start, until)
    CROSS JOIN LATERAL (
        SELECT id FROM engagement_participant WHERE session_id = stretch.session AND withdrawn_at IS NULL OFFSET 0
    ) AS p
    CROSS JOIN LATERAL (
        SELECT extract(epoch FROM min(started_at))::bigint AS first,
               extract(epoch FROM max(started_at))::bigint AS last,
               sum(facing_s) AS facing_s, sum(second_screen_s) AS second_screen_s, sum(notes_s) AS notes_s,
               sum(away_s) AS away_s, sum(eyes_closed_s) AS eyes_closed_s, sum(unknown_s) AS unknown_s,
               sum(CASE WHEN main_reason = ANY(%(gone)s) THEN unknown_s ELSE 0 END) AS gone_s
        FROM engagement_window
        WHERE participant_id = p.id
          AND started_at >= to_timestamp(stretch.start) AND started_at < to_timestamp(stretch.until)
    ) AS total
    WHERE total.first IS NOT NULL
    GROUP BY stretch.session, p.id
""")
COLUMNS = {
    **dict.fromkeys(("session", "participant", "first", "last"), "bigint"),
    **{f"{state}_s": "real" for state in STATES},
    "gone_s": "real",
}
# While they last nobody is there.


@dataclass(frozen=True)
class Totals:
    """What everybody did in the counted time of one session, a row each."""

    session: CountedSession
    length_s: float  # of what counts
    participants: NDArray[np.int64]  # (P,)
    seconds: Floats  # (P, 6)
    elapsed_s: Floats  # (P,) from the first window of each to the end
    present_s: Floats  # (P,)

    def figures(self) -> tuple[Floats, Floats]:
        """(P,) attentiveness and known share."""
        return counting_of(self.session).totals(self.seconds, self.elapsed_s)

    def present(self) -> Floats:
        """(P,) share of the session."""
        return (self.present_s / self.length_s).clip(0, 1) if self.length_s else np.zeros(len(self.present_s))


def of_course(course: Course, its_sessions: Iterable[CountedSession]) -> dict[str, Any]:
    """A line per session that has begun, oldest first; the class's trend; who was there, where the policy shows it."""
    totals = totals_of(its_sessions)
    lines = [_line(one) for one in totals]
    shows_people = access.shows_people(course)
    return {
        "class_only": not shows_people,
        "sessions": lines,
        "trend": trend([one.session for one in totals], [line["median"] for line in lines]),
        "people": _people(course, totals) if shows_people else None,
    }


def trend(its_sessions: Sequence[Session], values: Sequence[float | None]) -> dict[str, Any] | None:
    at = [session.started_at.timestamp() for session in its_sessions if session.started_at]
    found = trends.of(at, values)
    return found.as_dict() if found else None


def totals_of(its_sessions: Iterable[CountedSession]) -> list[Totals]:
    """Of those that have begun, oldest first."""
    begun = sorted(
        (session for session in its_sessions if session.started_at),
        key=lambda session: (session.started_at or session.created_at, session.pk),
    )
    prefetch_related_objects(begun, "breaks")
    counted = Counted.of_classes(begun)
    records = _read(counted)
    rows = {session.pk: records[records["session"] == session.pk] for session in begun}
    return [_totals(session, counted[session.pk], rows[session.pk]) for session in begun]


def _read(counted: Mapping[int, Counted]) -> NDArray[np.void]:
    stretches = [(session, *stretch) for session, its in counted.items() for stretch in its.stretches()]
    sessions, starts, ends = (list(column) for column in zip(*stretches, strict=True)) if stretches else ([], [], [])
    return read_records(TOTALS, COLUMNS, {"sessions": sessions, "starts": starts, "ends": ends, "gone": GONE})


def _totals(session: CountedSession, counted: Counted, records: NDArray[np.void]) -> Totals:
    end = _end(session, records)
    seconds = np.stack([records[f"{state}_s"] for state in STATES], axis=-1).astype(np.float64)
    began = session.started_at.timestamp() if session.started_at else end
    return Totals(
        session=session,
        length_s=Counted.of(session).seconds(began, end),
        participants=records["participant"].astype(np.int64),
        seconds=seconds,
        elapsed_s=np.array([counted.seconds(first, end) for first in records["first"].tolist()], float),
        present_s=seconds.sum(axis=-1) - records["gone_s"],
    )


def _end(session: Session, records: NDArray[np.void]) -> float:
    if session.clock == Session.Clock.RECORDED:
        return float(records["last"].max()) + WINDOW_S if len(records) else 0.0
    end: datetime = session.ended_at or timezone.now()
    return end.timestamp()


def _line(totals: Totals) -> dict[str, Any]:
    session = totals.session
    attentiveness, known_share = totals.figures()
    quartiles, _n = class_quartiles(attentiveness[:, None])
    q25, median, q75 = (one(value) for value in quartiles[:, 0])
    many = len(known_share) >= MINIMUM_PEOPLE
    return {
        "id": session.pk,
        "title": session.title,
        "started_at": session.started_at,
        "length_s": round(totals.length_s),
        "median": median,
        "q25": q25,
        "q75": q75,
        "known_share": one(known_share.mean()) if many else None,
        "participants": session.participant_count,
    }


def _people(course: Course, totals: Sequence[Totals]) -> list[dict[str, Any]]:
    """Each list is aligned with the sessions: of which share of a session they were there, and their figure in it."""
    found = _everybody(course, totals)
    present, attentiveness = _by_participant(totals, "present"), _by_participant(totals, "attentiveness")
    column = {one.session.pk: number for number, one in enumerate(totals)}
    return [_row(person, column, present, attentiveness) for person in found.values()]


def _everybody(course: Course, totals: Sequence[Totals]) -> dict[Key, Person]:
    """By name. Who is on the roster is there, too, when they never came."""
    its_sessions = [one.session.pk for one in totals]
    came = Participant.objects.filter(session__in=its_sessions, withdrawn_at=None).order_by("joined_at", "pk")
    found = people.together(came)
    for entry in course.roster.all():
        key = Key("roster", entry.pk)
        found.setdefault(key, Person(key, entry.name)).name = entry.name
    return dict(sorted(found.items(), key=lambda item: (item[1].name.casefold(), str(item[0].value))))


def _by_participant(totals: Sequence[Totals], what: str) -> dict[int, float]:
    values = ((one.present() if what == "present" else one.figures()[0]) for one in totals)
    return {
        participant: value
        for one, figures in zip(totals, values, strict=True)
        for participant, value in zip(one.participants.tolist(), listed(figures), strict=True)
        if value is not None
    }


def _row(
    person: Person, column: Mapping[int, int], present: Mapping[int, float], attentiveness: Mapping[int, float]
) -> dict[str, Any]:
    shares: list[float | None] = [None] * len(column)
    figures: list[float | None] = [None] * len(column)
    ids: list[int | None] = [None] * len(column)
    for participation in person.participations:
        at = column[participation.session_id]
        # Somebody who joined twice was there for the time of both; their figure is that of the longer one.
        share = present.get(participation.pk, 0.0)
        if shares[at] is None or share > present.get(ids[at] or 0, 0.0):
            ids[at], figures[at] = participation.pk, attentiveness.get(participation.pk)
        shares[at] = round(min((shares[at] or 0.0) + share, 1.0), 3)
    return {
        "name": person.name,
        "by": person.key.by,
        "participants": ids,
        "present": shares,
        "attentiveness": figures,
    }
