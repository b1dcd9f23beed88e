"""What if: what can be turned, and a job that scores the session again."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from engagement import access
from engagement.api.account import user_of
from engagement.api.serializers import checked, session_as_dict
from engagement.services import jobs, what_if


class Wanted(serializers.Serializer):
    changes = serializers.DictField()
    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1, allow_null=True, default=None)
    save = serializers.BooleanField(default=False)  # type: ignore[assignment]


class SessionWhatIf(APIView):
    def get(self, request: Request, session_id: int) -> Response:
        session = access.session_of(request.user, session_id)
        return Response({"session": session_as_dict(session, request._request), **what_if.of_session(session)})

    def post(self, request: Request, session_id: int) -> Response:
        session = access.session_of(request.user, session_id)
        wanted = checked(Wanted, request.data)
        job = what_if.request(user_of(request), session, wanted["changes"], wanted["version"], wanted["save"])
        return Response(jobs.as_dict(job), status=202)
