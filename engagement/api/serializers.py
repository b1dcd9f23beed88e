"""What comes in, checked for its form; and what goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.http import HttpRequest
from django.urls import reverse
from rest_framework import serializers

from engagement.models import Marker, Participant, Session, User

if TYPE_CHECKING:
    from engagement.access import CountedCourse, CountedSession

Input = TypeVar("Input", bound=serializers.Serializer)


class Login(serializers.Serializer):
    email = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=1000, trim_whitespace=False)


class Title(serializers.Serializer):
    title = serializers.CharField(allow_blank=True)


class NewSession(Title):
    starts_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    clock = serializers.ChoiceField(Session.Clock.choices, default=Session.Clock.LIVE)


class NewMarker(serializers.Serializer):
    text = serializers.CharField(allow_blank=True)
    kind = serializers.ChoiceField(Marker.Kind.choices, default=Marker.Kind.NOTE)
    at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class Name(serializers.Serializer):
    name = serializers.CharField(allow_blank=True)


class Join(Name):
    consent = serializers.BooleanField(default=False)
    key = serializers.CharField(max_length=64, allow_blank=True, default="")  # of a personal link
    shares = serializers.BooleanField(default=False)  # their timeline, where the course leaves it to them
    # Overrides an attribute of DRF's own, which means something else.
    source = serializers.ChoiceField(Participant.Source.choices, default=Participant.Source.BROWSER)  # type: ignore[assignment]


class Span(serializers.Serializer):
    """In unix seconds."""

    def get_fields(self) -> dict[str, serializers.Field]:
        # "from" is a word of Python, so it cannot be declared as an attribute. The bounds are the years 1970 to 2100.
        return {
            **super().get_fields(),
            "from": serializers.FloatField(min_value=0, max_value=4_102_444_800),
            "to": serializers.FloatField(min_value=0, max_value=4_102_444_800),
        }


class Question(Span):
    """Which number is to be explained."""

    participant = serializers.IntegerField()


def checked(form: type[Input], data: Any) -> dict[str, Any]:
    """The values of a request; a `ValidationError` names the first field that is wrong."""
    serializer = form(data=data)
    serializer.is_valid(raise_exception=True)
    values: dict[str, Any] = serializer.validated_data
    return values


def user_as_dict(user: User) -> dict[str, Any]:
    return {"id": user.pk, "email": user.email, "name": user.name}


def course_as_dict(course: CountedCourse) -> dict[str, Any]:
    """A course from `access.courses_of`, which counts its sessions."""
    return {
        "id": course.pk,
        "title": course.title,
        "kind": course.kind,
        "archived_at": course.archived_at,
        "sessions": course.session_count,
        "created_at": course.created_at,
        "last_session_at": course.last_session_at,
    }


def session_as_dict(session: CountedSession, request: HttpRequest) -> dict[str, Any]:
    """A session from `access.sessions_of`, which counts its participants, and knows whether it is being measured."""
    return {
        "id": session.pk,
        "course": {"id": session.course_id, "title": session.course.title},
        "title": session.title,
        "code": session.code,
        "join_url": request.build_absolute_uri(reverse("join", args=[session.code])),
        "status": session.status,
        "locked": session.locked,
        "clock": session.clock,
        "measuring": session.measuring,
        "starts_at": session.starts_at,
        "started_at": session.started_at,
        "ended_at": session.ended_at,
        "participants": session.participant_count,
    }
