"""A class of six that was measured before: looked at, zoomed into, trimmed; on a phone and in the dark."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import EMAIL, NewContext, Server, Violations
from tests.browser.steps import log_in

LENGTH_S = 1800
FILL = f"""
import datetime as dt
from engagement.models import *
owner = User.objects.get(email="{EMAIL}")
scoring = Scoring.objects.get_or_create(version=901, defaults=dict(parameters=dict(counted=[], min_known_share=0.5)))[0]
course = Course.objects.create(owner=owner, title="Term of lenses")
for week in range(5):
    began = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC) + dt.timedelta(weeks=week)
    ended = began + dt.timedelta(seconds={LENGTH_S})
    session = Session.objects.create(
        course=course, title=f"Week {{week + 1}}", status="closed", started_at=began, ended_at=ended, scoring=scoring
    )
    for number in range(6):
        person = Participant.objects.create(
            session=session, name=f"Person {{number}}", consented_at=began, joined_at=began, ended_at=ended
        )
        Window.objects.bulk_create(
            Window(
                participant=person, started_at=began + dt.timedelta(seconds=second), facing_s=5 + 0.5 * week,
                second_screen_s=0, notes_s=0, away_s=5 - 0.5 * week, eyes_closed_s=0, unknown_s=0, known_s=10,
                on_zone_low_s=5, on_zone_high_s=5, blinks=0, observations=50, late=0, main_reason=0, scoring=scoring,
            )
            for second in range(0, {LENGTH_S}, 10)
        )
"""


@pytest.fixture(scope="module")
def _filled(server: Server) -> None:
    server.manage("shell", "-c", FILL)


@pytest.fixture
def page(_filled: None, new_context: NewContext) -> Page:
    page = new_context().new_page()
    log_in(page)
    page.get_by_role("link", name="Term of lenses").click()
    page.get_by_role("link", name=re.compile("^Week 1(?!:)")).click()
    expect(page.locator(".history-row")).to_have_count(6)
    return page


def _draw(page: Page, start: float, end: float) -> None:
    """A stretch over the curve, in shares of its width."""
    box = page.locator(".curve .u-over").bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + start * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + end * box["width"], y, steps=5)
    page.mouse.up()


def test_a_drawn_part_is_in_the_address_and_a_link_shows_it(page: Page, violations: Violations) -> None:
    _draw(page, 0.25, 0.5)
    expect(page).to_have_url(re.compile(r"from=\d+&to=\d+"))
    expect(page.get_by_role("button", name="Whole session")).to_be_visible()  # the page follows its address
    fields = [page.get_by_label(name, exact=True).first.input_value() for name in ("From", "To")]
    page.goto(page.url)
    expect(page.get_by_role("button", name="Whole session")).to_be_visible()
    assert [page.get_by_label(name, exact=True).first.input_value() for name in ("From", "To")] == fields
    page.go_back()  # undoes what was drawn
    expect(page).not_to_have_url(re.compile("from="))
    page.go_forward()
    page.get_by_role("button", name="Whole session").click()
    expect(page).not_to_have_url(re.compile("from="))
    assert violations.found == []


def test_why_is_in_the_address_and_numbers_tell_what_they_are(page: Page) -> None:
    page.get_by_role("button", name="Why this figure for Person 0").click()
    why = page.get_by_role("dialog", name="Person 0")
    expect(why.get_by_text("Known for 30 min 0 s of 30 min 0 s")).to_be_visible()
    page.reload()
    expect(why.get_by_text("Known for 30 min 0 s")).to_be_visible()
    page.go_back()
    expect(why).to_have_count(0)
    meaning = page.get_by_role("region", name="Spread over people").locator(".meaning")
    meaning.locator("summary").press("Enter")
    expect(meaning.get_by_text("Half of the people are above")).to_be_visible()
    page.keyboard.press("Escape")
    expect(meaning.get_by_text("Half of the people are above")).to_be_hidden()
    page.get_by_text("Scored with version 901").click()
    expect(page.get_by_text("What this version says")).to_be_visible()


def test_a_part_is_typed_as_well(page: Page) -> None:
    form = page.locator(".zoom-fields")
    begin = form.get_by_label("From").input_value()
    form.get_by_label("To").fill(begin[:3] + "10:00")
    form.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(r"from=\d+&to=\d+"))


def test_a_part_becomes_a_break_and_counts_again(page: Page) -> None:
    _draw(page, 0.25, 0.5)
    page.get_by_role("button", name="Mark as a break").click()
    expect(page.get_by_text("break, does not count")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Count the break from")).click()
    expect(page.get_by_text("No break is marked.")).to_be_visible()


def test_a_session_is_trimmed_and_all_of_it_counted_again(page: Page) -> None:
    _draw(page, 0.5, 0.9)
    page.get_by_role("button", name="Count only this").click()
    expect(page.get_by_text(re.compile("^Trimmed: only"))).to_be_visible()
    page.get_by_role("button", name="Count all of it").click()
    expect(page.get_by_text(re.compile("^Trimmed: only"))).to_have_count(0)


def test_a_moment_is_asked_with_the_mouse_and_with_the_keyboard(page: Page) -> None:
    box = page.locator(".curve .u-over").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 50)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 50)
    dialog = page.get_by_role("dialog", name=re.compile("^What led to"))
    expect(dialog.get_by_text("Median 50")).to_be_visible()
    expect(page).to_have_url(re.compile(r"at=\d+"))
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("at="))
    page.locator(".history-foot .figures-more summary").press("Enter")
    page.get_by_role("button", name=re.compile("^What led to")).first.press("Enter")
    expect(dialog).to_be_visible()


def test_course_and_person_over_the_term(page: Page) -> None:
    page.get_by_role("link", name="The whole course").click()
    expect(page.get_by_text(re.compile(r"^Rising by 5 points a week"))).to_be_visible()
    expect(page.locator(".matrix tbody tr")).to_have_count(6)
    page.locator(".matrix").get_by_role("link", name="Person 0").click()
    expect(page.get_by_role("heading", name="Person 0")).to_be_visible()
    expect(page.locator(".person-session")).to_have_count(5)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_reaches_over_the_edge_of_a_phone(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": 390, "height": 844})
    course = page.get_by_role("link", name="The whole course")
    expect(course).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    course.click()
    expect(page.locator(".matrix tbody tr")).to_have_count(6)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
