"""What the join page says and does when something is in the way."""

from playwright.sync_api import expect

from tests.browser.conftest import NewContext


def test_an_unknown_code_is_explained(new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto("/join/AAAAAA")
    expect(page.get_by_role("heading", name="This session cannot be joined")).to_be_visible()
    expect(page.get_by_role("alert")).not_to_be_empty()
