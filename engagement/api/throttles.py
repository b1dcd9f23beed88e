"""Guessing passwords and join codes is slow; a lecture hall behind one address is not."""

from __future__ import annotations

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView


class AddressThrottle(SimpleRateThrottle):
    """So many attempts per address, whoever is logged in."""

    def get_cache_key(self, request: Request, view: APIView) -> str:
        return f"throttle.{self.scope}.{self.get_ident(request)}"

    def get_ident(self, request: Request) -> str:
        """The last address that a proxy of ours has seen; what clients write themselves does not count."""
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_TLS_PROXY else ""
        return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


class LoginThrottle(AddressThrottle):
    scope = "login"
    rate = "30/min"


class JoinThrottle(AddressThrottle):
    scope = "join"
    rate = "600/min"
