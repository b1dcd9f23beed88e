"""The built pages under /static/: WhiteNoise's file table, answered before Django and without its middleware."""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO

import django.contrib.admin
from django.conf import settings
from whitenoise import WhiteNoise

from engagement.pages import content_security_policy

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]

# Vite's names: assets/app-re6uHD4V.js
HASHED_NAME = r"^.+-[0-9A-Za-z_-]{8}\.[0-9a-z.]+$"
CHUNK_BYTES = 256 * 1024
WORKER_POLICY = content_security_policy(wasm=True)
ADMIN_FILES = Path(django.contrib.admin.__file__).parent / "static" / "admin"


class StaticFiles:
    """Answers what WhiteNoise knows (with ETag, ranges and compressed variants), hands on the rest."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.table = WhiteNoise(
            None,
            autorefresh=settings.DEBUG,
            max_age=60,
            immutable_file_test=HASHED_NAME,
            add_headers_function=_add_headers,
        )
        self.table.add_files(str(settings.STATIC_ROOT), prefix=settings.STATIC_URL)
        # The administration brings its own files; they need no build.
        self.table.add_files(str(ADMIN_FILES), prefix=f"{settings.STATIC_URL}admin/")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        path = scope["path"]
        known = self.table.find_file(path) if self.table.autorefresh else self.table.files.get(path)
        if known is None:
            return await self.application(scope, receive, send)
        response = known.get_response(scope["method"], _environ(scope))
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
        await send({"type": "http.response.start", "status": HTTPStatus(response.status).value, "headers": headers})
        await _send_body(response.file, send)


def _environ(scope: Message) -> dict[str, str]:
    return {
        f"HTTP_{name.decode('latin-1').upper().replace('-', '_')}": value.decode("latin-1")
        for name, value in scope["headers"]
    }


def _add_headers(headers: Any, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if url.endswith(".js"):
        # A worker is under the policy that comes with its script, not under its page's.
        headers["Content-Security-Policy"] = WORKER_POLICY


async def _send_body(file: BinaryIO | None, send: Send) -> None:
    if file is None:
        return await send({"type": "http.response.body", "body": b""})
    with file:
        more = True
        while more:
            chunk = await asyncio.to_thread(file.read, CHUNK_BYTES)
            more = len(chunk) == CHUNK_BYTES
            await send({"type": "http.response.body", "body": chunk, "more_body": more})
