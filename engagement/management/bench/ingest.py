"""`bench ingest`: many participants at once, from their sockets to the database and to the dashboard."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import websockets
from django.conf import settings

from engagement.management.bench import machine
from engagement.management.bench.compare import compare
from engagement.management.bench.loaders import go, heard, loaders
from engagement.management.bench.serving import Lesson, Serving, lesson, serving
from engagement.models import Observation
from engagement.pipeline import stream

PATIENCE_S = 30.0
WARM_UP_S = 5.0


@dataclass(slots=True)
class Watched:
    """What is looked at while the load runs."""

    waiting: list[int] = field(default_factory=list)  # items in the streams, once a second
    lags: list[float] = field(default_factory=list)  # seconds from capture to a dashboard's socket
    stop: threading.Event = field(default_factory=threading.Event)


def measure(participants: int, rate_hz: float, seconds: float, workers: int, with_peers: bool) -> dict[str, Any]:
    """Run the load once; the figures, flat enough for JSON."""
    with serving(workers) as server:
        processes = machine.groups(server.root)
        idle = machine.usage(processes["web"])
        attended = lesson(server.url, participants)
        with loaders(server.url, attended.tokens, rate_hz, seconds, PATIENCE_S) as running:
            time.sleep(WARM_UP_S)
            connected = machine.usage(processes["web"])
            before = {role: machine.usage(some) for role, some in processes.items()}
            with _watching(server, attended) as watched:
                started = time.monotonic()
                go(running)
                lasted = time.monotonic() - started
                after = {role: machine.usage(some) for role, some in processes.items()}
            results = heard(running)
        stored = Observation.objects.filter(participant__session=attended.session).count()
        figures = _figures(results, watched, machine.spent(before, after), lasted)
        peers = compare(participants, rate_hz, figures["cpu_s_per_million"]["web"]) if with_peers else {}
    memory = {role: one.memory // machine.MEBIBYTE for role, one in after.items()}
    return {
        "participants": participants,
        "rate_hz": rate_hz,
        "seconds": seconds,
        "stored": stored,
        **figures,
        "bytes_per_connection": round((connected.memory - idle.memory) / participants),
        "memory_mb": memory,
        **peers,
        "machine": machine.machine(),
    }


def _figures(results: list[dict[str, Any]], watched: Watched, spent: dict[str, float], lasted: float) -> dict[str, Any]:
    offered = sum(result["offered"] for result in results)
    waits = np.concatenate([result["waits_ms"] for result in results])
    return {
        "offered": offered,
        "acknowledged": sum(result["acknowledged"] for result in results),
        "rejected": sum(result["rejected"] for result in results),
        "lost_connections": sum(result["lost_connections"] for result in results),
        "offered_per_s": offered / lasted,
        "commit_ms": _percentiles(waits),
        "dashboard_ms": _percentiles(1000 * np.array(watched.lags)),
        "cpu_s_per_million": {role: 1e6 * cpu / offered for role, cpu in spent.items()},
        "core_share": {role: cpu / lasted for role, cpu in spent.items()},
        "load_core_share": max(result["load_core_share"] for result in results),
        "queue_growth": _growth(watched.waiting),
        "queue_items": {"median": int(np.median(watched.waiting)), "max": int(max(watched.waiting))},
    }


def _percentiles(values: np.ndarray) -> dict[str, float | None]:
    if not len(values):
        return {"p50": None, "p95": None, "p99": None}
    return {f"p{share}": float(np.percentile(values, share)) for share in (50, 95, 99)}


def _growth(waiting: list[int]) -> float:
    """Items a second by which the queues grow: the slope of a straight line through their lengths."""
    if len(waiting) < 3:
        return 0.0
    return float(np.polyfit(np.arange(len(waiting)), waiting, 1)[0])


@contextmanager
def _watching(server: Serving, attended: Lesson) -> Iterator[Watched]:
    watched = Watched()
    threads = [
        threading.Thread(target=_watch_queues, args=(watched,)),
        threading.Thread(target=asyncio.run, args=(_watch_dashboard(server.url, attended, watched),)),
    ]
    for thread in threads:
        thread.start()
    try:
        yield watched
    finally:
        watched.stop.set()
        for thread in threads:
            thread.join()


def _watch_queues(watched: Watched) -> None:
    while not watched.stop.wait(1.0):
        entries = [entry for shard in range(settings.SHARDS) for entry in stream.read(shard, "0", 10_000)]
        watched.waiting.append(sum(len(entry.items) for entry in entries))


async def _watch_dashboard(url: str, attended: Lesson, watched: Watched) -> None:
    address = f"{url.replace('http', 'ws', 1)}/ws/sessions/{attended.session.pk}/"
    cookie = "; ".join(f"{name}={value}" for name, value in attended.cookies.items())
    headers = {"Cookie": cookie, "Origin": url}
    async with websockets.connect(address, additional_headers=headers, max_size=None) as socket:
        while not watched.stop.is_set():
            try:
                text = await asyncio.wait_for(socket.recv(), 1.0)
            except TimeoutError:
                continue
            now, message = time.time(), json.loads(text)
            if message["type"] == "update":
                watched.lags += [now - row[1] for row in message["people"]]
