"""What a participant sees of themselves, during a session and afterwards, and how they have it deleted."""

import re

from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.conftest import NewContext, Server, Violations
from tests.browser.steps import join, log_in, open_session

A_WINDOW_MS = 40_000
LEFT = """
from engagement.models import Observation, Participant, Segment, Window
of = Participant.objects.latest("pk")
print(*(model.objects.filter(participant=of).count() for model in (Observation, Window, Segment)), repr(of.name))
"""


def _with_own_data(new_context: NewContext) -> tuple[Page, Page]:
    """A host and a person whose first ten seconds are over."""
    host, person = new_context().new_page(), new_context().new_page()
    log_in(host)
    code = open_session(host)
    join(person, code)
    person.get_by_role("button", name="My own data").click()
    expect(person.get_by_role("heading", name="My own data")).to_be_focused()
    expect(person.get_by_role("img", name=re.compile("^Your time"))).to_be_visible(timeout=A_WINDOW_MS)
    return host, person


def _choose_first(person: Page) -> None:
    person.get_by_text("As a table").click()
    person.get_by_role("button", name=re.compile("^Choose ")).first.press("Enter")


def test_ones_own_trace_is_explained_and_annotated(new_context: NewContext, violations: Violations) -> None:
    host, person = _with_own_data(new_context)
    _choose_first(person)
    person.get_by_role("button", name="Why?").click()
    expect(person.locator(".own-why")).to_contain_text("Known for")
    assert_accessible(person)
    person.get_by_label("Something else").check()
    person.get_by_label("In a few words").fill("The bell rang")
    person.get_by_role("button", name="Add this").click()
    expect(person.locator(".own-note")).to_contain_text("The bell rang")

    person.get_by_role("button", name="I am taking notes now").click()
    expect(person.get_by_text("Learned.")).to_be_visible(timeout=20_000)

    host.get_by_role("button", name="Close session").click()
    host.get_by_role("dialog").get_by_role("button", name="Close session").click()
    expect(person.get_by_role("heading", name="My own data")).to_be_visible(timeout=15_000)
    person.get_by_role("link", name="My own data").click()
    person.get_by_role("button", name=re.compile("Lenses")).first.click()
    expect(person.locator(".own-note")).to_contain_text("The bell rang")
    assert_accessible(person)
    person.get_by_role("button", name=re.compile("^Delete what you noted")).click()
    expect(person.get_by_text("Nothing yet.")).to_be_visible()
    assert violations.found == []


def test_withdrawing_stops_the_camera_and_deletes_everything(new_context: NewContext, server: Server) -> None:
    host, person = _with_own_data(new_context)
    person.get_by_role("button", name="Withdraw consent").click()
    assert_accessible(person)
    person.get_by_role("button", name="Yes, delete all of it").click()
    expect(person.get_by_role("heading", name="Your consent is withdrawn")).to_be_visible(timeout=20_000)
    assert server.output("shell", "--no-imports", "-c", LEFT).split() == ["0", "0", "0", "''"]
    expect(host.get_by_text("Grace Hopper")).to_have_count(0)
    person.goto("/mine")
    expect(person.get_by_text("This browser remembers no session")).to_be_visible()


def test_another_browser_remembers_nothing(new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto("/mine")
    expect(page.get_by_text("This browser remembers no session")).to_be_visible()
    expect(page.get_by_role("link", name="Log in")).to_be_visible()
