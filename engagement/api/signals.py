"""A participant's signals, by the token with which they take part; and what their host hears of them."""

from __future__ import annotations

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from engagement import access
from engagement.api.serializers import checked
from engagement.api.tokens import ByToken, TokenThrottle, participant_of
from engagement.errors import NotFound
from engagement.models import Signal
from engagement.services import signals


class NewSignal(serializers.Serializer):
    kind = serializers.ChoiceField(Signal.Kind.choices)


class SignalThrottle(TokenThrottle):
    scope = "signals"
    rate = "60/min"


class OwnSignals(ByToken):
    throttle_classes = [SignalThrottle]

    def get(self, request: Request) -> Response:
        return Response(signals.own(participant_of(request)))

    def post(self, request: Request) -> Response:
        participant = participant_of(request)
        signals.give(participant, **checked(NewSignal, request.data))
        return Response(signals.own(participant), status=201)


class OwnSignal(ByToken):
    throttle_classes = [SignalThrottle]

    def delete(self, request: Request, kind: str) -> Response:
        participant = participant_of(request)
        if kind not in Signal.Kind.values:
            raise NotFound
        signals.take_back(participant, kind)
        return Response(signals.own(participant))


class SessionSignals(APIView):
    def get(self, request: Request, session_id: int) -> Response:
        return Response(signals.of_last_minutes(access.session_of(request.user, session_id)))


class SessionHands(APIView):
    def delete(self, request: Request, session_id: int) -> Response:
        session = access.session_of(request.user, session_id)
        signals.lower_hands(session)
        return Response(signals.of_last_minutes(session))
