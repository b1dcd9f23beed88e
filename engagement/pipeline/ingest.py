"""One web process's share of the flow: the buffer that becomes stream entries, and the news for its connections."""

import asyncio
import logging
import random
import time
import uuid
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

import msgpack
from channels.db import database_sync_to_async
from django.conf import settings
from kombu.exceptions import OperationalError
from redis import asyncio as aioredis
from redis.exceptions import RedisError

from engagement.errors import ConsentWithdrawn, HeadwayError, ParticipantRemoved, Replaced, Unavailable
from engagement.messages import GoingAway, Reject
from engagement.pipeline import closing, entrance, presence, stream
from engagement.pipeline.connection import Connection
from engagement.pipeline.entrance import Entrance
from engagement.pipeline.items import Item
from engagement.pipeline.pace import Pace

logger = logging.getLogger(__name__)

FLUSH_EVERY_S = 0.25
LOOK_EVERY_S = 2.0
TELL_EVERY_S = 2.0
FINISH_EVERY_S = 30.0
BUFFER_ITEMS = 20_000  # of about 3 kB
LATE_S = 2.0
LOST_ACK_S = 10.0
LOST_ACKS_AT_ONCE = 50  # a query each
STOP_PATIENCE_S = 5.0
NEWS_CHANNEL = "headway:connections"  # a participant connected somewhere

STORE_ERRORS = (RedisError, OperationalError, OSError)


