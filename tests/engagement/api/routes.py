"""The routes of the site as it is now, and what their arguments name: somebody's belongings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver

from engagement import access
from engagement.models import Annotation, Break, Job, Marker, RosterEntry, Signal, User
from tests.engagement import make

Values = dict[str, Any]

METHODS = ("get", "post", "put", "patch", "delete")
# Arguments that name no object: any value will do, the same for everybody.
WORDS: Values = {"kind": "hand", "format": "csv", "version": 1}
ADMIN = "admin/"
# Where an argument names another kind of thing than elsewhere: the name of that among the belongings.
OF_ANOTHER_KIND = {"api/recordings/<uuid:job_id>": {"job_id": "recording_job_id"}}


@dataclass(frozen=True)
class Route:
    path: str  # "api/courses/<int:course_id>"
    view: Any = field(compare=False, repr=False)
    matches_all: bool = False

    @property
    def arguments(self) -> tuple[str, ...]:
        return tuple(self._name(argument) for argument in re.findall(r"<(?:\w+:)?(\w+)>", self.path))

    @property
    def objects(self) -> tuple[str, ...]:
        """The arguments that name something which is somebody's."""
        return tuple(name for name in self.arguments if name not in WORDS)

    @property
    def methods(self) -> tuple[str, ...]:
        view = getattr(self.view, "cls", None) or getattr(self.view, "view_class", None)
        if view is None:
            return METHODS  # a function answers, or refuses, them all
        return tuple(method for method in METHODS if hasattr(view, method))

    def address(self, values: Values) -> str:
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[self._name(found[1])]), self.path)

    def _name(self, argument: str) -> str:
        return OF_ANOTHER_KIND.get(self.path, {}).get(argument, argument)


def routes_of(patterns: list[Any], before: str = "") -> Iterator[Route]:
    """Every route below the patterns, except the administration's: its pages are for the site's staff."""
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if path != ADMIN:
                yield from routes_of(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            yield Route(path, pattern.callback, matches_all=str(pattern.pattern) == "" and not pattern.name)


@dataclass(frozen=True)
class Belongings:
    """One of each thing that a user can own, by the argument that names it in a route; and a token to take part."""

    user: User
    values: Values
    token: str
    words: tuple[str, ...]  # what only they may read


def belongings(email: str) -> Belongings:
    """An argument that is not here fails the tests: whoever adds a route says what its arguments name."""
    user = make.user(email)
    mark = f"of-{user.name.lower()}"
    course = make.course(user, f"Course {mark}")
    session = make.session(course, title=f"Session {mark}")
    entry = RosterEntry.objects.create(course=course, name=f"Expected {mark}", email=f"expected@{mark}.example")
    person = make.participant(session, f"Person {mark}", roster_entry=entry)
    content = {"content": b"x", "content_type": "text/csv", "filename": f"{mark}.csv", "status": Job.Status.DONE}
    job = Job.objects.create(
        owner=user, course=course, session=session, kind=Job.Kind.EXPORT, result={"mark": mark}, **content
    )
    recording = Job.objects.create(owner=user, course=course, session=session, kind=Job.Kind.RECORDING, **content)
    annotation = Annotation.objects.create(
        participant=person, started_at=make.at(0), ended_at=make.at(9), kind="other", text=f"Annotation {mark}"
    )
    values = {
        "course_id": course.pk,
        "session_id": session.pk,
        "participant_id": person.pk,
        "entry_id": entry.pk,
        "roster_entry_id": entry.pk,
        "job_id": job.pk,
        "recording_job_id": recording.pk,
        "annotation_id": annotation.pk,
        "break_id": Break.objects.create(session=session, started_at=make.at(1), ended_at=make.at(2)).pk,
        "marker_id": Marker.objects.create(session=session, at=make.at(1), text=f"Marker {mark}").pk,
        "signal_id": Signal.objects.create(participant=person, kind="hand").pk,
        "code": session.code,
        "key": entry.key,
    }
    return Belongings(
        user, values, access.join_token(person), (mark, session.code, entry.key, str(job.pk), str(recording.pk))
    )
