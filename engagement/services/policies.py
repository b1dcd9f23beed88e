"""What may be measured, seen and kept in a course: where each kind of course begins, and what its host makes of it.

The server keeps every one of these rules: pictures at the entrance, days in `services.retention`, single people where
they would show.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.errors import FieldInvalid
from engagement.models import Course, Policy
from engagement.services import dashboards

Capture, Kind = Policy.Capture, Course.Kind
FIELDS = ("capture", "keep_observations_days", "keep_history_days", "show_people")
LONGEST_DAYS = 3650


@dataclass(frozen=True)
class Template:
    capture: str
    keep_observations_days: int
    keep_history_days: int
    show_people: bool


# Pictures are nowhere allowed from the start: whoever needs them for weak machines says so. Observations are kept for
# as long as somebody may ask "why" or score again: a month of a class, days of a conversation, a term of an assessment.
TEMPLATES: dict[str, Template] = {
    Kind.CLASS: Template(Capture.LANDMARKS, 30, 365, True),
    Kind.MEETING: Template(Capture.LANDMARKS, 7, 90, True),
    Kind.INTERVIEW: Template(Capture.LANDMARKS, 7, 30, True),
    Kind.ASSESSMENT: Template(Capture.LANDMARKS, 90, 180, True),
    Kind.SELF_STUDY: Template(Capture.LANDMARKS, 30, 365, True),
}


def begin(course: Course) -> Policy:
    return Policy.objects.create(course=course, **asdict(TEMPLATES[course.kind]))


def templates() -> dict[str, dict[str, Any]]:
    return {kind: asdict(template) for kind, template in TEMPLATES.items()}


@transaction.atomic
def change(course: Course, **values: Any) -> Policy:
    """Only the rules that are given."""
    Course.objects.select_for_update().get(pk=course.pk)
    policy = Policy.objects.filter(course=course).first() or Policy(course=course)
    for name, value in values.items():
        setattr(policy, name, value)
    if policy.keep_observations_days > policy.keep_history_days:
        raise FieldInvalid(
            field=_("Observations"), what=_("they go with the history at the latest; keep them for as long or less.")
        )
    policy.save()
    dashboards.look_again(course)
    return policy


def as_dict(policy: Policy) -> dict[str, Any]:
    return {name: getattr(policy, name) for name in FIELDS}
