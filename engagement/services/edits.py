"""What a host changes of a session afterwards: what counts of it, its breaks, its title, its markers.

Nothing that was measured is lost by it: whatever is set can be taken back.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.errors import FieldInvalid, NotFound, SessionNotOpen
from engagement.models import Break, Session
from engagement.pipeline.counting import MINUTE_S
from engagement.services.sessions import TITLE_LENGTH
from engagement.services.text import clean_line


def of(session: Session) -> dict[str, Any]:
    """What was changed of a session's time: all of it, what counts, and what lies within but does not."""
    return {
        "began": _seconds(session.started_at),
        "ended": _seconds(session.ended_at),
        "trim": {"from": _seconds(session.counts_from), "until": _seconds(session.counts_until)},
        "breaks": [break_as_dict(one) for one in session.breaks.all()],
    }


def break_as_dict(one: Break) -> dict[str, Any]:
    """As `services.breaks` tells it; the end is null while it goes on."""
    return {"id": one.pk, "started_at": one.started_at.timestamp(), "ended_at": _seconds(one.ended_at)}


@transaction.atomic
def trim(session: Session, counts_from: datetime | None, counts_until: datetime | None) -> None:
    """From where to where the session counts; None is its own start or end."""
    _lock(session)
    start, end = _span(session)
    for at in filter(None, (counts_from, counts_until)):
        if not start <= at <= end:
            raise FieldInvalid(field=_("Time"), what=_("choose a time within the session."))
    if ((counts_until or end) - (counts_from or start)).total_seconds() < MINUTE_S:
        raise FieldInvalid(field=_("Time"), what=_("leave at least a minute of the session."))
    session.counts_from, session.counts_until = counts_from, counts_until
    session.save(update_fields=["counts_from", "counts_until"])


@transaction.atomic
def mark_break(session: Session, started_at: datetime, ended_at: datetime) -> Break:
    """A break that nobody marked while it was; with breaks that it touches it becomes one."""
    _lock(session)
    start, end = _span(session)
    if not start <= started_at < ended_at <= end:
        raise FieldInvalid(field=_("Time"), what=_("choose a start and a later end within the session."))
    touching = list(session.breaks.filter(started_at__lte=ended_at).exclude(ended_at__lt=started_at))
    if any(one.ended_at is None for one in touching):
        raise FieldInvalid(field=_("Time"), what=_("end the break that goes on first."))
    session.breaks.filter(pk__in=[one.pk for one in touching]).delete()
    begins = min([started_at, *(one.started_at for one in touching)])
    ends = max([ended_at, *(one.ended_at for one in touching if one.ended_at)])
    return Break.objects.create(session=session, started_at=begins, ended_at=ends)


def unmark_break(session: Session, break_id: int) -> None:
    """Its time counts again."""
    _delete(session.breaks.filter(pk=break_id))


def unmark(session: Session, marker_id: int) -> None:
    _delete(session.markers.filter(pk=marker_id))


def rename(session: Session, title: str) -> None:
    session.title = clean_line(_("Title"), title, TITLE_LENGTH)
    session.save(update_fields=["title"])


def _delete(found: Any) -> None:
    deleted, _by_model = found.delete()
    if not deleted:
        raise NotFound


def _lock(session: Session) -> None:
    """Two changes at once take turns."""
    session.refresh_from_db(from_queryset=Session.objects.select_for_update(of=("self",)))


def _span(session: Session) -> tuple[datetime, datetime]:
    if session.started_at is None:
        raise SessionNotOpen
    return session.started_at, session.ended_at or timezone.now()


def _seconds(at: datetime | None) -> float | None:
    return at.timestamp() if at else None
