"""What an instructor and a person do first, as often as a test needs it."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import EMAIL, PASSWORD


def log_in(page: Page) -> None:
    page.goto("/login")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def open_session(page: Page) -> str:
    """Create a course and a session, open it, and return its join code."""
    name, another = page.get_by_label("Name of the course"), page.get_by_role("button", name="New course")
    expect(name.or_(another)).to_be_visible()
    if another.is_visible():
        another.click()
    name.fill("Physics 101")
    page.get_by_role("button", name="Create course").click()
    page.get_by_label("Name of the session").fill("Lenses")
    page.get_by_role("button", name="Create session").click()
    page.get_by_role("button", name="Open session").click()
    expect(page.get_by_text("Nobody has joined yet")).to_be_visible()
    return page.locator(".code.large").first.inner_text()


def agree(page: Page, code: str, button: str = "I agree") -> None:
    """Read what is measured, give a name, and press a button."""
    page.goto(f"/join/{code}")
    expect(page.get_by_role("heading", name="Lenses")).to_be_visible()
    expect(page.get_by_text("No emotions")).to_be_visible()
    page.get_by_label("Your name").fill("Grace Hopper")
    page.get_by_role("button", name=button).click()


def join(page: Page, code: str) -> None:
    """Take part, without the setup."""
    agree(page, code)
    page.get_by_role("button", name="Skip the setup").click()
    expect(page.get_by_role("heading", name="Measuring")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Connected")).to_be_visible()
