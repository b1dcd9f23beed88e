"""`bench hidden`: the video call is in front for an hour, and Headway's tab is hidden behind it.

Two participants measure in tabs of one Chromium, both behind a third tab: one gets its frames in the worker, the other
by the worker's own clock, as where there is no MediaStreamTrackProcessor. What counts is what the database holds. The
pages' timers are throttled as hard as Chromium does it after five minutes, from the first second on.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil
from django.conf import settings

from analysis.types import Reason
from engagement.management.bench import machine
from engagement.management.bench.client import camera, film, sdk
from engagement.management.bench.devtools import Chromium, Tab, chromium
from engagement.management.bench.serving import Lesson, Serving, lesson, serving
from engagement.models import Observation, Participant

WITHOUT_PROCESSOR = "delete globalThis.MediaStreamTrackProcessor"
WAYS = {"frames in the worker": "", "frames by the worker's clock": WITHOUT_PROCESSOR}
LEAST_HZ = 1.0
LONGEST_GAP_S = 2.5
SETTLE_S = 5.0
STORED_WITHIN_S = 5.0

START = """(async () => {
    const { Capture } = await import('%(sdk)s');
    const changed = (snapshot) => { globalThis.now = snapshot; };
    new Capture({ url: '%(url)s', token: '%(token)s', client: 'headway-bench/1', changed }).start();
})()"""


@dataclass(frozen=True, slots=True)
class Hidden:
    """One participant's tab, which nobody sees."""

    way: str
    tab: Tab
    participant: Participant


def measure(minutes: float, every_s: float = 600.0) -> dict[str, Any]:
    """A row of each way for every ten minutes, or for less where less is asked for."""
    seconds = 60 * minutes
    every_s = min(every_s, seconds)
    with serving(workers=1) as server, _browser() as browser, ExitStack() as tabs:
        people = _people(browser, server, lesson(server.url, len(WAYS)), tabs)
        front = tabs.enter_context(browser.tab("about:blank"))
        front.send("Page.bringToFront")
        for one in people:
            one.tab.wait_for("document.visibilityState === 'hidden'")
        time.sleep(SETTLE_S)
        spans = [_span(browser, people, every_s) for _ in range(round(seconds / every_s))]
        time.sleep(STORED_WITHIN_S)
        rows = [row for number, (start, states) in enumerate(spans) for row in _rows(number, start, every_s, states)]
    return {
        "rows": rows,
        "minutes": minutes,
        "hz_within_limit": min(row["stored_hz"] for row in rows) >= LEAST_HZ,
        "gaps_within_limit": max(row["longest_gap_s"] for row in rows) <= LONGEST_GAP_S,
        "machine": machine.machine(),
    }


@contextmanager
def _browser() -> Iterator[Chromium]:
    with (
        tempfile.TemporaryDirectory(prefix="headway-chromium-") as profile,
        film() as played,
        chromium(Path(profile), *camera(played)) as browser,
    ):
        yield browser


def _people(browser: Chromium, server: Serving, attended: Lesson, tabs: ExitStack) -> list[Hidden]:
    participants = Participant.objects.filter(session=attended.session).order_by("pk")
    program = f"{settings.STATIC_URL}{sdk(settings.FRONTEND_DIST)}"
    address = f"{server.url.replace('http', 'ws')}/ws/capture/"
    found = []
    for (way, before), participant, token in zip(WAYS.items(), participants, attended.tokens, strict=True):
        tab = tabs.enter_context(browser.tab(f"{server.url}/join/AAAAAA", before))
        tab.wait_for("document.readyState === 'complete' && location.pathname.startsWith('/join')")
        tab.evaluate(START % {"sdk": program, "url": address, "token": token})
        tab.wait_for("globalThis.now?.phase === 'measuring' && globalThis.now.cost", 90)
        found.append(Hidden(way, tab, participant))
    return found


def _span(browser: Chromium, people: list[Hidden], seconds: float) -> tuple[float, list[tuple[Hidden, dict[str, Any]]]]:
    """When it began, and what the tabs say of themselves at its end."""
    start = time.time()
    time.sleep(seconds)
    held = _megabytes(browser)
    return start, [(one, {**_state(one.tab), "tabs_mb": held}) for one in people]


def _state(tab: Tab) -> dict[str, Any]:
    state: dict[str, Any] = tab.evaluate(
        """(() => {
            const { rateHz, limitedBy, cost, waiting, lost } = globalThis.now;
            const hidden = document.visibilityState === 'hidden';
            return { rateHz, limitedBy, ms: cost?.ms ?? null, waiting, lost, hidden };
        })()"""
    )
    return state


def _megabytes(browser: Chromium) -> float:
    """What all pages hold for themselves."""
    renderers = (one["id"] for one in browser.processes() if one["type"] == "renderer")
    return sum(float(psutil.Process(pid).memory_full_info().uss) for pid in renderers) / machine.MEBIBYTE


def _rows(number: int, start: float, seconds: float, states: list[tuple[Hidden, dict[str, Any]]]) -> Iterator[dict]:
    for one, state in states:
        at = _stored(one.participant, start, start + seconds)
        gaps = [after - before for before, after in pairwise([start, *at, start + seconds])]
        yield {
            "minute": (number + 1) * seconds / 60,
            "way": one.way,
            "hidden": state["hidden"],
            "agreed_hz": state["rateHz"],
            "limited_by": state["limitedBy"],
            "stored_hz": len(at) / seconds,
            "longest_gap_s": max(gaps),
            "ms_a_frame": state["ms"],
            "waiting": state["waiting"],
            "lost": state["lost"],
            "both_tabs_mb": state["tabs_mb"],
        }


def _stored(participant: Participant, start: float, end: float) -> list[float]:
    between = (datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC))
    rows = Observation.objects.filter(participant=participant, captured_at__range=between)
    seen = rows.exclude(reason=Reason.NO_FRAMES).order_by("captured_at")
    return [at.timestamp() for at in seen.values_list("captured_at", flat=True)]
