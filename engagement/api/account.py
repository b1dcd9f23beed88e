"""Who is logged in."""

from __future__ import annotations

from django.contrib import auth
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from engagement.api.serializers import Login, checked, user_as_dict
from engagement.api.throttles import LoginThrottle
from engagement.errors import LoginFailed, NotSignedIn
from engagement.models import User


def user_of(request: Request) -> User:
    if not isinstance(request.user, User):
        raise NotSignedIn
    return request.user


class Me(APIView):
    def get(self, request: Request) -> Response:
        return Response(user_as_dict(user_of(request)))


# DRF checks the token of those who are logged in only; logging somebody in from a foreign page must fail, too.
@method_decorator(csrf_protect, name="dispatch")
class LogIn(APIView):
    permission_classes = [AllowAny]
    throttle_classes = [LoginThrottle]

    def post(self, request: Request) -> Response:
        login = checked(Login, request.data)
        user = auth.authenticate(request._request, username=login["email"], password=login["password"])
        if user is None:
            raise LoginFailed
        auth.login(request._request, user)
        return Response(user_as_dict(user))


class LogOut(APIView):
    permission_classes = [AllowAny]

    def post(self, request: Request) -> Response:
        auth.logout(request._request)
        return Response({})
