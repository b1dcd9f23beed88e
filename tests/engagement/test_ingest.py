"""One web process's buffer and news, when Valkey goes away, forgets or is slow, and when the process stops."""

import asyncio
import contextlib
import datetime as dt
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from channels.db import database_sync_to_async
from django.utils import timezone

from engagement import access, errors, messages
from engagement.embedded import Valkey, redis_url
from engagement.messages import Hello, Landmarks
from engagement.models import Course, Observation, Participant, Session, User
from engagement.pipeline import ingest, presence, store, stream
from engagement.pipeline.connection import Connection
from engagement.pipeline.drain import drain
from engagement.pipeline.ingest import Ingest
from engagement.services import participants
from tests.engagement.serving import Talker, serve

pytestmark = pytest.mark.django_db(transaction=True)


class Said:
    """What a client heard."""

    def __init__(self) -> None:
        self.messages: list[messages.ServerText] = []
        self.acks: asyncio.Queue[int] = asyncio.Queue()
        self.closed: list[errors.HeadwayError] = []
        self.on_close: Callable[[], object] = bool

    def put(self, message: messages.ServerText) -> None:
        self.messages.append(message)

    def acknowledge(self, sequence: int, dropped: int) -> None:
        self.acks.put_nowait(sequence)

    def close(self, error: errors.HeadwayError) -> None:
        self.closed.append(error)
        self.on_close()

    def kinds(self) -> list[str]:
        return [message.TYPE for message in self.messages]


@pytest.fixture
def participant() -> Participant:
    owner = User.objects.create(email="host@example.org")
    course = Course.objects.create(owner=owner, title="Physics")
    session = Session.objects.create(course=course, title="Waves", status="open", started_at=timezone.now())
    return Participant.objects.create(session=session, name="Ada", consented_at=timezone.now())


@pytest.fixture
def valkey(tmp_path: Path, settings: Any) -> Iterator[Valkey]:
    """A Valkey of this test's own, to stop and start."""
    settings.REDIS_URL = settings.STREAMS_URL = redis_url(tmp_path)
    stream.connected_to.cache_clear()
    server = Valkey(tmp_path)
    server.start()
    yield server
    server.stop()
    stream.client().close()
    stream.connected_to.cache_clear()


@pytest_asyncio.fixture
async def process(valkey: Valkey, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Ingest]:
    """Flushes and looks only when a test says so."""
    monkeypatch.setattr(ingest, "FLUSH_EVERY_S", 3600.0)
    monkeypatch.setattr(ingest, "LOOK_EVERY_S", 3600.0)
    one = Ingest()
    await one.start()
    yield one
    one.connections.clear()
    await one.stop()


async def enter(process: Ingest, participant: Participant, last_sequence: int = 0) -> tuple[Connection, Said]:
    said = Said()
    hello = Hello(token="t", point_set="compact", picture=(640, 480), sent_at=time.time(), client="test/1")
    facts = presence.session_facts(participant.session)
    connection = Connection(participant.pk, facts, hello, last_sequence, said)
    await process.enter(connection, was_here=False)
    return connection, said


def take(process: Ingest, connection: Connection, *sequences: int, ago_s: float = 0.0) -> None:
    for sequence in sequences:
        received_at = time.time() - ago_s
        message = Landmarks(
            sequence=sequence, captured_at=received_at, face=None, reason="no_face", faces=0, width=6, height=4
        )
        item = connection.accept_landmarks(message.to_wire(), received_at)
        assert item is not None
        process.add(item, None)


def stored(participant: Participant) -> list[int]:
    found = stream.read(stream.shard_of(participant.pk), "0", 100)
    return [sequence for entry in found for sequence in entry.items.head["sequence"].tolist()]


