"""The roster of a course: imported with a preview, changed by hand, and the personal links of its people."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from engagement import access
from engagement.api.serializers import checked
from engagement.api.throttles import AddressThrottle
from engagement.services import participants, roster


class KeyThrottle(AddressThrottle):
    """A lecture hall opens its links at once; guessing 144 bits takes longer."""

    scope = "key"
    rate = "600/min"


class Base64Bytes(serializers.CharField):
    def to_internal_value(self, data: Any) -> bytes:  # type: ignore[override]
        try:
            return base64.b64decode(super().to_internal_value(data), validate=True)
        except binascii.Error as error:
            raise serializers.ValidationError(_("send the bytes of the file as base64.")) from error


class RosterFile(serializers.Serializer):
    file = Base64Bytes(trim_whitespace=False)


class Person(serializers.Serializer):
    name = serializers.CharField(allow_blank=True)
    email = serializers.CharField(allow_blank=True, required=False, default="")


class People(serializers.Serializer):
    people = Person(many=True, allow_empty=False)


class PersonChange(serializers.Serializer):
    name = serializers.CharField(allow_blank=True, required=False)
    email = serializers.CharField(allow_blank=True, required=False)


class Key(serializers.Serializer):
    key = serializers.CharField(max_length=64)


class CourseRoster(APIView):
    def get(self, request: Request, course_id: int) -> Response:
        course = access.course_of(request.user, course_id)
        return Response([roster.as_dict(entry) for entry in roster.of(course)])

    def post(self, request: Request, course_id: int) -> Response:
        course = access.course_of(request.user, course_id)
        added = roster.add(course, checked(People, request.data)["people"])
        return Response([roster.as_dict(entry) for entry in added], status=201)


class RosterPreview(APIView):
    def post(self, request: Request, course_id: int) -> Response:
        course = access.course_of(request.user, course_id)
        return Response(roster.preview(course, checked(RosterFile, request.data)["file"]))


class OneRosterEntry(APIView):
    def patch(self, request: Request, entry_id: int) -> Response:
        entry = access.roster_entry_of(request.user, entry_id)
        roster.change(entry, **checked(PersonChange, request.data))
        return Response(roster.as_dict(entry))

    def delete(self, request: Request, entry_id: int) -> Response:
        access.roster_entry_of(request.user, entry_id).delete()
        return Response(status=204)


class RosterKey(APIView):
    def post(self, request: Request, entry_id: int) -> Response:
        entry = access.roster_entry_of(request.user, entry_id)
        roster.renew_key(entry)
        return Response(roster.as_dict(entry))


class SessionLinks(APIView):
    """The personal links of a session as a sheet: for a mail merge, or to look up one that was lost."""

    def get(self, request: Request, session_id: int) -> HttpResponse:
        session = access.session_of(request.user, session_id)
        join_url = request.build_absolute_uri(reverse("join", args=[session.code]))
        text = roster.links_csv(roster.of(session.course), join_url)
        response = HttpResponse(text.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="links-{session.code}.csv"'
        response["Cache-Control"] = "no-store"
        return response


class JoinKey(APIView):
    """Whose personal link this is, so that the join page greets them by name; who has joined may come back."""

    permission_classes = [AllowAny]
    throttle_classes = [KeyThrottle]

    def post(self, request: Request, code: str) -> Response:
        session = access.session_by_code(code)
        entry = access.roster_entry_by_key(session, checked(Key, request.data)["key"])
        return Response({"name": entry.name, "joined": participants.has_joined(session, entry)})
