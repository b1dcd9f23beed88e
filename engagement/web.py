"""One web process: `python -m engagement.web WHERE [CERTIFICATE KEY]`, over HTTPS where there is a certificate.

WHERE is HOST:PORT, or FD, a socket that the supervisor listens on.
"""

import os
import socket
import sys
from collections.abc import Callable
from typing import Any

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request

from engagement import processes

# The consumer answers what is over the protocol's limits; this only bounds what is held in memory until it can.
LARGEST_MESSAGE = 1024 * 1024
# A lecture hall comes within a moment.
BACKLOG = 2048
# An extension of the ASGI scope: the server calls the function that it is given with each binary message that comes.
DIRECT = "headway.direct"


class Server(uvicorn.Server):
    """uvicorn cuts the websockets before it tells the application that it stops: their clients hear it first."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        processes.collect_seldom()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        from engagement.pipeline import ingest  # needs Django, which the application sets up

        await ingest.stop()
        await super().shutdown(sockets)


class WebSocket(WebSocketsSansIOProtocol):
    _take: Callable[[bytes], None] | None = None

    def keepalive_timeout(self) -> None:
        """uvicorn closes whoever does not answer, and would wait for ever until they have read what waits for them."""
        super().keepalive_timeout()
        self.transport.abort()

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:
            self.scope["extensions"][DIRECT] = self._hand_to  # type: ignore[typeddict-unknown-key, assignment]

    def _hand_to(self, take: Callable[[bytes], None]) -> None:
        self._take = take

    def handle_bytes(self, event: Frame) -> None:
        """To whoever waits for a queue, a message costs twice as much; but none may overtake what is in there."""
        if self._take is None or not event.fin or self.close_sent or not self.queue.empty():
            super().handle_bytes(event)
        else:
            self._take(bytes(event.data))


def config(application: Any, certificate: str | None = None, key: str | None = None) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        ssl_certfile=certificate,
        ssl_keyfile=key,
        loop="uvloop",
        ws=WebSocket,
        ws_per_message_deflate=False,  # costs a third of the CPU, and landmarks do not shrink
        ws_max_size=LARGEST_MESSAGE,
        lifespan="on",
        access_log=False,  # addresses are personal data
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=10,
    )


def listening(where: str) -> socket.socket:
    if where.isdecimal():
        return socket.socket(fileno=int(where))
    host, _, port = where.rpartition(":")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host.strip("[]"), int(port)), family=family, backlog=BACKLOG)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "engagement.settings")
    where, *tls = sys.argv[1:]
    Server(config("engagement.asgi:application", *tls)).run(sockets=[listening(where)])


if __name__ == "__main__":
    main()
