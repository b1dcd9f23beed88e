"""Join a session by its code over REST, as any client app does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
from django.core.management.base import CommandError

TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a client needs to connect."""

    participant: int
    token: str
    socket: str


def look_up(site: str, code: str) -> dict[str, Any]:
    """What the session with this code is, and what it measures."""
    return _ask("GET", f"{site}/api/join/{code}")


def join(site: str, code: str, name: str, source: str) -> Ticket:
    answer = _ask("POST", f"{site}/api/join/{code}", {"name": name, "consent": True, "source": source})
    return Ticket(answer["participant"], answer["token"], site.replace("http", "ws", 1) + answer["ws_path"])


def _ask(method: str, url: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    try:
        answer = httpx.request(method, url, json=body, timeout=TIMEOUT_S)
    except httpx.HTTPError as error:
        raise CommandError(f"{url} does not answer ({error}); is the server running, and is --url right?") from error
    if answer.is_success:
        result: dict[str, Any] = answer.json()
        return result
    raise CommandError(_sentence(answer))


def _sentence(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["sentence"])
    except (ValueError, KeyError):
        return f"{answer.url} answered {answer.status_code}; is --url the address of a Headway server?"
