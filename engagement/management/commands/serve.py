"""`manage.py serve`: everything that one machine needs, in one terminal."""

import errno
import fcntl
import http.client
import os
import shutil
import socket
import ssl
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import redis
from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from engagement import addresses, certificate, embedded, environment, processes, programs
from engagement.celery import app as celery
from engagement.certificate import Certificate, CertificateError
from engagement.embedded import Postgres, ServiceError, Valkey
from engagement.models import User
from engagement.pipeline import stream
from engagement.supervisor import Program, Supervisor
from engagement.web import BACKLOG

READY_WITHIN_S = 60.0
# How long a stop waits for the worker to store what the web process has accepted.
DRAINED_WITHIN_S = 15.0
LARGEST_LOG = 10_000_000
SPACE_MB = 300


class Command(BaseCommand):
    help = "Start PostgreSQL and Valkey (unless DATABASE_URL and REDIS_URL are set), the web server and the workers."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: only this machine)")
        parser.add_argument(
            "--port", type=int, default=8000, help="port to listen on (default: 8000; 0: any that is free)"
        )
        parser.add_argument("--web", type=int, default=1, help="web processes (default: 1)")
        parser.add_argument("--workers", type=int, default=environment.default_workers(), help="processes that measure")
        parser.add_argument("--http", action="store_true", help="no HTTPS, though other machines reach this one")
        parser.add_argument("--demo", action="store_true", help="fill a course with simulated participants")

    def handle(self, *_: Any, **options: Any) -> None:
        self.host, self.port = options["host"], options["port"]
        self.logs = settings.VAR_DIR / "log"
        self.logs.mkdir(parents=True, exist_ok=True)
        _check_space(settings.VAR_DIR)
        self.certificate = None if options["http"] else _certificate(self.host)
        self.supervisor = Supervisor(self.say)
        self.supervisor.listen_for_signals()
        with _only_one(settings.VAR_DIR), _listening_socket(self.host, self.port) as listening:
            self.port = listening.getsockname()[1]
            try:
                self._start_services()
                _check_services()
                self._migrate()
                self._start_programs(listening, options["web"], options["workers"])
                self._announce(options["demo"])
                self.supervisor.watch()
            except ServiceError as error:
                raise CommandError(str(error)) from error
            finally:
                self._stop()

    def say(self, line: str) -> None:
        # A terminal that was closed must not keep us from stopping in order.
        with suppress(OSError):
            self.stdout.write(line)
            self.stdout.flush()

    def _start_services(self) -> None:
        for log in self.logs.glob("*.log"):
            if log.stat().st_size > LARGEST_LOG:
                log.replace(log.with_suffix(".log.1"))
        if embedded.database_url(settings.VAR_DIR) == settings.DATABASE_URL:
            self.supervisor.start("database (PostgreSQL)", Postgres(settings.VAR_DIR))
            self.say(f"PostgreSQL is ready; its data is in {_short(settings.VAR_DIR / 'postgres')}.")
        if embedded.redis_url(settings.VAR_DIR) == settings.REDIS_URL:
            self.supervisor.start("message store (Valkey)", Valkey(settings.VAR_DIR))
            self.say("Valkey is ready; it holds points and frames in memory only.")

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.say("Bringing the database's tables up to date.")
            call_command("migrate", verbosity=0, interactive=False)
        self.has_accounts = User.objects.exists()
        _close_connections()

    def _start_programs(self, listening: socket.socket, web: int, workers: int) -> None:
        self._start("worker", programs.worker(workers), programs.ONE_THREAD, patience_s=programs.WORKER_PATIENCE_S)
        # Its processes import nothing heavy before a job needs it.
        patience_s = programs.BACKGROUND_PATIENCE_S
        self._start("background worker", programs.background(), programs.ONE_THREAD, patience_s=patience_s)
        handle = listening.fileno()
        for number in range(1, web + 1):
            name = "web server" if web == 1 else f"web server {number}"
            how: dict[str, Any] = {"patience_s": programs.WEB_PATIENCE_S, "inherited": (handle,)}
            self._start(name, programs.web(str(handle), self.certificate), self._web_environment(), **how)
        self._start("schedule", programs.beat(), {}, patience_s=programs.BEAT_PATIENCE_S)

    def _start(self, name: str, command: list[str], extra: dict[str, str], **how: Any) -> None:
        self.supervisor.start(name, Program(command, self._log(name), {**os.environ, **extra}, **how))

    def _log(self, name: str) -> Path:
        return self.logs / f"{name.replace(' ', '-')}.log"

    def _web_environment(self) -> dict[str, str]:
        """Who listens beyond this machine is called by the names of this machine."""
        tls = {"SERVES_TLS": "yes"} if self.certificate else {}
        if "ALLOWED_HOSTS" in os.environ or addresses.is_loopback(self.host):
            return tls
        names = [addresses.in_url(name) for name in addresses.names_of(self.host)]
        return {**tls, "ALLOWED_HOSTS": ",".join([*settings.ALLOWED_HOSTS, *names])}

    def _announce(self, demo: bool) -> None:
        started = time.monotonic()
        web_ready = self.supervisor.wait_for(self._web_answers, READY_WITHIN_S)
        workers_ready = web_ready and self.supervisor.wait_for(_worker_answers, READY_WITHIN_S)
        if self.supervisor.stopping:
            return
        if not workers_ready:
            late = "worker" if web_ready else "web server"
            end = processes.last_lines(self._log(late))
            raise CommandError(f"The {late} did not get ready. The end of {self._log(late)}:\n{end}")
        self.say(f"The web server and the worker are ready ({time.monotonic() - started:.0f} s).")
        self.say(f"\n  Headway runs at {self.url}   (Ctrl-C stops it)\n\n")
        self._announce_to_others()
        if demo:
            self._start_demo()
        elif not self.has_accounts:
            self.say("There is no account yet. Make one in a second terminal, then log in:")
            self.say(f"  {_short(Path(sys.executable))} manage.py createsuperuser\n\n")

    def _announce_to_others(self) -> None:
        """What somebody with a phone types, and what the phone will say."""
        if addresses.is_loopback(self.host):
            return
        first, *others = map(self._url_of, addresses.names_of(self.host))
        known_too = f"   (or {', '.join(others)})" if others else ""
        self.say(f"  Phones and other computers: {first}{known_too}")
        if self.certificate is None:
            self.say("\n  Without HTTPS in front, their browsers give no camera.\n\n")
            return
        self.say("\n  The certificate was made here and nobody vouches for it, so at the first visit each browser says")
        self.say("  that the connection is not private. Choose “Advanced” (Safari: “Show details”) and go on; the")
        self.say("  connection is encrypted. That it is this machine, its SHA-256 fingerprint tells:")
        self.say(f"  {self.certificate.fingerprint}\n\n")

    def _start_demo(self) -> None:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "demo", "--url", self.url]
        trust = {"SSL_CERT_FILE": str(self.certificate.path)} if self.certificate else {}
        # Its lines are for the person at the terminal.
        demo = Program(command, None, {**os.environ, **trust}, patience_s=10)
        self.supervisor.start("demo", demo, may_end=True)

    @property
    def url(self) -> str:
        here = addresses.is_loopback(self.host) or self.host in addresses.EVERYWHERE
        return self._url_of("localhost" if here else self.host)

    def _url_of(self, name: str) -> str:
        return f"{'https' if self.certificate else 'http'}://{addresses.in_url(name)}:{self.port}"

    def _web_answers(self) -> bool:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        client = self._client(host)
        try:
            client.request("GET", "/api/me", headers={"Host": "localhost"})
            return client.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            client.close()

    def _client(self, host: str) -> http.client.HTTPConnection:
        if self.certificate is None:
            return http.client.HTTPConnection(host, self.port, timeout=1)
        trust = ssl.create_default_context(cafile=self.certificate.path)
        return http.client.HTTPSConnection(host, self.port, timeout=1, context=trust)

    def _stop(self) -> None:
        if not self.supervisor.charges:
            return
        self.say("\nStopping.")
        self.supervisor.stop_all(self._before_stopping)
        self.say("Stopped. Everything that was acknowledged is in the database.")

    def _before_stopping(self, name: str) -> None:
        """The web server is down by now: let the worker store what it left in the streams."""
        if name == "worker":
            deadline = time.monotonic() + DRAINED_WITHIN_S
            if _is_anything_unstored():
                self.say("Storing what has come in already.")
            while _is_anything_unstored() and time.monotonic() < deadline:
                time.sleep(0.1)


