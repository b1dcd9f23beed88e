"""The only functions that turn (user or token, id) into objects.

What is absent and what belongs to somebody else raise the same error with the same sentence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING, TypedDict, TypeVar
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db.models import BigIntegerField, Count, F, Max, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, RowNumber

from engagement.errors import (
    ConsentWithdrawn,
    NotFound,
    ParticipantRemoved,
    PeopleHidden,
    PersonalLinkUnknown,
    TokenExpired,
    TokenInvalid,
)
from engagement.models import Course, Job, Merged, Participant, Policy, RosterEntry, Session, User

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class CourseCounts(TypedDict):
        session_count: int
        last_session_at: dt.datetime | None

    class SessionCounts(TypedDict):
        participant_count: int
        measuring: float | None

    class Measured(TypedDict):
        measuring: float | None

    MeasuredSession = WithAnnotations[Session, Measured]
    CountedCourse = WithAnnotations[Course, CourseCounts]
    CountedSession = WithAnnotations[Session, SessionCounts]

TOKEN_HOURS = 12
# A class is described only by this many people with enough known time (measures.md).
MINIMUM_PEOPLE = 5

Thing = TypeVar("Thing")

_signer = signing.TimestampSigner(salt="engagement.join")
_own_signer = signing.Signer(salt="engagement.own")


def courses_of(user: User | AnonymousUser) -> QuerySet[CountedCourse]:
    """The user's courses, newest first, with `session_count` and `last_session_at`."""
    return (
        Course.objects.filter(owner_id=user.pk)
        .select_related("policy")
        .annotate(session_count=Count("sessions"), last_session_at=Max("sessions__started_at"))
        .order_by("-created_at", "-pk")
    )


def course_of(user: User | AnonymousUser, course_id: int) -> CountedCourse:
    return _found(courses_of(user).filter(pk=course_id).first())


def sessions_of(user: User | AnonymousUser) -> QuerySet[CountedSession]:
    """The sessions of the user's courses, newest first, with their course, `participant_count` and `measuring`."""
    here = Q(participants__isnull=False, participants__withdrawn_at=None)
    return (
        Session.objects.filter(course__owner_id=user.pk)
        .select_related("course__policy", "scoring")
        .annotate(participant_count=Count("participants", filter=here), measuring=_measuring())
        .order_by(F("started_at").desc(nulls_first=True), "-pk")
    )


def _measuring() -> Subquery:
    """Of a session that a recording becomes: how much of it is measured, 0 to 1; null when nothing is under way."""
    under_way = Job.objects.filter(kind=Job.Kind.RECORDING, status__in=(Job.Status.WAITING, Job.Status.RUNNING))
    made = Cast(KeyTextTransform("session", "parameters"), BigIntegerField())
    of_session = under_way.filter(course=OuterRef("course")).annotate(made=made).filter(made=OuterRef("pk"))
    return Subquery(of_session.values("progress")[:1])


def session_of(user: User | AnonymousUser, session_id: int) -> CountedSession:
    return _found(sessions_of(user).filter(pk=session_id).first())


def policy_of(course: Course) -> Policy:
    """A course without a policy has the defaults."""
    policy: Policy | None = getattr(course, "policy", None)
    return policy or Policy(course=course)


def shows_people(course: Course) -> bool:
    """Whether its host sees single people."""
    return policy_of(course).show_people


def require_people(session: Session) -> None:
    if not shows_people(session.course):
        raise PeopleHidden


def may_share(session: Session) -> bool:
    """Whether a participant has a choice: their host sees the class only, and is there to look."""
    return session.clock == Session.Clock.LIVE and not shows_people(session.course)


def is_before_class(session: Session) -> bool:
    """Whether a class-only session runs that a fifth person has not joined yet. From then on the class is told, of what
    came since then: no moment is ever told both of the class and of single people."""
    runs = session.status in (Session.Status.OPEN, Session.Status.CLOSING)
    return runs and may_share(session) and not classes_began([session])


def sharing_of(session: Session) -> QuerySet[Participant]:
    """Whose timeline the host of a class-only session sees now, by their own choice."""
    if not is_before_class(session):
        return Participant.objects.none()
    return participants_of(session).filter(shares_timeline=True)


def classes_began(sessions: Collection[Session]) -> dict[int, dt.datetime]:
    """When the fifth person joined each of the sessions that let people share; not there where nobody is the fifth.

    Whoever withdrew, was removed or left has joined too, so that this never changes.
    """
    wanted = [session.pk for session in sessions if may_share(session)]
    if not wanted:
        return {}
    rank = Window(RowNumber(), partition_by="session", order_by=["joined_at", "pk"])
    fifth = Participant.objects.filter(session__in=wanted).annotate(rank=rank).filter(rank=MINIMUM_PEOPLE)
    return dict(fifth.values_list("session_id", "joined_at"))


def participants_of(session: Session) -> QuerySet[Participant]:
    """Who takes part; not those who withdrew or were removed."""
    return session.participants.filter(withdrawn_at=None).order_by("name", "pk")


def participant_of(user: User | AnonymousUser, participant_id: int) -> Participant:
    """A participant of a session that the user owns."""
    people = Participant.objects.filter(session__course__owner_id=user.pk, withdrawn_at=None)
    return _found(people.filter(pk=participant_id).select_related("session").first())


