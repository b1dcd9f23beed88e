"""Breaks of a session: stretches that do not count, begun and ended by the host."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from engagement.errors import SessionClosed, SessionNotOpen
from engagement.models import Break, Session
from engagement.pipeline import broadcast


def of(session: Session) -> list[Break]:
    """The oldest first; the last one may still go on."""
    return list(session.breaks.all())


@transaction.atomic
def begin(session: Session) -> Break:
    """From now on nothing counts. Beginning a break that goes on changes nothing."""
    _lock(session)
    if session.status == Session.Status.PLANNED:
        raise SessionNotOpen
    if session.status != Session.Status.OPEN:
        raise SessionClosed
    going_on = session.breaks.filter(ended_at=None).first()
    if going_on:
        return going_on
    begun: Break = session.breaks.create()
    _tell(begun)
    return begun


@transaction.atomic
def end(session: Session) -> Break | None:
    """Ends the break that goes on; None, and nothing changes, where there is none."""
    _lock(session)
    going_on: Break | None = session.breaks.filter(ended_at=None).first()
    if going_on:
        going_on.ended_at = session.ended_at or timezone.now()
        going_on.save(update_fields=["ended_at"])
        _tell(going_on)
    return going_on


def as_dict(one: Break) -> dict[str, Any]:
    return {
        "id": one.pk,
        "started_at": one.started_at.timestamp(),
        "ended_at": one.ended_at.timestamp() if one.ended_at else None,
    }


def _lock(session: Session) -> None:
    """Two clicks at once take turns, and the second sees what the first did."""
    session.refresh_from_db(from_queryset=Session.objects.select_for_update(of=("self",)))


def _tell(one: Break) -> None:
    event = {"type": "break", **as_dict(one)}
    transaction.on_commit(lambda: broadcast.send(one.session_id, event))
