"""Who takes part: joining with consent, renaming, removing."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement import access
from engagement.errors import (
    ConsentMissing,
    ParticipantRemoved,
    SessionClosed,
    SessionIsRecording,
    SessionLocked,
    SessionNotOpen,
)
from engagement.models import Participant, Policy, RosterEntry, Session, User
from engagement.pipeline import broadcast, closing, stream
from engagement.services import jobs, sharing
from engagement.services.text import clean_line

NAME_LENGTH = 120
Source = Participant.Source


@transaction.atomic
def join(
    session: Session,
    name: str,
    consent: bool,
    user: User | AnonymousUser | None = None,
    source: str = Source.BROWSER,
    key: str = "",
    shares: bool = False,
) -> tuple[Participant, str]:
    """A participant and the token with which it connects.

    Every joining is a participant of its own, except by the same personal link: it goes on as who it was, and the
    newer connection takes over. After the end of one's measuring, or a withdrawal, it is a new participant.
    """
    require_joinable(session)
    if session.clock == Session.Clock.RECORDED and source == Source.BROWSER:
        raise SessionIsRecording  # a browser's camera knows the time of today only
    if consent is not True:
        raise ConsentMissing
    name = clean_line(_("Name"), name, NAME_LENGTH)
    entry = access.roster_entry_by_key(session, key) if key else None
    again = _again(session, entry) if entry else None
    if again:
        rename(again, name)
        _share(again, shares)
        return again, access.join_token(again)
    if session.locked:
        raise SessionLocked  # for new people, not for who comes back
    participant = Participant.objects.create(
        session=session,
        name=name,
        user_id=user.pk if user else None,
        consented_at=timezone.now(),
        source=source,
        roster_entry=entry,
    )
    _tell(participant, "joined")
    _share(participant, shares)
    return participant, access.join_token(participant)


def _share(participant: Participant, shares: bool) -> None:
    """By their newest word; where the host sees people anyway it says nothing."""
    if access.may_share(participant.session):
        sharing.choose(participant, shares)


def _again(session: Session, entry: RosterEntry) -> Participant | None:
    """Who a personal link already is in a session. Two that open it at once take turns."""
    RosterEntry.objects.select_for_update().get(pk=entry.pk)
    theirs = Participant.objects.filter(session=session, roster_entry=entry).order_by("-joined_at", "-pk")
    if theirs.filter(removed=True).exists():
        raise ParticipantRemoved
    return theirs.filter(withdrawn_at=None, ended_at=None).first()


def require_joinable(session: Session) -> None:
    if session.status in (Session.Status.CLOSING, Session.Status.CLOSED):
        raise SessionClosed
    if session.status == Session.Status.PLANNED and session.clock == Session.Clock.LIVE:
        raise SessionNotOpen


@transaction.atomic
def rename(participant: Participant, name: str) -> None:
    participant.name = clean_line(_("Name"), name, NAME_LENGTH)
    participant.save(update_fields=["name"])
    _tell(participant, "renamed")


@transaction.atomic
def remove(participant: Participant) -> None:
    """Takes a participant out of the session: its token stops working, and nobody sees it any more."""
    participant.withdrawn_at, participant.removed, participant.connected = timezone.now(), True, False
    participant.token_serial = F("token_serial") + 1
    participant.save(update_fields=["withdrawn_at", "removed", "connected", "token_serial"])
    jobs.forget_exports(participant.session.course_id)
    _tell(participant, "left")
    if participant.shares_timeline:
        sharing.tell(participant.session)
    # What the workers remember of somebody who takes no part is gone with the next thing they hear of them.
    transaction.on_commit(lambda: stream.append([closing.end(participant, None)], {}))


def measured(session: Session) -> list[str]:
    """What is measured, in the words that a person reads before agreeing."""
    sentences = [
        _("Where your head points (left or right, up or down, tilted) and how far it is from the camera."),
        _("How far your eyes are open, and roughly where they look, when that can be seen."),
        _("From this: whether you face the screen, and for how long. Where it cannot be told, it says “unknown”."),
    ]
    if capture(session) == Policy.Capture.FRAMES:
        sentences.append(
            _(
                "Pictures may be sent to this server and measured there at once: by this page only if you say so "
                "when your computer is too slow for it, or by another app."
            )
        )
    return sentences


def not_measured() -> list[str]:
    return [
        _("No emotions: nothing is said about what you feel, think or intend."),
        _("No identification: your face is not compared with anybody’s."),
        _("No picture is kept. A picture never reaches a disk."),
        _("The points of your face are not stored. They are deleted as soon as the angles are computed from them."),
    ]


def capture(session: Session) -> str:
    return access.policy_of(session.course).capture


def as_dict(participant: Participant) -> dict[str, Any]:
    return {"id": participant.pk, "name": participant.name, "connected": participant.connected}


def _tell(participant: Participant, change: str) -> None:
    event = {"type": "participant", "change": change, "participant": as_dict(participant)}
    transaction.on_commit(lambda: broadcast.send(participant.session_id, event))
