"""The browser's own pipeline in a headless Chromium: the built capture SDK finds the faces of pictures given to it."""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from analysis.face import FaceResult
from analysis.image import Image

# Of a page that is served here, because a worker needs an origin.
_PAGE = b"<!doctype html><title>Headway</title>"
_SDK = "src/capture/index.ts"
_PREFIX = "/static/"
_PICTURE = "/picture"
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_FIND = """async ([sdk, picture, width, height]) => {
    const { Vision } = await import(sdk);
    globalThis.failure = new Promise((_, reject) => { globalThis.fail ??= reject; });
    const failed = (message) => globalThis.fail(new Error(message));
    globalThis.vision ??= new Vision({ ready() {}, tick() {}, seen() {}, failed });
    const data = new Uint8ClampedArray(await (await fetch(picture)).arrayBuffer());
    const found = globalThis.vision.analysePicture(new ImageData(data, width, height));
    const faces = await Promise.race([found, globalThis.failure]);
    return faces.map((face) => ({ ...face, points: Array.from(face.points), region: Array.from(face.region) }));
}"""


class BrowserError(RuntimeError):
    """There is no browser, or nothing to run in it. The text is one plain sentence."""


class BrowserLandmarker:
    """Finds faces as a participant's browser does; made by `in_browser`."""

    def __init__(self, page: Any, server: "_Server", sdk: str) -> None:
        self._page, self._server, self._sdk = page, server, sdk

    def find(self, image: Image) -> list[FaceResult]:
        """Find the main face of a picture that stands alone.

        Parameters
        ----------
        image : ndarray of uint8, shape (height, width, 3)
            RGB.

        Returns
        -------
        list of FaceResult
            Empty where there is none.
        """
        height, width = image.shape[:2]
        self._server.picture = np.dstack([image, np.full((height, width), 255, np.uint8)]).tobytes()
        found = self._page.evaluate(_FIND, [self._sdk, _PICTURE, width, height])
        return [_face(each) for each in found]


@contextmanager
def in_browser(dist: Path) -> Iterator[BrowserLandmarker]:
    """Serve the built pages on the loopback and open one in a headless Chromium.

    Parameters
    ----------
    dist : Path
        The folder ``frontend/dist``.

    Raises
    ------
    BrowserError
        Without built pages, without Chromium, or without playwright; says what to install.
    """
    sdk = _sdk(dist)
    with ExitStack() as stack:
        server = stack.enter_context(_serving(dist))
        page = stack.enter_context(chromium()).new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        yield BrowserLandmarker(page, server, sdk)


def _sdk(dist: Path) -> str:
    manifest = dist / ".vite" / "manifest.json"
    if not manifest.exists():
        raise BrowserError(f"{manifest} is missing; build the pages with `make setup`.")
    return _PREFIX + str(json.loads(manifest.read_text())[_SDK]["file"])


def program() -> str:
    """The path of this machine's Chromium; BrowserError where there is none."""
    found = next(filter(None, map(shutil.which, _CHROMIUM)), None)
    if found is None:
        raise BrowserError(f"There is no Chromium (looked for {', '.join(_CHROMIUM)}); install the package chromium.")
    return found


@contextmanager
def chromium(switches: Sequence[str] = ()) -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise BrowserError("The package playwright is missing; `make setup` installs it.") from None
    with sync_playwright() as playwright:
        # Chromium's sandbox does not work as root, and containers have little shared memory.
        contained = ["--no-sandbox", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=program(), args=[*contained, *switches])
        try:
            yield browser
        finally:
            browser.close()


class _Server(ThreadingHTTPServer):
    # Fetched by the page: far faster than what playwright carries. RGBA.
    picture = b""


class _Handler(SimpleHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path.startswith(_PREFIX):
            self.path = path.removeprefix(_PREFIX.rstrip("/"))
            super().do_GET()
        elif path == _PICTURE:
            self._answer("application/octet-stream", self.server.picture)
        else:
            self._answer("text/html", _PAGE)

    def _answer(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Every request is one of ours: nothing to tell."""


@contextmanager
def _serving(dist: Path) -> Iterator[_Server]:
    with _Server(("127.0.0.1", 0), partial(_Handler, directory=str(dist))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


def _face(found: dict[str, Any]) -> FaceResult:
    return FaceResult(
        np.array(found["points"], np.float32).reshape(-1, 3),
        float(found["presence"]),
        np.array(found["region"], np.float32),
        float(found["sharpness"]),
        float(found["exposure"]),
    )
