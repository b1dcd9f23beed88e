"""What a participant and a host read while the server is away, and after it is back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.conftest import CHROMIUM
from tests.browser.film import write_film
from tests.chaos.product import Lesson, Product

AWAY = "No connection. Trying again; nothing is lost for 10 minutes."
UNAVAILABLE = "The server is restarting"
RECONNECTING = "The connection to the server was lost. The numbers stand still; it is tried again by itself."
BACK_WITHIN_MS = 40_000

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="There is no Chromium on this machine.")


@pytest.fixture
def browser(folder: Path) -> Iterator[Browser]:
    """Of this test alone: as long as it runs, no other test can have an event loop."""
    write_film(folder / "head.mjpeg")
    camera = [
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={folder / 'head.mjpeg'}",
        "--use-fake-ui-for-media-stream",
    ]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage", *camera]
        )
        yield chromium
        chromium.close()


def test_the_pages_say_that_the_server_is_away_and_go_on_when_it_is_back(product: Product, browser: Browser) -> None:
    lesson = product.lesson(1)
    person, host = _join(product, lesson, browser), _watch(product, lesson, browser)
    expect(person.get_by_text("Connected", exact=True)).to_be_visible(timeout=BACK_WITHIN_MS)
    expect(host.get_by_title("Grace Hopper")).to_be_visible()

    product.stop()
    for words in (AWAY, UNAVAILABLE):
        expect(person.get_by_text(words)).to_be_visible()
    expect(person.get_by_text("measurements wait for the server")).to_be_visible(timeout=15_000)
    expect(host.get_by_text(RECONNECTING)).to_be_visible()

    product.start()
    expect(person.get_by_text("Connected", exact=True)).to_be_visible(timeout=BACK_WITHIN_MS)
    for words in (AWAY, UNAVAILABLE, "measurements wait for the server"):
        expect(person.get_by_text(words)).to_have_count(0)
    expect(host.get_by_text(RECONNECTING)).to_have_count(0, timeout=BACK_WITHIN_MS)
    expect(person.get_by_role("heading", name="Measuring")).to_be_visible()


def _join(product: Product, lesson: Lesson, browser: Browser) -> Page:
    ((code,),) = product.rows("SELECT code FROM engagement_session WHERE id = %s", lesson.session)
    page = browser.new_context(base_url=product.url).new_page()
    page.goto(f"/join/{code}")
    page.get_by_label("Your name").fill("Grace Hopper")
    page.get_by_role("button", name="I agree").click()
    page.get_by_role("button", name="Skip the setup").click()
    return page


def _watch(product: Product, lesson: Lesson, browser: Browser) -> Page:
    context = browser.new_context(base_url=product.url)
    for name, value in lesson.cookies.items():
        context.add_cookies([{"name": name, "value": value, "url": product.url}])
    page = context.new_page()
    page.goto(f"/sessions/{lesson.session}")
    return page
