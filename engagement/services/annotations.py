"""What participants say about stretches of their own trace. It changes no number; it stands beside them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.errors import FieldInvalid, NotFound
from engagement.models import Annotation, Participant
from engagement.services.text import clean_line

TEXT_LENGTH = 200
MOST = 200
LONGEST = timedelta(hours=24)
# What a page shows as now lies in windows that end a little later.
AHEAD = timedelta(seconds=60)


def of(participant: Participant, start: datetime | None = None, end: datetime | None = None) -> list[dict[str, Any]]:
    """Theirs, in the order of time; with times, only those that touch the stretch between them."""
    found = participant.annotations.all()
    if start is not None:
        found = found.filter(ended_at__gt=start)
    if end is not None:
        found = found.filter(started_at__lt=end)
    return [as_dict(annotation) for annotation in found]


@transaction.atomic
def add(participant: Participant, start: datetime, end: datetime, kind: str, text: str = "") -> Annotation:
    _require_within_session(participant, start, end)
    Participant.objects.select_for_update().only("pk").get(pk=participant.pk)  # so that two at once are counted
    if participant.annotations.count() >= MOST:
        what = ngettext("at most %d, please; delete one first.", "at most %d, please; delete one first.", MOST) % MOST
        raise FieldInvalid(field=_("Notes"), what=what)
    return Annotation.objects.create(
        participant=participant, started_at=start, ended_at=end, kind=kind, text=_clean(kind, text)
    )


def delete(participant: Participant, annotation_id: int) -> None:
    deleted, _by_model = participant.annotations.filter(pk=annotation_id).delete()
    if not deleted:
        raise NotFound


def as_dict(annotation: Annotation) -> dict[str, Any]:
    return {
        "id": annotation.pk,
        "from": annotation.started_at.timestamp(),
        "to": annotation.ended_at.timestamp(),
        "kind": annotation.kind,
        "label": str(annotation.get_kind_display()),
        "text": annotation.text,
    }


def _require_within_session(participant: Participant, start: datetime, end: datetime) -> None:
    if not timedelta(0) < end - start <= LONGEST:
        raise FieldInvalid(field="to", what=_("choose a time after “from”, at most 24 hours later."))
    session = participant.session
    begun = session.started_at or session.created_at
    if not begun - AHEAD <= start < end <= (session.ended_at or timezone.now()) + AHEAD:
        raise FieldInvalid(field=_("Time"), what=_("choose a time within the session."))


def _clean(kind: str, text: str) -> str:
    """“Something else” says what."""
    if kind != Annotation.Kind.OTHER and not text.strip():
        return ""
    return clean_line(_("Text"), text, TEXT_LENGTH)
