"""A process that plays many participants: `python -m engagement.management.bench.load`, its orders on stdin as JSON.

It speaks the websocket itself, because a client library costs more per message than the server that is measured: a
websocket's frame is made once, masked with zeros (which the protocol allows and which leaves it as it is), and for
each sending only its sequence and its time are written into it. A participant who is told a rate keeps it.
"""

import asyncio
import json
import os
import random
import struct
import sys
import time
from array import array
from base64 import b64decode, b64encode
from typing import Any
from urllib.parse import urlsplit

import uvloop

_SLOT_S = 0.01
_HEADER = struct.Struct(">BBHI")  # of a binary message of 126 bytes to 64 kB, with its mask
_SEQUENCE, _CAPTURED_AT = 4, 8  # offsets in a message with landmarks, and in one with a picture
_READY_WITHIN_S = 120.0


class Participant(asyncio.Protocol):
    """One connection: sends landmarks or pictures, and notes when each of them was acknowledged."""

    def __init__(self, token: str, order: dict[str, Any], frames: list[bytearray], address: Any) -> None:
        self.token, self.point_set, self.frames, self.address = token, order["point_set"], frames, address
        self.sent_at, self.waits = array("d"), array("d")
        self.acknowledged = self.rejected = self.echoed = self.superseded = 0
        self.rate_hz = self.most_hz = order["rate_hz"]
        self._owed = 0.0  # messages
        self.told: list[tuple[float, str]] = []  # rates and reasons
        self.ready = asyncio.get_running_loop().create_future()
        self.lost = False
        self._received = bytearray()
        self._upgraded = False

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        key = b64encode(os.urandom(16)).decode()
        self.transport.write(
            f"GET /ws/capture/ HTTP/1.1\r\nHost: {self.address.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._upgraded:
            end = self._received.find(b"\r\n\r\n")
            if end < 0:
                return
            if not self._received.startswith(b"HTTP/1.1 101"):
                self._fail(bytes(self._received[:200]).decode(errors="replace"))
                return
            del self._received[: end + 4]
            self._upgraded = True
            self._say_hello()
        self._read_messages()

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        if not self.ready.done():
            self._fail("the connection was closed before the welcome")

    def send(self, now: float) -> None:
        self.sent_at.append(now)
        frame = self.frames[len(self.sent_at) % len(self.frames)]
        struct.pack_into("<I", frame, _HEADER.size + _SEQUENCE, len(self.sent_at))
        struct.pack_into("<d", frame, _HEADER.size + _CAPTURED_AT, now)
        self.transport.write(bytes(frame))

    def is_due(self) -> bool:
        """Whether to send in this turn of the order's rate; who was told a lower one leaves some out."""
        self._owed += self.rate_hz / self.most_hz
        if self.lost or self._owed < 1:
            return False
        self._owed -= 1
        return True

    @property
    def is_settled(self) -> bool:
        return self.lost or self.acknowledged == len(self.sent_at)

    def _say_hello(self) -> None:
        hello = {
            "type": "hello",
            "protocol": 1,
            "token": self.token,
            "point_set": self.point_set,
            "picture": [640, 480],
            "fov_deg": 47.0,
            "mirrored": False,
            "sent_at": time.time(),
            "client": "bench/1",
        }
        text = json.dumps(hello).encode()
        self.transport.write(struct.pack(">BBHI", 0x81, 0x80 | 126, len(text), 0) + text)

    def _read_messages(self) -> None:
        received = self._received
        while len(received) >= 2:
            size, start = received[1] & 127, 2
            if size == 126:
                if len(received) < 4:
                    return
                size, start = int.from_bytes(received[2:4], "big"), 4
            if len(received) < start + size:
                return
            opcode, body = received[0] & 15, bytes(received[start : start + size])
            del received[: start + size]
            if opcode == 1:
                self._hear(json.loads(body))
            elif opcode == 2:
                self.echoed += 1  # by one of the peers
            elif opcode == 9:
                self.transport.write(struct.pack(">BBI", 0x8A, 0x80 | len(body), 0) + body)

    def _hear(self, message: dict[str, Any]) -> None:
        kind = message["type"]
        if kind == "ack":
            now = time.time()
            self.waits.extend(now - at for at in self.sent_at[self.acknowledged : message["sequence"]])
            self.acknowledged = max(self.acknowledged, message["sequence"])
            self.superseded = message["dropped"]
        elif kind == "reject":
            self.rejected += 1
        elif kind == "rate":
            self.told.append((message["rate_hz"], message["reason"]))
            self.rate_hz = min(message["rate_hz"], self.most_hz)
            self._owed = random.random()  # not everybody leaves out the same turn
        elif kind == "welcome":
            self.ready.set_result(None)

    def _fail(self, why: str) -> None:
        if not self.ready.done():
            self.ready.set_exception(ConnectionError(why))


def _as_frames(messages: list[str]) -> list[bytearray]:
    """Raises struct.error where a message is longer than 64 kB."""
    payloads = [b64decode(message) for message in messages]
    return [bytearray(_HEADER.pack(0x82, 0x80 | 126, len(payload), 0) + payload) for payload in payloads]


async def _connect(order: dict[str, Any]) -> list[Participant]:
    """Everybody in turn, a few at once."""
    address, frames = urlsplit(order["url"]), _as_frames(order["messages"])
    loop, people = asyncio.get_running_loop(), []
    doors = asyncio.Semaphore(20)

    async def come(token: str) -> None:
        async with doors:
            _, one = await loop.create_connection(
                lambda: Participant(token, order, frames, address), address.hostname, address.port
            )
            await asyncio.wait_for(one.ready, _READY_WITHIN_S)
            people.append(one)

    await asyncio.gather(*map(come, order["tokens"]))
    return people


async def _send_all(people: list[Participant], rate_hz: float, seconds: float) -> float:
    """Everybody at the rate, evenly spread over its period; the share of one core that this took."""
    slots = max(round(1 / rate_hz / _SLOT_S), 1)
    groups = [people[slot::slots] for slot in range(slots)]
    start, cpu = time.monotonic(), time.process_time()
    for tick in range(round(seconds * rate_hz) * slots):
        await asyncio.sleep(max(start + tick / rate_hz / slots - time.monotonic(), 0))
        now = time.time()
        for one in groups[tick % slots]:
            if one.is_due():
                one.send(now)
    return (time.process_time() - cpu) / (time.monotonic() - start)


async def _play(order: dict[str, Any]) -> None:
    people = await _connect(order)
    _tell({"connected": len(people)})
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    share = await _send_all(people, order["rate_hz"], order["seconds"])
    _tell({"sent": True})
    until = time.monotonic() + order["patience_s"]
    while not all(one.is_settled for one in people) and time.monotonic() < until:  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    result = {
        "offered": sum(len(one.sent_at) for one in people),
        "acknowledged": sum(one.acknowledged for one in people),
        "rejected": sum(one.rejected for one in people),
        "echoed": sum(one.echoed for one in people),
        "superseded": sum(one.superseded for one in people),
        "told": [news for one in people for news in one.told],
        "lost_connections": sum(one.lost for one in people),
        "load_core_share": share,
        "waits_ms": [round(wait * 1000, 1) for one in people for wait in one.waits],
    }
    _tell(result)


def _tell(news: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(news) + "\n")
    sys.stdout.flush()


def main() -> None:
    uvloop.run(_play(json.loads(sys.stdin.readline())))


if __name__ == "__main__":
    main()
