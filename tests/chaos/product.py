"""The product as people run it: `manage.py serve` in a folder of its own, its processes and what its database holds."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import psutil
import psycopg
from django.conf import settings

from engagement import embedded, programs

READY = "Headway runs at "
PATIENCE_S = 60.0
# The name of a process, or a word of its command line.
MARKS = {"web": "engagement.web", "worker": "prefork", "postgres": "postgres", "valkey": "valkey-server"}


@dataclass(frozen=True)
class Lesson:
    """An open session, the tokens of its people, and the cookies of its host."""

    session: int
    tokens: dict[int, str]
    cookies: dict[str, str]


class Product:
    def __init__(self, var: Path, **environment: str) -> None:
        """`var` becomes its folder; `environment` may name services that it is not to start."""
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        self.var = var
        self.environment = {**kept, "HEADWAY_VAR": str(var), "DJANGO_SETTINGS_MODULE": "engagement.settings"}
        self.environment |= environment
        self.port = 0
        self.said: list[str] = []

    @classmethod
    @contextmanager
    def serving(cls, var: Path, **environment: str) -> Iterator[Self]:
        product = cls(var, **environment)
        product.start()
        try:
            yield product
        finally:
            product.stop()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def capture_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws/capture/"

    def start(self) -> None:
        """On the same port as before, if there was a before."""
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "serve", "--workers", "1"]
        self.said = []
        self._spoke = threading.Condition()
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port)], env=self.environment, stdout=subprocess.PIPE, text=True
        )
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()
        self.port = int(self.wait_for_words(READY).partition(READY)[2].split()[0].rpartition(":")[2])

    def stop(self, sent: int = signal.SIGTERM) -> None:
        if self.process.poll() is None:
            self.process.send_signal(sent)
        self.process.wait(PATIENCE_S)
        self._listener.join()
        self.process.communicate()  # closes the pipe

    def wait_for_words(self, words: str, after: int = 0) -> str:
        """The first line with these words that the product says to the terminal, after so many lines."""

        def found() -> str | None:
            return next((line for line in self.said[after:] if words in line), None)

        with self._spoke:
            self._spoke.wait_for(lambda: found() or self.process.poll() is not None, PATIENCE_S)
        line = found()
        assert line, f"the product did not say {words!r} but:\n" + "".join(self.said)
        return line

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._spoke:
                self.said.append(line)
                self._spoke.notify_all()
        with self._spoke:
            self._spoke.notify_all()

    def lesson(self, count: int) -> Lesson:
        made = self.python("-m", "tests.chaos.lesson", self.url, str(count))
        about = json.loads(made)
        return Lesson(about["session"], {int(pk): token for pk, token in about["tokens"].items()}, about["cookies"])

    def python(self, *words: str) -> str:
        command = [sys.executable, *words]
        done = subprocess.run(command, env=self.environment, cwd=settings.BASE_DIR, check=True, stdout=subprocess.PIPE)
        return done.stdout.decode()

    def running(self, name: str) -> psutil.Process:
        """The process that the supervisor started under this name."""
        (found,) = [one for one in psutil.Process(self.process.pid).children() if _is(one, MARKS[name])]
        return found

    def kill_and_wait(self, name: str, sent: int = signal.SIGKILL) -> None:
        """Until the supervisor has started it again."""
        said = len(self.said)
        self.running(name).send_signal(sent)
        self.wait_for_words("was started again", after=said)

    def connection(self) -> psycopg.Connection[tuple[Any, ...]]:
        address = self.environment.get("DATABASE_URL") or embedded.database_url(self.var)
        return psycopg.connect(address, autocommit=True)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.connection() as connection:
            return connection.execute(query, values or None).fetchall()

    def log(self, name: str) -> str:
        return (self.var / "log" / f"{name}.log").read_text()


def _is(process: psutil.Process, mark: str) -> bool:
    words = (process.name(), *process.cmdline())
    return mark in words and programs.BACKGROUND not in words


def stored(product: Product, people: Iterable[int]) -> dict[int, list[tuple[int, float]]]:
    """Sequence and time of capture of every observation, by participant."""
    rows = product.rows(
        "SELECT participant_id, sequence, extract(epoch FROM captured_at)::float8 FROM engagement_observation "
        "WHERE participant_id = ANY(%s) ORDER BY participant_id, sequence",
        list(people),
    )
    found: dict[int, list[tuple[int, float]]] = {participant: [] for participant in people}
    for participant, sequence, captured_at in rows:
        found[participant].append((sequence, captured_at))
    return found


def counted(product: Product, people: Iterable[int]) -> dict[int, int]:
    """How many observations the windows of each participant are made of, those that came too late included."""
    rows = product.rows(
        "SELECT participant_id, sum(observations + late) FROM engagement_window "
        "WHERE participant_id = ANY(%s) GROUP BY participant_id",
        list(people),
    )
    return dict.fromkeys(people, 0) | {participant: int(count) for participant, count in rows}
