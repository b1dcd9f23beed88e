"""The capture SDK as others get it: packed by npm, in a page of ten lines on a site of its own."""

import functools
import http.server
import json
import os
import subprocess
import tarfile
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.browser.conftest import NewContext, Server
from tests.browser.steps import log_in, open_session

FRONTEND = settings.BASE_DIR / "frontend"
EXAMPLE = FRONTEND / "examples" / "embed.html"
PLAIN = "./headway-capture/index.js"
# As a TypeScript app imports it, with types that must be there.
APP = """
import { Capture, type Snapshot } from 'headway-capture';
const { url, token } = Object.fromEntries(new URLSearchParams(location.hash.slice(1))) as Record<string, string>;
const changed = ({ camera, link, seen }: Snapshot): void => {
  document.body.textContent = `Camera ${camera}, ${link}, ${seen?.reason}`;
};
new Capture({ url: url!, token: token!, client: 'app/1', changed }).start();
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked package, as `npm install` would leave it in node_modules."""
    folder = tmp_path_factory.mktemp("package")
    _run("npm", "run", "--silent", "sdk")
    packed = json.loads(_run("npm", "pack", "./sdk", "--json", "--pack-destination", str(folder)))
    with tarfile.open(folder / _only(packed)["filename"]) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def _only(packed: Any) -> Any:
    """npm 11 answers with a list, later ones with an object."""
    (one,) = packed if isinstance(packed, list) else packed.values()
    return one


def _run(*command: str, cwd: Path = FRONTEND) -> str:
    return subprocess.run(command, cwd=cwd, env=os.environ, check=True, stdout=subprocess.PIPE, text=True).stdout


@contextmanager
def _site(folder: Path) -> Iterator[str]:
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as site:
        serving = threading.Thread(target=site.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{site.server_port}"
        site.shutdown()
        serving.join()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


def _plain(package: Path, folder: Path) -> Path:
    """The example as it is, beside the package's files."""
    (folder / "headway-capture").symlink_to(package / "dist")
    (folder / "index.html").write_text(EXAMPLE.read_text())
    return folder


def _bundled(package: Path, folder: Path) -> Path:
    """An app in TypeScript that a bundler builds."""
    (folder / "node_modules").mkdir()
    (folder / "node_modules" / "headway-capture").symlink_to(package)
    (folder / "index.html").write_text("<!doctype html><body><script type=module src=./app.ts></script>")
    (folder / "app.ts").write_text(APP)
    strict = [
        "--strict",
        "--noEmit",
        "--module",
        "nodenext",
        "--lib",
        "es2023,dom,dom.iterable",
        "--skipLibCheck",
        "false",
    ]
    _run(str(FRONTEND / "node_modules" / ".bin" / "tsc"), *strict, "app.ts", cwd=folder)
    _run(str(FRONTEND / "node_modules" / ".bin" / "vite"), "build", "--logLevel", "error", cwd=folder)
    return folder / "dist"


def _place(server: Server, code: str) -> str:
    body = json.dumps({"name": "Grace Hopper", "consent": True}).encode()
    request = urllib.request.Request(
        f"{server.url}/api/join/{code}", body, {"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request) as answer:
        place = json.load(answer)
    return f"#url={server.url.replace('http', 'ws')}{place['ws_path']}&token={place['token']}"


@pytest.mark.parametrize("made", [_plain, _bundled], ids=["plain page", "bundled app"])
def test_a_page_on_another_site_measures(
    made: Any, package: Path, new_context: NewContext, server: Server, tmp_path: Path
) -> None:
    host, person = new_context().new_page(), new_context().new_page()
    log_in(host)
    place = _place(server, open_session(host))
    with _site(made(package, tmp_path)) as site:
        person.goto(f"{site}/{place}")
        expect(person.get_by_text("Camera on, open, known")).to_be_visible(timeout=60_000)
        expect(host.locator(".person", has_text="Grace Hopper").locator(".head-face")).to_be_visible(timeout=20_000)


def test_the_example_is_ten_lines() -> None:
    assert len(EXAMPLE.read_text().splitlines()) <= 10
    assert PLAIN in EXAMPLE.read_text()


def test_the_package_has_what_it_owes_to_others(package: Path) -> None:
    for name in ("LICENSE", "NOTICE", "licenses.txt"):
        assert (package / "dist" / name).read_text().strip()
