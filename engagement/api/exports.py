"""Asking for exports. What comes of it is a job: `api.jobs`."""

from __future__ import annotations

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from engagement import access
from engagement.api.account import user_of
from engagement.api.serializers import checked
from engagement.services import jobs
from engagement.services.exports import job as exports


class Wish(serializers.Serializer):
    format = serializers.ChoiceField(tuple(exports.FORMATS), source="form")
    zone = serializers.CharField(max_length=60, default="UTC")
    observations = serializers.BooleanField(default=False)


class SessionExports(APIView):
    def post(self, request: Request, session_id: int) -> Response:
        session = access.session_of(request.user, session_id)
        job = exports.request(user_of(request), session.course, session, **checked(Wish, request.data))
        return Response(jobs.as_dict(job), status=201)


class CourseExports(APIView):
    def post(self, request: Request, course_id: int) -> Response:
        course = access.course_of(request.user, course_id)
        job = exports.request(user_of(request), course, None, **checked(Wish, request.data))
        return Response(jobs.as_dict(job), status=201)
