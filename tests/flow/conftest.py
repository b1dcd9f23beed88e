"""A session with one participant, the served capture socket, and a worker that drains."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import redis
from channels.db import database_sync_to_async
from django.utils import timezone

from engagement import tasks
from engagement.models import Course, Participant, Session, User
from engagement.pipeline import stream
from tests.engagement.serving import nobody_is_connected, serve


@pytest.fixture
def session() -> Session:
    course = Course.objects.create(owner=User.objects.create(email="host@example.org"), title="Physics")
    return Session.objects.create(course=course, title="Waves", status="open", started_at=timezone.now())


@pytest.fixture
def participant(session: Session) -> Participant:
    return Participant.objects.create(session=session, name="Ada", consented_at=timezone.now())


@pytest.fixture
def working() -> asyncio.Event:
    """Cleared, the worker rests."""
    event = asyncio.Event()
    event.set()
    return event


@pytest_asyncio.fixture
async def url(valkey: redis.Redis, participant: Participant, working: asyncio.Event) -> AsyncIterator[str]:
    """A served socket, and a worker that drains the participant's shard again and again."""
    async with serve() as address:
        worker = asyncio.create_task(_drain_always(stream.shard_of(participant.pk), working))
        yield address
        await nobody_is_connected()
        worker.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await worker


async def _drain_always(shard: int, working: asyncio.Event) -> None:
    while True:
        await working.wait()
        await database_sync_to_async(tasks.drain)(shard)
        await asyncio.sleep(0.05)
