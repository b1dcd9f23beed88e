"""The live page of a class: what the host does and sees, also when the connection breaks."""

import re
import signal
from collections.abc import Iterator

import psutil
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from engagement.management.joining import join
from tests.browser.conftest import NewContext, Server, Violations
from tests.browser.crowd import crowd, names
from tests.browser.steps import log_in, open_session

HEAD = ".person svg.head .head-face"
# No element may stick out of a phone's screen.
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def host(new_context: NewContext) -> Page:
    page = new_context().new_page()
    log_in(page)
    return page


@pytest.fixture
def code(host: Page) -> str:
    return open_session(host)


@pytest.fixture
def few(server: Server, code: str) -> Iterator[list[str]]:
    with crowd(server.url, code, 3) as people:
        yield people


def test_thirty_people_on_a_phone_in_the_dark(host: Page, server: Server, code: str, violations: Violations) -> None:
    host.emulate_media(color_scheme="dark")
    host.set_viewport_size({"width": 390, "height": 844})
    with crowd(server.url, code, 30):
        expect(host.locator(".person")).to_have_count(30)
        # Only who is on the screen, or nearly, is painted anew.
        host.locator(".person").first.scroll_into_view_if_needed()
        expect(host.locator(HEAD).first).to_be_visible(timeout=30_000)
        expect(host.get_by_role("heading", name="30 people")).to_be_visible()
        assert host.evaluate(TOO_WIDE) <= 0
        host.get_by_label("Find a name").fill("mei")
        expect(host.locator(".person-name")).to_have_text(["Mei Chen"])
        host.get_by_label("Find a name").fill("")
        host.get_by_role("button", name="Table").click()
        expect(host.locator(".people-table tbody tr")).to_have_count(30)
        assert host.evaluate(TOO_WIDE) <= 0
        # Two windows of ten seconds: with 30 people there is a class figure then.
        expect(host.locator(".class-value.number")).to_contain_text("%", timeout=40_000)
    assert violations.found == []


def test_a_break_is_shown_and_ends(host: Page, few: list[str]) -> None:
    host.get_by_role("button", name="Break").click()
    expect(host.locator(".pill.caution")).to_contain_text("Break since")
    expect(host.get_by_text("During a break nothing counts")).to_be_visible()
    host.get_by_role("button", name="Resume").click()
    expect(host.locator(".pill.caution")).to_have_count(0)
    expect(host.get_by_role("button", name="Break")).to_be_visible()


def test_nobody_new_joins_a_locked_session(host: Page, few: list[str], code: str, new_context: NewContext) -> None:
    host.get_by_role("button", name="Lock", exact=True).click()
    expect(host.get_by_text("Locked")).to_be_visible()
    late = new_context().new_page()
    late.goto(f"/join/{code}")
    expect(late.get_by_role("alert")).to_contain_text("The host has locked it")
    expect(late.get_by_label("Your name")).to_have_count(0)
    host.get_by_role("button", name="Unlock").click()
    expect(host.get_by_text("Locked")).to_have_count(0)


def test_a_marker_has_a_kind_and_counts_on(host: Page, few: list[str]) -> None:
    host.get_by_role("button", name="Marker").click()
    host.get_by_label("What it says").fill("Slide 14: the proof")
    host.get_by_role("button", name="Set marker").click()
    expect(host.get_by_label("What it says")).to_have_count(0)
    expect(host.get_by_text("1 marker: Slide 14: the proof")).to_be_visible()
    host.get_by_role("button", name="Marker").click()
    expect(host.get_by_label("What it says")).to_have_value("Slide 15")
    host.get_by_label("What it marks").select_option("Poll")
    expect(host.get_by_label("What it says")).to_have_value("")


def test_few_people_have_timelines_and_no_class_curve(host: Page, few: list[str]) -> None:
    expect(host.get_by_role("heading", name="Everyone’s session so far")).to_be_visible(timeout=30_000)
    expect(host.locator(".timeline")).to_have_count(3, timeout=40_000)
    expect(host.locator(".class-value")).to_have_count(0)
    strip = host.locator(".timeline canvas").first
    expect(strip).to_have_attribute("aria-label", re.compile(few[0]))


def test_somebody_is_removed_after_asking(host: Page, few: list[str]) -> None:
    host.get_by_role("button", name="Table").click()
    host.get_by_role("button", name=f"Remove {few[1]} from the session").click()
    host.get_by_role("button", name="Keep them").click()
    expect(host.locator(".people-table tbody tr")).to_have_count(3)
    host.get_by_role("button", name=f"Remove {few[1]} from the session").click()
    host.get_by_role("button", name="Remove", exact=True).click()
    expect(host.locator(".people-table tbody tr")).to_have_count(2)
    expect(host.get_by_role("button", name=f"Remove {few[1]} from the session")).to_have_count(0)


