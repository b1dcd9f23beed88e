"""Dropping a recording on a course, piece by piece, and naming who was seen in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from rest_framework import serializers
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from engagement import access
from engagement.api.account import user_of
from engagement.api.serializers import checked
from engagement.errors import NotFound
from engagement.models import Job, RosterEntry
from engagement.services import jobs, recordings


class NewRecording(serializers.Serializer):
    title = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    bytes = serializers.IntegerField(min_value=1, source="size")
    starts_at = serializers.DateTimeField()
    consent = serializers.BooleanField(default=False)


class Offset(serializers.Serializer):
    offset = serializers.IntegerField(min_value=0)


class Piece(BaseParser):
    media_type = "application/octet-stream"

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, bytes]:
        return {"piece": stream.read(recordings.PIECE + 1)}


class CourseRecordings(APIView):
    def get(self, request: Request, course_id: int) -> Response:
        """What may be dropped here."""
        access.course_of(request.user, course_id)
        return Response({"max_bytes": settings.RECORDING_MAX_MB * recordings.MB, "piece": recordings.PIECE})

    def post(self, request: Request, course_id: int) -> Response:
        course = access.course_of(request.user, course_id)
        job = recordings.begin(user_of(request), course, **checked(NewRecording, request.data))
        return Response(jobs.as_dict(job), status=201)


class OneRecording(APIView):
    parser_classes = [Piece]

    def put(self, request: Request, job_id: UUID) -> Response:
        job = access.job_of(request.user, job_id)
        if job.kind != Job.Kind.RECORDING:
            raise NotFound
        offset = checked(Offset, request.query_params)["offset"]
        piece: bytes = dict(request.data)["piece"]
        return Response({"received": recordings.add(job, offset, piece)})


class SessionFaces(APIView):
    def get(self, request: Request, session_id: int) -> Response:
        session = access.session_of(request.user, session_id)
        access.require_people(session)
        roster = RosterEntry.objects.filter(course=session.course_id).values("id", "name")
        return Response({"faces": recordings.faces(session), "roster": list(roster)})
