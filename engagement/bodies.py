"""No request has a large body: what is larger is refused before Django writes it to a disk."""

import json
from typing import Any

from engagement.errors import TooLarge
from engagement.static import Application, Message, Receive, Send

LARGEST = 1024 * 1024


class LimitedBodies:
    """Answers 413 where the announced body is too large, and ends a request that sends more than it announced."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        announced = int(dict(scope["headers"]).get(b"content-length", b"0"))
        if announced > LARGEST:
            return await _refuse(TooLarge(got=announced, limit=LARGEST), send)
        received = 0

        async def receive_limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            return message if received <= LARGEST else {"type": "http.disconnect"}

        await self.application(scope, receive_limited, send)


async def _refuse(error: TooLarge, send: Send) -> None:
    body = json.dumps(error.as_dict()).encode()
    headers: list[Any] = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
