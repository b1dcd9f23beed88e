"""Sessions before they begin: many at once, moved, renamed, made again, taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.errors import Conflict, FieldInvalid
from engagement.models import Course, Session
from engagement.services import sessions
from engagement.services.text import clean_line

MOST_AT_ONCE = 60
Status, Clock = Session.Status, Session.Clock


@transaction.atomic
def plan(course: Course, planned: Sequence[Mapping[str, Any]]) -> list[Session]:
    """All of these live sessions (`title`, `starts_at`), or none."""
    if not 1 <= len(planned) <= MOST_AT_ONCE:
        raise FieldInvalid(field=_("Sessions"), what=_("plan between 1 and {most} at once.").format(most=MOST_AT_ONCE))
    return [sessions.create(course, one["title"], one["starts_at"]) for one in planned]


@transaction.atomic
def change(session: Session, **values: Any) -> None:
    """Its `title`, and while it is planned when it `starts_at`."""
    _lock(session)
    if "title" in values:
        session.title = clean_line(_("Title"), values["title"], sessions.TITLE_LENGTH)
    if "starts_at" in values and values["starts_at"] != session.starts_at:
        _move(session, values["starts_at"])
    session.save(update_fields=["title", "starts_at"])


def duplicate(session: Session, starts_at: datetime | None) -> Session:
    """Planned, of the same title, with a code of its own."""
    return sessions.create(session.course, session.title, starts_at)


@transaction.atomic
def delete(session: Session) -> None:
    """One in which nobody ever was."""
    _lock(session)
    is_begun = session.status != Status.PLANNED and session.clock == Clock.LIVE
    if is_begun or session.participants.exists():
        raise Conflict(what=_("only a session that has not begun can be deleted; what was measured goes with its days"))
    session.delete()


def _move(session: Session, starts_at: datetime | None) -> None:
    if session.status != Status.PLANNED:
        raise Conflict(what=_("the session has begun, so its planned time stays"))
    if starts_at:
        sessions.require_believable(starts_at)
    session.starts_at = starts_at


def _lock(session: Session) -> None:
    session.refresh_from_db(from_queryset=Session.objects.select_for_update(of=("self",)))
