"""The REST interface: check the form, ask `access` for the object, call one service, answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from engagement import access
from engagement.api.places import place_as_dict
from engagement.api.serializers import (
    Join,
    Name,
    NewMarker,
    Question,
    checked,
    session_as_dict,
)
from engagement.api.throttles import JoinThrottle
from engagement.errors import Conflict, NotFound, SessionIsRecording, TokenInvalid
from engagement.models import Session
from engagement.services import calibration, explain, history, live, participants, scored, sessions


class OpenSession(APIView):
    def post(self, request: Request, session_id: int) -> Response:
        sessions.open_session(access.session_of(request.user, session_id))
        return _session(request, session_id)


class CloseSession(APIView):
    def post(self, request: Request, session_id: int) -> Response:
        session = access.session_of(request.user, session_id)
        if session.measuring is not None:
            raise Conflict(what=_("its recording is being measured; it closes by itself, or when you cancel that"))
        sessions.close(session)
        return _session(request, session_id)


class SessionMarkers(APIView):
    def post(self, request: Request, session_id: int) -> Response:
        session = access.session_of(request.user, session_id)
        marker = sessions.mark(session, **checked(NewMarker, request.data))
        return Response(sessions.marker_as_dict(marker), status=201)


class SessionLive(APIView):
    def get(self, request: Request, session_id: int) -> Response:
        session = access.session_of(request.user, session_id)
        return Response({"session": session_as_dict(session, request._request), **live.snapshot(session)})


class SessionHistory(APIView):
    def get(self, request: Request, session_id: int) -> Response:
        session = access.session_of(request.user, session_id)
        head = {"session": session_as_dict(session, request._request), **scored.of_session(session)}
        return Response({**head, **history.of_session(session)})


class SessionExplain(APIView):
    def get(self, request: Request, session_id: int) -> Response:
        session = access.session_of(request.user, session_id)
        question = checked(Question, request.query_params)
        participant = access.person_of(request.user, question["participant"])
        if participant.session_id != session.pk:
            raise NotFound
        start, end = (datetime.fromtimestamp(question[name], UTC) for name in ("from", "to"))
        return Response(explain.explain(participant, session, start, end))


class OneParticipant(APIView):
    def patch(self, request: Request, participant_id: int) -> Response:
        participant = access.participant_of(request.user, participant_id)
        access.require_people(participant.session)
        participants.rename(participant, **checked(Name, request.data))
        return Response(participants.as_dict(participant))

    def delete(self, request: Request, participant_id: int) -> Response:
        participants.remove(access.participant_of(request.user, participant_id))
        return Response(status=204)


class OwnCalibration(APIView):
    """What a participant's self-test says, for them: they show the token with which they take part."""

    authentication_classes: Sequence[type] = ()
    permission_classes = [AllowAny]

    def get(self, request: Request) -> JsonResponse:
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise TokenInvalid
        # DRF's own answer has no body where there is nothing; this one says null.
        return JsonResponse(calibration.of(access.participant_by_token(token.strip())), safe=False)


class JoinSession(APIView):
    """What is measured, for people who consider joining; and joining. Nobody needs a login for it."""

    permission_classes = [AllowAny]
    throttle_classes = [JoinThrottle]

    def get(self, _request: Request, code: str) -> Response:
        session = access.session_by_code(code)
        return Response(
            {
                "session": _public(session),
                "measured": participants.measured(session),
                "not_measured": participants.not_measured(),
                "capture": participants.capture(session),
                "host_sees_people": access.shows_people(session.course),
            }
        )

    def post(self, request: Request, code: str) -> Response:
        session = access.session_by_code(code)
        if session.measuring is not None:
            raise SessionIsRecording
        joined = participants.join(session, **checked(Join, request.data), user=request.user)
        return Response(place_as_dict(*joined), status=201)


def nothing(_request: HttpRequest) -> JsonResponse:
    """Every other address below /api/."""
    return JsonResponse(NotFound().as_dict(), status=404)


def _session(request: Request, session_id: int, status: int = 200) -> Response:
    """The session as it is now, with its number of participants."""
    session = access.session_of(request.user, session_id)
    return Response(session_as_dict(session, request._request), status=status)


def _public(session: Session) -> dict[str, Any]:
    return {
        "title": session.title,
        "course": session.course.title,
        "status": session.status,
        "clock": session.clock,
        "locked": session.locked,
        "starts_at": session.starts_at,
    }
