"""Participants and dashboards that misbehave: they are held back or sent away, and the others do not notice."""

import asyncio
import contextlib
import json
import socket
import struct
import time
from collections import Counter
from collections.abc import Iterator

import numpy as np
import psutil
from websockets.exceptions import ConnectionClosed

from tests.chaos.check import nothing_lost
from tests.chaos.people import Crowd, PythonPerson, crowd, until
from tests.chaos.product import Lesson, Product, stored
from tests.engagement.serving import Talker, hello, no_face

PEOPLE = 20
SILENT = 10
RATE_HZ = 5
STORM_HZ = 100 * RATE_HZ
WATCHED_S = 10.0
NOTICED_MS = 250.0
LEFT_WITHIN_S = 60.0  # a ping after 20 s, and 20 s for its answer
GROWS_BY = 200_000  # bytes for each of them


async def test_a_storm_of_messages_from_one_participant(product: Product) -> None:
    lesson = product.lesson(PEOPLE + 1)
    stormer, token = lesson.tokens.popitem()
    people = crowd(product.capture_url, lesson.tokens, in_node=0)
    async with Crowd.streaming(people) as everybody:
        quiet = await _latency_ms(everybody)
        storm = asyncio.create_task(_storm(product.capture_url, token))
        stormy = await _latency_ms(everybody)
        why, sent = await storm
    assert set(why) == {"4429 message.too_fast"}
    assert stormy < quiet + NOTICED_MS
    assert len(stored(product, [stormer])[stormer]) < sent / 2
    nothing_lost(product, people)


async def _storm(url: str, token: str) -> tuple[Counter[str], int]:
    """Without manners: sent away, it comes back at once. Why it was sent away how often, and how much it sent."""
    why: Counter[str] = Counter()
    sent, ends_at = 0, time.monotonic() + WATCHED_S
    while time.monotonic() < ends_at:
        async with Talker.connected(url) as talker:
            sequence = (await talker.hello(token))["last_sequence"]
            closing = asyncio.create_task(talker.hear_close())
            while not closing.done() and time.monotonic() < ends_at:
                sequence, sent = sequence + 1, sent + 1
                with contextlib.suppress(ConnectionClosed):
                    await talker.say(no_face(sequence))
                await asyncio.sleep(1 / STORM_HZ)
            if closing.done():
                code, reason = await closing
                why[f"{code} {reason.partition(':')[0]}"] += 1
            closing.cancel()
    return why, sent


async def _latency_ms(everybody: Crowd) -> float:
    """From sending to the acknowledgement, of 19 of 20 messages of the next seconds."""
    latencies = [one.client.report.latencies_ms for one in everybody.people.values() if isinstance(one, PythonPerson)]
    for some in latencies:
        some.clear()
    await everybody.goes_on(int(WATCHED_S * RATE_HZ))
    return float(np.quantile(np.concatenate(latencies), 0.95))


async def test_clients_that_never_read(product: Product) -> None:
    """Dashboards and participants whose computers hold the connection and look at nothing that comes."""
    lesson = product.lesson(PEOPLE + SILENT)
    silent = [lesson.tokens.popitem()[1] for _ in range(SILENT)]
    people = crowd(product.capture_url, lesson.tokens, in_node=0)
    web = product.running("web")
    async with Crowd.streaming(people) as everybody, contextlib.AsyncExitStack() as stack:
        quiet = await _latency_ms(everybody)
        before = web.memory_info().rss
        ports = {stack.enter_context(_silent_dashboard(product, lesson)) for _ in silent}
        ports |= {stack.enter_context(_silent_participant(product, token)) for token in silent}
        await until(lambda: _held(web, ports) == ports, 10, lambda: "not all of them got in")
        noisy = await _latency_ms(everybody)
        await until(lambda: not _held(web, ports), LEFT_WITHIN_S, lambda: f"{len(_held(web, ports))} are still held")
        grown = web.memory_info().rss - before
    assert noisy < quiet + NOTICED_MS
    assert grown < GROWS_BY * 2 * SILENT
    nothing_lost(product, people)


def _held(process: psutil.Process, ports: set[int]) -> set[int]:
    """The ports of these to which a process still holds a connection."""
    return {one.raddr.port for one in process.net_connections("tcp") if one.raddr and one.raddr.port in ports}


@contextlib.contextmanager
def _silent_dashboard(product: Product, lesson: Lesson) -> Iterator[int]:
    cookie = "; ".join(f"{name}={value}" for name, value in lesson.cookies.items())
    headers = f"Origin: {product.url}\r\nCookie: {cookie}\r\n"
    with _silent(product, f"/ws/sessions/{lesson.session}/", headers) as client:
        yield client.getsockname()[1]


@contextlib.contextmanager
def _silent_participant(product: Product, token: str) -> Iterator[int]:
    text = json.dumps(hello(token)).encode()
    with _silent(product, "/ws/capture/") as client:
        client.sendall(struct.pack(">BBHI", 0x81, 0x80 | 126, len(text), 0) + text)  # masked with zeros
        yield client.getsockname()[1]


@contextlib.contextmanager
def _silent(product: Product, path: str, headers: str = "") -> Iterator[socket.socket]:
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # little fits between the two
        client.connect(("127.0.0.1", product.port))
        client.sendall(
            f"GET {path} HTTP/1.1\r\nHost: localhost:{product.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n{headers}\r\n".encode()
        )
        yield client
