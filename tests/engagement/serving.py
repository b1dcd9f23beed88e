"""The capture socket under a real uvicorn in the test's event loop, and a client that says exactly what it is told."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from typing import Any, Self

from channels.db import database_sync_to_async
from channels.routing import ProtocolTypeRouter
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from engagement.consumers.capture import CaptureConsumer
from engagement.lifespan import lifespan
from engagement.messages import Landmarks
from engagement.pipeline import ingest, stream
from engagement.pipeline.stream import Entry
from engagement.web import Server, config

PATIENCE_S = 10.0


@contextlib.asynccontextmanager
async def serve() -> AsyncIterator[str]:
    application = ProtocolTypeRouter({"websocket": CaptureConsumer.as_asgi(), "lifespan": lifespan})
    its_config = config(application)
    its_config.port = 0
    server = Server(its_config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        assert not task.done(), "uvicorn did not start"
        await asyncio.sleep(0.01)
    try:
        yield f"ws://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/ws/capture/"
    finally:
        server.should_exit = True
        await task


class Talker:
    """A capture client without any manners."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    @classmethod
    @contextlib.asynccontextmanager
    async def connected(cls, url: str) -> AsyncIterator[Self]:
        async with connect(url, compression=None) as socket:
            yield cls(socket)

    async def say(self, message: dict[str, Any] | str | bytes) -> None:
        await self.socket.send(json.dumps(message) if isinstance(message, dict) else message)

    async def hello(self, token: str, **changed: Any) -> dict[str, Any]:
        await self.say(hello(token, **changed))
        return await self.hear("welcome")

    async def hear(self, kind: str) -> dict[str, Any]:
        """The next message of this kind; what comes before it is passed over."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                message: dict[str, Any] = json.loads(await self.socket.recv())
                if message["type"] == kind:
                    return message

    async def hear_close(self) -> tuple[int, str]:
        async with asyncio.timeout(PATIENCE_S):
            with contextlib.suppress(ConnectionClosed):
                while True:
                    await self.socket.recv()
        received = self.socket.protocol.close_rcvd
        assert received is not None, "the connection was cut, not closed"
        return received.code, received.reason


def hello(token: str, **changed: Any) -> dict[str, Any]:
    return {
        "type": "hello",
        "protocol": 1,
        "token": token,
        "point_set": "compact",
        "picture": [640, 480],
        "fov_deg": None,
        "mirrored": False,
        "sent_at": time.time(),
        "client": "test/1",
    } | changed


def no_face(sequence: int, captured_at: float | None = None) -> bytes:
    return Landmarks(
        sequence=sequence,
        captured_at=time.time() if captured_at is None else captured_at,
        face=None,
        reason="no_face",
        faces=0,
        width=640,
        height=480,
    ).to_wire()


async def entries(participant: int, count: int) -> list[Entry]:
    """What stands in the participant's stream, as soon as it holds that many items."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            shard = await asyncio.to_thread(stream.read, stream.shard_of(participant), "0", 1000)
            theirs = [(entry, entry.items.head["participant"] == participant) for entry in shard]
            found = [entry._replace(items=entry.items.only(rows)) for entry, rows in theirs if rows.any()]
            if sum(len(entry.items) for entry in found) >= count:
                return found
            await asyncio.sleep(0.02)


async def sequences(participant: int, count: int) -> list[int]:
    found = await entries(participant, count)
    return [sequence for entry in found for sequence in entry.items.head["sequence"].tolist()]


async def acknowledge(participant: int, sequence: int, dropped: int = 0) -> None:
    """What a worker says when it has stored everything up to here."""
    process = (await entries(participant, 1))[-1].process
    await asyncio.to_thread(stream.acknowledge, process, [(participant, sequence, dropped)], [])


async def nobody_is_connected() -> None:
    async with asyncio.timeout(PATIENCE_S):
        while ingest.running().connections:  # noqa: ASYNC110 (nobody tells a test)
            await asyncio.sleep(0.01)
    await database_sync_to_async(lambda: None)()  # behind what the last one to leave had to write
