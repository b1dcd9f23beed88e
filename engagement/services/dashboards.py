"""What the pages of a session's host must be told when the rules change."""

from __future__ import annotations

from django.db import transaction

from engagement.models import Course, Session
from engagement.pipeline import broadcast


def look_again(course: Course) -> None:
    """Call it after a change of the course's policy: every open page is asked anew what it may see."""
    open_ones = course.sessions.filter(status__in=[Session.Status.OPEN, Session.Status.CLOSING])
    for session in open_ones.values_list("pk", flat=True):
        transaction.on_commit(lambda session=session: broadcast.look_again(session))  # type: ignore[misc]
