from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.errors import Conflict, FieldInvalid
from engagement.models import Course, Observation, Participant, Session, User
from engagement.services import policies
from engagement.services.text import clean_line

TITLE_LENGTH = 200
RUNNING = (Session.Status.OPEN, Session.Status.CLOSING)


@transaction.atomic
def create(owner: User, title: str, kind: str = Course.Kind.CLASS) -> Course:
    """With the policy that fits its kind."""
    course = Course.objects.create(owner=owner, title=clean_line(_("Title"), title, TITLE_LENGTH), kind=kind)
    policies.begin(course)
    return course


def change(course: Course, title: str | None = None, archived: bool | None = None) -> None:
    """Only what is given. An archived course stands apart; everything in it stays as it is."""
    if title is not None:
        course.title = clean_line(_("Title"), title, TITLE_LENGTH)
    if archived is not None:
        course.archived_at = (course.archived_at or timezone.now()) if archived else None
    course.save(update_fields=["title", "archived_at"])


@transaction.atomic
def delete(course: Course, title: str) -> None:
    """Everything of it, for good; whoever asks writes its title, as a sign that they mean this one."""
    course.refresh_from_db(from_queryset=Course.objects.select_for_update())
    if title.strip() != course.title:
        raise FieldInvalid(field=_("Title"), what=_("write “{title}” to delete it.").format(title=course.title))
    if course.sessions.filter(status__in=RUNNING, clock=Session.Clock.LIVE).exists():
        raise Conflict(what=_("a session of this course is still running; close it first"))
    for session in course.sessions.all():
        people = list(Participant.objects.filter(session=session).values_list("pk", flat=True))
        Observation.objects.filter(day=session.day, participant__in=people).delete()  # within one part of the table
    course.delete()
