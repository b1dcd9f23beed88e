"""docker/entrypoint in its roles, on a database and a Valkey of their own: what compose.yaml starts, without Docker."""

import asyncio
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from celery.beat import PersistentScheduler
from django.conf import settings

from engagement import embedded, programs
from engagement.celery import app
from engagement.client import CaptureClient
from engagement.messages import Face
from engagement.pipeline.partitions import AHEAD_DAYS, TABLE
from tests.engagement.items import head
from tests.engagement.serving import Talker

ENTRYPOINT = settings.BASE_DIR / "docker" / "entrypoint"
READY_WITHIN_S = 60
SETTINGS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS")
PREPARE = """
from django.utils import timezone
from engagement import access
from engagement.models import Course, Participant, Session, User
course = Course.objects.create(owner=User.objects.create(email="host@example.org"), title="Physics")
session = Session.objects.create(course=course, title="Waves", status="open", started_at=timezone.now())
for name in ("Ada", "Grace"):
    person = Participant.objects.create(session=session, name=name, consented_at=timezone.now())
    print("token", access.join_token(person))
"""


@dataclass
class Deployment:
    """Its settings, as secrets in files, and the processes that were started with them."""

    var: Path
    database: str
    environment: dict[str, str]
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, ENTRYPOINT, *words], env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *words: str, **environment: str) -> subprocess.Popen[bytes]:
        with (self.var / "said").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, ENTRYPOINT, *words], env={**self.environment, **environment}, stdout=log, stderr=log
            )
        self.running.append(process)
        return process

    def wait_for(self, is_so: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        while not is_so():
            assert process.poll() is None, (self.var / "said").read_text()
            assert time.monotonic() < deadline, (self.var / "said").read_text()
            os.sched_yield()

    def web(self) -> tuple[subprocess.Popen[bytes], int]:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        process = self.start("web", LISTEN=f"127.0.0.1:{port}")
        self.wait_for(lambda: health(port) == 200, process)
        return process, port

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.database) as connection:
            return connection.execute(query).fetchall()


def health(port: int) -> int:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        client.request("GET", "/healthz", headers={"Host": "localhost"})
        return client.getresponse().status
    except OSError:
        return 0
    finally:
        client.close()


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    var, admin = tmp_path_factory.mktemp("deployed"), settings.DATABASE_URL
    valkey = embedded.Valkey(var)
    valkey.start()
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("CREATE DATABASE deployed")
    database = psycopg.conninfo.make_conninfo(admin, dbname="deployed")
    environment = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    for name, secret in {"DATABASE_URL": database, "SECRET_KEY": "of these tests" * 5}.items():
        (var / name).write_text(secret + "\n")
        environment[f"{name}_FILE"] = str(var / name)
    environment |= {"REDIS_URL": embedded.redis_url(var), "HEADWAY_VAR": str(var), "BEHIND_TLS_PROXY": "yes"}
    one = Deployment(var, database, environment)
    one.run("migrate")
    yield one
    valkey.stop()
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("DROP DATABASE deployed WITH (FORCE)")


@pytest.fixture
def deployment(deployed: Deployment) -> Iterator[Deployment]:
    yield deployed
    for process in deployed.running:
        process.kill()
        process.wait()
    deployed.running.clear()


async def send(port: int, token: str) -> int:
    url = f"ws://127.0.0.1:{port}/ws/capture/"
    async with CaptureClient(url, token, point_set="mesh478", picture=(640, 480)) as client:
        for _ in range(3):
            await client.send_landmarks(time.time(), Face.from_pixels("mesh478", head(10)), width=640, height=480)
        assert await client.drain(READY_WITHIN_S)
        return client.report.acknowledged


async def hear_good_bye(process: subprocess.Popen[bytes], port: int, token: str) -> None:
    async with Talker.connected(f"ws://127.0.0.1:{port}/ws/capture/") as ada:
        await ada.hello(token)
        process.send_signal(signal.SIGTERM)
        await ada.hear("going_away")


def test_web_processes_and_a_worker_carry_what_is_sent_into_the_database(deployment: Deployment) -> None:
    assert "No migrations to apply" in deployment.run("migrate")
    tokens = [line.split()[1] for line in deployment.run("shell", "-c", PREPARE).splitlines() if "token" in line]
    worker, webs = deployment.start("worker"), [deployment.web(), deployment.web()]
    sent = [asyncio.run(send(port, token)) for (_, port), token in zip(webs, tokens, strict=True)]
    assert sent == [3, 3]
    assert deployment.rows(f"SELECT count(*), count(yaw_deg) FROM {TABLE}") == [(6, 6)]
    for process, port in webs:
        asyncio.run(hear_good_bye(process, port, tokens[0]))
        assert process.wait(programs.WEB_PATIENCE_S) in {0, -signal.SIGTERM}  # uvicorn ends with the signal it got
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(programs.WORKER_PATIENCE_S) == 0


def test_what_was_due_while_nobody_was_there_is_asked_for_and_done(deployment: Deployment) -> None:
    schedule = PersistentScheduler(app=app, schedule_filename=str(deployment.var / "beat"), lazy=True)
    schedule.setup_schedule()
    for entry in schedule.schedule.values():
        entry.last_run_at = datetime.now(UTC) - timedelta(hours=3)
    schedule.close()
    deployment.start("worker")
    beat = deployment.start("beat")
    name = f"{TABLE}_{datetime.now(UTC) + timedelta(days=AHEAD_DAYS):%Y%m%d}"
    deployment.wait_for(lambda: deployment.rows(f"SELECT to_regclass('{name}')") != [(None,)], beat)
    beat.send_signal(signal.SIGTERM)
    assert beat.wait(programs.BEAT_PATIENCE_S) == 0


def test_any_other_word_is_a_command(deployment: Deployment) -> None:
    assert "Would forget" in deployment.run("retain", "--dry-run")


def test_a_web_process_says_that_it_reaches_nothing(deployment: Deployment) -> None:
    process, port = deployment.web()
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as connection:
        connection.execute("ALTER DATABASE deployed ALLOW_CONNECTIONS false")
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'deployed'")
        deployment.wait_for(lambda: health(port) == 503, process)
        connection.execute("ALTER DATABASE deployed ALLOW_CONNECTIONS true")
    deployment.wait_for(lambda: health(port) == 200, process)