def jobs_of(user: User | AnonymousUser) -> QuerySet[Job]:
    """What the user asked for, newest first, without the files that were made."""
    own = Job.objects.filter(owner_id=user.pk, course__owner_id=user.pk)
    return own.select_related("course__policy").defer("content")


def job_of(user: User | AnonymousUser, job_id: UUID) -> Job:
    return _found(jobs_of(user).filter(pk=job_id).first())


def roster_entry_of(user: User | AnonymousUser, entry_id: int) -> RosterEntry:
    """A person on the roster of a course that the user owns."""
    entries = RosterEntry.objects.filter(course__owner_id=user.pk).select_related("course")
    return _found(entries.filter(pk=entry_id).first())


def roster_entry_by_key(session: Session, key: str) -> RosterEntry:
    """Whom a personal link stands for in this session."""
    entry = RosterEntry.objects.filter(course=session.course_id, key=key).first()
    if entry is None:
        raise PersonalLinkUnknown
    return entry


def person_of(user: User | AnonymousUser, participant_id: int) -> Participant:
    """A participant whose figures the user may see: their own, or those of a session whose host sees single people."""
    own = Q(user_id=user.pk, user__isnull=False)
    shown = Q(session__course__owner_id=user.pk) & ~Q(session__course__policy__show_people=False)
    people = Participant.objects.filter(own | shown, withdrawn_at=None)
    return _found(
        people.filter(pk=participant_id).select_related("session__course__policy", "session__scoring").first()
    )


def people_beside(user: User, participant: Participant) -> QuerySet[Participant]:
    """Of the sessions of their course, oldest first: all for a host who sees people, else the user's own."""
    people = Participant.objects.filter(session__course=participant.session.course_id, withdrawn_at=None)
    course = participant.session.course
    if course.owner_id != user.pk or not shows_people(course):
        people = people.filter(user_id=user.pk, user__isnull=False)
    related = people.select_related("session__scoring", "session__course").prefetch_related("session__breaks")
    return related.order_by("session__started_at", "pk")


def session_by_code(code: str) -> MeasuredSession:
    """The session with this join code, whatever its status, with `measuring`."""
    code = code.strip().upper()
    if not (code.isascii() and code.isalnum()):
        raise NotFound
    found = Session.objects.filter(code=code).annotate(measuring=_measuring())
    return _found(found.select_related("course__policy").first())


def join_token(participant: Participant) -> str:
    """A signed token for `/ws/capture/`, good for `TOKEN_HOURS` and until the participant's serial changes."""
    return _signer.sign_object([participant.pk, participant.token_serial])


def participant_by_token(token: str) -> Participant:
    """The participant who holds this join token, with session, course, policy and scoring; whatever the status.

    Raises `TokenExpired`, `TokenInvalid` (forged, or replaced by a newer one), `ParticipantRemoved`
    or `ConsentWithdrawn`.
    """
    participant_id, serial = _read_token(token)
    people = Participant.objects.select_related("session__course__policy", "session__scoring")
    participant = people.filter(pk=participant_id).first()
    if participant is None or participant.removed:
        raise ParticipantRemoved
    if participant.token_serial != serial:
        raise TokenInvalid
    if participant.withdrawn_at:
        raise ConsentWithdrawn
    return participant


def participations_of(user: User) -> QuerySet[Participant]:
    """Where the user took part while logged in, newest first; not what they had deleted."""
    own = Participant.objects.filter(user=user).filter(Q(withdrawn_at=None) | Q(removed=True))
    return own.select_related("session__course").order_by("-joined_at", "-pk")


def own_token(participant: Participant) -> str:
    """A signed token for a participant's own data, good as long as these are kept: to read, note and delete them.

    It joins as nobody but them, and only while their session runs, so it needs no end. Who was removed can still read.
    """
    return _own_signer.sign_object([participant.pk])


def participant_by_own_token(token: str) -> Participant:
    """Whose data it is, with session, course, policy and scoring; a join token serves, too, as long as it is good.

    Raises `TokenInvalid`, also where nothing is kept any more, or `ConsentWithdrawn`.
    """
    if not token.isascii():  # the signer cannot encode lone surrogates
        raise TokenInvalid
    try:
        (participant_id,) = _own_signer.unsign_object(token)
    except signing.BadSignature:
        return participant_by_token(token)
    people = Participant.objects.select_related("session__course__policy", "session__scoring")
    participant = people.filter(Q(pk=participant_id) | Q(pk__in=_became(participant_id))).first()
    if participant is None:
        raise TokenInvalid
    if participant.withdrawn_at and not participant.removed:
        raise ConsentWithdrawn
    return participant


def _became(participant_id: int) -> QuerySet[Merged, int]:
    """As whom somebody goes on who was merged with another participant."""
    return Merged.objects.filter(former=participant_id).values_list("participant", flat=True)


def _read_token(token: str) -> tuple[int, int]:
    if not token.isascii():  # the signer cannot encode lone surrogates
        raise TokenInvalid
    try:
        participant_id, serial = _signer.unsign_object(token, max_age=TOKEN_HOURS * 3600)
    except signing.SignatureExpired as error:
        raise TokenExpired from error
    except signing.BadSignature as error:
        raise TokenInvalid from error
    return participant_id, serial


def _found(thing: Thing | None) -> Thing:
    if thing is None:
        raise NotFound
    return thing
