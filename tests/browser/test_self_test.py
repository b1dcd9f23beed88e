"""A person checks how exactly their camera sees them, and reads how exact the product is."""

import re

from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.conftest import NewContext, Violations
from tests.browser.steps import join, log_in, open_session

WHOLE_TEST_MS = 60_000


def _joined(new_context: NewContext) -> Page:
    host, person = new_context().new_page(), new_context().new_page()
    log_in(host)
    join(person, open_session(host))
    return person


def test_the_self_test_says_how_well_looks_repeat(new_context: NewContext, violations: Violations) -> None:
    person = _joined(new_context)
    person.get_by_role("button", name="Check it").click()
    assert_accessible(person)
    person.get_by_role("button", name=re.compile("^Begin")).press("Enter")
    expect(person.get_by_role("heading", name="Look at the dot")).to_be_visible()
    expect(person.get_by_role("heading", name="Turn your head to the side")).to_be_visible(timeout=20_000)
    expect(person.get_by_role("heading", name="What the check says")).to_be_visible(timeout=WHOLE_TEST_MS)
    expect(person.locator(".selftest-result")).to_contain_text("degree", timeout=30_000)
    assert_accessible(person)
    person.get_by_role("button", name="Done").click()
    expect(person.get_by_role("button", name="Check again")).to_be_visible()
    assert violations.found == []


def test_the_self_test_can_be_put_off_and_stopped(new_context: NewContext) -> None:
    person = _joined(new_context)
    person.get_by_role("button", name="Not now").click()
    person.get_by_role("button", name="Check how exactly you are seen").click()
    person.get_by_label("My notes").check()
    person.get_by_role("button", name=re.compile("^Begin")).click()
    expect(person.get_by_text("Look 1 of 5")).to_be_visible()
    person.keyboard.press("Escape")
    expect(person.get_by_role("dialog")).to_be_hidden()
    expect(person.get_by_role("heading", name="Measuring")).to_be_visible()


def test_everybody_can_read_how_exact_it_is(new_context: NewContext, violations: Violations) -> None:
    page = new_context().new_page()
    page.goto("/accuracy")
    expect(page.get_by_role("heading", name="How exact is this?")).to_be_visible()
    expect(page.get_by_role("heading", name="What is not known")).to_be_visible()
    expect(page.get_by_role("table").first.get_by_role("row").nth(1)).to_be_visible()
    assert violations.found == []