class Ingest:
    def __init__(self) -> None:
        self.process = uuid.uuid4().hex
        self.connections: dict[int, Connection] = {}
        self._entrance = Entrance()
        self._items: list[Item] = []
        self._pictures: dict[int, stream.Picture] = {}
        self._generation = ""
        self._is_available = True
        self._is_stopping = False
        self.pace = Pace()
        self._someone_left = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._redis = aioredis.Redis.from_url(settings.STREAMS_URL, socket_timeout=None, socket_connect_timeout=2)

    async def start(self) -> None:
        self._generation = await asyncio.to_thread(stream.generation)
        await self._ask_for(range(settings.SHARDS))  # entries may be left from before
        listening = asyncio.Event()
        self._tasks = [
            asyncio.create_task(self._listen(listening)),
            asyncio.create_task(_every(FLUSH_EVERY_S, self.flush)),
            asyncio.create_task(_every(LOOK_EVERY_S, self.look)),
            asyncio.create_task(_every(TELL_EVERY_S, self.tell_acknowledged)),
            asyncio.create_task(_every(FINISH_EVERY_S, _finish_overdue)),
            asyncio.create_task(_every(FINISH_EVERY_S, self.note_presence)),
        ]
        await listening.wait()

    async def stop(self) -> None:
        """Send everybody to other processes and hand over what is buffered."""
        self._is_stopping = True
        self._send_away()
        await self._empty()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.flush()
        if self._items:
            logger.warning("stopping with items=%d unstored; their clients will send them again", len(self._items))
        await self._redis.aclose()

    async def _empty(self) -> None:
        try:
            async with asyncio.timeout(STOP_PATIENCE_S):
                while self.connections:
                    self._someone_left.clear()
                    await self._someone_left.wait()
        except TimeoutError:
            logger.warning("connections=%d did not close in time", len(self.connections))

    async def enter(self, connection: Connection, was_here: bool) -> None:
        """From here on this is the participant's connection, in whatever process an older one may be.

        It counts on from the last message of the older ones, stored or not.
        """
        if self._is_stopping or not self._is_available:
            raise Unavailable
        processes = await self._announce(connection)
        current = self.connections.get(connection.participant)
        if current is not None and current.opened_at > connection.opened_at:
            raise Replaced
        self._replace(connection.participant, connection.opened_at)
        if was_here or current is not None:
            asking = self._ask_to_enter(connection, has_others=processes > 1)
            connection.begin(await self._entrance.settled(connection, asking))
        self.connections[connection.participant] = connection

    async def _announce(self, connection: Connection) -> int:
        """Give it its place in time, and tell all processes. Returns how many there are."""
        try:
            seconds, microseconds = await self._redis.time()
            connection.opened_at = seconds + microseconds / 1e6
            news = {"participant": connection.participant, "opened_at": connection.opened_at}
            return int(await self._redis.publish(NEWS_CHANNEL, msgpack.packb(news)))
        except STORE_ERRORS as error:
            raise Unavailable from error

    async def _ask_to_enter(self, connection: Connection, has_others: bool) -> None:
        if has_others:
            await asyncio.sleep(2 * FLUSH_EVERY_S)  # until they have handed over what they hold
        self._items.append(entrance.item_of(connection))

    def leave(self, connection: Connection) -> bool:
        """True when the participant has no newer connection in this process."""
        if self.connections.get(connection.participant) is not connection:
            return False
        del self.connections[connection.participant]
        self._someone_left.set()
        return True

    def add(self, item: Item, picture: bytes | None) -> None:
        if len(self._items) >= BUFFER_ITEMS:
            self._give_up()
            raise Unavailable
        self._items.append(item)
        if picture is not None:
            self._pictures[item.participant] = (item.sequence, picture)

    async def flush(self) -> None:
        """Hand the buffer over; what could not be handed over stays and is tried again."""
        if not (self._items or self.connections or self._entrance.participants) and self._is_available:
            return
        items, self._items = self._items, []
        pictures, self._pictures = self._pictures, {}
        try:
            generation = await asyncio.to_thread(self._append, items, pictures)
        except STORE_ERRORS as error:
            self._items = items + self._items
            self._pictures = pictures | self._pictures
            self._say_away(error)
            return
        self._is_available = True
        self._notice_loss(generation)

    def _append(self, items: list[Item], pictures: dict[int, stream.Picture]) -> str:
        if items:
            stream.append(items, pictures, self.process)
        return stream.generation()

    def _notice_loss(self, generation: str) -> None:
        if generation == self._generation:
            return
        logger.warning("Valkey lost its memory; unacknowledged messages are asked for again")
        self._generation = generation
        for connection in self.connections.values():
            connection.lose_unacknowledged(time.time())

    def _say_away(self, error: Exception) -> None:
        if self._is_available:
            logger.warning("Valkey cannot be reached, buffering: %s", error)
        self._is_available = False

    def _give_up(self) -> None:
        logger.error("the buffer is full with items=%d; sending everybody away", len(self._items))
        self._items.clear()
        self._pictures.clear()
        self._is_available = False
        self._send_away()

    def _send_away(self) -> None:
        for connection in list(self.connections.values()):
            connection.tell_acknowledged()
            connection.outbox.put(GoingAway(reconnect_after_s=round(random.uniform(0.5, 5.0), 2)))
            connection.outbox.close(Unavailable())
        self._entrance.refuse_all()

    async def _listen(self, listening: asyncio.Event) -> None:
        while True:
            try:
                async with self._redis.pubsub() as pubsub:
                    await pubsub.subscribe(stream.acks_channel(self.process), NEWS_CHANNEL)
                    listening.set()
                    async for message in pubsub.listen():
                        if message["type"] == "message":
                            self._hear(message["channel"], msgpack.unpackb(message["data"]))
            except STORE_ERRORS as error:
                self._say_away(error)
                await asyncio.sleep(1)

    def _hear(self, channel: bytes, news: dict[str, Any]) -> None:
        if channel == NEWS_CHANNEL.encode():
            self._replace(news["participant"], news["opened_at"])
        else:
            self._pass_on(news)
            for participant, opened_at, last_sequence in news["entered"]:
                self._entrance.admit(participant, opened_at, last_sequence)

    def _pass_on(self, news: dict[str, Any]) -> None:
        for participant, sequence, code, sentence in news["reject"]:
            if connection := self.connections.get(participant):
                connection.outbox.put(Reject(sequence=sequence, code=code, sentence=sentence))
        for participant, sequence, dropped in news["acks"]:
            if connection := self.connections.get(participant):
                connection.acknowledge(sequence, dropped)
        for participant, last_sequence in news["resume"]:
            if connection := self.connections.get(participant):
                connection.resume(last_sequence, time.time())

    async def tell_acknowledged(self) -> None:
        for connection in self.connections.values():
            connection.tell_acknowledged()

    def _replace(self, participant: int, opened_at: float) -> None:
        older = self.connections.get(participant)
        if older is not None and older.opened_at < opened_at:
            older.outbox.close(Replaced())
        self._entrance.replace(participant, opened_at)

    async def look(self) -> None:
        """What changed in the database, and who waits too long."""
        if not (self.connections or self._entrance.participants):
            return
        # Whoever comes while the database answers was not asked about.
        asked = list(self.connections.values())
        standings = await database_sync_to_async(presence.standings)([one.participant for one in asked])
        now = time.time()
        for connection in asked:
            self._judge(connection, standings.get(connection.participant), now)
            connection.check_resume(now)
        await self._help_the_late(now)
        self.pace.adapt(asked, now)
        await self._count_rejected()

    def _judge(self, connection: Connection, standing: presence.Standing | None, now: float) -> None:
        error = _objection(standing)
        if error is not None:
            connection.outbox.close(error)
        elif standing is not None:
            connection.session_changed(standing.status, standing.ended_at, now)

    async def _help_the_late(self, now: float) -> None:
        """Jobs and acks may get lost with the process that had them: ask again, and look at what is stored."""
        waiting = {one.participant: since for one in self.connections.values() if (since := one.waits_since())}
        late = {one for one, since in waiting.items() if now - since > LATE_S}
        await self._ask_for({stream.shard_of(one) for one in late | self._entrance.participants})
        forgotten = [one for one, since in waiting.items() if now - since > LOST_ACK_S][:LOST_ACKS_AT_ONCE]
        stored = await database_sync_to_async(presence.last_sequences)(forgotten) if forgotten else {}
        for participant, sequence in stored.items():
            connection = self.connections.get(participant)
            if connection and sequence > connection.acknowledged:
                connection.acknowledge(sequence, 0)

    async def _ask_for(self, shards: Iterable[int]) -> None:
        try:
            for shard in shards:
                await asyncio.to_thread(stream.request_drain, shard)
        except STORE_ERRORS as error:
            self._say_away(error)

    async def note_presence(self) -> None:
        await database_sync_to_async(presence.stay)(list(self.connections))

    async def _count_rejected(self) -> None:
        for connection in [one for one in self.connections.values() if one.rejected]:
            rejected = connection.take_rejected()
            await database_sync_to_async(presence.count_rejected)(connection.participant, rejected)


def _objection(standing: presence.Standing | None) -> HeadwayError | None:
    if standing is None or standing.removed:
        return ParticipantRemoved()
    return ConsentWithdrawn() if standing.withdrawn else None


async def _finish_overdue() -> None:
    await database_sync_to_async(closing.finish_overdue)()


async def _every(seconds: float, do: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """A round that fails is logged; the next one comes all the same."""
    while True:
        await asyncio.sleep(seconds)
        try:
            await do()
        except Exception:
            logger.exception("a round of %s failed", do.__name__)


_running: Ingest | None = None


async def start() -> None:
    global _running
    _running = Ingest()
    await _running.start()


async def stop() -> None:
    """May be called twice: by the server before it closes its sockets, and by the lifespan."""
    global _running
    if _running is not None:
        await _running.stop()
        _running = None


def running() -> Ingest:
    if _running is None:
        raise Unavailable
    return _running
