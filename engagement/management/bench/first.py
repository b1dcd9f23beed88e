"""`bench first`: the pages opened in Chromium with nothing cached, until they can be used.

Usable is the first frame in which what one wants of the page is there and nothing is said to be loading any more; the
page itself looks at every frame, from the navigation's start on. The JavaScript is what came over the wire by then.
"""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.benchmarks.accuracy.browser import chromium
from engagement.management.bench import machine
from engagement.management.bench.loaders import loaders, start
from engagement.management.bench.serving import Lesson, lesson, serving

PEOPLE, RATE_HZ, SETTLE_S = 30, 2.0, 5.0
WITHIN_S = 60.0
USABLE_S = 1.0
USABLE = """
(() => {
    const look = () => {
        const there = document.querySelector(%r);
        if (!there || document.querySelector('.loading')) return requestAnimationFrame(look);
        const scripts = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'));
        const bytes = scripts.reduce((sum, { transferSize }) => sum + transferSize, 0);
        globalThis.usable = { after: performance.now() / 1000, bytes };
    };
    requestAnimationFrame(look);
})();
"""


@dataclass(frozen=True, slots=True)
class Sight:
    """A page, and what is there once it can be used."""

    page: str
    path: str
    wanted: str
    logged_in: bool = True


def measure(rounds: int) -> dict[str, Any]:
    with serving(workers=1) as server:
        attended = lesson(server.url, PEOPLE)
        sights = sights_of(attended)
        with chromium() as browser, loaders(server.url, attended.tokens, RATE_HZ, WITHIN_S * rounds, 0.0) as running:
            start(running)
            time.sleep(SETTLE_S)
            rows = [_row(browser, server.url, attended, sight, rounds) for sight in sights]
            version = browser.version
    return {
        "rows": rows,
        "within_limit": all(row["median_s"] <= USABLE_S for row in rows),
        "rounds": rounds,
        "people": PEOPLE,
        "chromium": version,
        "machine": machine.machine(),
    }


def sights_of(attended: Lesson) -> list[Sight]:
    session, course = attended.session, attended.session.course_id
    return [
        Sight("login", "/login", "input[type=password]:enabled", logged_in=False),
        Sight("join", f"/join/{session.code}", "#name:enabled", logged_in=False),
        Sight("courses", "/", f"a[href='/courses/{course}']"),
        Sight("course", f"/courses/{course}", f"a[href^='/sessions/{session.pk}']"),
        Sight("live", f"/sessions/{session.pk}", ".person svg.head .head-face"),
        Sight("history", f"/sessions/{session.pk}/history", ".curve canvas"),
    ]


def _row(browser: Any, url: str, attended: Lesson, sight: Sight, rounds: int) -> dict[str, Any]:
    seen = [_look(browser, url, attended, sight) for _ in range(rounds)]
    after = np.array([one["after"] for one in seen])
    return {
        "page": sight.page,
        "median_s": float(np.median(after)),
        "worst_s": float(after.max()),
        "javascript_kb": seen[0]["bytes"] / 1000,
    }


def _look(browser: Any, url: str, attended: Lesson, sight: Sight) -> dict[str, float]:
    """In a context of its own, which has no cache yet."""
    context = browser.new_context(base_url=url)
    try:
        if sight.logged_in:
            context.add_cookies(
                [{"name": name, "value": value, "url": url} for name, value in attended.cookies.items()]
            )
        page = context.new_page()
        page.add_init_script(USABLE % sight.wanted)
        page.goto(sight.path)
        found: dict[str, float] = page.wait_for_function("() => globalThis.usable").json_value()
    finally:
        context.close()
    return found
