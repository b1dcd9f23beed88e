"""Sessions as they are planned: one, many at once, moved, made again, deleted."""

from __future__ import annotations

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from engagement import access
from engagement.api.serializers import NewSession, checked, session_as_dict
from engagement.services import schedule, sessions


class When(serializers.Serializer):
    starts_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class Planned(serializers.Serializer):
    title = serializers.CharField(allow_blank=True)
    starts_at = serializers.DateTimeField()


class Plan(serializers.Serializer):
    sessions = Planned(many=True)


class SessionChange(serializers.Serializer):
    title = serializers.CharField(allow_blank=True, required=False)
    starts_at = serializers.DateTimeField(required=False, allow_null=True)


class CourseSessions(APIView):
    def post(self, request: Request, course_id: int) -> Response:
        course = access.course_of(request.user, course_id)
        return _session(request, sessions.create(course, **checked(NewSession, request.data)).pk, status=201)


class CoursePlan(APIView):
    def post(self, request: Request, course_id: int) -> Response:
        course = access.course_of(request.user, course_id)
        made = schedule.plan(course, checked(Plan, request.data)["sessions"])
        found = access.sessions_of(request.user).filter(pk__in=[session.pk for session in made]).order_by("pk")
        return Response([session_as_dict(session, request._request) for session in found], status=201)


class OneSession(APIView):
    def get(self, request: Request, session_id: int) -> Response:
        return _session(request, session_id)

    def patch(self, request: Request, session_id: int) -> Response:
        schedule.change(access.session_of(request.user, session_id), **checked(SessionChange, request.data))
        return _session(request, session_id)

    def delete(self, request: Request, session_id: int) -> Response:
        schedule.delete(access.session_of(request.user, session_id))
        return Response(status=204)


class SessionDuplicate(APIView):
    def post(self, request: Request, session_id: int) -> Response:
        session = access.session_of(request.user, session_id)
        return _session(request, schedule.duplicate(session, **checked(When, request.data)).pk, status=201)


def _session(request: Request, session_id: int, status: int = 200) -> Response:
    session = access.session_of(request.user, session_id)
    return Response(session_as_dict(session, request._request), status=status)
