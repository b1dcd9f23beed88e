"""A participant's place in a session: taken by joining, and taken again by who lost it."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from engagement import access
from engagement.api.own import ByOwnToken
from engagement.api.tokens import owner_of
from engagement.models import Participant
from engagement.services import participants


class OwnPlace(ByOwnToken):
    def post(self, request: Request) -> Response:
        """The token of who took part and comes back, in another tab or after a crash."""
        return Response(place_as_dict(*participants.come_back(owner_of(request))))


def place_as_dict(participant: Participant, token: str) -> dict[str, Any]:
    return {
        "token": token,
        "own_token": access.own_token(participant),
        "participant": participants.as_dict(participant),
        "ws_path": "/ws/capture/",
    }
