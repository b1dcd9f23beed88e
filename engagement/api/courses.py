"""Courses, and what may be measured, seen and kept in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from engagement import access
from engagement.api.account import user_of
from engagement.api.serializers import Title, checked, course_as_dict, session_as_dict
from engagement.models import Course, Policy
from engagement.services import courses, policies

if TYPE_CHECKING:
    from engagement.access import CountedCourse


class NewCourse(Title):
    kind = serializers.ChoiceField(Course.Kind.choices, default=Course.Kind.CLASS)


class CourseChange(serializers.Serializer):
    title = serializers.CharField(allow_blank=True, required=False)
    archived = serializers.BooleanField(required=False)


class PolicyChange(serializers.Serializer):
    capture = serializers.ChoiceField(Policy.Capture.choices, required=False)
    keep_observations_days = serializers.IntegerField(min_value=0, max_value=policies.LONGEST_DAYS, required=False)
    keep_history_days = serializers.IntegerField(min_value=1, max_value=policies.LONGEST_DAYS, required=False)
    show_people = serializers.BooleanField(required=False)


class Courses(APIView):
    def get(self, request: Request) -> Response:
        return Response([course_as_dict(course) for course in access.courses_of(request.user)])

    def post(self, request: Request) -> Response:
        course = courses.create(user_of(request), **checked(NewCourse, request.data))
        return Response(course_as_dict(access.course_of(request.user, course.pk)), status=201)


class Kinds(APIView):
    """The policy with which a course of each kind begins."""

    def get(self, _request: Request) -> Response:
        return Response(policies.templates())


class OneCourse(APIView):
    def get(self, request: Request, course_id: int) -> Response:
        course = access.course_of(request.user, course_id)
        its_sessions = access.sessions_of(request.user).filter(course=course)
        listed = [session_as_dict(session, request._request) for session in its_sessions]
        return Response({**_head(course), "sessions": listed})

    def patch(self, request: Request, course_id: int) -> Response:
        course = access.course_of(request.user, course_id)
        courses.change(course, **checked(CourseChange, request.data))
        return Response(_head(course))

    def delete(self, request: Request, course_id: int) -> Response:
        courses.delete(access.course_of(request.user, course_id), **checked(Title, request.data))
        return Response(status=204)


class CoursePolicy(APIView):
    def patch(self, request: Request, course_id: int) -> Response:
        course = access.course_of(request.user, course_id)
        return Response(policies.as_dict(policies.change(course, **checked(PolicyChange, request.data))))


def _head(course: CountedCourse) -> dict[str, Any]:
    return {
        "id": course.pk,
        "title": course.title,
        "kind": course.kind,
        "archived_at": course.archived_at,
        "policy": policies.as_dict(access.policy_of(course)),
    }
