"""Sharing one's timeline: where the course shows its host the class only, each participant may choose to, at any time.

Nobody's is shared by itself. The host sees name and timeline on the live page, while the session runs and as long as
fewer than five people have joined it (`access.sharing_of`); never in a history, an export or an answer elsewhere.
"""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from engagement import access
from engagement.errors import Conflict
from engagement.models import Participant, Session
from engagement.pipeline import broadcast


@transaction.atomic
def choose(participant: Participant, shares: bool) -> None:
    if shares and not access.may_share(participant.session):
        raise Conflict(what=_("there is nothing to share: the host of this session sees your figures already"))
    participant.shares_timeline = shares
    participant.save(update_fields=["shares_timeline"])
    tell(participant.session)


def of(participant: Participant) -> dict[str, bool]:
    """What they chose, and whether they may choose now."""
    session = participant.session
    runs = session.status in (Session.Status.OPEN, Session.Status.CLOSING)
    takes_part = runs and participant.withdrawn_at is None
    return {"may_share": access.may_share(session) and takes_part, "shares": participant.shares_timeline}


def tell(session: Session) -> None:
    """The pages of the host, whose timelines they may go on showing; who is not named is gone at once."""
    transaction.on_commit(partial(_tell, session.pk))


def _tell(session_id: int) -> None:
    session = Session.objects.select_related("course__policy").get(pk=session_id)
    if access.may_share(session):
        shown = access.sharing_of(session).values_list("pk", flat=True)
        broadcast.send(session_id, {"type": "sharing", "people": list(shown)})
