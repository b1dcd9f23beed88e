"""Who of a session was there, and who of the roster was not."""

from __future__ import annotations

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from engagement import access
from engagement.api.serializers import checked
from engagement.services import attendance


class AtLeast(serializers.Serializer):
    """The share of the session, 0..1, from which on somebody was there for long enough."""

    at_least = serializers.FloatField(min_value=0, max_value=1, default=attendance.AT_LEAST)


class SessionAttendance(APIView):
    def get(self, request: Request, session_id: int) -> Response:
        session = access.session_of(request.user, session_id)
        return Response(attendance.of_session(session, **checked(AtLeast, request.query_params)).as_dict())
