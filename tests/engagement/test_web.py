"""What the web process does with clients whose network, or whose will, is bad."""

import asyncio
import socket

from engagement.web import Server, config

KEEPALIVE_S = 0.1
HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


async def test_a_client_that_never_reads_is_left_although_something_waits_for_it() -> None:
    left = asyncio.Event()

    async def application(scope, receive, send):
        await receive()
        if scope["type"] == "lifespan":
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        await send({"type": "websocket.accept"})
        try:
            while True:
                await send({"type": "websocket.send", "text": "x" * 100_000})
        except OSError:
            left.set()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        about = config(application)
        about.ws_ping_interval = about.ws_ping_timeout = KEEPALIVE_S
        server = Server(about)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        with socket.create_connection(listening.getsockname()) as client:
            client.sendall(HANDSHAKE)
            await asyncio.wait_for(left.wait(), 5)
        server.should_exit = True
        await serving