async def test_a_flush_makes_one_entry_and_asks_for_a_drain(process: Ingest, participant: Participant) -> None:
    connection, _ = await enter(process, participant)
    stream.client().flushdb()
    take(process, connection, 1, 2, 3)
    await process.flush()
    shard = stream.shard_of(participant.pk)
    (entry,) = stream.read(shard, "0", 10)
    assert (entry.process, len(entry.items)) == (process.process, 3)
    assert stream.client().exists(f"headway:drain:{shard}")


async def test_while_valkey_is_away_messages_wait(process: Ingest, participant: Participant, valkey: Valkey) -> None:
    connection, said = await enter(process, participant)
    valkey.stop()
    take(process, connection, 1, 2)
    await process.flush()
    take(process, connection, 3)
    await asyncio.to_thread(valkey.start)
    await process.flush()
    assert stored(participant) == [1, 2, 3]
    # It came back without its memory, which nobody can tell from having lost these too.
    assert said.kinds() == ["resume"]


async def test_nobody_new_is_taken_while_valkey_is_away(
    process: Ingest, participant: Participant, valkey: Valkey
) -> None:
    connection, _ = await enter(process, participant)
    valkey.stop()
    take(process, connection, 1)
    await process.flush()
    with pytest.raises(errors.Unavailable):
        await enter(process, participant)
    process.leave(connection)
    await asyncio.to_thread(valkey.start)
    await process.flush()
    await enter(process, participant)


async def test_a_full_buffer_sends_everybody_away(
    process: Ingest, participant: Participant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "BUFFER_ITEMS", 2)
    connection, said = await enter(process, participant)
    take(process, connection, 1, 2)
    with pytest.raises(errors.Unavailable):
        take(process, connection, 3)
    assert said.kinds() == ["going_away"]
    assert isinstance(said.closed[0], errors.Unavailable)
    await process.flush()
    assert stored(participant) == []  # their clients send them again


async def test_news_of_a_worker_reaches_the_connection(process: Ingest, participant: Participant) -> None:
    connection, said = await enter(process, participant)
    take(process, connection, 1, 2)
    stream.acknowledge(
        process.process, [(participant.pk, 2, 0)], rejects=[(participant.pk, 1, "frame.unreadable", "It is broken.")]
    )
    assert await asyncio.wait_for(said.acks.get(), 5) == 2
    assert said.messages == [messages.Reject(sequence=1, code="frame.unreadable", sentence="It is broken.")]
    assert connection.waits_since() is None


async def test_news_of_somebody_who_left_is_nobodys(process: Ingest, participant: Participant) -> None:
    connection, said = await enter(process, participant)
    stream.acknowledge(process.process, [(participant.pk + 1, 9, 0), (participant.pk, 0, 0)])
    assert await asyncio.wait_for(said.acks.get(), 5) == 0
    assert process.leave(connection)


async def test_a_drain_is_asked_for_again_while_somebody_waits(process: Ingest, participant: Participant) -> None:
    connection, _ = await enter(process, participant)
    take(process, connection, 1, ago_s=3)
    await process.flush()
    shard = stream.shard_of(participant.pk)
    stream.clear_drain_request(shard)  # the job began, and died
    await process.look()
    assert stream.client().exists(f"headway:drain:{shard}")


@database_sync_to_async
def store_observation(participant: Participant, sequence: int) -> None:
    day = participant.session.day
    store.ensure_partition(day)
    now = dt.datetime.now(dt.UTC)
    Observation.objects.create(
        day=day,
        participant=participant,
        sequence=sequence,
        captured_at=now,
        received_at=now,
        success=False,
        reason=1,
        state=5,
        faces=0,
    )


async def test_an_ack_that_got_lost_is_made_up_for(process: Ingest, participant: Participant) -> None:
    connection, said = await enter(process, participant)
    take(process, connection, 1, 2, 3, ago_s=11)
    await store_observation(participant, 3)
    await process.look()
    await process.tell_acknowledged()
    assert said.acks.get_nowait() == 3
    assert connection.waits_since() is None


