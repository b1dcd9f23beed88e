"""What the websockets share: errors as close codes, and a queue of what waits to be sent."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from engagement import errors
from engagement.messages import Ack, Reject, ServerText

Event = Mapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]

INTERNAL_ERROR = 1011
GOING_AWAY = 1012
REASON_BYTES = 123  # what a close frame has room for

CLOSE_CODES: dict[type[errors.HeadwayError], int] = {
    errors.Malformed: 4400,
    errors.NotSignedIn: 4401,
    errors.NotAllowed: 4403,
    errors.NotFound: 4404,
    errors.SessionClosed: 4404,
    errors.SessionNotOpen: 4404,
    errors.HelloTimeout: 4408,
    errors.Replaced: 4409,
    errors.TooLarge: 4413,
    errors.TooFast: 4429,
    errors.Unavailable: GOING_AWAY,
}


def close_code(error: errors.HeadwayError) -> int:
    """That of the nearest branch of the tree of errors."""
    return next((CLOSE_CODES[branch] for branch in type(error).__mro__ if branch in CLOSE_CODES), INTERNAL_ERROR)


def close_reason(error: errors.HeadwayError) -> str:
    return str(error).encode()[:REASON_BYTES].decode(errors="ignore")


class Outbox:
    """What waits to be sent to one client, so that nobody who has news for it waits for its network."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._events: deque[Event | None] = deque()  # None: the newest ack
        self._ack: Ack | None = None
        self._filled = asyncio.Event()
        self._ended = False
        self.closed_with: errors.HeadwayError | None = None

    def put(self, message: ServerText) -> None:
        self._append({"type": "websocket.send", "text": message.to_wire()})

    def acknowledge(self, sequence: int, dropped: int) -> None:
        """Acks are cumulative: one that still waits is replaced."""
        if self._ack is None:
            self._append(None)
        self._ack = Ack(sequence=sequence, dropped=dropped)

    def reject(self, sequence: int | None, error: errors.HeadwayError) -> None:
        self.put(Reject(sequence=sequence, code=error.code, sentence=error.sentence))

    def close(self, error: errors.HeadwayError) -> None:
        """Say why in full, then close; the close frame has no room for long sentences."""
        if self.closed_with is None:
            self.reject(None, error)
            self._append({"type": "websocket.close", "code": close_code(error), "reason": close_reason(error)})
            self.closed_with = error
            self.end()

    def end(self) -> None:
        """Nothing more will come; `run` returns when everything is sent."""
        self._ended = True
        self._filled.set()

    async def run(self) -> None:
        try:
            while self._events or not self._ended:
                await self._filled.wait()
                self._filled.clear()
                await self._send_all()
        except OSError:
            self._events.clear()  # the client left; the receiving side sees that too

    def _append(self, event: Event | None) -> None:
        if self.closed_with is None:
            self._events.append(event)
            self._filled.set()

    async def _send_all(self) -> None:
        while self._events:
            await self._send(self._events.popleft() or self._newest_ack())

    def _newest_ack(self) -> Event:
        assert self._ack is not None
        ack, self._ack = self._ack, None
        return {"type": "websocket.send", "text": ack.to_wire()}
