"""The end of a session goes through the streams like everything else, behind all that was sent before it."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from engagement.models import Participant, Session
from engagement.pipeline import broadcast, stream
from engagement.pipeline.connection import TAIL_S
from engagement.pipeline.items import END, NAN, Item

Status = Session.Status
OVERDUE = dt.timedelta(seconds=TAIL_S + 30)


def finish(session_id: int) -> None:
    """Close a session whose tail is over: nothing more is taken, and everybody's last segment and window are closed."""
    session = Session.objects.filter(pk=session_id, status__in=[Status.CLOSING, Status.CLOSED]).first()
    if session is None:
        return  # deleted, or never asked to close
    Session.objects.filter(pk=session_id, status=Status.CLOSING).update(status=Status.CLOSED)
    stream.append(_ends(session), {})
    broadcast.send(session_id, {"type": "session", "status": Status.CLOSED.value, "locked": session.locked})


def finish_overdue() -> None:
    """Sessions whose end was lost with Valkey's memory: the job that closes them, or what ends their people."""
    present = Participant.objects.filter(session=OuterRef("pk"), ended_at=None, withdrawn_at=None)
    unfinished = Q(status=Status.CLOSING) | Q(Exists(present), status=Status.CLOSED)
    for session in Session.objects.filter(unfinished, ended_at__lt=timezone.now() - OVERDUE):
        finish(session.pk)


def _ends(session: Session) -> list[Item]:
    """A recording ends for each person with their last observation."""
    is_live = session.clock == Session.Clock.LIVE and session.ended_at is not None
    ended_at = session.ended_at.timestamp() if is_live and session.ended_at else None
    remaining = Participant.objects.filter(session=session, ended_at=None, withdrawn_at=None)
    return [end(participant, ended_at) for participant in remaining]


def end(participant: Participant, ended_at: float | None) -> Item:
    """None: with their last observation."""
    return Item(END, participant.pk, participant.session_id, captured_at=NAN if ended_at is None else ended_at)
