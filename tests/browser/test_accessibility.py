"""axe finds nothing on any page, nor in what opens there: light and dark, on a desk and on a phone."""

from collections import defaultdict

import pytest
from playwright.sync_api import Page

from tests.browser.axe import COLOURS, violations
from tests.browser.conftest import NewContext
from tests.browser.opened import look, opened_of, unfold
from tests.browser.visits import Visit, go, log_in_as, resize, visits
from tests.engagement.api.routes import Values

SIZES = {"desk": (1280, 800), "phone": (390, 844)}


@pytest.mark.parametrize("visit", visits(), ids=lambda visit: visit.name)
def test_page_has_no_violation(new_context: NewContext, school: Values, visit: Visit) -> None:
    context = new_context(reduced_motion="reduce")
    log_in_as(context, visit.who)
    page = context.new_page()
    found: dict[str, list[str]] = defaultdict(list)
    go(page, visit, school)
    for size in SIZES:
        _look(page, size, found, size)
    _all_that_opens(page, visit, found)
    assert not found, "\n".join(f"{line} ({'; '.join(seen)})" for line, seen in found.items())


def _all_that_opens(page: Page, visit: Visit, found: dict[str, list[str]]) -> None:
    if unfold(page):
        _look(page, "desk", found, "unfolded")
    for opened in opened_of(visit.name):
        look(page, opened)
        _look(page, "desk", found, opened.name)
        page.keyboard.press("Escape")


def _look(page: Page, size: str, found: dict[str, list[str]], where: str) -> None:
    resize(page, *SIZES[size])
    page.emulate_media(color_scheme="light")
    for line in violations(page):
        found[line].append(f"{where}, light")
    page.emulate_media(color_scheme="dark")
    for line in violations(page, COLOURS):
        found[line].append(f"{where}, dark")


def test_a_violation_would_be_found(new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto("/healthz")  # nothing runs there that would give the page a title
    page.set_content(
        "<html><body><img src='/static/icon.svg'><p style='color:#ccc;background:#fff'>pale</p></body></html>"
    )
    rules = {line.split()[0] for line in violations(page)}
    assert {"image-alt", "color-contrast", "html-has-lang", "document-title"} <= rules
