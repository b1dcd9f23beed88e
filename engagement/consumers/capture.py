"""`/ws/capture/`: one participant's landmarks or pictures come in. See docs/protocol.md."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import TypeVar

from channels.consumer import AsyncConsumer
from channels.db import database_sync_to_async
from channels.exceptions import StopConsumer
from websockets.frames import CloseCode

from engagement import access, messages
from engagement.consumers.base import Event, Outbox, Receive, Send
from engagement.errors import (
    CreditExceeded,
    FramesNotAllowed,
    HeadwayError,
    HelloTimeout,
    Malformed,
    MessageMalformed,
    Replaced,
    SessionClosed,
    SessionNotOpen,
    TooFast,
    TooLarge,
)
from engagement.models import Participant, Policy, Session
from engagement.pipeline import ingest, presence
from engagement.pipeline.connection import Bucket, Connection, is_over
from engagement.pipeline.items import Item
from engagement.services.participants import capture as capture_policy
from engagement.web import DIRECT

logger = logging.getLogger(__name__)
Data = TypeVar("Data", str, bytes)
Take = Callable[[bytes], None]

LANDMARKS = b"\x01"  # what such a message begins with
HELLO_TIMEOUT_S = 10.0
BUFFER_S = 600
PINGS_HZ = 2.0
PINGS_AT_ONCE = 20.0
REJECTS_HZ = 1.0
REJECTS_AT_ONCE = 50.0


class CaptureConsumer(AsyncConsumer):
    """Has a receive loop of its own: the stock one takes a task and a thread hop for every message."""

    async def __call__(self, scope: Event, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        self.outbox = Outbox(send)
        self.pings = Bucket(PINGS_HZ, PINGS_AT_ONCE)
        self.rejects = Bucket(REJECTS_HZ, REJECTS_AT_ONCE)
        writer = asyncio.create_task(self.outbox.run())
        try:
            await self._serve(receive, scope.get("extensions", {}).get(DIRECT))
        except StopConsumer:
            pass
        except HeadwayError as error:
            self.outbox.close(error)
        except Exception:  # noqa: BLE001 (logged there)
            self._fail()
        finally:
            self.outbox.end()
            await writer

    async def _serve(self, receive: Receive, hand_to: Callable[[Take], None] | None) -> None:
        hello, received_at = await self._hello(receive)
        self.process = ingest.running()
        participant = await database_sync_to_async(access.participant_by_token)(hello.token)
        self.connection = _admitted(participant, hello, self.outbox)
        self.connection.clock.learn(hello.sent_at, received_at)
        await self.process.enter(self.connection, was_here=participant.last_seen_at is not None)
        try:
            self.outbox.put(_welcome(participant, self.connection))
            self.process.pace.greet(self.connection)
            await database_sync_to_async(presence.came)(self.connection.participant)
            if hand_to is not None:
                hand_to(self._hear)
            await self._listen(receive)
        finally:
            await self._leave()

    async def _hello(self, receive: Receive) -> tuple[messages.Hello, float]:
        try:
            async with asyncio.timeout(HELLO_TIMEOUT_S):
                event = await receive()
        except TimeoutError:
            raise HelloTimeout(seconds=int(HELLO_TIMEOUT_S)) from None
        if event["type"] != "websocket.receive":
            raise StopConsumer
        text = event.get("text")
        message = None if text is None else messages.parse_client(_of_size(text, messages.TEXT_BYTES))
        if not isinstance(message, messages.Hello):
            raise MessageMalformed(what="the first message must be a hello")
        return message, time.time()

    async def _listen(self, receive: Receive) -> None:
        while (event := await receive())["type"] == "websocket.receive" and self.outbox.closed_with is None:
            text = event.get("text")
            self._hear(event["bytes"] if text is None else text)
        if event.get("code") == CloseCode.MESSAGE_TOO_BIG:
            self.connection.rejected += 1  # uvicorn has closed before we saw it

    def _hear(self, data: str | bytes) -> None:
        """Whatever is wrong ends in an answer: the server that calls this knows nothing of our errors."""
        if self.outbox.closed_with is not None:
            return
        try:
            self._take(data)
        except (Malformed, TooFast, TooLarge, SessionClosed) as error:
            self._reject(data, error)
        except HeadwayError as error:
            self.outbox.close(error)
        except Exception:  # noqa: BLE001 (logged there)
            self._fail()

    def _take(self, data: str | bytes) -> None:
        now = time.time()
        if isinstance(data, str):
            self._take_text(messages.parse_client(_of_size(data, messages.TEXT_BYTES)), now)
        elif data.startswith(LANDMARKS):
            self._add(self.connection.accept_landmarks(data, now))
        else:
            message = messages.parse_binary(_of_size(data, messages.MESSAGE_BYTES))
            assert isinstance(message, messages.Frame)
            self._add(self.connection.accept(message, now), message.picture)

    def _take_text(self, message: messages.ClientText, now: float) -> None:
        match message:
            case messages.Status():
                self._add(self.connection.accept(message, now))
            case messages.Ping():
                self._pong(message, now)
            case messages.Hello():
                raise MessageMalformed(what="hello was said already; open a new connection to say another one")

    def _add(self, item: Item | None, picture: bytes | None = None) -> None:
        if item is not None:
            self.process.add(item, picture)

    def _pong(self, ping: messages.Ping, now: float) -> None:
        if not self.pings.take(now):
            raise TooFast(limit=PINGS_HZ)
        self.connection.clock.learn(ping.sent_at, now)
        self.outbox.put(messages.Pong(sent_at=ping.sent_at, server_time=now))

    def _reject(self, data: str | bytes, error: HeadwayError) -> None:
        """Tell the client never to send this again; a client that is nothing but wrong is sent away."""
        self.connection.rejected += 1
        if isinstance(error, CreditExceeded | TooLarge) or not self.rejects.take(time.monotonic()):
            self.outbox.close(error)
        else:
            self.outbox.reject(messages.sequence_of(data), error)

    def _fail(self) -> None:
        logger.exception("a capture connection failed")
        self.outbox.close(HeadwayError())

    async def _leave(self) -> None:
        connection, error = self.connection, self.outbox.closed_with
        logger.info(
            "capture ended participant=%d session=%d acknowledged=%d reason=%s",
            *(connection.participant, connection.session.id, connection.acknowledged, error.code if error else "left"),
        )
        is_gone = self.process.leave(connection) and not isinstance(error, Replaced)
        await database_sync_to_async(presence.left)(connection.participant, connection.take_rejected(), is_gone)


def _of_size(data: Data, limit: int) -> Data:
    size = len(data) if isinstance(data, bytes) else len(data.encode())
    if size > limit:
        raise TooLarge(got=size, limit=limit)
    return data


def _admitted(participant: Participant, hello: messages.Hello, outbox: Outbox) -> Connection:
    facts = presence.session_facts(participant.session)
    _require_open(participant.session, is_over(facts, time.time()))
    if hello.point_set is None:
        _require_frames_allowed(participant.session)
    return Connection(participant.pk, facts, hello, 0, outbox, participant.dropped)


def _require_open(session: Session, is_over: bool) -> None:
    if is_over:
        raise SessionClosed
    if session.status == Session.Status.PLANNED and session.clock == Session.Clock.LIVE:
        raise SessionNotOpen


def _require_frames_allowed(session: Session) -> None:
    if capture_policy(session) != Policy.Capture.FRAMES:
        raise FramesNotAllowed


def _welcome(participant: Participant, connection: Connection) -> messages.Welcome:
    session = participant.session
    return messages.Welcome(
        participant=participant.pk,
        name=participant.name,
        session={
            "title": session.title,
            "clock": session.clock,
            "started_at": connection.session.started_at,
            "status": session.status,
        },
        rate_hz=connection.rate_hz,
        credit=connection.credit,
        last_sequence=connection.acknowledged,
        server_time=time.time(),
        limits={"message_bytes": messages.MESSAGE_BYTES, "buffer_s": BUFFER_S},
    )
