"""Taps that need no camera: a raised hand, and "too fast", "too slow", "lost me".

What the host hears, in the snapshot of a session (`"signals"`) and as a message to its dashboards (docs/protocol.md):

    {"type": "signals",
     "hands": [{"id": participant, "name": "Ada", "at": unix}],      # until lowered, the longest raised first
     "counts": {"too_fast": people, "too_slow": people, "lost": people},   # who tapped in the last 5 minutes
     "until": unix}                                                  # when these counts fall by themselves; null: never

Nobody learns who tapped. In a class-only session hands have no `id` and no `name` (null), and the counts are null while
fewer than `MINIMUM_PEOPLE` are connected.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from engagement import access
from engagement.errors import SessionClosed, SessionNotOpen
from engagement.models import Participant, Session, Signal
from engagement.pipeline import broadcast
from engagement.services.grid import MINIMUM_PEOPLE

LASTS = timedelta(minutes=5)
Kind = Signal.Kind
TAPS = (Kind.TOO_FAST, Kind.TOO_SLOW, Kind.LOST)


def of_last_minutes(session: Session) -> dict[str, Any]:
    since = timezone.now() - LASTS
    known = list(_known(session, since))
    taps = [signal for signal in known if signal.kind != Kind.HAND]
    shows_people = access.shows_people(session.course)
    may_count = shows_people or _connected(session) >= MINIMUM_PEOPLE
    return {
        "hands": [_hand(signal, shows_people) for signal in known if signal.kind == Kind.HAND],
        "counts": {str(kind): _people(taps, kind) if may_count else None for kind in TAPS},
        "until": (min(signal.at for signal in taps) + LASTS).timestamp() if taps and may_count else None,
    }


def own(participant: Participant) -> dict[str, float | None]:
    """Since when each of their own signals is shown to the host."""
    since = timezone.now() - LASTS
    known = participant.signals.filter(_current(since))
    times = {signal.kind: signal.at.timestamp() for signal in known}
    return {str(kind): times.get(kind) for kind in Kind}


@transaction.atomic
def give(participant: Participant, kind: str) -> None:
    """A hand that is up stays as long as it was; a second tap counts from now on."""
    _require_open(participant.session)
    _lock(participant)
    if kind == Kind.HAND and participant.signals.filter(kind=kind, lowered_at=None).exists():
        return
    Signal.objects.create(participant=participant, kind=kind)
    _tell(participant.session)


@transaction.atomic
def take_back(participant: Participant, kind: str) -> None:
    """Lowers the hand, or undoes the taps that still count."""
    shown = participant.signals.filter(_current(timezone.now() - LASTS), kind=kind)
    if kind == Kind.HAND:
        shown.update(lowered_at=timezone.now())
    else:
        shown.delete()
    _tell(participant.session)


@transaction.atomic
def lower_hands(session: Session) -> None:
    Signal.objects.filter(participant__session=session, kind=Kind.HAND, lowered_at=None).update(
        lowered_at=timezone.now()
    )
    _tell(session)


def _known(session: Session, since: datetime) -> Iterable[Signal]:
    signals = Signal.objects.filter(_current(since), participant__session=session, participant__withdrawn_at=None)
    # A hand of somebody who left is not up any more.
    there = ~Q(kind=Kind.HAND) | Q(participant__connected=True) | Q(at__gt=since)
    return signals.filter(there).select_related("participant").order_by("at", "pk")


def _current(since: datetime) -> Q:
    return Q(kind=Kind.HAND, lowered_at=None) | Q(kind__in=TAPS, at__gt=since)


def _people(taps: Iterable[Signal], kind: str) -> int:
    return len({signal.participant_id for signal in taps if signal.kind == kind})


def _hand(signal: Signal, shows_people: bool) -> dict[str, Any]:
    person = (signal.participant_id, signal.participant.name) if shows_people else (None, None)
    return {"id": person[0], "name": person[1], "at": signal.at.timestamp()}


def _connected(session: Session) -> int:
    return session.participants.filter(withdrawn_at=None, connected=True).count()


def _require_open(session: Session) -> None:
    if session.status == Session.Status.PLANNED:
        raise SessionNotOpen
    if session.status != Session.Status.OPEN:
        raise SessionClosed


def _lock(participant: Participant) -> None:
    """Two taps at once raise one hand."""
    Participant.objects.select_for_update().only("pk").get(pk=participant.pk)


def _tell(session: Session) -> None:
    event = {"type": "signals", **of_last_minutes(session)}
    transaction.on_commit(lambda: broadcast.send(session.pk, event))
