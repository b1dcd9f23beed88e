"""Every page of the site, found in its routes, and the states of pages that have none of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from engagement import pages
from tests.browser.conftest import PASSWORD
from tests.browser.school import NEWCOMER, TEACHER
from tests.engagement.api.routes import WORDS, Route, Values, routes_of

# Pages that are no pages of the two programs.
NOT_SHOWN = {"healthz"}


@dataclass(frozen=True)
class Visit:
    name: str
    path: str  # with the arguments of `school.fill`
    who: str | None = TEACHER


# Without a login; everything else is the teacher's.
ANONYMOUS = ("login", "join", "mine")
STATES = (
    Visit("live", "sessions/<live_session_id>"),
    Visit("planned", "sessions/<planned_session_id>"),
    Visit("empty course", "courses/<empty_course_id>"),
    Visit("nothing yet", "", NEWCOMER),
    Visit("missing", "courses/999999"),
    Visit("join, unknown code", "join/ZZZZZZ", who=None),
)


def visits() -> list[Visit]:
    """A new page is here by itself; where its argument names something new, `school.fill` fails until it knows it."""
    return [*_of_routes(), *STATES]


def _of_routes() -> Iterator[Visit]:
    for route in routes_of(pages.urlpatterns):
        if route.path not in NOT_SHOWN:
            anonymous = route.path.startswith(ANONYMOUS)
            yield Visit(route.path or "home", route.path, None if anonymous else TEACHER)


def address(visit: Visit, values: Values) -> str:
    return Route(visit.path, view=None).address(WORDS | values)


_logins: dict[tuple[str, str], Any] = {}


def log_in_as(context: BrowserContext, email: str | None) -> None:
    """Once for all tests, whatever the pages look like and whichever language they speak."""
    if email is None:
        return
    page = context.new_page()
    page.goto("/login")
    server = page.url
    if (server, email) not in _logins:
        assert page.evaluate(LOG_IN, [email, PASSWORD]) == 200
        _logins[server, email] = [cookie for cookie in context.cookies() if cookie["name"] == "sessionid"]
    context.add_cookies(_logins[server, email])
    page.close()


LOG_IN = """async ([email, password]) => (await fetch('/api/login', {
    method: 'POST',
    headers: {
        'Content-Type': 'application/json',
        'X-CSRFToken': document.cookie.match(/csrftoken=([^;]*)/)[1],
    },
    body: JSON.stringify({email, password}),
})).status"""


def go(page: Page, visit: Visit, values: Values) -> None:
    """Until everything that was asked for has come."""
    page.goto(address(visit, values))
    page.wait_for_load_state("networkidle")
    expect(page.locator(".loading")).to_have_count(0)
    expect(page.locator("h1").first).to_be_visible()


def resize(page: Page, width: int, height: int) -> None:
    """And until charts are drawn for the new size."""
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
