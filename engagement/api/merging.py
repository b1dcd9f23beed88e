"""Participants as people: matched to the roster, and merged where one person joined twice."""

from __future__ import annotations

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from engagement import access
from engagement.api.serializers import checked
from engagement.services import merging, participants


class Into(serializers.Serializer):
    """The participant who stays."""

    into = serializers.IntegerField(min_value=1)


class Entry(serializers.Serializer):
    """Of the roster; null: nobody on it."""

    entry = serializers.IntegerField(min_value=1, allow_null=True)


class MergeParticipant(APIView):
    def post(self, request: Request, participant_id: int) -> Response:
        other = access.participant_of(request.user, participant_id)
        kept = access.participant_of(request.user, checked(Into, request.data)["into"])
        merging.merge(kept, other)
        return Response(participants.as_dict(kept))


class MatchParticipant(APIView):
    def put(self, request: Request, participant_id: int) -> Response:
        participant = access.participant_of(request.user, participant_id)
        entry = checked(Entry, request.data)["entry"]
        merging.match(participant, entry and access.roster_entry_of(request.user, entry))
        return Response({**participants.as_dict(participant), "entry": entry})
