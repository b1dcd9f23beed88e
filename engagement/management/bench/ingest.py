"""`bench ingest`: many participants at once, from their sockets to the database and to the dashboard."""

import asyncio
import json
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import msgpack
import numpy as np
import psutil
import websockets
from django.conf import settings

from engagement.management.bench import machine
from engagement.management.bench.compare import compare
from engagement.management.bench.loaders import go, heard, loaders
from engagement.management.bench.machine import Usage
from engagement.management.bench.serving import Lesson, Serving, lesson, serving
from engagement.models import Observation
from engagement.pipeline import stream

PATIENCE_S = 30.0
WARM_UP_S = 5.0
FRAMES_HZ = 2.0
LANDMARKS, FRAMES = "landmarks", "frames"


@dataclass(frozen=True, slots=True)
class Load:
    """Who takes part, and for how long."""

    participants: int
    rate_hz: float
    seconds: float
    workers: int = 1
    frames: int = 0  # participants beside them who send pictures


@dataclass(slots=True)
class Watched:
    """What is looked at while the load runs."""

    waiting: list[int] = field(default_factory=list)  # items in the streams, once a second
    lags: list[float] = field(default_factory=list)  # seconds from capture to a dashboard's socket
    # What workers said they had committed, and when: by participant, sequence and time.
    commits: dict[int, list[tuple[int, float]]] = field(default_factory=lambda: defaultdict(list))
    memory: list[dict[str, int]] = field(default_factory=list)  # bytes by role, once in `memory_every_s`
    memory_every_s: float = 60.0
    stop: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class Run:
    """What a load came to."""

    results: Mapping[str, list[dict[str, Any]]]  # of the loaders, by what they sent
    watched: Watched
    before: Mapping[str, Usage]
    after: Mapping[str, Usage]
    lasted: float
    stored: int
    commit_s: np.ndarray  # of each observation, from its receipt
    bytes_per_connection: int


