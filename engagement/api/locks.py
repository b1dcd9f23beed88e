"""The door of a session: locked, nobody new comes in; who holds a token comes back."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from engagement import access
from engagement.services import sessions


class SessionLock(APIView):
    def post(self, request: Request, session_id: int) -> Response:
        """Locks it."""
        return _changed(request, session_id, locked=True)

    def delete(self, request: Request, session_id: int) -> Response:
        """Unlocks it."""
        return _changed(request, session_id, locked=False)


def _changed(request: Request, session_id: int, locked: bool) -> Response:
    session = access.session_of(request.user, session_id)
    sessions.lock(session, locked)
    return Response({"id": session.pk, "locked": session.locked})
