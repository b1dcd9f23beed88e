"""Whether a participant's timeline is shared with the host, by their own token."""

from __future__ import annotations

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from engagement.api.own import ByOwnToken
from engagement.api.serializers import checked
from engagement.api.tokens import owner_of
from engagement.services import sharing


class Choice(serializers.Serializer):
    shares = serializers.BooleanField()


class OwnSharing(ByOwnToken):
    def get(self, request: Request) -> Response:
        return Response(sharing.of(owner_of(request)))

    def put(self, request: Request) -> Response:
        participant = owner_of(request)
        sharing.choose(participant, **checked(Choice, request.data))
        return Response(sharing.of(participant))
