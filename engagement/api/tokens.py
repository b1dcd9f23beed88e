"""Requests of participants, who need no login: `Authorization: Bearer TOKEN`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from engagement import access
from engagement.errors import TokenInvalid
from engagement.models import Participant


class ByToken(APIView):
    """A login does not replace the token, and a foreign page has none to send: nothing to forge."""

    authentication_classes: Sequence[type] = ()
    permission_classes = [AllowAny]


class TokenThrottle(SimpleRateThrottle):
    """So many requests per token, whatever the address."""

    def get_cache_key(self, request: Request, view: APIView) -> str:
        shown = request.headers.get("Authorization", "").encode("utf-8", "replace")
        return f"throttle.{self.scope}.{hashlib.sha256(shown).hexdigest()[:32]}"


def token_of(request: Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise TokenInvalid
    return token.strip()


def participant_of(request: Request) -> Participant:
    """Who takes part with this token."""
    return access.participant_by_token(token_of(request))


def owner_of(request: Request) -> Participant:
    """Whose data may be read with this token, also long after the session."""
    return access.participant_by_own_token(token_of(request))
