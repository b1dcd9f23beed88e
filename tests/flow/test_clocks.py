"""Clocks that are wrong and streams that come in bursts: the windows are those of the times that were true."""

import time
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any

import numpy as np
import pytest
from channels.db import database_sync_to_async

from engagement import access
from engagement.client import CaptureClient
from engagement.messages import Face
from engagement.models import Observation, Participant, Window
from tests.engagement.items import CAMERA, head

pytestmark = pytest.mark.django_db(transaction=True)

COUNT = 100
EVERY_S = 0.25
WINDOW_S = 10
FACE = Face.from_pixels("mesh478", head())
WIDTH, HEIGHT = int(CAMERA.width), int(CAMERA.height)


def true_times() -> np.ndarray:
    """The last half a minute, never so near to where a window begins that a slow exchange would matter."""
    first = time.time() // WINDOW_S * WINDOW_S - 3 * WINDOW_S
    return first + EVERY_S / 2 + np.arange(COUNT) * EVERY_S


async def stream(
    participant: Participant,
    url: str,
    clock_is_off_s: Callable[[int], float],
    after_each: Callable[[CaptureClient, int], Coroutine[Any, Any, None]] | None = None,
) -> np.ndarray:
    """Send what was captured at the true times as a client whose clock is off says it."""
    number, times = 0, true_times()
    client = CaptureClient(
        url,
        await database_sync_to_async(access.join_token)(participant),
        point_set="mesh478",
        picture=(WIDTH, HEIGHT),
        fov_deg=CAMERA.fov_deg,
        clock=lambda: time.time() + clock_is_off_s(number),
    )
    async with client:
        for number, at in enumerate(times):
            said_at = float(at) + clock_is_off_s(number)
            await client.send_landmarks(said_at, FACE, exposure=0.5, width=WIDTH, height=HEIGHT)
            if after_each:
                await after_each(client, number)
        assert await client.drain()
        assert (client.report.acknowledged, client.report.rejected) == (COUNT, 0)
    return times


@database_sync_to_async
def require_right_windows(participant: Participant, times: np.ndarray) -> None:
    rows = Observation.objects.filter(participant=participant).order_by("sequence")
    assert [row.captured_at.timestamp() for row in rows] == pytest.approx(times, abs=EVERY_S / 3)
    assert [row.late_at for row in rows] == [None] * COUNT
    windows = Window.objects.filter(participant=participant)
    made_of = {window.started_at.timestamp(): window.observations for window in windows}
    assert made_of == Counter(times // WINDOW_S * WINDOW_S)
    assert sum(window.facing_s for window in windows) == pytest.approx(COUNT * EVERY_S, abs=2 * EVERY_S)


@pytest.mark.parametrize("off_s", [3600.0, -3600.0])
async def test_a_clock_that_is_an_hour_off(url: str, participant: Participant, off_s: float) -> None:
    times = await stream(participant, url, lambda number: off_s)
    await require_right_windows(participant, times)


@pytest.mark.parametrize(("before_s", "after_s"), [(0.0, 3600.0), (0.0, -3600.0), (3600.0, 0.0)])
async def test_a_clock_that_is_set_in_mid_stream(
    url: str, participant: Participant, before_s: float, after_s: float
) -> None:
    times = await stream(participant, url, lambda number: before_s if number < COUNT / 2 else after_s)
    await require_right_windows(participant, times)


async def test_a_stream_that_comes_in_bursts(url: str, participant: Participant) -> None:
    """As over a network that stalls: nothing for a while, then all of it at once."""

    async def pause(client: CaptureClient, number: int) -> None:
        if number % 25 == 24:
            assert await client.drain()

    times = await stream(participant, url, lambda number: 0.0, pause)
    await require_right_windows(participant, times)