def measure(load: Load, with_peers: bool) -> dict[str, Any]:
    """Run the load once; the figures, flat enough for JSON."""
    with serving(load.workers) as server:
        run = play(server, load, Watched())
        figures = _figures(run)
        peers = {}
        if with_peers:
            peers = compare(load.participants, load.rate_hz, figures["cpu_s_per_million"]["web"])
    memory = {role: one.memory // machine.MEBIBYTE for role, one in run.after.items()}
    return {
        "participants": load.participants,
        "rate_hz": load.rate_hz,
        "seconds": load.seconds,
        "stored": run.stored,
        **figures,
        **(_of_frames(run, load) if load.frames else {}),
        "bytes_per_connection": run.bytes_per_connection,
        "memory_mb": memory,
        **peers,
        "machine": machine.machine(),
    }


def play(server: Serving, load: Load, watched: Watched) -> Run:
    processes = machine.groups(server.root)
    idle = machine.usage(processes["web"])
    everybody = load.participants + load.frames
    attended = lesson(server.url, everybody)
    parts = {
        LANDMARKS: (attended.tokens[: load.participants], load.rate_hz),
        FRAMES: (attended.tokens[load.participants :], FRAMES_HZ),
    }
    with ExitStack() as stack:
        running = {
            content: stack.enter_context(loaders(server.url, tokens, rate_hz, load.seconds, PATIENCE_S, content))
            for content, (tokens, rate_hz) in parts.items()
        }
        time.sleep(WARM_UP_S)
        connected = machine.usage(processes["web"])
        before = machine.usage_by_role(server.root)
        with _watching(server, attended, processes, watched):
            started = time.monotonic()
            go([loader for some in running.values() for loader in some])
            lasted = time.monotonic() - started
            after = machine.usage_by_role(server.root)
        results = {content: heard(some) for content, some in running.items()}
    return Run(
        results=results,
        watched=watched,
        before=before,
        after=after,
        lasted=lasted,
        stored=Observation.objects.filter(participant__session=attended.session).count(),
        commit_s=_commit_s(attended, watched),
        bytes_per_connection=round((connected.memory - idle.memory) / everybody),
    )


def _figures(run: Run) -> dict[str, Any]:
    results = [result for some in run.results.values() for result in some]
    offered = _sum(results, "offered")
    spent = machine.spent(run.before, run.after)
    return {
        **{name: _sum(results, name) for name in ("offered", "acknowledged", "rejected", "lost_connections")},
        "offered_per_s": offered / run.lasted,
        "commit_ms": _percentiles(1000 * run.commit_s),
        "ack_ms": _percentiles(_waits(run.results[LANDMARKS] or run.results[FRAMES])),
        "dashboard_ms": _percentiles(1000 * np.array(run.watched.lags)),
        "cpu_s_per_million": {role: 1e6 * cpu / offered for role, cpu in spent.items()},
        "core_share": {role: cpu / run.lasted for role, cpu in spent.items()},
        "load_core_share": max(result["load_core_share"] for result in results),
        "queue_growth": _growth(run.watched.waiting),
        "queue_items": {"median": int(np.median(run.watched.waiting)), "max": int(max(run.watched.waiting))},
        "told_a_rate": _told(run.results[LANDMARKS]),
    }


def _of_frames(run: Run, load: Load) -> dict[str, Any]:
    """Of those who send pictures; `seen` are those that were analysed, the others had a newer one behind them."""
    results = run.results[FRAMES]
    acknowledged, superseded = _sum(results, "acknowledged"), _sum(results, "superseded")
    seen = acknowledged - superseded
    worker_s = machine.spent(run.before, run.after)["worker"]
    return {
        "frames": {
            "participants": load.frames,
            "rate_hz": FRAMES_HZ,
            "offered": _sum(results, "offered"),
            "acknowledged": acknowledged,
            "superseded": superseded,
            "seen_per_s": seen / run.lasted,
            "ack_ms": _percentiles(_waits(results)),
            "told_a_rate": _told(results),
        },
        "worker_ms_per_frame": 1000 * worker_s / seen if seen else None,  # what landmarks took is in it
    }


def _sum(results: Sequence[Mapping[str, Any]], name: str) -> int:
    return sum(int(result[name]) for result in results)


def _waits(results: Sequence[Mapping[str, Any]]) -> np.ndarray:
    return np.concatenate([result["waits_ms"] for result in results])


def _told(results: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How often each rate was told, with its reason."""
    told = Counter(f"{rate_hz:g} Hz: {reason}" for result in results for rate_hz, reason in result["told"])
    return dict(told.most_common())


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
def _watching(
    server: Serving, attended: Lesson, processes: Mapping[str, Sequence[psutil.Process]], watched: Watched
) -> Iterator[None]:
    threads = [
        threading.Thread(target=_watch_queues, args=(watched,)),
        threading.Thread(target=_watch_commits, args=(watched,)),
        threading.Thread(target=_watch_memory, args=(watched, processes)),
        threading.Thread(target=asyncio.run, args=(_watch_dashboard(server.url, attended, watched),)),
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        watched.stop.set()
        for thread in threads:
            thread.join()


def _watch_queues(watched: Watched) -> None:
    while not watched.stop.wait(1.0):
        entries = [entry for shard in range(settings.SHARDS) for entry in stream.read(shard, "0", 10_000)]
        watched.waiting.append(sum(len(entry.items) for entry in entries))


def _watch_commits(watched: Watched) -> None:
    """Workers tell the web processes of what is committed: listen too."""
    with stream.client().pubsub(ignore_subscribe_messages=True) as pubsub:
        pubsub.psubscribe(stream.acks_channel("*"))
        while not watched.stop.is_set():
            message = pubsub.get_message(timeout=0.5)
            now = time.time()
            for participant, sequence, _ in msgpack.unpackb(message["data"])["acks"] if message else ():
                watched.commits[participant].append((sequence, now))


def _commit_s(attended: Lesson, watched: Watched) -> np.ndarray:
    """Seconds from the web process's receipt of each observation to the word that it is committed."""
    rows = Observation.objects.filter(participant__session=attended.session).order_by("participant", "sequence")
    received = defaultdict(list)
    for participant, sequence, at in rows.values_list("participant", "sequence", "received_at").iterator(50_000):
        received[participant].append((sequence, at.timestamp()))
    waits = []
    for participant, said in watched.commits.items():
        sequences, received_at = np.array(received[participant]).reshape(-1, 2).T
        upto, told_at = np.array(said).T
        told = np.searchsorted(upto, sequences)
        waits.append(told_at[told[told < len(upto)]] - received_at[told < len(upto)])
    return np.concatenate([np.empty(0), *waits])


def _watch_memory(watched: Watched, processes: Mapping[str, Sequence[psutil.Process]]) -> None:
    while not watched.stop.wait(watched.memory_every_s):
        watched.memory.append({role: machine.usage(some).memory for role, some in processes.items()})


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
