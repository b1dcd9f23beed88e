"""`bench live --minutes M`: one live page for long, its main thread and the memory of its tab.

Nothing of ours runs in the page beside the product. The memory of the tab is what its renderer holds for itself (USS,
which Chromium's own task manager shows); RSS stands beside it, with the pages of Chromium's program that all tabs share
(about 120 MB: an empty tab has 38 MB for itself and an RSS of 157).
"""

import time
from collections.abc import Sequence
from typing import Any

import psutil
from playwright.sync_api import CDPSession

from analysis.benchmarks.accuracy.browser import chromium
from engagement.management.bench import machine
from engagement.management.bench.live import RATE_HZ, SETTLE_S, VIEWS, metrics, opened
from engagement.management.bench.loaders import loaders, start
from engagement.management.bench.serving import lesson, serving

# What must hold with 300 people after ten minutes.
BUSY_AT_MOST, MEGABYTES_AT_MOST = 0.30, 250.0


def measure(participants: int, minutes: float, wanted: Sequence[str] = (), every_s: float = 60.0) -> dict[str, Any]:
    """In one view, that of a laptop unless another is wanted; a row for each minute of it."""
    view = next(one for one in VIEWS if one.name in (wanted or [one.name]))
    seconds = 60 * minutes
    every_s = min(every_s, seconds)
    with serving(workers=1) as server:
        attended = lesson(server.url, participants)
        lasts = seconds + 4 * SETTLE_S
        with chromium() as browser, loaders(server.url, attended.tokens, RATE_HZ, lasts, 0.0) as running:
            start(running)
            time.sleep(SETTLE_S)
            with opened(browser, server, attended, view) as (page, devtools):
                page.wait_for_timeout(1000 * SETTLE_S)
                tab = _renderer(browser)
                rows = [_minute(page, devtools, tab, every_s) for _ in range(round(seconds / every_s))]
                shown = page.locator(".person").count()
            version = browser.version
    last = rows[-1]
    busiest = max(row["busy_share"] for row in rows)
    return {
        "rows": rows,
        "view": view.name,
        "participants": participants,
        "cards": shown,
        "rate_hz": RATE_HZ,
        "minutes": minutes,
        "busy_share_max": busiest,
        "busy_within_limit": busiest <= BUSY_AT_MOST,
        "tab_mb": last["uss_mb"],
        "tab_within_limit": last["uss_mb"] < MEGABYTES_AT_MOST,
        "chromium": version,
        "machine": machine.machine(),
    }


def _minute(page: Any, devtools: CDPSession, tab: psutil.Process, lasts_s: float) -> dict[str, Any]:
    before, started = metrics(devtools), time.monotonic()
    page.wait_for_timeout(1000 * lasts_s)
    after, lasted = metrics(devtools), time.monotonic() - started
    held = tab.memory_full_info()
    return {
        **{f"{name}_share": (after[name] - before[name]) / lasted for name in after},
        "heap_mb": _heap(devtools) / machine.MEBIBYTE,
        "uss_mb": held.uss / machine.MEBIBYTE,
        "rss_mb": held.rss / machine.MEBIBYTE,
    }


def _heap(devtools: CDPSession) -> float:
    found = devtools.send("Performance.getMetrics")["metrics"]
    return next(float(one["value"]) for one in found if one["name"] == "JSHeapUsedSize")


def _renderer(browser: Any) -> psutil.Process:
    """The process of the one page that is open: the renderer that has worked most."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    renderers = [one for one in processes if one["type"] == "renderer"]
    return psutil.Process(max(renderers, key=lambda one: float(one["cpuTime"]))["id"])
