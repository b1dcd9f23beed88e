"""`bench client`: what measuring costs a participant, in headless Chromium with a camera that plays a film.

The film is a portrait that sways a little, so that its face is followed and never the same. The cost is what the client
itself tells (`Snapshot.cost`, by the wall's clock); beside it stands what the operating system counts for the page's
process, of which its vision worker is a part. What plays the film is a process of its own, and not in it.
"""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import simplejpeg
from django.conf import settings
from playwright.sync_api import CDPSession, Page

from analysis.benchmarks.accuracy.browser import BrowserError, chromium
from engagement.management.bench import machine
from engagement.management.bench.scenes import portrait
from engagement.management.bench.serving import lesson, serving

WIDTH, HEIGHT, FPS = 640, 480, 30
PERIOD_S, SWAY_PX = 4, 24
SETTLE_S = 12.0
WAYS = ("landmarks", "frames")

START = """async ([sdk, url, token, measure]) => {
    const { Capture } = await import(sdk);
    const changed = (snapshot) => { globalThis.now = snapshot; };
    new Capture({ url, token, client: 'headway-bench/1', measure, changed }).start();
}"""
READY = "() => globalThis.now?.phase === 'measuring' && globalThis.now.cost !== null"
STATE = """() => {
    const { phase, camera, rateHz, limitedBy, cost, waiting, seen } = globalThis.now;
    return { phase, camera, rateHz, limitedBy, cost, waiting, reason: seen?.reason ?? null };
}"""


@dataclass(frozen=True, slots=True)
class Used:
    """CPU seconds of the page's process, and pictures that were taken in."""

    cpu_s: float
    at: float


def measure(seconds: float) -> dict[str, Any]:
    program = sdk(settings.FRONTEND_DIST)
    with film() as played, serving(workers=1) as server:
        tokens = lesson(server.url, len(WAYS)).tokens
        with chromium(camera(played)) as browser:
            version = browser.version
            rows = [
                _row(browser, server.url, program, way, token, seconds) for way, token in zip(WAYS, tokens, strict=True)
            ]
    return {
        "rows": rows,
        "picture": f"{WIDTH}x{HEIGHT}, {FPS} a second",
        "seconds": seconds,
        "chromium": version,
        "machine": machine.machine(),
    }


def _row(browser: Any, url: str, sdk: str, way: str, token: str, seconds: float) -> dict[str, Any]:
    devtools = browser.new_browser_cdp_session()
    context = browser.new_context(permissions=["camera"], base_url=url)
    page = context.new_page()
    try:
        page.goto("/join/AAAAAA")
        page.evaluate(START, [f"{settings.STATIC_URL}{sdk}", f"{url.replace('http', 'ws')}/ws/capture/", token, way])
        page.wait_for_function(READY, timeout=60_000)
        page.wait_for_timeout(1000 * SETTLE_S)
        before = _used(devtools, page)
        page.wait_for_timeout(1000 * seconds)
        after, state = _used(devtools, page), page.evaluate(STATE)
    finally:
        context.close()
        devtools.detach()
    return {
        "sent": way,
        "rate_hz": state["rateHz"],
        "limited_by": state["limitedBy"],
        "ms_a_frame": state["cost"]["ms"],
        "share_of_a_core": state["cost"]["share"],
        "process_share": (after.cpu_s - before.cpu_s) / (after.at - before.at),
        "waiting": state["waiting"],
        "reason": state["reason"],
    }


def _used(devtools: CDPSession, page: Page) -> Used:
    """Of all pages' processes: there is one page that does anything."""
    found = devtools.send("SystemInfo.getProcessInfo")["processInfo"]
    cpu_s = sum(process["cpuTime"] for process in found if process["type"] == "renderer")
    return Used(cpu_s, page.evaluate("() => performance.now() / 1000"))


def camera(played: Path) -> list[str]:
    return [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={played}",
    ]


@contextmanager
def film() -> Iterator[Path]:
    """An mjpeg file is nothing but JPEG files one after the other."""
    picture = portrait()[:HEIGHT, :WIDTH]
    with tempfile.TemporaryDirectory(prefix="headway-film-") as folder:
        film = Path(folder) / "sway.mjpeg"
        with film.open("wb") as file:
            for number in range(PERIOD_S * FPS):
                shift = round(SWAY_PX * float(np.sin(2 * np.pi * number / (PERIOD_S * FPS))))
                file.write(simplejpeg.encode_jpeg(_screen(picture, shift), quality=90, colorsubsampling="420"))
        yield film


def _screen(picture: np.ndarray, shift: int) -> np.ndarray:
    screen = np.full((HEIGHT, WIDTH, 3), 96, np.uint8)
    screen[: picture.shape[0], : picture.shape[1]] = picture
    return np.ascontiguousarray(np.roll(screen, shift, axis=1))


def sdk(dist: Path) -> str:
    manifest = dist / ".vite" / "manifest.json"
    if not manifest.exists():
        raise BrowserError(f"{manifest} is missing; build the pages with `make setup`.")
    return str(json.loads(manifest.read_text())["src/capture/index.ts"]["file"])
