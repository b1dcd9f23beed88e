"""`bench ingest`: many participants at once, from their sockets to the database and to the dashboard."""

import asyncio
import base64
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import websockets
from django.conf import settings

from analysis.projection import Camera, Heads, points
from engagement.management.bench import machine
from engagement.management.bench.serving import Lesson, Serving, lesson, serving
from engagement.messages import Face, Landmarks
from engagement.models import Observation
from engagement.pipeline import stream

POSES = 64
PATIENCE_S = 30.0
PER_LOADER = 500
WARM_UP_S = 5.0


@dataclass(slots=True)
class Watched:
    """What is looked at while the load runs."""

    waiting: list[int] = field(default_factory=list)  # items in the streams, once a second
    lags: list[float] = field(default_factory=list)  # seconds from capture to a dashboard's socket
    stop: threading.Event = field(default_factory=threading.Event)


def measure(participants: int, rate_hz: float, seconds: float, workers: int) -> dict[str, Any]:
    """Run the load once; the figures, flat enough for JSON."""
    with serving(workers) as server:
        processes = machine.groups(server.root)
        idle = machine.usage(processes["web"])
        attended = lesson(server.url, participants)
        with _loaders(server, attended, rate_hz, seconds) as loaders:
            connected = machine.usage(processes["web"])
            before = {role: machine.usage(some) for role, some in processes.items()}
            with _watching(server, attended) as watched:
                started = time.monotonic()
                for loader in loaders:
                    _tell(loader, "go")
                for loader in loaders:
                    _hear(loader)
                lasted = time.monotonic() - started
                after = {role: machine.usage(some) for role, some in processes.items()}
            results = [_hear(loader) for loader in loaders]
        stored = Observation.objects.filter(participant__session=attended.session).count()
    memory = {role: one.memory // machine.MEBIBYTE for role, one in after.items()}
    figures = _figures(results, watched, machine.spent(before, after), lasted)
    return {
        "participants": participants,
        "rate_hz": rate_hz,
        "seconds": seconds,
        "stored": stored,
        **figures,
        "bytes_per_connection": round((connected.memory - idle.memory) / participants),
        "memory_mb": memory,
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


def landmarks(count: int = POSES) -> list[bytes]:
    """Messages of heads that look about, float16 points of the whole mesh."""
    random = np.random.default_rng(0)
    angles = random.normal(0, (15, 8, 4), (count, 3))
    position = random.normal((0, 0, 60), (5, 3, 5), (count, 3))
    heads = Heads(angles, position, np.full((count, 2), 0.9), random.normal(0, 5, (count, 2)))
    return [
        Landmarks(
            sequence=1,
            captured_at=0.0,
            face=Face.from_pixels("mesh478", pixels),
            confidence=0.98,
            sharpness=0.7,
            exposure=0.5,
            width=640,
            height=480,
        ).to_wire()
        for pixels in points(heads, Camera())
    ]


@contextmanager
def _loaders(
    server: Serving, attended: Lesson, rate_hz: float, seconds: float
) -> Iterator[list[subprocess.Popen[str]]]:
    """Processes that play the participants, all connected."""
    messages = [base64.b64encode(message).decode() for message in landmarks()]
    command = [sys.executable, "-m", "engagement.management.bench.load"]
    tokens = attended.tokens
    parts = [tokens[start : start + PER_LOADER] for start in range(0, len(tokens), PER_LOADER)]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=settings.BASE_DIR)
        for _ in parts
    ]
    order = {"url": server.url, "messages": messages, "rate_hz": rate_hz, "seconds": seconds, "patience_s": PATIENCE_S}
    try:
        for loader, part in zip(running, parts, strict=True):
            _tell(loader, json.dumps({**order, "tokens": part}))
        for loader in running:
            _hear(loader)
        time.sleep(WARM_UP_S)
        yield running
    finally:
        for loader in running:
            loader.kill()
            loader.communicate()


def _tell(loader: subprocess.Popen[str], line: str) -> None:
    assert loader.stdin is not None
    loader.stdin.write(line + "\n")
    loader.stdin.flush()


def _hear(loader: subprocess.Popen[str]) -> dict[str, Any]:
    assert loader.stdout is not None
    line = loader.stdout.readline()
    if not line:
        raise RuntimeError("a process of the load generator ended; its own words stand above")
    heard: dict[str, Any] = json.loads(line)
    return heard


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
