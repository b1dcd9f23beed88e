"""A participant takes their consent back, and what was measured of them goes."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from engagement.models import (
    Annotation,
    Calibration,
    Checkpoint,
    Observation,
    Participant,
    Segment,
    Signal,
    Window,
)
from engagement.pipeline import broadcast, closing, stream
from engagement.services import jobs, sharing

OF_PARTICIPANTS = (Window, Segment, Calibration, Checkpoint, Annotation, Signal)


@transaction.atomic
def withdraw(participant: Participant) -> None:
    """Deletes everything of a participant; what stays is a row without a name that says when consent ended.

    Whoever is storing something of them holds the row until they are done, and stores nothing afterwards.
    """
    locked = Participant.objects.select_for_update(of=("self",)).select_related("session").get(pk=participant.pk)
    Observation.objects.filter(day=locked.session.day, participant=locked).delete()
    for model in OF_PARTICIPANTS:
        model.objects.filter(participant=locked).delete()
    jobs.forget_results(locked.session.course_id)
    shared = locked.shares_timeline
    _make_nameless(locked)
    gone = {"id": locked.pk, "name": "", "connected": False}
    event = {"type": "participant", "change": "left", "participant": gone}
    transaction.on_commit(lambda: broadcast.send(locked.session_id, event))
    if shared:
        sharing.tell(locked.session)
    # What the workers remember of somebody who takes no part is gone with the next thing they hear of them.
    transaction.on_commit(lambda: stream.append([closing.end(locked, None)], {}))


def _make_nameless(participant: Participant) -> None:
    participant.name, participant.user, participant.roster_entry = "", None, None
    participant.withdrawn_at, participant.removed, participant.connected = timezone.now(), False, False
    participant.token_serial, participant.shares_timeline = F("token_serial") + 1, False
    participant.save(
        update_fields=[
            *("name", "user", "roster_entry", "withdrawn_at", "removed", "connected", "token_serial"),
            "shares_timeline",
        ]
    )
