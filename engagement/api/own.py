"""A participant's own data: read, annotated and deleted with their own token, also when the session is long over."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from engagement import access
from engagement.api.account import user_of
from engagement.api.serializers import checked
from engagement.api.tokens import ByToken, TokenThrottle, owner_of
from engagement.models import Annotation
from engagement.services import annotations as notes
from engagement.services import calibration, explain, own, withdrawal


class Span(serializers.Serializer):
    """Unix seconds, of the years 1970 to 2100."""

    def get_fields(self) -> dict[str, serializers.Field]:
        # "from" is a word of Python, so it cannot be declared as an attribute.
        return {**super().get_fields(), "from": _unix_seconds(), "to": _unix_seconds()}


def _unix_seconds() -> serializers.FloatField:
    return serializers.FloatField(min_value=0, max_value=4_102_444_800)


class NewAnnotation(Span):
    kind = serializers.ChoiceField(Annotation.Kind.choices)
    text = serializers.CharField(allow_blank=True, default="")


class OwnThrottle(TokenThrottle):
    scope = "own"
    rate = "120/min"


class ByOwnToken(ByToken):
    throttle_classes = [OwnThrottle]


class OwnHistory(ByOwnToken):
    def get(self, request: Request) -> Response:
        participant = owner_of(request)
        return Response({**own.history(participant), "calibration": calibration.of(participant)})


class OwnExplain(ByOwnToken):
    def get(self, request: Request) -> Response:
        participant = owner_of(request)
        start, end = _times(checked(Span, request.query_params))
        return Response(explain.told(participant, participant.session, start, end))


class OwnAnnotations(ByOwnToken):
    def get(self, request: Request) -> Response:
        return Response(notes.of(owner_of(request)))

    def post(self, request: Request) -> Response:
        participant = owner_of(request)
        said = checked(NewAnnotation, request.data)
        annotation = notes.add(participant, *_times(said), said["kind"], said["text"])
        return Response(notes.as_dict(annotation), status=201)


class OwnAnnotation(ByOwnToken):
    def delete(self, request: Request, annotation_id: int) -> Response:
        notes.delete(owner_of(request), annotation_id)
        return Response(status=204)


class OwnData(ByOwnToken):
    def delete(self, request: Request) -> Response:
        withdrawal.withdraw(owner_of(request))
        return Response(status=204)


class Participations(APIView):
    """Of who is logged in: where they took part, each with the token to their own data."""

    def get(self, request: Request) -> Response:
        found = access.participations_of(user_of(request))
        return Response([{**own.participation_as_dict(one), "own_token": access.own_token(one)} for one in found])


def _times(span: dict[str, Any]) -> tuple[datetime, datetime]:
    return datetime.fromtimestamp(span["from"], UTC), datetime.fromtimestamp(span["to"], UTC)
