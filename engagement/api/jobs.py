"""Background jobs: how far they are, and what they made."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from engagement import access
from engagement.api.serializers import checked
from engagement.errors import NotFound
from engagement.models import Job
from engagement.services import jobs, recordings


class Which(serializers.Serializer):
    course = serializers.IntegerField(required=False)
    session = serializers.IntegerField(required=False)
    kind = serializers.ChoiceField(Job.Kind.choices, required=False)


class Jobs(APIView):
    def get(self, request: Request) -> Response:
        wanted = access.jobs_of(request.user).filter(**checked(Which, request.query_params))
        return Response([jobs.as_dict(job) for job in wanted])


class OneJob(APIView):
    def get(self, request: Request, job_id: UUID) -> Response:
        return Response(jobs.as_dict(access.job_of(request.user, job_id)))

    def delete(self, request: Request, job_id: UUID) -> Response:
        job = access.job_of(request.user, job_id)
        (recordings.cancel if job.kind == Job.Kind.RECORDING else jobs.cancel)(job)
        return Response(status=204)


class JobContent(APIView):
    """The file that a job made. It is saved, never shown by the browser as a page of ours."""

    def get(self, request: Request, job_id: UUID) -> HttpResponse:
        job = access.job_of(request.user, job_id)
        if not jobs.may_be_fetched(job):
            raise NotFound
        response = HttpResponse(bytes(job.content or b""), content_type=job.content_type)
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=job.filename)
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response["Cache-Control"] = "private, no-store"
        return response
