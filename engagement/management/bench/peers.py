"""What the product's ingest is compared with, each in a web process with the same uvicorn:

`python -m engagement.management.bench.peers bare|stock|naive FD`.

- bare: an ASGI function that sends every message back. Nothing in Python can take in messages for less.
- stock: Channels' own websocket consumer, which sends every message back.
- naive: the stock consumer; every message is parsed and becomes a Celery job that measures it and inserts one row.
"""

import base64
import json
import os
import socket
import sys
from typing import Any

import uvicorn

_WELCOME = json.dumps({"type": "welcome"})


async def bare(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (event := await receive())["type"] == "websocket.receive":
        if event.get("text") is not None:
            await send({"type": "websocket.send", "text": _WELCOME})
        else:
            await send({"type": "websocket.send", "bytes": event["bytes"]})


async def _live(receive: Any, send: Any) -> None:
    while (await receive())["type"] != "lifespan.shutdown":
        await send({"type": "lifespan.startup.complete"})
    await send({"type": "lifespan.shutdown.complete"})


def _stock() -> Any:
    from channels.generic.websocket import AsyncWebsocketConsumer

    class Stock(AsyncWebsocketConsumer):
        async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
            if text_data is not None:
                await self.send(text_data=_WELCOME)
            else:
                await self.send(bytes_data=bytes_data)

    return Stock.as_asgi()


def _naive() -> Any:
    from asgiref.sync import sync_to_async
    from channels.generic.websocket import AsyncWebsocketConsumer

    from engagement.management.bench.naive import measure
    from engagement.messages import parse_binary

    class Naive(AsyncWebsocketConsumer):
        async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
            if bytes_data is None:
                await self.send(text_data=_WELCOME)
                return
            parse_binary(bytes_data)
            await sync_to_async(measure.delay)(base64.b64encode(bytes_data).decode())

    return Naive.as_asgi()


def main(name: str, handle: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "engagement.settings")
    import django
    from channels.routing import ProtocolTypeRouter

    from engagement.web import config

    django.setup()
    application: Any = bare
    if name != "bare":
        consumer = {"stock": _stock, "naive": _naive}[name]()
        application = ProtocolTypeRouter({"websocket": consumer, "lifespan": bare})
    uvicorn.Server(config(application)).run(sockets=[socket.socket(fileno=handle)])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
