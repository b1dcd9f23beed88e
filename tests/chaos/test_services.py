"""What the product stands on goes away while people stream, and comes back."""

import asyncio
import contextlib
import errno
import json
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from websockets.asyncio.client import ClientConnection, connect

from engagement import embedded
from engagement.embedded import Postgres
from tests.chaos.check import nothing_lost
from tests.chaos.people import Crowd, crowd, until
from tests.chaos.product import Lesson, Product

PEOPLE = 30
AWAY_S = 20.0
VOLUME = "400m"  # the product starts with 300 MB free


@pytest.mark.parametrize(
    ("service", "sent"),
    [("valkey", signal.SIGKILL), ("postgres", signal.SIGKILL), ("postgres", signal.SIGINT)],
    ids=["Valkey killed", "PostgreSQL killed", "PostgreSQL restarted in order"],
)
async def test_a_service_ends_and_is_started_again(product: Product, service: str, sent: int) -> None:
    lesson = product.lesson(PEOPLE)
    people = crowd(product.capture_url, lesson.tokens)
    async with Crowd.streaming(people) as everybody, _dashboard(product, lesson) as dashboard:
        await asyncio.to_thread(product.kill_and_wait, service, sent)
        await everybody.goes_on()
        await _shows_what_is_new(dashboard)
    nothing_lost(product, people)


async def test_what_valkey_forgets_is_sent_again_by_both_clients(product: Product) -> None:
    people = crowd(product.capture_url, product.lesson(PEOPLE).tokens)
    async with Crowd.streaming(people) as everybody:
        worker = product.running("worker")
        resting = [worker, *worker.children()]
        for process in resting:
            process.suspend()
        await until(lambda: everybody.waiting() > 5 * PEOPLE, 30, lambda: "the worker goes on in its sleep")
        await asyncio.to_thread(product.kill_and_wait, "valkey")
        for process in resting:
            process.resume()
        await everybody.goes_on()
    assert all(person.resent > 0 for person in people.values())
    nothing_lost(product, people)


def _dashboard(product: Product, lesson: Lesson) -> connect:
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in lesson.cookies.items()), "Origin": product.url}
    return connect(
        f"ws://localhost:{product.port}/ws/sessions/{lesson.session}/", additional_headers=headers, max_queue=None
    )


async def _shows_what_is_new(dashboard: ClientConnection) -> None:
    """The connection is the one from before, and an update on it tells of now."""
    now = time.time()
    async with asyncio.timeout(10):
        async for text in dashboard:
            news = json.loads(text)
            if news["type"] == "update" and news["at"] > now:
                return


@pytest.fixture
def own_postgres(folder: Path) -> Iterator[Postgres]:
    """One that the product does not start, as on a machine of its own (DATABASE_URL)."""
    var = folder / "services"
    var.mkdir()
    server = Postgres(var)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def beside_postgres(folder: Path, own_postgres: Postgres) -> Iterator[Product]:
    with Product.serving(folder / "var", DATABASE_URL=embedded.database_url(own_postgres.var)) as product:
        yield product


async def test_postgresql_is_away_for_20_s(beside_postgres: Product, own_postgres: Postgres) -> None:
    product = beside_postgres
    people = crowd(product.capture_url, product.lesson(PEOPLE).tokens)
    async with Crowd.streaming(people) as everybody:
        await asyncio.to_thread(own_postgres.stop)
        await asyncio.sleep(AWAY_S)
        await asyncio.to_thread(own_postgres.start)
        await everybody.goes_on()
    nothing_lost(product, people)


async def test_postgresql_hangs_for_20_s(beside_postgres: Product, own_postgres: Postgres) -> None:
    """As behind a network that swallows everything: nothing is refused, nothing answers."""
    product = beside_postgres
    people = crowd(product.capture_url, product.lesson(PEOPLE).tokens)
    async with Crowd.streaming(people) as everybody:
        with _frozen(own_postgres):
            await asyncio.sleep(AWAY_S)
        await everybody.goes_on()
    nothing_lost(product, people)


@contextlib.contextmanager
def _frozen(server: Postgres) -> Iterator[None]:
    postmaster = psutil.Process(server.process.pid)
    processes = [postmaster, *postmaster.children()]
    for process in processes:
        process.suspend()
    yield
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):  # the first one to wake up may end others
            process.resume()


@pytest.fixture
def small_volume(folder: Path) -> Iterator[Path]:
    volume = folder / "volume"
    volume.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={VOLUME},mode=755", "headway-chaos", str(volume)]
    done = subprocess.run(mount, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"Nothing may be mounted here ({done.stderr.strip()}).")
    yield volume
    subprocess.run(["umount", str(volume)], check=True)


async def test_the_disk_is_full_for_a_while(small_volume: Path) -> None:
    """Everything that the product writes is on it: the database, its log, the logs of the processes."""
    with Product.serving(small_volume) as product:
        people = crowd(product.capture_url, product.lesson(PEOPLE).tokens)
        async with Crowd.streaming(people) as everybody:
            ballast = small_volume / "ballast"

            def is_stuck() -> bool:
                _fill(ballast)  # whoever gives up gives some room back
                return everybody.waiting() > 10 * PEOPLE

            await until(is_stuck, 30, lambda: "the database goes on without a disk")
            ballast.unlink()
            await everybody.goes_on()
        nothing_lost(product, people)


def _fill(ballast: Path) -> None:
    with ballast.open("ab", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
