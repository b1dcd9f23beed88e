"""Processes of the product are killed while people stream: they come back, and every observation is stored once."""

import asyncio
import signal

import psutil
import pytest

from tests.chaos.check import nothing_lost
from tests.chaos.people import Crowd, crowd, until
from tests.chaos.product import Product
from tests.engagement.serving import Talker

PEOPLE = 30

A_BATCH_IS_UNDER_WAY = """
    SELECT pid FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND state = 'active' AND query LIKE '%engagement_window%'
"""


async def test_the_web_process_is_killed(product: Product) -> None:
    people = crowd(product.capture_url, product.lesson(PEOPLE).tokens)
    async with Crowd.streaming(people) as everybody:
        await asyncio.to_thread(product.kill_and_wait, "web")
        await everybody.goes_on()
    nothing_lost(product, people)


@pytest.mark.parametrize("what", ["the worker", "its pool process"])
async def test_a_worker_is_killed_in_mid_batch(product: Product, what: str) -> None:
    people = crowd(product.capture_url, product.lesson(PEOPLE).tokens)
    async with Crowd.streaming(people) as everybody:
        with product.connection() as connection, connection.transaction():
            # The batch has written its observations, and waits here for its windows.
            connection.execute("LOCK TABLE engagement_window IN SHARE MODE")
            await until(lambda: bool(product.rows(A_BATCH_IS_UNDER_WAY)), 10, lambda: "no batch waits for the lock")
            worker = product.running("worker")
            victim = worker if what == "the worker" else _pool_process(worker)
            victim.kill()
            await asyncio.to_thread(psutil.wait_procs, [victim], 10)
        await everybody.goes_on()
    nothing_lost(product, people)


def _pool_process(worker: psutil.Process) -> psutil.Process:
    (process,) = worker.children()
    return process


async def test_the_whole_server_is_stopped_and_started_again(product: Product) -> None:
    lesson = product.lesson(PEOPLE + 1)
    _, token = lesson.tokens.popitem()
    people = crowd(product.capture_url, lesson.tokens)
    async with Crowd.streaming(people) as everybody, Talker.connected(product.capture_url) as talker:
        await talker.hello(token)
        stopping = asyncio.create_task(asyncio.to_thread(product.stop, signal.SIGTERM))
        assert 0.5 <= (await talker.hear("going_away"))["reconnect_after_s"] <= 5
        assert (await talker.hear_close())[0] == 1012
        await stopping
        await asyncio.to_thread(product.start)
        await everybody.goes_on()
    assert "unstored" not in product.log("web-server")
    nothing_lost(product, people)


async def test_two_hundred_come_back_at_once(product: Product) -> None:
    people = crowd(product.capture_url, product.lesson(200).tokens)
    async with Crowd.streaming(people) as everybody:
        await asyncio.to_thread(product.kill_and_wait, "web")
        assert await everybody.goes_on() < 10
    nothing_lost(product, people)
