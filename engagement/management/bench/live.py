"""`bench live`: the live page of a full class in headless Chromium, while everybody streams.

From broadcast to DOM: an update says when it was broadcast (`at`, this machine's clock, which the page shares). The
page is watched from outside the product's code: an update of somebody on the screen waits until the picture of their
head changes, and where a newer one of the same person comes before that, the older one's time counts. Busy is the time
in which the page's main thread runs tasks, as Chrome's DevTools count it; our watching is in it.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from playwright.sync_api import CDPSession, Page

from analysis.benchmarks.accuracy.browser import chromium
from engagement.management.bench import machine
from engagement.management.bench.loaders import loaders, start
from engagement.management.bench.serving import Lesson, Serving, lesson, serving
from engagement.models import Participant

RATE_HZ = 5.0
SETTLE_S = 5.0
METRICS = {
    "busy": "TaskDuration",
    "script": "ScriptDuration",
    "layout": "LayoutDuration",
    "style": "RecalcStyleDuration",
}

WATCH = """
(() => {
  const waiting = new Map();
  const shown = new Map();
  window.bench = { lags: [], updates: 0, rows: 0 };
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...words) {
      super(...words);
      this.addEventListener('message', ({ data }) => {
        const message = JSON.parse(data);
        if (message.type !== 'update') return;
        bench.updates += 1;
        bench.rows += message.people.length;
        for (const [id] of message.people) if (shown.has(id) && !waiting.has(id)) waiting.set(id, message.at);
      });
    }
  };
  const changed = (records) => {
    const now = Date.now() / 1000;
    const heads = new Set(records.map(({ target }) => (target.closest ?? (() => null)).call(target, 'svg.head')));
    for (const head of heads) {
      const id = cards.get(head?.closest('.person'));
      if (id === undefined || !waiting.has(id)) continue;
      bench.lags.push(now - waiting.get(id));
      waiting.delete(id);
    }
  };
  const watch = () =>
    new MutationObserver(changed).observe(document.body, { subtree: true, childList: true, attributes: true });
  document.addEventListener('DOMContentLoaded', watch);
  const cards = new Map();
  const look = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const id = cards.get(target);
      waiting.delete(id);
      if (isIntersecting) shown.set(id, target);
      else shown.delete(id);
    }
  });
  window.bench.find = (ids) => {
    for (const card of document.querySelectorAll('.person')) {
      cards.set(card, ids[card.querySelector('.person-name').textContent]);
      look.observe(card);
    }
    document.querySelector('.people-grid').scrollIntoView();
  };
  window.bench.start = () => {
    waiting.clear();
    Object.assign(bench, { lags: [], updates: 0, rows: 0, shown: shown.size });
  };
})();
"""


@dataclass(frozen=True, slots=True)
class View:
    """A window, and who is on the screen in it."""

    name: str
    width: int
    height: int


# What is off the screen is not painted: a laptop, a phone, and a screen so high that everybody is on it.
VIEWS = (View("laptop", 1280, 800), View("phone", 390, 844), View("everybody", 1280, 6000))


def measure(participants: int, seconds: float, wanted: Sequence[str] = ()) -> dict[str, Any]:
    """In the views of these names, or in all."""
    views = [view for view in VIEWS if view.name in (wanted or [view.name])]
    lasts = (seconds + 3 * SETTLE_S) * len(views) + SETTLE_S
    with serving(workers=1) as server:
        attended = lesson(server.url, participants)
        # Before there is a browser: playwright's event loop and Django's database do not go together.
        names = dict(Participant.objects.filter(session=attended.session).values_list("name", "pk"))
        with chromium() as browser, loaders(server.url, attended.tokens, RATE_HZ, lasts, 0.0) as running:
            start(running)
            time.sleep(SETTLE_S)
            rows = [_row(view, *_look(browser, server, attended, view, names, seconds)) for view in views]
            version = browser.version
    return {
        "rows": rows,
        "participants": participants,
        "rate_hz": RATE_HZ,
        "seconds": seconds,
        "chromium": version,
        "machine": machine.machine(),
    }


def _look(
    browser: Any, server: Serving, attended: Lesson, view: View, names: dict[str, int], seconds: float
) -> tuple[dict[str, Any], dict[str, float]]:
    """What the page saw, and seconds that its main thread was busy for each second."""
    with opened(browser, server, attended, view, WATCH) as (page, devtools):
        page.evaluate("(names) => bench.find(names)", names)
        page.wait_for_timeout(1000 * SETTLE_S)
        page.evaluate("() => bench.start()")
        before, started = metrics(devtools), time.monotonic()
        page.wait_for_timeout(1000 * seconds)
        after, lasted = metrics(devtools), time.monotonic() - started
        seen: dict[str, Any] = page.evaluate("() => bench")
    return seen, {name: (after[name] - before[name]) / lasted for name in METRICS}


@contextmanager
def opened(
    browser: Any, server: Serving, attended: Lesson, view: View, watch: str = ""
) -> Iterator[tuple[Page, CDPSession]]:
    """The live page once heads have turned, with a script that ran before its own."""
    context = browser.new_context(viewport={"width": view.width, "height": view.height})
    try:
        context.add_cookies(
            [{"name": name, "value": value, "url": server.url} for name, value in attended.cookies.items()]
        )
        page = context.new_page()
        if watch:
            page.add_init_script(watch)
        page.goto(f"{server.url}/sessions/{attended.session.pk}")
        page.wait_for_selector(".person svg.head .head-face")
        devtools = context.new_cdp_session(page)
        devtools.send("Performance.enable")
        yield page, devtools
    finally:
        context.close()


def metrics(devtools: CDPSession) -> dict[str, float]:
    found = {one["name"]: float(one["value"]) for one in devtools.send("Performance.getMetrics")["metrics"]}
    return {name: found[metric] for name, metric in METRICS.items()}


def _row(view: View, seen: dict[str, Any], shares: dict[str, float]) -> dict[str, Any]:
    lags = 1000 * np.array(seen["lags"])
    percentiles = {f"p{share}_ms": float(np.percentile(lags, share)) if len(lags) else None for share in (50, 95, 99)}
    return {
        "view": view.name,
        "size": f"{view.width}x{view.height}",
        "updates": seen["updates"],
        "rows": seen["rows"],
        "shown": seen["shown"],
        "heads": len(lags),
        **percentiles,
        **{f"{name}_share": share for name, share in shares.items()},
    }
