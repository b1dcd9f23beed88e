"""axe-core in a page: WCAG 2.2 AA. Its script comes from `frontend/node_modules`, so the context needs `bypass_csp`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from playwright.sync_api import Page

SCRIPT = settings.BASE_DIR / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Colours that are on their way from one theme to the other are neither.
RUN = """async (tags) => {
    await new Promise((settled) => requestAnimationFrame(() => requestAnimationFrame(settled)));
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null)));
    const found = await axe.run(document, {runOnly: tags, resultTypes: ['violations']});
    return found.violations.map(({id, help, nodes}) => [id, help, nodes.map(({target, failureSummary}) =>
        `${target.join(' ')}: ${failureSummary.split('\\n').slice(1).join('; ')}`)]);
}"""


def violations(page: Page) -> list[str]:
    """What axe finds: a line for each rule and element."""
    if not page.evaluate("'axe' in globalThis"):
        page.add_script_tag(path=SCRIPT)
    found: list[Any] = page.evaluate(RUN, TAGS)
    return [f"{rule} ({text}): {where}" for rule, text, places in found for where in places]


def assert_accessible(page: Page) -> None:
    found = violations(page)
    assert not found, f"{page.url}\n" + "\n".join(found)
