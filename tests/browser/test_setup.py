"""The twenty seconds before anything counts: the camera, the screen, and other places."""

import re

from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.conftest import NewContext, Server, Violations
from tests.browser.steps import agree, log_in, open_session

CHECKS = ("Face visible", "Light", "Distance", "Centred")
# What the database keeps of the last session: how many observations of which state, reason and teaching.
STORED = """
from django.db.models import Count
from engagement.models import Observation, Participant
of = Participant.objects.latest("pk")
for row in Observation.objects.filter(participant=of).values_list("success", "teaching").annotate(Count("pk")):
    print(*row)
"""


def _setup(new_context: NewContext) -> Page:
    host, person = new_context().new_page(), new_context().new_page()
    log_in(host)
    agree(person, open_session(host))
    expect(person.get_by_role("heading", name="Can the camera see you well?")).to_be_focused()
    return person


def test_the_setup_checks_the_camera_and_teaches_the_screen_before_anything_counts(
    new_context: NewContext, server: Server, violations: Violations
) -> None:
    person = _setup(new_context)
    for check in CHECKS:
        expect(person.get_by_role("listitem").filter(has_text=check)).to_contain_text("good", timeout=40_000)
    assert_accessible(person)
    person.get_by_role("button", name="Next").click()
    person.get_by_role("button", name=re.compile("^Look at the dot")).click()
    expect(person.get_by_role("dialog").get_by_role("heading", name="Look at the dot")).to_be_visible()
    expect(person.get_by_role("heading", name="Do you also look elsewhere?")).to_be_focused(timeout=20_000)
    expect(person.get_by_text("Nothing counts yet")).to_be_visible()
    kept = [line.split() for line in server.output("shell", "--no-imports", "-c", STORED).splitlines()]
    # A face was measured only where it taught the screen (1); everything else says that it is paused.
    assert {(success, teaching) for success, teaching, _ in kept} == {("True", "1"), ("False", "0")}

    person.get_by_label("My notes").check()
    assert_accessible(person)
    person.get_by_role("button", name=re.compile("^Show them")).click()
    expect(person.get_by_role("heading", name="Turn to your notes")).to_be_visible()
    expect(person.get_by_role("heading", name="Measuring")).to_be_visible(timeout=30_000)
    assert violations.found == []


def test_each_step_can_be_skipped_with_the_keyboard(new_context: NewContext) -> None:
    person = _setup(new_context)
    person.get_by_role("button", name="Next").press("Enter")
    expect(person.get_by_role("heading", name="Show where your screen is")).to_be_focused()
    person.get_by_role("button", name="Skip this").press("Enter")
    expect(person.get_by_role("heading", name="Do you also look elsewhere?")).to_be_focused()
    person.get_by_role("button", name="Only this screen").press("Enter")
    expect(person.get_by_role("heading", name="Measuring")).to_be_visible(timeout=30_000)
    person.reload()
    person.get_by_role("button", name="Go on as Grace Hopper").click()
    expect(person.get_by_role("heading", name="Measuring")).to_be_visible(timeout=30_000)
