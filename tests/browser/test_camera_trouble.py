"""A camera that cannot be used: what the page says in a real browser, and the ways out of it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from tests.browser.conftest import CHROMIUM, NewContext, Server
from tests.browser.steps import agree, log_in, open_session

# `refusal` names the error with which the browser refuses its cameras; `opened` are those that it gave.
CAMERAS = """
globalThis.opened = [];
globalThis.refusal = null;
const open = MediaDevices.prototype.getUserMedia;
MediaDevices.prototype.getUserMedia = async function (wanted) {
    if (globalThis.refusal) throw new DOMException('', globalThis.refusal);
    const stream = await open.call(this, wanted);
    globalThis.opened.push(stream.getVideoTracks()[0]);
    return stream;
};
"""
PULL = """
globalThis.refusal = 'NotFoundError';
opened.at(-1).stop();
opened.at(-1).dispatchEvent(new Event('ended'));
"""
PLUG = "refusal = null; navigator.mediaDevices.dispatchEvent(new Event('devicechange'))"
# The camera in use is gone, and the others stay.
LOSE = """
const gone = opened.at(-1).getSettings().deviceId;
const list = MediaDevices.prototype.enumerateDevices;
MediaDevices.prototype.enumerateDevices = async function () {
    return (await list.call(this)).filter(({deviceId}) => deviceId !== gone);
};
const give = MediaDevices.prototype.getUserMedia;
MediaDevices.prototype.getUserMedia = function (wanted) {
    if (wanted.video.deviceId?.exact !== gone) return give.call(this, wanted);
    return Promise.reject(new DOMException('', 'OverconstrainedError'));
};
opened.at(-1).stop();
opened.at(-1).dispatchEvent(new Event('ended'));
"""


@pytest.fixture(scope="module")
def code(browser: Browser, server: Server) -> Iterator[str]:
    """Of a session that all of them join."""
    host = browser.new_context(base_url=server.url)
    page = host.new_page()
    log_in(page)
    yield open_session(page)
    host.close()


def _is_on(person: Page) -> None:
    person.wait_for_function("() => opened.at(-1)?.readyState === 'live'")
    expect(person.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize(
    ("refusal", "says", "mend"),
    [
        ("NotAllowedError", "This page may not use the camera", None),
        ("NotReadableError", "Another program is using the camera", None),
        ("unplugged", "The camera was disconnected", PLUG),
    ],
    ids=["denied", "busy", "unplugged"],
)
def test_trouble_is_explained_and_has_its_ways_out(
    new_context: NewContext, code: str, refusal: str, says: str, mend: str | None
) -> None:
    person = new_context().new_page()
    person.add_init_script(CAMERAS + (f"refusal = {refusal!r};" if refusal.endswith("Error") else ""))
    agree(person, code)
    if refusal == "unplugged":
        _is_on(person)
        person.evaluate(PULL)
    expect(person.get_by_role("alert")).to_contain_text(says)
    # Nothing to check and to show without a camera; but one may stay.
    expect(person.get_by_role("button", name="Next")).to_have_count(0)
    expect(person.get_by_role("button", name="Go on without camera")).to_be_visible()
    if mend:
        person.evaluate(mend)
    else:
        person.evaluate("globalThis.refusal = null")
        person.get_by_role("button", name="Try the camera again").click()
    _is_on(person)
    expect(person.get_by_role("button", name="Next")).to_be_visible()


@pytest.fixture
def two_cameras(playwright: Playwright, server: Server) -> Iterator[BrowserContext]:
    cameras = ["--use-fake-device-for-media-stream=device-count=2", "--use-fake-ui-for-media-stream"]
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage", *cameras]
    )
    yield browser.new_context(base_url=server.url)
    browser.close()


def test_another_camera_is_chosen_and_the_one_that_is_left_is_offered(two_cameras: BrowserContext, code: str) -> None:
    person = two_cameras.new_page()
    person.add_init_script(CAMERAS)
    agree(person, code)
    choice = person.get_by_role("combobox", name="Camera")
    choice.select_option(label="fake_device_1")
    person.wait_for_function("() => opened.length === 2 && opened[1].label === 'fake_device_1'")
    assert person.evaluate("opened.map(({readyState}) => readyState)") == ["ended", "live"]

    person.get_by_role("button", name="Skip the setup").click()
    expect(person.get_by_role("heading", name=re.compile("Measuring|Starting"))).to_be_visible()
    person.evaluate(LOSE)
    expect(person.get_by_role("heading", name="The camera was disconnected")).to_be_visible()
    choice.select_option(label="fake_device_0")
    _is_on(person)
    assert person.evaluate("[opened.at(-1).label, opened.at(-1).readyState]") == ["fake_device_0", "live"]
