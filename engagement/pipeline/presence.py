"""What the database knows of the people who are connected; called from threads, never per message."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db import connection
from django.db.models import F, Max
from django.utils import timezone

from engagement.models import Observation, Participant, Session
from engagement.pipeline import broadcast
from engagement.pipeline.columns import array
from engagement.pipeline.connection import SessionFacts

# Of whom no web process has said for so long that they are connected: theirs was killed, and they did not come back.
GONE_AFTER = dt.timedelta(seconds=90)


class Standing(NamedTuple):
    """May this participant go on?"""

    withdrawn: bool
    removed: bool
    status: str
    ended_at: float | None


def session_facts(session: Session) -> SessionFacts:
    started_at = session.started_at or session.starts_at or session.created_at
    return SessionFacts(
        id=session.pk,
        is_recorded=session.clock == Session.Clock.RECORDED,
        status=session.status,
        started_at=started_at.timestamp(),
        ended_at=session.ended_at.timestamp() if session.ended_at else None,
    )


def last_sequence(participant: Participant) -> int:
    """The highest stored sequence, 0 without any: one look at the end of the index."""
    stored = Observation.objects.filter(day=participant.session.day, participant=participant)
    return stored.aggregate(last=Max("sequence"))["last"] or 0


def last_sequences(participants: Iterable[int]) -> dict[int, int]:
    people = Participant.objects.filter(pk__in=participants).select_related("session")
    return {person.pk: last_sequence(person) for person in people}


def came(participant: int) -> None:
    _note(participant, connected=True)


def left(participant: int, rejected: int, is_gone: bool) -> None:
    """A connection ended; the participant is gone unless a newer one took over."""
    count_rejected(participant, rejected)
    if is_gone:
        _note(participant, connected=False)


def stay(participants: Collection[int]) -> None:
    """These are connected to this process; whom no process speaks of any more is gone."""
    now = timezone.now()
    here = Participant.objects.filter(pk__in=participants, withdrawn_at=None)
    back = list(here.filter(connected=False))
    here.update(connected=True, last_seen_at=now)
    gone = list(Participant.objects.filter(connected=True, last_seen_at__lt=now - GONE_AFTER))
    Participant.objects.filter(pk__in=[person.pk for person in gone]).update(connected=False)
    for person in back:
        _tell(person, connected=True)
    for person in gone:
        _tell(person, connected=False)


def count_rejected(participant: int, rejected: int) -> None:
    if rejected:
        Participant.objects.filter(pk=participant).update(rejected=F("rejected") + rejected)


def _note(participant: int, connected: bool) -> None:
    """Write it down, and tell whoever watches the session."""
    people = Participant.objects.filter(pk=participant)
    people.update(connected=connected, last_seen_at=timezone.now())
    for person in people:
        _tell(person, connected)


def _tell(person: Participant, connected: bool) -> None:
    news = {"id": person.pk, "name": person.name, "connected": connected}
    change = "connected" if connected else "disconnected"
    broadcast.send(person.session_id, {"type": "participant", "change": change, "participant": news})


STANDINGS = """
    SELECT p.id, p.withdrawn_at IS NOT NULL, p.removed, s.status, extract(epoch FROM s.ended_at)::float8
    FROM engagement_participant p JOIN engagement_session s ON s.id = p.session_id WHERE p.id = ANY(%s::bigint[])
"""


def standings(participants: Iterable[int]) -> dict[int, Standing]:
    """Of those who still exist."""
    with connection.cursor() as cursor:
        cursor.execute(STANDINGS, [array(participants)])
        return {row[0]: Standing._make(row[1:]) for row in cursor.fetchall()}