def _certificate(host: str) -> Certificate | None:
    """For other machines: on this one browsers trust what comes from localhost, and a proxy has its own."""
    if addresses.is_loopback(host) or settings.BEHIND_TLS_PROXY:
        return None
    named = [name.strip("[]") for name in settings.ALLOWED_HOSTS if name != "*"]
    names = dict.fromkeys([*addresses.names_of(host), *addresses.LOOPBACK, *named])
    try:
        return certificate.kept(settings.VAR_DIR / "tls", list(names))
    except CertificateError as error:
        raise CommandError(str(error)) from error


def _check_space(folder: Path) -> None:
    free_mb = shutil.disk_usage(folder).free // 2**20
    if free_mb < SPACE_MB:
        raise CommandError(f"Only {free_mb} MB are free in {folder} and at least {SPACE_MB} are needed: make room.")


@contextmanager
def _only_one(var: Path) -> Iterator[None]:
    """Two servers on one folder would share a database and not know of each other."""
    with (var / "serve.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CommandError(
                f"Headway already runs on {var}: stop it where it runs (Ctrl-C), or set HEADWAY_VAR to another folder."
            ) from error
        yield


def _listening_socket(host: str, port: int) -> socket.socket:
    """Ours, not the web server's: connections wait in it while a web process is started again."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
    except socket.gaierror as error:
        raise CommandError(f"{host} is no address of this machine: use --host 127.0.0.1 or 0.0.0.0.") from error
    except OSError as error:
        raise CommandError(_cannot_listen(host, port, error)) from error
    return listening


def _cannot_listen(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use by another program: choose another one, for example `make run PORT={port + 1}`."
    if error.errno == errno.EACCES:
        return f"Port {port} may be used by root only: choose one above 1023, for example `make run PORT=8000`."
    return f"Cannot listen on {host}:{port} ({error.strerror}): choose another --host or --port."


def _worker_answers() -> bool:
    """The one that measures; nobody waits for the one in the background."""
    answers = celery.control.ping(timeout=0.5, limit=2)
    return any(not name.startswith(f"{programs.BACKGROUND}@") for answer in answers for name in answer)


def _check_services() -> None:
    """Those that the environment names may not be there; a pool would try for long and not say why."""
    try:
        psycopg.connect(settings.DATABASE_URL, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        raise CommandError(f"The database of DATABASE_URL does not answer: {error}") from error
    for name, url in {"REDIS_URL": settings.REDIS_URL, "STREAMS_URL": settings.STREAMS_URL}.items():
        try:
            with redis.Redis.from_url(url, socket_connect_timeout=5) as valkey:
                valkey.ping()
        except redis.RedisError as error:
            raise CommandError(f"The Valkey of {name} does not answer: {error}") from error


def _is_anything_unstored() -> bool:
    try:
        return any(stream.read(shard, "0", count=1) for shard in range(settings.SHARDS))
    except redis.RedisError:  # Valkey is gone, and with it what it held; the clients have it still
        return False


def _close_connections() -> None:
    """The supervisor forks: it must hold no connections and none of the pool's threads."""
    for held in connections.all(initialized_only=True):
        held.close()
        held.close_pool()  # type: ignore[attr-defined]


def _short(path: Path) -> str:
    """A path as a person in the project's folder types it."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