def test_the_code_is_shown_large_with_a_qr_code(host: Page, few: list[str], code: str, violations: Violations) -> None:
    host.get_by_title("Show the join code").click()
    expect(host.get_by_role("dialog", name="Join code").get_by_text(code, exact=True)).to_be_visible()
    drawn = host.get_by_role("img", name=re.compile("QR code")).locator("path")
    expect(drawn).to_have_attribute("d", re.compile("^M0 0h7v1h-7z"))  # a finder pattern begins in the corner
    assert violations.found == []


def test_the_page_comes_back_after_the_server_was_restarted(host: Page, server: Server, code: str) -> None:
    with crowd(server.url, code, 3):
        expect(host.locator(".person")).to_have_count(3)
        _kill_web(server)
        expect(host.get_by_text("The connection to the server was lost")).to_be_visible(timeout=10_000)
        expect(host.get_by_text("Connected again")).to_be_visible(timeout=60_000)
        _joins_by_itself(server, code)
        expect(host.locator(".person")).to_have_count(4, timeout=15_000)


def test_a_page_without_a_network_says_so(host: Page, few: list[str]) -> None:
    context: BrowserContext = host.context
    context.set_offline(True)
    expect(host.get_by_text("You are offline")).to_be_visible(timeout=10_000)
    context.set_offline(False)
    expect(host.get_by_text("You are offline")).to_have_count(0, timeout=20_000)
    expect(host.locator(".person")).to_have_count(3)


def test_a_class_only_course_lists_nobody(host: Page, server: Server, code: str) -> None:
    with crowd(server.url, code, 6):
        expect(host.locator(".person")).to_have_count(6)
        server.manage("shell", "-c", CLASS_ONLY.format(code=code))
        expect(host.get_by_text("This course shows the class and nobody")).to_be_visible(timeout=20_000)
        expect(host.locator(".person")).to_have_count(0)
        for name in names(6):
            expect(host.get_by_text(name)).to_have_count(0)
        expect(host.locator(".class-states")).to_contain_text("%", timeout=40_000)


CLASS_ONLY = """
from engagement.models import Policy, Session
from engagement.services import dashboards
course = Session.objects.get(code="{code}").course
Policy.objects.update_or_create(course=course, defaults={{"show_people": False}})
dashboards.look_again(course)
"""


def _kill_web(server: Server) -> None:
    """The supervisor starts it again."""
    var = server.environment["HEADWAY_VAR"]
    webs = [one for one in psutil.process_iter(["cmdline"]) if "engagement.web" in (one.info["cmdline"] or [])]
    (web,) = [one for one in webs if one.environ().get("HEADWAY_VAR") == var]
    web.send_signal(signal.SIGKILL)


def _joins_by_itself(server: Server, code: str) -> None:
    join(server.url, code, "Late Larry", "python")


def test_of_a_class_only_course_the_host_sees_who_shares(
    host: Page, code: str, server: Server, new_context: NewContext, violations: Violations
) -> None:
    only = f"from engagement.models import Policy; Policy.objects.filter(course__sessions__code={code!r})"
    server.manage("shell", "--no-imports", "-c", f"{only}.update(show_people=False)")
    grace, hidden = new_context().new_page(), new_context().new_page()
    for page, shares in ((grace, True), (hidden, False)):
        page.goto(f"/join/{code}")
        page.get_by_label("Your name").fill("Grace Hopper" if shares else "Emmy Noether")
        page.get_by_label("Share my timeline with the host").set_checked(shares)
        page.get_by_role("button", name="Join without camera").click()
        expect(page.get_by_role("button", name="Timeline shared" if shares else "Share my timeline")).to_be_visible()
    # Two windows of ten seconds, and then a strip.
    expect(host.locator(".timeline-name")).to_have_text(["Grace Hopper"], timeout=40_000)
    expect(host.get_by_text("1 other person takes part.")).to_be_visible()
    expect(host.get_by_text("Emmy")).to_have_count(0)
    host.get_by_text("As a table").click()
    expect(host.locator(".timelines tbody th")).to_have_text(["Grace Hopper"])
    grace.get_by_role("button", name="Timeline shared").click()
    expect(host.get_by_text("Nobody shares their timeline. 2 people take part.")).to_be_visible(timeout=3_000)
    expect(host.get_by_text("Grace")).to_have_count(0)
    assert violations.found == []
