"""An account with one of everything that a page can show; filled in by `manage.py shell`, beside the running server."""

from __future__ import annotations

import json

from engagement.management.bench import filling
from engagement.models import Annotation, Course, Job, Participant, RosterEntry, Session, User
from tests.engagement.api.routes import Values

TEACHER, NEWCOMER = "grete@example.org", "emil@example.org"
SIZE = filling.Size(sessions=3, people=8, seconds=900, hz=1)


def fill(password: str) -> Values:
    """Two accounts, a full one and an empty one; what the arguments of the pages name in the full one."""
    teacher = User.objects.create_user(TEACHER, password, name="Grete Hermann")
    User.objects.create_user(NEWCOMER, password, name="Emil Artin")
    live = filling.fill(teacher, SIZE)
    course = live.course
    past = Session.objects.filter(course=course).exclude(pk=live.pk).order_by("-started_at")[0]
    entry = RosterEntry.objects.create(course=course, name="Person 1", email="one@example.org")
    RosterEntry.objects.create(course=course, name="Absent Person", email="absent@example.org")
    person = Participant.objects.filter(session=past).order_by("pk")[0]
    person.roster_entry = entry
    person.save(update_fields=["roster_entry"])
    assert past.started_at is not None
    assert past.ended_at is not None
    Annotation.objects.create(participant=person, started_at=past.started_at, ended_at=past.ended_at, kind="notes")
    job = Job.objects.create(owner=teacher, course=course, session=past, kind=Job.Kind.EXPORT, status=Job.Status.DONE)
    empty = Course.objects.create(owner=teacher, title="Nothing yet")
    planned = Session.objects.create(course=course, title="Next week", starts_at=past.ended_at)
    return {
        "course_id": course.pk,
        "empty_course_id": empty.pk,
        "session_id": past.pk,
        "live_session_id": live.pk,
        "planned_session_id": planned.pk,
        "participant_id": person.pk,
        "entry_id": entry.pk,
        "roster_entry_id": entry.pk,
        "job_id": str(job.pk),
        "code": live.code,
        "key": entry.key,
    }


def tell(password: str) -> None:
    """To the process that started this one."""
    print(json.dumps(fill(password)))  # noqa: T201
