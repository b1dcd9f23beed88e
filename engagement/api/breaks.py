"""Breaks of a session: list them, begin one, end it."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from engagement import access
from engagement.services import breaks


class SessionBreaks(APIView):
    def get(self, request: Request, session_id: int) -> Response:
        session = access.session_of(request.user, session_id)
        return Response([breaks.as_dict(one) for one in breaks.of(session)])

    def post(self, request: Request, session_id: int) -> Response:
        begun = breaks.begin(access.session_of(request.user, session_id))
        return Response(breaks.as_dict(begun), status=201)


class SessionResume(APIView):
    def post(self, request: Request, session_id: int) -> Response:
        ended = breaks.end(access.session_of(request.user, session_id))
        return Response(ended and breaks.as_dict(ended))