async def test_the_rate_is_halved_while_the_workers_are_behind(process: Ingest, participant: Participant) -> None:
    connection, said = await enter(process, participant)
    take(process, connection, 1, ago_s=6)
    await process.look()
    await process.look()
    connection.acknowledge(1, 0)
    await process.look()
    assert [message.rate_hz for message in said.messages if isinstance(message, messages.Rate)] == [2.5, 5.0]


async def test_rejections_are_counted_while_the_connection_lasts(process: Ingest, participant: Participant) -> None:
    connection, _ = await enter(process, participant)
    connection.rejected = 3
    await process.look()
    await process.look()
    await database_sync_to_async(participant.refresh_from_db)()
    assert participant.rejected == 3


async def test_the_process_says_who_is_connected_to_it(process: Ingest, participant: Participant) -> None:
    await enter(process, participant)
    await process.note_presence()
    await database_sync_to_async(participant.refresh_from_db)()
    assert participant.connected


async def test_a_look_goes_on_when_the_last_one_leaves_meanwhile(process: Ingest, participant: Participant) -> None:
    connection, _ = await enter(process, participant)
    looking = asyncio.create_task(process.look())
    await asyncio.sleep(0)  # the question is asked
    process.leave(connection)
    await looking


async def test_a_newer_connection_replaces_one_that_waits_to_be_let_in(
    process: Ingest, participant: Participant
) -> None:
    await enter(process, participant)
    waiting, newer = (asyncio.create_task(enter(process, participant)) for _ in range(2))
    with pytest.raises(errors.Replaced):
        await waiting
    await process.flush()
    await asyncio.to_thread(drain, stream.shard_of(participant.pk))
    connection, _ = await newer
    assert process.connections[participant.pk] is connection


async def test_somebody_who_was_removed_is_sent_away(process: Ingest, participant: Participant) -> None:
    _, said = await enter(process, participant)
    await database_sync_to_async(participant.delete)()
    await process.look()
    assert isinstance(said.closed[0], errors.ParticipantRemoved)


async def test_somebody_whom_the_host_took_out_is_told_so(process: Ingest, participant: Participant) -> None:
    _, said = await enter(process, participant)
    await database_sync_to_async(participants.remove)(participant)
    await process.look()
    assert isinstance(said.closed[0], errors.ParticipantRemoved)


async def test_whoever_comes_while_the_database_answers_stays(process: Ingest, participant: Participant) -> None:
    late = await database_sync_to_async(Participant.objects.create)(session=participant.session, name="Grace")
    await enter(process, participant)
    looking = asyncio.create_task(process.look())
    await asyncio.sleep(0)  # the question is asked
    _, said = await enter(process, late)
    await looking
    assert not said.closed


async def test_an_older_connection_that_is_late_does_not_replace_a_newer_one(
    process: Ingest, participant: Participant
) -> None:
    newer, _ = await enter(process, participant)
    newer.opened_at += 60
    with pytest.raises(errors.Replaced):
        await enter(process, participant)
    assert process.connections[participant.pk] is newer


async def test_stopping_says_so_and_hands_over_the_buffer(process: Ingest, participant: Participant) -> None:
    connection, said = await enter(process, participant)
    said.on_close = lambda: asyncio.get_running_loop().call_soon(process.leave, connection)
    take(process, connection, 1, 2)
    await process.stop()
    assert said.kinds() == ["going_away"]
    assert stored(participant) == [1, 2]
    with pytest.raises(errors.Unavailable):
        await enter(process, participant)


async def test_clients_are_told_before_the_server_cuts_them(participant: Participant, valkey: Valkey) -> None:
    token = await database_sync_to_async(access.join_token)(participant)
    async with contextlib.AsyncExitStack() as stack:
        async with serve() as url:
            talker = await stack.enter_async_context(Talker.connected(url))
            await talker.hello(token)
        assert (await talker.hear("going_away"))["reconnect_after_s"] > 0
        code, reason = await talker.hear_close()
    assert (code, reason.split(":")[0]) == (1012, "server.unavailable")
