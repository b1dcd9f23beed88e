"""A websocket speaks the language of who opened it."""

import json

import pytest
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.utils import translation

from engagement.asgi import application
from engagement.language import language_of

GERMAN = (b"accept-language", b"de-DE,de;q=0.9")
ENGLISH = (b"cookie", f"{settings.LANGUAGE_COOKIE_NAME}=en".encode())


@pytest.mark.parametrize(
    ("headers", "language"),
    [([], "en"), ([GERMAN], "de"), ([GERMAN, ENGLISH], "en"), ([(b"accept-language", b"\xff")], "en")],
)
def test_cookie_wins_over_browser_over_site(headers: list[tuple[bytes, bytes]], language: str) -> None:
    assert language_of({"headers": headers}) == language


@pytest.mark.django_db(transaction=True)
async def test_refusal_is_told_in_german() -> None:
    scope = {"type": "websocket", "path": "/ws/capture/", "headers": [GERMAN], "subprotocols": []}
    socket = ApplicationCommunicator(application, scope)
    await socket.send_input({"type": "websocket.connect"})
    await socket.receive_output(timeout=5)
    await socket.send_input({"type": "websocket.receive", "text": json.dumps({"type": "nonsense"})})
    refusal = json.loads((await socket.receive_output(timeout=5))["text"])
    assert refusal["sentence"].startswith("Hier gibt es keine Nachricht der Art")
    await socket.wait()
    assert translation.get_language() == settings.LANGUAGE_CODE
