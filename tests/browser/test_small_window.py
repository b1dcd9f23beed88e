"""The small window that stays in front of the video call."""

from playwright.sync_api import expect

from tests.browser.conftest import NewContext, Violations
from tests.browser.steps import join, log_in, open_session


def test_the_small_window_shows_the_state_and_pauses(new_context: NewContext, violations: Violations) -> None:
    host, person = new_context().new_page(), new_context().new_page()
    log_in(host)
    join(person, open_session(host))
    with person.context.expect_page() as opened:
        person.get_by_role("button", name="Small window on top").click()
    small = opened.value
    expect(small.get_by_role("heading", name="Measuring")).to_be_visible()
    # Its look comes from the page's own files.
    expect(small.locator(".small-window")).to_have_css("display", "grid")
    small.get_by_role("button", name="Pause").click()
    expect(small.get_by_role("heading", name="Paused")).to_be_visible()
    expect(person.get_by_role("heading", name="Paused")).to_be_visible()
    small.get_by_role("button", name="Go on measuring").click()
    expect(person.get_by_role("heading", name="Measuring")).to_be_visible(timeout=20_000)
    small.set_viewport_size({"width": 300, "height": 112})
    small.screenshot(path="/tmp/fx/small.png")
    small.emulate_media(color_scheme="dark")
    small.screenshot(path="/tmp/fx/small-dark.png")
    person.screenshot(path="/tmp/fx/person.png")

    with small.expect_event("close"):
        person.get_by_role("button", name="Stop and leave").click()
    assert violations.found == []
