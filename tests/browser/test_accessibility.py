"""axe finds nothing on any page: light and dark, on a desk and on a phone."""

from collections import defaultdict

import pytest

from tests.browser.axe import violations
from tests.browser.conftest import NewContext
from tests.browser.visits import Visit, go, log_in_as, resize, visits
from tests.engagement.api.routes import Values

SIZES = {"desk": (1280, 800), "phone": (390, 844)}


@pytest.mark.parametrize("visit", visits(), ids=lambda visit: visit.name)
def test_page_has_no_violation(new_context: NewContext, school: Values, visit: Visit) -> None:
    context = new_context(bypass_csp=True, reduced_motion="reduce")
    log_in_as(context, visit.who)
    page = context.new_page()
    found: dict[str, list[str]] = defaultdict(list)
    go(page, visit, school)
    for size, (width, height) in SIZES.items():
        resize(page, width, height)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            for line in violations(page):
                found[line].append(f"{size}, {theme}")
    assert not found, "\n".join(f"{line} ({'; '.join(seen)})" for line, seen in found.items())


def test_a_violation_would_be_found(new_context: NewContext) -> None:
    page = new_context(bypass_csp=True).new_page()
    page.goto("/healthz")  # nothing runs there that would give the page a title
    page.set_content(
        "<html><body><img src='/static/icon.svg'><p style='color:#ccc;background:#fff'>pale</p></body></html>"
    )
    rules = {line.split()[0] for line in violations(page)}
    assert {"image-alt", "color-contrast", "html-has-lang", "document-title"} <= rules
