"""What every page keeps: nothing jumps, times name their zone, nothing moves for who wants no motion."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import EMAIL, PASSWORD, NewContext
from tests.browser.school import TEACHER
from tests.browser.visits import Visit, go, log_in_as, visits
from tests.engagement.api.routes import Values

LARGEST_SHIFT = 0.05
WATCH_SHIFTS = """
globalThis.shifts = [];
new PerformanceObserver((list) => {
    for (const {value, hadRecentInput, sources} of list.getEntries()) {
        if (hadRecentInput) continue;
        const moved = sources.map(({node}) => node?.className || node?.parentElement?.className || node?.nodeName);
        globalThis.shifts.push([value, moved.join(', ')]);
    }
}).observe({type: 'layout-shift', buffered: true});
"""
MOVING = """() => document.getAnimations()
    .filter(({effect, playState}) => playState === 'running' && effect.getComputedTiming().endTime > 100)
    .map(({animationName, effect}) => `${animationName} of ${effect.target.className}`)"""


@pytest.mark.parametrize("visit", visits(), ids=lambda visit: visit.name)
def test_page_is_steady_and_names_its_time_zone(new_context: NewContext, school: Values, visit: Visit) -> None:
    # Chromium's own name of Asia/Kolkata is the older one.
    context = new_context(timezone_id="Asia/Kolkata", reduced_motion="reduce")
    log_in_as(context, visit.who)
    context.add_init_script(WATCH_SHIFTS)
    page = context.new_page()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        go(page, visit, school)
        shifts = page.evaluate("globalThis.shifts")
        assert sum(value for value, _ in shifts) < LARGEST_SHIFT, f"at {width} px: {shifts}"
        assert page.evaluate(MOVING) == []
        text = page.locator("body").inner_text()
        if re.search(r"\b\d\d:\d\d\b", text):
            assert re.search("Calcutta|Kolkata|India", text), f"at {width} px: a time without the name of its zone"


def test_a_shift_and_a_motion_would_be_found(new_context: NewContext) -> None:
    context = new_context()
    context.add_init_script(WATCH_SHIFTS)
    page = context.new_page()
    page.goto("/accuracy")
    expect(page.locator("h1")).to_be_visible()
    page.evaluate(
        """() => new Promise((resolve) => {
            const late = document.createElement('div');
            late.style.height = '400px';
            document.body.prepend(late);
            late.animate([{opacity: 0}, {opacity: 1}], {duration: 60000});
            requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 100)));
        })"""
    )
    assert sum(value for value, _ in page.evaluate("globalThis.shifts")) > LARGEST_SHIFT
    assert len(page.evaluate(MOVING)) == 1


def test_who_is_logged_out_comes_back_to_the_same_page(new_context: NewContext, school: Values) -> None:
    context = new_context()
    log_in_as(context, TEACHER)
    page = context.new_page()
    address = f"/courses/{school['course_id']}"
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Course 1")
    context.clear_cookies(name="sessionid")
    page.reload()
    expect(page.get_by_text("You will be back on the page where you were.")).to_be_visible()
    fill_in_login(page, TEACHER)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Course 1")
    assert page.url.endswith(address)


def test_a_lost_connection_is_told_and_moves_nothing(new_context: NewContext) -> None:
    context = new_context()
    log_in_as(context, EMAIL)
    context.add_init_script(WATCH_SHIFTS)
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    told = page.get_by_text("What you see may be out of date.")
    expect(told).not_to_be_visible()
    context.set_offline(True)
    expect(told).to_be_visible()
    context.set_offline(False)
    expect(told).not_to_be_visible()
    assert sum(value for value, _ in page.evaluate("globalThis.shifts")) < LARGEST_SHIFT


def test_what_is_missing_leads_home_and_names_the_tab(new_context: NewContext) -> None:
    context = new_context()
    log_in_as(context, EMAIL)
    page = context.new_page()
    page.goto("/courses/999999")
    expect(page).to_have_title("There is nothing here · Headway")
    page.get_by_role("link", name="To my courses").click()
    expect(page).not_to_have_title(re.compile("nothing here"))


def fill_in_login(page: Page, email: str) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
