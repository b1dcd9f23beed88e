"""The sessions of a course over time: the class in each, whether that changes, and who was there when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from django.db.models import prefetch_related_objects
from django.utils import timezone
from numpy.typing import NDArray
from psycopg import sql

from engagement import access
from engagement.models import Course, Participant, Session
from engagement.pipeline.counting import STATES, WINDOW_S, Floats
from engagement.services import people, presence, trends
from engagement.services.counted import Counted
from engagement.services.grid import MINIMUM_PEOPLE, class_quartiles, counting_of, listed, one
from engagement.services.people import Key, Person
from engagement.services.presence import Together
from engagement.services.records import read_records

if TYPE_CHECKING:
    from engagement.access import CountedSession

# Participant by participant, along the index: to group all windows of a course at once sorts them on the disk. OFFSET 0
# keeps PostgreSQL from making one join of it again.
TOTALS = sql.SQL("""
    SELECT stretch.session, p.id, min(total.first), max(total.last), sum(facing_s), sum(second_screen_s), sum(notes_s),
           sum(away_s), sum(eyes_closed_s), sum(unknown_s), sum(present_s)
    FROM unnest(%(sessions)s::bigint[], %(starts)s::float8[], %(ends)s::float8[]) AS stretch (session, start, until)
    CROSS JOIN LATERAL (
        SELECT id FROM engagement_participant WHERE session_id = stretch.session AND withdrawn_at IS NULL OFFSET 0
    ) AS p
    CROSS JOIN LATERAL (
        SELECT extract(epoch FROM min(started_at))::bigint AS first,
               extract(epoch FROM max(started_at))::bigint AS last,
               sum(facing_s) AS facing_s, sum(second_screen_s) AS second_screen_s, sum(notes_s) AS notes_s,
               sum(away_s) AS away_s, sum(eyes_closed_s) AS eyes_closed_s, sum(unknown_s) AS unknown_s,
               sum({present_s}) AS present_s
        FROM engagement_window
        WHERE participant_id = p.id
          AND started_at >= to_timestamp(stretch.start) AND started_at < to_timestamp(stretch.until)
    ) AS total
    WHERE total.first IS NOT NULL
    GROUP BY stretch.session, p.id
""").format(present_s=presence.PRESENT_S)
COLUMNS = {
    **dict.fromkeys(("session", "participant", "first", "last"), "bigint"),
    **{f"{state}_s": "real" for state in STATES},
    "present_s": "real",
}


@dataclass(frozen=True)
class Totals:
    """What everybody did in the counted time of one session, a row each."""

    session: CountedSession
    counted: Counted
    length_s: float  # of what counts
    participants: NDArray[np.int64]  # (P,)
    seconds: Floats  # (P, 6)
    elapsed_s: Floats  # (P,) from the first window of each to the end
    present_s: Floats  # (P,)

    def figures(self) -> tuple[Floats, Floats]:
        """(P,) attentiveness and known share."""
        return counting_of(self.session).totals(self.seconds, self.elapsed_s)


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
    return read_records(TOTALS, COLUMNS, {"sessions": sessions, "starts": starts, "ends": ends, **presence.REASONS_OF})


def _totals(session: CountedSession, counted: Counted, records: NDArray[np.void]) -> Totals:
    end = _end(session, records)
    seconds = np.stack([records[f"{state}_s"] for state in STATES], axis=-1).astype(np.float64)
    return Totals(
        session=session,
        counted=counted,
        length_s=presence.length_s(session, Counted.of(session)),
        participants=records["participant"].astype(np.int64),
        seconds=seconds,
        elapsed_s=np.array([counted.seconds(first, end) for first in records["first"].tolist()], float),
        present_s=records["present_s"].astype(np.float64),
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
    found = list(_everybody(course, totals).values())
    shown, twice = _by_participant(totals), _twice(found, totals)
    return [_row(person, [of.session.pk for of in totals], shown, twice) for person in found]


def _everybody(course: Course, totals: Sequence[Totals]) -> dict[Key, Person]:
    """By name. Who is on the roster is there, too, when they never came."""
    its_sessions = [one.session.pk for one in totals]
    came = Participant.objects.filter(session__in=its_sessions, withdrawn_at=None).order_by("joined_at", "pk")
    found = people.together(came)
    for entry in course.roster.all():
        key = Key("roster", entry.pk)
        found.setdefault(key, Person(key, entry.name)).name = entry.name
    return dict(sorted(found.items(), key=lambda item: (item[1].name.casefold(), str(item[0].value))))


class Shown(NamedTuple):
    """Of one participant."""

    present_s: float = 0.0
    share: float | None = 0.0
    attentiveness: float | None = None


NOTHING = Shown()


def _by_participant(totals: Sequence[Totals]) -> dict[int, Shown]:
    return {
        participant: Shown(present_s, presence.share(present_s, of.length_s), figure)
        for of in totals
        for participant, present_s, figure in zip(
            of.participants.tolist(), of.present_s.tolist(), listed(of.figures()[0]), strict=True
        )
    }


def _twice(found: Sequence[Person], totals: Sequence[Totals]) -> dict[int, float | None]:
    """Shares of those who took part in a session twice, by all of their participants: few people, if any."""
    together = [them for person in found for them in _together(person) if len(them.participants) > 1]
    sessions = {them.session for them in together}
    counted = {of.session.pk: of.counted for of in totals if of.session.pk in sessions}
    lengths = {of.session.pk: of.length_s for of in totals}
    stays = presence.stays(together, counted)
    return {
        participant: stay.share(lengths[them.session])
        for them, stay in zip(together, stays, strict=True)
        for participant in them.participants
    }


def _together(person: Person) -> list[Together]:
    of_session: dict[int, list[int]] = {}
    for participation in person.participations:
        of_session.setdefault(participation.session_id, []).append(participation.pk)
    return [Together(*them) for them in of_session.items()]


def _row(
    person: Person, sessions: Sequence[int], shown: Mapping[int, Shown], twice: Mapping[int, float | None]
) -> dict[str, Any]:
    """The figure of somebody who joined twice is that of the longer time."""
    longest = {
        them.session: max(them.participants, key=lambda pk: shown.get(pk, NOTHING).present_s)
        for them in _together(person)
    }
    ids = [longest.get(session) for session in sessions]
    figures = [None if pk is None else shown.get(pk, NOTHING) for pk in ids]
    return {
        "name": person.name,
        "by": person.key.by,
        "participants": ids,
        "present": [one(twice.get(pk, of.share)) if of and pk else None for pk, of in zip(ids, figures, strict=True)],
        "attentiveness": [of and of.attentiveness for of in figures],
    }
