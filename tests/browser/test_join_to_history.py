"""One session from the instructor's login to its history, with a person in front of a camera."""

import re

import numpy as np
from playwright.sync_api import expect

from tests.browser.conftest import NewContext, Violations
from tests.browser.film import PERIOD_S, SWING_DEG
from tests.browser.steps import join, log_in, open_session

WATCHED_S = 15
SAMPLES_HZ = 4
# The photo's depth is only as good as the landmarks it was turned by: her head turns less than the film says.
LEAST_SHARE_OF_SWING = 0.4

WATCH_YAW = """async ([seconds, hz]) => {
    const cell = document.querySelector('td.column-pose');
    const seen = [];
    for (let tick = 0; tick < seconds * hz; tick++) {
        await new Promise((resolve) => setTimeout(resolve, 1000 / hz));
        seen.push([performance.now() / 1000, cell.textContent]);
    }
    return seen;
}"""


def _swing(seen: list[tuple[float, str]]) -> tuple[float, float]:
    """Fit the film's period to the yaws: the amplitude in degrees and the share of their variance that it explains."""
    known = [(at, text.replace("−", "-")) for at, text in seen if "°" in text]
    assert len(known) > len(seen) / 2, "the live page showed hardly any angles"
    at = np.array([at for at, _ in known])
    yaw = np.array([float(text.split("°")[0]) for _, text in known])
    phase = 2 * np.pi * at / PERIOD_S
    terms = np.stack([np.sin(phase), np.cos(phase), np.ones_like(at)], axis=1)
    fit, *_ = np.linalg.lstsq(terms, yaw)
    return float(np.hypot(*fit[:2])), 1 - float(np.var(yaw - terms @ fit) / np.var(yaw))


def test_a_face_on_camera_becomes_a_history(new_context: NewContext, violations: Violations) -> None:
    host, person = new_context().new_page(), new_context().new_page()
    log_in(host)
    code = open_session(host)
    join(person, code)

    expect(host.locator(".person-name", has_text="Grace Hopper")).to_be_visible(timeout=10_000)
    host.get_by_role("button", name="Table").click()
    expect(host.locator("td.column-pose")).to_have_text(re.compile("°"), timeout=20_000)
    amplitude, explained = _swing(host.evaluate(WATCH_YAW, [WATCHED_S, SAMPLES_HZ]))
    assert amplitude > LEAST_SHARE_OF_SWING * SWING_DEG
    assert explained > 0.8

    person.get_by_role("button", name="Pause").click()
    expect(person.get_by_role("heading", name="Paused")).to_be_visible()
    expect(host.get_by_text("paused")).to_be_visible(timeout=10_000)
    person.get_by_role("button", name="Go on").click()
    expect(person.get_by_role("heading", name="Measuring")).to_be_visible(timeout=10_000)

    host.get_by_role("button", name="Close session").click()
    host.get_by_role("dialog").get_by_role("button", name="Close session").click()
    expect(person.get_by_role("heading", name="Measuring has ended")).to_be_visible(timeout=15_000)

    host.get_by_role("link", name="History").click()
    row = host.locator(".history-row", has_text="Grace Hopper")
    expect(row).to_be_visible(timeout=15_000)
    expect(row.locator(".history-total")).to_contain_text("%")
    assert violations.found == []
