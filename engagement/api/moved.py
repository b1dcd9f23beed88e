"""What moved the class."""

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from engagement import access
from engagement.services import moved


class SessionMoved(APIView):
    def get(self, request: Request, session_id: int) -> Response:
        return Response(moved.of_session(access.session_of(request.user, session_id)))
