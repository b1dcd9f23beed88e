"""What the join page says and does when something is in the way."""

from playwright.sync_api import expect

from tests.browser.conftest import NewContext
from tests.browser.steps import agree, log_in, open_session


def test_an_unknown_code_is_explained(new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto("/join/AAAAAA")
    expect(page.get_by_role("heading", name="This session cannot be joined")).to_be_visible()
    expect(page.get_by_role("alert")).not_to_be_empty()


def test_a_locked_session_lets_in_who_was_there_and_nobody_new(new_context: NewContext) -> None:
    host, person, stranger = (new_context().new_page() for _ in range(3))
    log_in(host)
    code = open_session(host)
    agree(person, code, "Join without camera")
    expect(person.get_by_text("Connected")).to_be_visible()
    host.get_by_role("button", name="Lock").click()
    stranger.goto(f"/join/{code}")
    expect(stranger.get_by_role("alert")).to_contain_text("The host has locked it")

    person.reload()
    person.get_by_role("button", name="Go on as Grace Hopper").click()
    expect(person.get_by_role("heading", name="Present without camera")).to_be_visible()
    another_tab = person.context.new_page()
    person.close()
    another_tab.goto(f"/join/{code}")
    expect(another_tab.get_by_text("You already joined as Grace Hopper")).to_be_visible()
    another_tab.get_by_role("button", name="Go on without camera").click()
    expect(another_tab.get_by_text("Connected")).to_be_visible()
    expect(host.locator(".person-name", has_text="Grace Hopper")).to_have_count(1)
