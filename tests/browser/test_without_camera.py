"""Taking part without a camera, turning it off, and the signals that need none."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser.axe import assert_accessible
from tests.browser.conftest import CHROMIUM, NewContext, Server
from tests.browser.steps import agree, join, log_in, open_session


def _signals(host: Page) -> dict[str, object]:
    session = re.search(r"/sessions/(\d+)", host.url)
    assert session
    heard: dict[str, object] = host.request.get(f"/api/sessions/{session[1]}/signals").json()
    return heard


def test_one_joins_without_a_camera_and_signals(new_context: NewContext) -> None:
    host, person = new_context().new_page(), new_context().new_page()
    log_in(host)
    code = open_session(host)
    person.add_init_script("MediaDevices.prototype.getUserMedia = () => { throw new Error('asked for a camera'); }")
    agree(person, code, "Join without camera")
    expect(person.get_by_role("heading", name="Present without camera")).to_be_visible()
    expect(person.get_by_text("Connected")).to_be_visible()
    expect(host.get_by_text("camera off")).to_be_visible(timeout=20_000)

    hand = person.get_by_role("button", name="Raise hand")
    hand.click()
    lost = person.get_by_role("button", name="Lost me")
    lost.click()
    expect(lost).to_have_attribute("aria-pressed", "true")
    assert_accessible(person)
    heard = _signals(host)
    assert [hand["name"] for hand in heard["hands"]] == ["Grace Hopper"]  # type: ignore[attr-defined]
    assert heard["counts"] == {"too_fast": 0, "too_slow": 0, "lost": 1}
    person.get_by_role("button", name="Hand is up").click()
    expect(hand).to_have_attribute("aria-pressed", "false")
    assert _signals(host)["hands"] == []


def test_the_camera_is_turned_off_and_on(new_context: NewContext) -> None:
    host, person = new_context().new_page(), new_context().new_page()
    log_in(host)
    join(person, open_session(host))
    person.get_by_role("button", name="Camera off").click()
    expect(person.get_by_role("heading", name="Present without camera")).to_be_visible()
    person.wait_for_function("() => document.querySelector('video').srcObject === null")
    expect(host.get_by_text("camera off")).to_be_visible(timeout=20_000)
    person.get_by_role("button", name="Camera on").click()
    expect(person.get_by_role("heading", name="Measuring")).to_be_visible(timeout=20_000)


@pytest.fixture
def bare(playwright: Playwright, server: Server) -> Iterator[BrowserContext]:
    """A phone of 390 px whose browser has no camera."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
    yield browser.new_context(base_url=server.url, viewport={"width": 390, "height": 844})
    browser.close()


def test_where_there_is_no_camera_the_page_says_so_and_goes_on_without(
    new_context: NewContext, bare: BrowserContext
) -> None:
    host, person = new_context().new_page(), bare.new_page()
    log_in(host)
    agree(person, open_session(host))
    expect(person.get_by_role("alert")).to_contain_text(re.compile("No camera was found|may not use the camera"))
    assert_accessible(person)
    person.get_by_role("button", name="Go on without camera").click()
    expect(person.get_by_role("heading", name="Present without camera")).to_be_visible()
    assert person.evaluate("document.documentElement.scrollWidth") <= 390
