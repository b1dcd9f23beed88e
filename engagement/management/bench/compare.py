"""The same load on a bare ASGI echo, on a stock Channels consumer and on the naive design, in the same run."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psutil
from django.conf import settings
from django.db import connection

from engagement import processes
from engagement.management.bench import machine
from engagement.management.bench.loaders import Loader, go, heard, loaders
from engagement.management.bench.naive import TABLE, app

SECONDS = 10.0
# The naive design is asked to carry more and more, until it stores less than this share of what is sent.
NAIVE_STEPS = (5, 10, 20, 40, 60, 80, 100, 130, 160, 200, 250, 320, 400)
CARRIED = 0.97
CATCH_UP_S = 2.0
READY_WITHIN_S = 60.0
NAIVE_WORKER = "naive@bench"


def compare(participants: int, rate_hz: float, web_s_per_million: float) -> dict[str, Any]:
    """Ratios of ours to the others: of messages per second of web CPU, and of participants carried."""
    bare, stock = (_web_s_per_million(name, participants, rate_hz) for name in ("bare", "stock"))
    naive = _naive_participants(rate_hz)
    return {
        "peer_web_s_per_million": {"bare_asgi": bare, "stock": stock},
        "peer_participants": naive,
        "ratio": {
            "bare_asgi": bare / web_s_per_million,
            "stock": stock / web_s_per_million,
            "naive_participants": participants / naive if naive else None,
        },
    }


def _web_s_per_million(name: str, participants: int, rate_hz: float) -> float:
    with _peer(name) as (url, process), loaders(url, ["-"] * participants, rate_hz, SECONDS, 0.0) as running:
        before = machine.usage([process])
        go(running)
        spent = machine.usage([process]).cpu_s - before.cpu_s
        # A peer that cannot keep up has done less than was offered.
        return 1e6 * spent / sum(int(result["echoed"]) for result in heard(running))


def _naive_participants(rate_hz: float) -> int:
    """The most that it carries."""
    carried = 0
    with _naive_worker(), _peer("naive") as (url, _):
        for participants in NAIVE_STEPS:
            if not _naive_carries(url, participants, rate_hz):
                break
            carried = participants
    return carried


def _naive_carries(url: str, participants: int, rate_hz: float) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {TABLE}")
    with loaders(url, ["-"] * participants, rate_hz, SECONDS, 0.0) as running:
        go(running)
        offered = _offered(running)
    time.sleep(CATCH_UP_S)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {TABLE}")  # noqa: S608 (a constant)
        (stored,) = cursor.fetchone()
    return bool(stored >= CARRIED * offered)


def _offered(running: Sequence[Loader]) -> int:
    return sum(int(result["offered"]) for result in heard(running))


@contextmanager
def _naive_worker() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {TABLE} (sequence int, captured_at float8, yaw real, pitch real, roll real)")
    command = [sys.executable, "-m", "celery", "-A", "engagement.management.bench.naive", "--quiet", "worker"]
    command += ["--concurrency", "1", "--loglevel", "ERROR", "--hostname", NAIVE_WORKER]
    worker = processes.start(command, settings.VAR_DIR / "log" / "naive-worker.log", cwd=settings.BASE_DIR)
    try:
        _wait_for_worker()
        yield
    finally:
        processes.stop(worker, signal.SIGQUIT, patience_s=10)


def _wait_for_worker() -> None:
    until = time.monotonic() + READY_WITHIN_S
    while not app.control.ping(timeout=0.5, destination=[NAIVE_WORKER]):
        if time.monotonic() > until:
            raise RuntimeError("the worker of the naive design did not get ready")


@contextmanager
def _peer(name: str) -> Iterator[tuple[str, psutil.Process]]:
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listening:
        handle = listening.fileno()
        command = [sys.executable, "-m", "engagement.management.bench.peers", name, str(handle)]
        with subprocess.Popen(command, pass_fds=(handle,), cwd=settings.BASE_DIR, env=dict(os.environ)) as process:
            try:
                yield f"http://127.0.0.1:{listening.getsockname()[1]}", psutil.Process(process.pid)
            finally:
                process.kill()
