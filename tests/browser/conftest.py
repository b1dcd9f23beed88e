"""The real server, a headless Chromium with a camera that plays a film, and everything that the CSP forbids."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from tests.browser.film import write_film
from tests.engagement.api.routes import Values

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
MANIFEST = settings.FRONTEND_DIST / ".vite" / "manifest.json"
EMAIL, PASSWORD = "ada@example.org", "a-long-enough-password"

NewContext = Callable[..., BrowserContext]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = _what_is_missing()
    for item in items:
        if HERE in item.path.parents:
            # Benchmarks start a server of their own: they go with what takes longer.
            item.add_marker(pytest.mark.chaos if item.path.name.startswith("test_bench") else pytest.mark.browser)
            if missing:
                item.add_marker(pytest.mark.skip(reason=missing))


def _what_is_missing() -> str:
    if CHROMIUM is None:
        return "There is no Chromium on this machine: install the package chromium to run the browser tests."
    if not MANIFEST.exists():
        return "The pages are not built: run `make setup` first."
    return ""


@dataclass(frozen=True)
class Server:
    url: str
    environment: dict[str, str]

    def manage(self, *words: str, **extra: str) -> str:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *words]
        return subprocess.check_output(command, env={**self.environment, **extra}, text=True)

    def output(self, *words: str) -> str:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *words]
        return subprocess.run(command, env=self.environment, check=True, stdout=subprocess.PIPE, text=True).stdout


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`manage.py serve` in a folder of its own, with its own PostgreSQL and Valkey, and one instructor."""
    own = {"HEADWAY_VAR": str(tmp_path_factory.mktemp("var"))}
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    port = _free_port()
    running = Server(f"http://127.0.0.1:{port}", {**kept, **own})
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "serve", "--port", str(port)]
    with subprocess.Popen(command, env=running.environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            _wait_until_ready(process)
            account = ("createsuperuser", "--noinput", "--email", EMAIL)
            running.manage(*account, DJANGO_SUPERUSER_PASSWORD=PASSWORD)
            yield running
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)


def _wait_until_ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if "Headway runs at" in line:
            return
    pytest.fail("manage.py serve ended: " + "".join(said))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def camera(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Chromium's switches for a camera that plays a film and needs no permission."""
    film = tmp_path_factory.mktemp("film") / "head.mjpeg"
    write_film(film)
    return [
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
        "--use-fake-ui-for-media-stream",
    ]


@pytest.fixture(scope="session")
def browser(playwright: Playwright, camera: list[str]) -> Iterator[Browser]:
    # Chromium's sandbox does not work as root, and containers have little shared memory.
    chromium = playwright.chromium.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage", *camera]
    )
    yield chromium
    chromium.close()


class Violations:
    """Collects what the Content-Security-Policy forbade, in pages and in their workers."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        context.on("console", lambda message: self._note(message.text))

    def _note(self, text: str) -> None:
        if "content security policy" in text.lower():
            self.found.append(text)


@pytest.fixture
def violations() -> Violations:
    return Violations()


@pytest.fixture
def new_context(browser: Browser, server: Server, violations: Violations) -> Iterator[NewContext]:
    """Makes browser contexts (people, each with cookies of their own) whose violations are collected."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        """With Playwright's options of `Browser.new_context`."""
        context = browser.new_context(**{"base_url": server.url, **options})
        violations.watch(context)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture(scope="session")
def school(server: Server) -> Values:
    """An account with one of everything, and an empty one: what the arguments of pages name there."""
    code = f"from tests.browser import school; school.tell({PASSWORD!r})"
    return cast("Values", json.loads(server.manage("shell", "--no-imports", "--command", code)))


@pytest.fixture(scope="session")
def sdk() -> str:
    """Address of the built capture SDK."""
    manifest = json.loads(MANIFEST.read_text())
    return f"{settings.STATIC_URL}{manifest['src/capture/index.ts']['file']}"


@pytest.fixture(scope="session")
def lesson(server: Server) -> int:
    """Number of a session of 12 people who all look away for longer after minute 6, when a marker was set."""
    make = f"from tests.browser import scored_lesson; scored_lesson.make({EMAIL!r})"
    return int(server.output("shell", "--no-imports", "-c", make))
