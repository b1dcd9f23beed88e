"""Reading the process's environment. An impossible value stops the process at start with a sentence."""

import os
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

# Letters and digits that nobody takes for one another.
TYPED = "abcdefghjkmnpqrstuvwxyz23456789"
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def text(name: str, default: str | None = None) -> str:
    """The value of NAME, or the contents of the file that NAME_FILE names."""
    if name in os.environ:
        return os.environ[name]
    if path := os.environ.get(f"{name}_FILE"):
        return _contents(Path(path), f"{name}_FILE")
    if default is None:
        raise ImproperlyConfigured(f"{name} is not set: set {name}, or {name}_FILE to a file that holds it.")
    return default


def number(name: str, default: int, low: int, high: int) -> int:
    value = text(name, str(default))
    if not value.isdecimal() or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name} is {value!r}: expected a whole number from {low} to {high}.")
    return int(value)


def switch(name: str, default: bool = False) -> bool:
    value = text(name, "yes" if default else "no").strip().lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} is {value!r}: expected yes or no.")
    return value in TRUE


def words(name: str, default: Sequence[str] = ()) -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name, ",".join(default)).split(",") if word.strip()]


def default_workers() -> int:
    """One core stays for the web server and PostgreSQL."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2
    return max(1, cores - 1)


def choice(name: str, default: str, allowed: Sequence[str]) -> str:
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}: expected one of {', '.join(allowed)}.")
    return value


def database(url: str, pool_size: int) -> dict[str, Any]:
    """Django's settings for the PostgreSQL at a libpq address."""
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError as error:
        raise ImproperlyConfigured(
            f"DATABASE_URL is no address of a PostgreSQL database ({error}): expected postgresql://USER:PASSWORD@HOST/NAME."
        ) from error
    if not parts.get("dbname"):
        raise ImproperlyConfigured("DATABASE_URL names no database: expected postgresql://USER:PASSWORD@HOST/NAME.")
    known = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    settings: dict[str, Any] = {name: parts.pop(key, "") for name, key in known.items()}
    pool = {"min_size": 1, "max_size": pool_size, "timeout": 10}
    return {"ENGINE": "django.db.backends.postgresql", **settings, "OPTIONS": {**parts, "pool": pool}}


def broker(redis_url: str) -> str:
    """Celery's name for the same Valkey: it spells unix sockets in its own way."""
    scheme, _, rest = redis_url.partition("://")
    if scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured("REDIS_URL is no address of a Valkey: expected redis://HOST:PORT/0 or unix:///PATH.")
    return f"redis+socket://{rest}" if scheme == "unix" else redis_url


def long_secret() -> str:
    return secrets.token_urlsafe(48)


def typed_secret() -> str:
    """Four groups of four, 79 bits, for people to type."""
    return "-".join("".join(secrets.choice(TYPED) for _ in range(4)) for _ in range(4))


def kept_secret(path: Path, make: Callable[[], str] = long_secret) -> str:
    """A secret that is made on the first start and kept in a file only its owner can read."""
    try:
        if not path.exists():
            _keep(path, make())
    except OSError as error:
        raise ImproperlyConfigured(
            f"cannot write {path} ({error.strerror}): set HEADWAY_VAR to a folder that Headway may write to."
        ) from error
    return _contents(path, "the kept secret")


def _keep(path: Path, secret: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secret)
    # Two processes may start at once: link() lets only the first one's secret win.
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _contents(path: Path, what: str) -> str:
    try:
        value = path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{what}: cannot read {path} ({error.strerror}).") from error
    if not value:
        raise ImproperlyConfigured(f"{what}: {path} is empty.")
    return value
