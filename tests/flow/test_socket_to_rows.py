"""The real client over a real websocket into PostgreSQL: every observation once, whatever gets lost on the way."""

import asyncio
import time
from collections.abc import Callable

import numpy as np
import pytest
import redis
from channels.db import database_sync_to_async

from engagement import access
from engagement.client import CaptureClient, Report
from engagement.messages import Face
from engagement.models import Observation, Participant, Session
from engagement.pipeline import stream
from tests.engagement.items import CAMERA, head
from tests.engagement.serving import entries

pytestmark = pytest.mark.django_db(transaction=True)

COUNT = 40
EVERY_S = 0.25
YAWS = 30 * np.sin(np.arange(COUNT) / 6)


def client_of(participant: Participant, url: str, patient: bool = False) -> CaptureClient:
    picture = (int(CAMERA.width), int(CAMERA.height))
    return CaptureClient(
        url,
        access.join_token(participant),
        point_set="mesh478",
        picture=picture,
        fov_deg=CAMERA.fov_deg,
        patient=patient,
    )


async def send_turning_head(client: CaptureClient, first_at: float, disturb: Callable[[int], object]) -> None:
    for number, yaw in enumerate(YAWS):
        face = Face.from_pixels("mesh478", head(yaw))
        at = first_at + number * EVERY_S
        await client.send_landmarks(at, face, exposure=0.5, width=CAMERA.width, height=CAMERA.height)
        result = disturb(number)
        if asyncio.iscoroutine(result):
            await result


@database_sync_to_async
def stored(participant: Participant) -> list[tuple[int, float, float | None]]:
    rows = Observation.objects.filter(participant=participant).order_by("sequence")
    return [(row.sequence, row.captured_at.timestamp(), row.yaw_deg) for row in rows]


async def stream_all(
    participant: Participant, url: str, disturb: Callable[[int, CaptureClient], object]
) -> tuple[float, Report]:
    first_at = time.time() - COUNT * EVERY_S
    client = await database_sync_to_async(client_of)(participant, url)
    async with client:
        await send_turning_head(client, first_at, lambda number: disturb(number, client))
        assert await client.drain()
        assert (client.report.acknowledged, client.report.rejected) == (COUNT, 0)
    return first_at, client.report


async def test_every_observation_is_stored_once_and_shows_the_head(url: str, participant: Participant) -> None:
    first_at, _ = await stream_all(participant, url, lambda number, client: None)
    sequences, times, yaws = zip(*await stored(participant), strict=True)
    assert list(sequences) == list(range(1, COUNT + 1))
    assert np.array(times) == pytest.approx(first_at + np.arange(COUNT) * EVERY_S, abs=0.5)
    assert np.array(yaws) == pytest.approx(YAWS, abs=1.5)


async def test_a_lost_connection_loses_nothing(url: str, participant: Participant) -> None:
    def cut(client: CaptureClient) -> None:
        assert client._connection is not None
        client._connection.transport.abort()

    await stream_all(participant, url, lambda number, client: cut(client) if number == 20 else None)
    assert [row[0] for row in await stored(participant)] == list(range(1, COUNT + 1))


async def test_a_page_that_is_loaded_again_counts_on(
    url: str, participant: Participant, working: asyncio.Event
) -> None:
    """It does not know what its predecessor sent last, and nothing of that is stored when it comes."""
    face_less = {"face": None, "reason": "no_face", "faces": 0, "width": 640, "height": 480}
    working.clear()
    async with await database_sync_to_async(client_of)(participant, url) as before:
        for _ in range(5):
            await before.send_landmarks(time.time(), **face_less)
        await entries(participant.pk, 5)
    after = await database_sync_to_async(client_of)(participant, url)
    connecting = asyncio.create_task(after.__aenter__())
    await entries(participant.pk, 6)  # it has asked to be let in
    working.set()
    await connecting
    for _ in range(3):
        await after.send_landmarks(time.time(), **face_less)
    assert await after.drain()
    await after.__aexit__()
    assert after.report.acknowledged == 3
    assert [row[0] for row in await stored(participant)] == list(range(1, 9))


@pytest.mark.parametrize("what", ["all of Valkey's memory", "the participant's stream"])
async def test_what_the_server_loses_comes_again(
    url: str, participant: Participant, valkey: redis.Redis, working: asyncio.Event, what: str
) -> None:
    async def lose() -> None:
        working.clear()
        await entries(participant.pk, 1)
        if what == "all of Valkey's memory":
            valkey.flushall()
        else:
            valkey.delete(f"headway:shard:{stream.shard_of(participant.pk)}")
        working.set()

    working.clear()
    _, report = await stream_all(participant, url, lambda number, client: lose() if number == 20 else None)
    assert report.resent > 0
    assert [row[0] for row in await stored(participant)] == list(range(1, COUNT + 1))


async def test_a_recording_comes_as_fast_as_it_goes(url: str, session: Session, participant: Participant) -> None:
    session.clock = Session.Clock.RECORDED
    await database_sync_to_async(session.save)()
    client = await database_sync_to_async(client_of)(participant, url, patient=True)
    async with client:
        assert client.welcome is not None
        started_at = client.welcome.session["started_at"]
        for number in range(3000):
            await client.send_landmarks(started_at + number / 5, None, reason="no_face", faces=0, width=640, height=480)
        assert await client.drain()
    rows = await stored(participant)
    assert len(rows) == 3000
    assert rows[-1][1] == pytest.approx(started_at + 2999 / 5, abs=0.001)
