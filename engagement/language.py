"""What LocaleMiddleware does for pages, for websockets: their sentences are in the language of who opened them."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.http import HttpRequest, parse_cookie
from django.utils import translation

Scope = MutableMapping[str, Any]
Application = Callable[[Scope, Any, Any], Awaitable[None]]


class InLanguage:
    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        with translation.override(language_of(scope)):
            await self.application(scope, receive, send)


def language_of(scope: Scope) -> str:
    """The cookie's, else what the browser asks for, else the site's."""
    headers = {name: value.decode("latin-1") for name, value in scope.get("headers", [])}
    request = HttpRequest()
    request.COOKIES = parse_cookie(headers.get(b"cookie", ""))
    request.META["HTTP_ACCEPT_LANGUAGE"] = headers.get(b"accept-language", "")
    return translation.get_language_from_request(request)
