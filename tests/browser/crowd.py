"""Simulated people who take part in a session, in a thread of their own, over the real websocket."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from engagement.management import lessons, scene
from engagement.management.joining import join


def names(count: int) -> list[str]:
    known = lessons.NAMES
    return [known[number] if number < len(known) else f"Guest {number}" for number in range(count)]


@contextmanager
def crowd(url: str, code: str, count: int) -> Iterator[list[str]]:
    """They join by the code, are there when the block begins, and leave when it ends; their names."""
    tickets = [join(url, code, name, "python") for name in names(count)]
    moved, stop = threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_play(tickets[0].socket, tickets, moved, stop)))
    thread.start()
    try:
        assert moved.wait(30), "nothing of the simulated people was stored in 30 s"
        yield names(count)
    finally:
        stop.set()
        thread.join()


async def _play(socket: str, tickets: list, moved: threading.Event, stop: threading.Event) -> None:
    stored = asyncio.Event()
    starts_at = time.time()
    people = [
        asyncio.create_task(
            scene.attend_live(socket, ticket.token, scene.Person(number, lessons.LIVE), starts_at, stored)
        )
        for number, ticket in enumerate(tickets)
    ]
    while not stop.is_set():
        if stored.is_set():
            moved.set()
        await asyncio.sleep(0.1)
    for person in people:
        person.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(*people, return_exceptions=True)
