"""A client of capture protocol v1: what it has not seen acknowledged it keeps, and sends again after a reconnect."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from engagement import messages
from engagement.errors import TooLarge

PING_EVERY_S = 10.0
CLOCK_SET_S = 1.0  # the computer's clock was set when it went that much faster or slower than time
CLIENT = "headway-python/1"
# Closed with one of these, the server will not take this participant back: trying again is of no use.
FINAL_CODES = frozenset({1009, 4400, 4401, 4403, 4404, 4409, 4413})


class ClientEnded(Exception):
    """The server closed the connection for good; the text is the server's sentence."""


@dataclass(slots=True)
class Pending:
    sequence: int
    data: bytes | str
    is_frame: bool
    sent_at: float | None = None


@dataclass(slots=True)
class Report:
    """What became of the messages of one client, so far."""

    sent: int = 0
    acknowledged: int = 0
    rejected: int = 0
    dropped_by_server: int = 0
    dropped_here: int = 0
    resent: int = 0
    reconnects: int = 0
    latencies_ms: list[float] = field(default_factory=list)
    rejections: dict[str, int] = field(default_factory=dict)

    def latency_ms(self, share: float) -> float:
        ordered = sorted(self.latencies_ms)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else float("nan")


class CaptureClient:
    """``async with CaptureClient(url, token, ...) as client: await client.send_landmarks(...)``.

    A live client never waits: while the connection is away it keeps the last ``buffer_s`` seconds. A patient one
    (``patient=True``, for recordings) waits for credit instead and loses nothing. ``clock`` is the one from which
    ``captured_at`` is read; it may be wrong, and it may be set.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        point_set: str | None,
        picture: tuple[int, int],
        fov_deg: float | None = None,
        mirrored: bool = False,
        patient: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.url, self.patient, self.clock = url, patient, clock
        self._hello = messages.Hello(
            token=token,
            point_set=point_set,
            picture=picture,
            fov_deg=fov_deg,
            mirrored=mirrored,
            sent_at=0.0,
            client=CLIENT,
        )
        self.report = Report()
        self.welcome: messages.Welcome | None = None
        self.rate_hz = 0.0
        self._pending: deque[Pending] = deque()
        self._sequence = 0
        self._sent_upto = 0
        self._connection: ClientConnection | None = None
        self._changed = asyncio.Condition()
        self._sending = asyncio.Lock()  # the send order is the sequence order
        self._ended: Exception | None = None
        self._return_after_s = 0.0
        self._told_clock = 0.0

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        try:
            await self._wait_until(lambda: self.welcome is not None)
        except BaseException:
            self._task.cancel()
            raise
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])  # and not `await self._task`: that would take our own cancellation for its

    async def send_landmarks(
        self, captured_at: float, face: messages.Face | None, *, teaching: str = "nothing", **about: Any
    ) -> None:
        """`teaching` names the zone at which the person says that they are looking: one of `messages.TEACHINGS`."""
        about |= {"captured_at": captured_at, "face": face, "teaching": teaching}
        await self._send(lambda n: messages.Landmarks(sequence=n, **about).to_wire())

    async def send_frame(
        self, captured_at: float, picture: bytes, picture_format: str = "jpeg", *, teaching: str = "nothing"
    ) -> None:
        about = (captured_at, picture_format, picture, teaching)
        await self._send(lambda n: messages.Frame(n, *about).to_wire(), is_frame=True)

    async def send_status(self, captured_at: float, reason: str) -> None:
        await self._send(lambda n: messages.Status(sequence=n, captured_at=captured_at, reason=reason).to_wire())

    async def drain(self, timeout_s: float = 30.0) -> bool:
        """Wait until everything sent is acknowledged or rejected; False when that took too long."""
        try:
            await asyncio.wait_for(self._wait_until(lambda: not self._pending), timeout_s)
        except TimeoutError:
            return False
        return True

    async def _send(self, to_wire: Callable[[int], bytes | str], is_frame: bool = False) -> None:
        assert self.welcome is not None
        if self._ended:
            raise self._ended
        if self.patient:
            await self._wait_until(lambda: len(self._pending) < self._credit())
        data, limit = to_wire(self._sequence + 1), self.welcome.limits["message_bytes"]
        if len(data) > limit:
            raise TooLarge(got=len(data), limit=limit)
        self._sequence += 1
        self._pending.append(Pending(self._sequence, data, is_frame))
        self.report.sent += 1
        self._forget_oldest()
        await self._pump()

    def _credit(self) -> int:
        return self.welcome.credit if self.welcome else 0

    def _forget_oldest(self) -> None:
        assert self.welcome is not None
        most = max(self._credit(), int(self.welcome.limits["buffer_s"] * max(self.rate_hz, 1.0)))
        while len(self._pending) > most:
            self._pending.popleft()
            self.report.dropped_here += 1

    async def _pump(self) -> None:
        async with self._sending:
            await self._send_due()

    async def _send_due(self) -> None:
        """Send what is due, oldest first, while the server's credit lasts."""
        connection = self._connection
        if connection is None or not self._pending:
            return
        last = min(self._pending[0].sequence + self._credit() - 1, self._pending[-1].sequence)
        if last <= self._sent_upto:
            return
        due = [item for item in self._pending if self._sent_upto < item.sequence <= last]
        self._sent_upto = last
        for item in due:
            self.report.resent += item.sent_at is not None
            item.sent_at = item.sent_at or time.monotonic()
            with contextlib.suppress(ConnectionClosed):  # the reader sees it too and connects again
                # Times of capture are put right by what the server knows of this clock: that comes first.
                if abs(self._clock_ahead() - self._told_clock) > CLOCK_SET_S:
                    await self._tell_time(connection)
                await connection.send(item.data)

    async def _wait_until(self, condition: Callable[[], bool]) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: condition() or self._ended is not None)
        if self._ended:
            raise self._ended

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _run(self) -> None:
        """Whatever ends it, those who wait hear of it."""
        try:
            await self._stay_connected()
        except Exception as error:  # noqa: BLE001 - it is raised to them
            self._ended = error
        await self._notify()

    async def _stay_connected(self) -> None:
        attempt = 0
        while self._ended is None:
            try:
                async with connect(self.url, max_size=2**20, compression=None) as connection:
                    await self._converse(connection)
                attempt = 0
            except ConnectionClosed as closed:
                attempt = 0 if self._connection else attempt
                self._judge(closed)
            except (OSError, InvalidHandshake, TimeoutError):
                pass  # the server is away: try again below, that is what the back-off is for
            self._connection = None
            await self._notify()
            if self._ended is None:
                attempt += 1
                self.report.reconnects += self.welcome is not None
                pause_s, self._return_after_s = self._return_after_s, 0.0
                await asyncio.sleep(pause_s + min(0.25 * 2**attempt, 10.0) * random.uniform(0.5, 1.0))

    def _judge(self, closed: ConnectionClosed) -> None:
        if closed.rcvd is not None and closed.rcvd.code in FINAL_CODES:
            self._ended = ClientEnded(closed.rcvd.reason or f"closed with code {closed.rcvd.code}")

    async def _converse(self, connection: ClientConnection) -> None:
        self._told_clock = self._clock_ahead()
        await connection.send(replace(self._hello, sent_at=self.clock()).to_wire())
        pinger = asyncio.create_task(self._ping(connection))
        try:
            async for text in connection:
                await self._receive(connection, messages.parse_server(text))
            # A normal close still carries its code.
            self._judge(ConnectionClosed(connection.protocol.close_rcvd, connection.protocol.close_sent))
        finally:
            pinger.cancel()

    async def _ping(self, connection: ClientConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                await asyncio.sleep(PING_EVERY_S)
                await self._tell_time(connection)

    async def _tell_time(self, connection: ClientConnection) -> None:
        self._told_clock = self._clock_ahead()
        await connection.send(messages.Ping(sent_at=self.clock()).to_wire())

    def _clock_ahead(self) -> float:
        """Changes only when somebody sets the clock, or while the computer sleeps."""
        return self.clock() - time.monotonic()

    async def _receive(self, connection: ClientConnection, message: object) -> None:
        match message:
            case messages.Welcome():
                self._on_welcome(connection, message)
            case messages.Ack():
                self._on_ack(message)
            case messages.Reject():
                self._on_reject(message)
            case messages.Rate():
                self.rate_hz = message.rate_hz
            case messages.Resume():
                self._sent_upto = message.last_sequence
            case messages.GoingAway():
                self._return_after_s = message.reconnect_after_s
        await self._pump()
        await self._notify()

    def _on_welcome(self, connection: ClientConnection, welcome: messages.Welcome) -> None:
        self._connection, self.welcome, self.rate_hz = connection, welcome, welcome.rate_hz
        self._acknowledge(welcome.last_sequence)
        self._sequence = max(self._sequence, welcome.last_sequence)
        self._sent_upto = welcome.last_sequence
        self._keep_newest_frame()

    def _keep_newest_frame(self) -> None:
        """A picture that is late is of no use: of several only the newest is sent again."""
        frames = [item for item in self._pending if item.is_frame]
        for item in frames[:-1]:
            self._pending.remove(item)
            self.report.dropped_here += 1

    def _on_ack(self, ack: messages.Ack) -> None:
        self.report.dropped_by_server = max(self.report.dropped_by_server, ack.dropped)
        self._acknowledge(ack.sequence)

    def _acknowledge(self, sequence: int) -> None:
        now = time.monotonic()
        while self._pending and self._pending[0].sequence <= sequence:
            item = self._pending.popleft()
            self.report.acknowledged += 1
            if item.sent_at is not None:
                self.report.latencies_ms.append((now - item.sent_at) * 1000.0)

    def _on_reject(self, reject: messages.Reject) -> None:
        self.report.rejections[reject.code] = self.report.rejections.get(reject.code, 0) + 1
        kept = deque(item for item in self._pending if item.sequence != reject.sequence)
        self.report.rejected += len(self._pending) - len(kept)
        self._pending = kept
