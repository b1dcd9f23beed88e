"""What a host changes of a session afterwards."""

from __future__ import annotations

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from engagement import access
from engagement.api.serializers import Title, checked
from engagement.services import edits


class Trim(serializers.Serializer):
    """None is the session's own start or end."""

    counts_from = serializers.DateTimeField(allow_null=True)
    counts_until = serializers.DateTimeField(allow_null=True)


class PastBreak(serializers.Serializer):
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField()


class SessionTitle(APIView):
    def put(self, request: Request, session_id: int) -> Response:
        session = access.session_of(request.user, session_id)
        edits.rename(session, **checked(Title, request.data))
        return Response({"title": session.title})


class SessionTrim(APIView):
    def put(self, request: Request, session_id: int) -> Response:
        session = access.session_of(request.user, session_id)
        edits.trim(session, **checked(Trim, request.data))
        return Response(edits.of(session))


class PastBreaks(APIView):
    def post(self, request: Request, session_id: int) -> Response:
        session = access.session_of(request.user, session_id)
        marked = edits.mark_break(session, **checked(PastBreak, request.data))
        return Response(edits.break_as_dict(marked), status=201)


class OneBreak(APIView):
    def delete(self, request: Request, session_id: int, break_id: int) -> Response:
        edits.unmark_break(access.session_of(request.user, session_id), break_id)
        return Response(status=204)


class OneMarker(APIView):
    def delete(self, request: Request, session_id: int, marker_id: int) -> Response:
        edits.unmark(access.session_of(request.user, session_id), marker_id)
        return Response(status=204)
