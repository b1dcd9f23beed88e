"""What happened: a moment of a session, a course over time, a person across its sessions."""

from __future__ import annotations

from datetime import UTC, datetime

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from engagement import access
from engagement.api.account import user_of
from engagement.api.serializers import Span, checked
from engagement.services import course_history, explain, moments, person_history


class Moment(serializers.Serializer):
    at = serializers.FloatField(min_value=0, max_value=4_102_444_800)


class Term(serializers.Serializer):
    """Sessions that began in it; either end may be open."""

    def get_fields(self) -> dict[str, serializers.Field]:
        # "from" is a word of Python, so it cannot be declared as an attribute.
        return {**super().get_fields(), "from": _moment(), "to": _moment()}


def _moment() -> serializers.DateTimeField:
    return serializers.DateTimeField(required=False, allow_null=True, default=None)


class SessionMoment(APIView):
    def get(self, request: Request, session_id: int) -> Response:
        session = access.session_of(request.user, session_id)
        return Response(moments.of(session, **checked(Moment, request.query_params)))


class CourseHistory(APIView):
    def get(self, request: Request, course_id: int) -> Response:
        course = access.course_of(request.user, course_id)
        term = checked(Term, request.query_params)
        found = access.sessions_of(request.user).filter(course=course)
        found = found.filter(started_at__gte=term["from"]) if term["from"] else found
        found = found.filter(started_at__lt=term["to"]) if term["to"] else found
        head = {"course": {"id": course.pk, "title": course.title}}
        return Response({**head, **course_history.of_course(course, found)})


class PersonHistory(APIView):
    def get(self, request: Request, participant_id: int) -> Response:
        user = user_of(request)
        return Response(person_history.of(user, access.person_of(user, participant_id)))


class PersonExplain(APIView):
    def get(self, request: Request, participant_id: int) -> Response:
        participant = access.person_of(user_of(request), participant_id)
        span = checked(Span, request.query_params)
        start, end = (datetime.fromtimestamp(span[name], UTC) for name in ("from", "to"))
        return Response(explain.told(participant, participant.session, start, end))
