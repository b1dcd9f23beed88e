"""A session's life: planned, open, closing (the tail still comes in), closed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.celery import app
from engagement.errors import FieldInvalid, SessionClosed, SessionNotOpen
from engagement.models import Course, Marker, Session, Window
from engagement.models.session import new_code
from engagement.pipeline import broadcast
from engagement.pipeline.connection import TAIL_S
from engagement.pipeline.counting import WINDOW_S
from engagement.services import breaks
from engagement.services.text import clean_line

TITLE_LENGTH = 200
MARKER_LENGTH = 200
WINDOW = timedelta(seconds=WINDOW_S)
# Of a start that somebody types. Each day gets a partition, and behind the year 9999 there is no next day.
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)

Status = Session.Status
Clock = Session.Clock


def create(course: Course, title: str, starts_at: datetime | None = None, clock: str = Clock.LIVE) -> Session:
    """A live session waits to be opened; a recorded one takes people at once, from media time `starts_at`."""
    if starts_at:
        require_believable(starts_at)
    session = Session(
        course=course,
        title=clean_line(_("Title"), title, TITLE_LENGTH),
        code=_unused_code(),
        clock=clock,
        starts_at=starts_at,
    )
    if clock == Clock.RECORDED:
        session.status = Status.OPEN
        session.started_at = starts_at or timezone.now()
    session.save()
    return session


def require_believable(starts_at: datetime) -> None:
    if not EARLIEST <= starts_at < LATEST:
        raise FieldInvalid(field=_("Start"), what=_("choose a time between the years 1970 and 2099."))


@transaction.atomic
def open_session(session: Session) -> None:
    """Lets people join. Opening an open session changes nothing."""
    _lock(session)
    if session.status in (Status.CLOSING, Status.CLOSED):
        raise SessionClosed
    if session.status == Status.OPEN:
        return
    session.status, session.started_at = Status.OPEN, timezone.now()
    session.save(update_fields=["status", "started_at"])
    _tell_status(session)


@transaction.atomic
def close(session: Session, tail_s: float = TAIL_S) -> None:
    """Ends the session; the job `finish_session` closes it for good after the tail.

    With `tail_s=0` at once, for recordings of which everything has been acknowledged.
    """
    _lock(session)
    if session.status == Status.PLANNED:
        raise SessionNotOpen
    if session.status == Status.CLOSED:
        return
    if session.status == Status.OPEN:
        session.status, session.ended_at = Status.CLOSING, _end(session)
        session.save(update_fields=["status", "ended_at"])
        breaks.end(session)
        _tell_status(session)
    transaction.on_commit(lambda: _request_finish(session.pk, tail_s))


@transaction.atomic
def lock(session: Session, locked: bool) -> None:
    """While it is locked nobody new joins; who has joined comes back. Also before it opens."""
    _lock(session)
    if session.status in (Status.CLOSING, Status.CLOSED):
        raise SessionClosed
    if session.locked == locked:
        return
    session.locked = locked
    session.save(update_fields=["locked"])
    _tell_status(session)


def mark(session: Session, text: str, kind: str = Marker.Kind.NOTE, at: datetime | None = None) -> Marker:
    """Something happened: now, or at a given time of the session (also afterwards)."""
    if session.started_at is None:
        raise SessionNotOpen
    if at is None and session.status != Status.OPEN:
        raise SessionClosed
    marker = Marker(session=session, kind=kind, at=at or timezone.now())
    if not session.started_at <= marker.at <= (session.ended_at or timezone.now()):
        raise FieldInvalid(field=_("Time"), what=_("choose a time within the session."))
    marker.text = clean_line(_("Text"), text, MARKER_LENGTH)
    marker.save()
    _tell(session, {"type": "marker", **marker_as_dict(marker)})
    return marker


def marker_as_dict(marker: Marker) -> dict[str, Any]:
    return {"id": marker.pk, "at": marker.at.timestamp(), "kind": marker.kind, "text": marker.text}


def _unused_code() -> str:
    code = new_code()
    while Session.objects.filter(code=code).exists():
        code = new_code()
    return code


def _lock(session: Session) -> None:
    """Two clicks at once take turns, and the second sees what the first did."""
    session.refresh_from_db(from_queryset=Session.objects.select_for_update(of=("self",)))


def _end(session: Session) -> datetime:
    """Now, or where the recording stops."""
    if session.clock == Clock.LIVE:
        return timezone.now()
    last: datetime | None = Window.objects.filter(participant__session=session).aggregate(at=Max("started_at"))["at"]
    return last + WINDOW if last else session.started_at or timezone.now()


def _request_finish(session_id: int, tail_s: float) -> None:
    app.send_task("engagement.tasks.finish_session", args=[session_id], countdown=tail_s)


def _tell_status(session: Session) -> None:
    _tell(session, {"type": "session", "status": session.status, "locked": session.locked})


def _tell(session: Session, event: dict[str, Any]) -> None:
    transaction.on_commit(lambda: broadcast.send(session.pk, event))
