"""Requests with a body that is too large end before anybody reads it."""

from collections.abc import AsyncIterator
from typing import Any

import httpx

from engagement.asgi import application
from engagement.bodies import LARGEST, LimitedBodies


class Reader:
    """Reads a body to its end and answers with its size, or notes that it was cut off."""

    def __init__(self) -> None:
        self.was_cut_off = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.was_cut_off = True
                break
            size += len(message["body"])
            more = message.get("more_body", False)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": str(size).encode()})


def client(app: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost")


async def unannounced(size: int) -> AsyncIterator[bytes]:
    for _ in range(0, size, 65536):
        yield b" " * 65536


async def test_a_body_announced_as_too_large_is_refused_with_a_sentence() -> None:
    async with client(application) as http:
        answer = await http.post("/api/login", content=b" " * (LARGEST + 1))
    assert answer.status_code == 413
    assert answer.json()["code"] == "message.too_large"
    assert str(LARGEST) in answer.json()["sentence"]


async def test_a_body_that_does_not_say_its_size_is_cut_off() -> None:
    reader = Reader()
    async with client(LimitedBodies(reader)) as http:
        await http.post("/", content=unannounced(2 * LARGEST))
    assert reader.was_cut_off


async def test_a_body_of_the_largest_size_passes() -> None:
    reader = Reader()
    async with client(LimitedBodies(reader)) as http:
        answer = await http.post("/", content=b" " * LARGEST)
    assert (answer.text, reader.was_cut_off) == (str(LARGEST), False)
