"""The host asks what moved a class and what would be if; nothing but a confirmed save changes the session."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.conftest import NewContext, Violations
from tests.browser.steps import log_in


@pytest.fixture
def host(new_context: NewContext) -> Page:
    page = new_context().new_page()
    log_in(page)
    expect(page.get_by_role("heading", name="My courses")).to_be_visible()
    return page


def test_what_moved_the_class_leads_to_the_moment(host: Page, lesson: int, violations: Violations) -> None:
    host.goto(f"/sessions/{lesson}/history")
    moved = host.get_by_role("region", name="What moved the class")
    change = moved.get_by_role("button")
    expect(change).to_have_count(1)
    expect(change).to_contain_text(re.compile(r"After “Slide 7”: −\d+ ± \d+ points"))
    expect(change).to_contain_text("12 people compared")
    moved.get_by_text("How this is computed").click()
    expect(moved.get_by_text("corrected for all")).to_be_visible()
    change.click()
    expect(host).to_have_url(re.compile(r"[?&]at=\d+"))
    assert violations.found == []


def test_a_slider_scores_the_session_again_and_a_save_keeps_it(host: Page, lesson: int, violations: Violations) -> None:
    asked: list[str] = []
    host.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    host.goto(f"/sessions/{lesson}/what-if")
    away = host.get_by_role("row", name=re.compile("^away"))
    expect(away).to_contain_text("%")  # as it is scored, for which nobody works
    expect(host.get_by_text("The observations are kept until")).to_be_visible()
    expect(host.get_by_role("button", name="Save as a new scoring version")).to_be_disabled()

    until_away = host.get_by_role("slider", name="Until away")
    assert asked == []
    until_away.fill("0.5")
    expect(host).to_have_url(re.compile(r"buffer_s=0\.5"))
    expect(away).to_contain_text(re.compile(r"\+[1-9]\d*"), timeout=30_000)
    expect(host.get_by_text(re.compile(r"Of 12 people, \d+ move up"))).to_be_visible()

    host.reload()  # the address holds what was turned
    expect(until_away).to_have_value("0.5")
    expect(away).to_contain_text(re.compile(r"\+[1-9]\d*"), timeout=30_000)
    host.get_by_role("button", name="Save as a new scoring version").click()
    expect(host.get_by_text("Version 2, which it has now, is kept")).to_be_visible()
    assert_accessible(host)
    host.get_by_role("button", name="Write it anew").click()
    expect(host.get_by_text("Saved as scoring version 1001")).to_be_visible(timeout=30_000)
    expect(host.get_by_text("Scoring version 1001", exact=True)).to_be_visible()
    expect(until_away).to_have_value("0.5")
    expect(host).not_to_have_url(re.compile("buffer_s"))

    host.get_by_role("button", name="Set its values").click()
    expect(until_away).to_have_value("2")
    expect(host).to_have_url(re.compile("version=2"))

    host.set_viewport_size({"width": 390, "height": 844})
    host.get_by_text("Data", exact=True).click()
    host.get_by_role("slider", name="Least known share").scroll_into_view_if_needed()
    expect(host.get_by_role("region", name="Effect on the class")).to_be_in_viewport(ratio=1)
    assert violations.found == []
