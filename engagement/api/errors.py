"""Every error of the REST interface leaves as `{"code", "sentence"}`, with the status of its branch of the tree."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from engagement import errors

# The first branch that fits.
STATUS: tuple[tuple[type[errors.HeadwayError], int], ...] = (
    (errors.Malformed, 400),
    (errors.NotSignedIn, 401),
    (errors.NotAllowed, 403),
    (errors.NotFound, 404),
    (errors.HelloTimeout, 408),
    (errors.Conflict, 409),
    (errors.TooLarge, 413),
    (errors.TooFast, 429),
    (errors.Unavailable, 503),
    (errors.HeadwayError, 400),
)


def answer(error: Exception, _context: dict[str, Any]) -> Response | None:
    """DRF's exception handler; None lets the unexpected be logged and answered as 500."""
    if isinstance(error, Http404):
        error = errors.NotFound()
    if isinstance(error, PermissionDenied):
        error = errors.NotAllowed()
    if isinstance(error, exceptions.NotAuthenticated):
        error = errors.NotSignedIn()
    if isinstance(error, exceptions.ValidationError):
        error = _field_invalid(error)
    if isinstance(error, errors.HeadwayError):
        return Response(error.as_dict(), status=status_of(error))
    if isinstance(error, exceptions.APIException):
        return _of_framework(error)
    return None


def status_of(error: errors.HeadwayError) -> int:
    return next(status for branch, status in STATUS if isinstance(error, branch))


def _field_invalid(error: exceptions.ValidationError) -> errors.FieldInvalid:
    """The first field that is wrong; the others are told once it is right."""
    detail: Any = error.detail
    names: list[str] = []
    while isinstance(detail, dict | list):
        name, detail = next(iter(detail.items())) if isinstance(detail, dict) else ("", detail[0])
        names.append(str(name))
    field = ".".join(name for name in names if name and name != "non_field_errors")
    return errors.FieldInvalid(field=field or _("Request"), what=str(detail))


def _of_framework(error: exceptions.APIException) -> Response:
    """Wrong method, unreadable JSON, too many attempts and the like."""
    codes = error.get_codes()
    code = codes if isinstance(codes, str) else error.default_code
    response = Response({"code": f"request.{code}", "sentence": str(error.detail)}, status=error.status_code)
    wait: float | None = getattr(error, "wait", None)  # of Throttled
    if wait is not None:
        response["Retry-After"] = str(int(wait) + 1)
    return response
