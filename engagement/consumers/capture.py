"""`/ws/capture/`: one participant's landmarks or pictures come in. See docs/protocol.md."""

import asyncio
import logging
import time
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
from engagement.pipeline.connection import Bucket, Connection, Message, is_over
from engagement.services.participants import capture as capture_policy

logger = logging.getLogger(__name__)
Data = TypeVar("Data", str, bytes)

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
            await self._serve(receive)
        except StopConsumer:
            pass
        except HeadwayError as error:
            self.outbox.close(error)
        except Exception:
            logger.exception("a capture connection failed")
            self.outbox.close(HeadwayError())
        finally:
            self.outbox.end()
            await writer

    async def _serve(self, receive: Receive) -> None:
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
            # A task of its own is woken directly, not through ten functions that wait for each other.
            await asyncio.create_task(self._listen(receive))
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
            data = event.get("text")
            if data is None:
                data = event["bytes"]
            try:
                self._take(data)
            except (Malformed, TooFast, TooLarge, SessionClosed) as error:
                self._reject(data, error)
        if event.get("code") == CloseCode.MESSAGE_TOO_BIG:
            self.connection.rejected += 1  # uvicorn has closed before we saw it

    def _take(self, data: str | bytes) -> None:
        if isinstance(data, bytes):
            self._store(messages.parse_binary(_of_size(data, messages.MESSAGE_BYTES)))
            return
        message = messages.parse_client(_of_size(data, messages.TEXT_BYTES))
        match message:
            case messages.Status():
                self._store(message)
            case messages.Ping():
                self._pong(message)
            case messages.Hello():
                raise MessageMalformed(what="hello was said already; open a new connection to say another one")

    def _store(self, message: Message) -> None:
        item = self.connection.accept(message, time.time())
        if item is not None:
            self.process.add(item, message.picture if isinstance(message, messages.Frame) else None)

    def _pong(self, ping: messages.Ping) -> None:
        now = time.time()
        if not self.pings.take(now):
            raise TooFast(limit=PINGS_HZ)
        self.connection.clock.learn(ping.sent_at, now)
        self.outbox.put(messages.Pong(sent_at=ping.sent_at, server_time=now))

    def _reject(self, data: str | bytes, error: HeadwayError) -> None:
        """Tell the client never to send this again; a client that is nothing but wrong is sent away."""
        self.connection.rejected += 1
        if isinstance(error, CreditExceeded | TooLarge) or not self.rejects.take(time.monotonic()):
            raise error
        self.outbox.reject(messages.sequence_of(data), error)

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
