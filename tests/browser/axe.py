"""axe-core in a page: WCAG 2.2 AA and what axe holds to be good practice."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from playwright.sync_api import Page

SCRIPT = settings.BASE_DIR / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# All that another theme changes.
COLOURS = {"type": "rule", "values": ["color-contrast"]}
# Colours that are on their way from one theme to the other are neither.
RUN = """async (only) => {
    await new Promise((settled) => requestAnimationFrame(() => requestAnimationFrame(settled)));
    const ends = document.getAnimations().filter(({effect}) => effect.getComputedTiming().endTime < 10000);
    await Promise.all(ends.map((animation) => animation.finished.catch(() => null)));
    const found = await axe.run(document, {runOnly: only, resultTypes: ['violations']});
    return found.violations.map(({id, help, nodes}) => [id, help, nodes.map(({target, failureSummary}) =>
        `${target.join(' ')}: ${failureSummary.split('\\n').slice(1).join('; ')}`)]);
}"""


def violations(page: Page, only: Any = TAGS) -> list[str]:
    """What axe finds: a line for each rule and element. The page's CSP does not reach what a debugger runs."""
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(_script())
    found: list[Any] = page.evaluate(RUN, only)
    return [f"{rule} ({text}): {where}" for rule, text, places in found for where in places]


def assert_accessible(page: Page) -> None:
    found = violations(page)
    assert not found, f"{page.url}\n" + "\n".join(found)


@cache
def _script() -> str:
    return SCRIPT.read_text("utf-8")
