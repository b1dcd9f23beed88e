"""The video call is in front and Headway's tab is hidden: measuring goes on."""

import time
from itertools import pairwise
from pathlib import Path

import pytest

from engagement.management.bench.devtools import Tab, chromium
from engagement.management.bench.hidden import WITHOUT_PROCESSOR
from tests.browser.conftest import NewContext, Server
from tests.browser.steps import log_in, open_session

HIDDEN_S = 15.0
LEAST_HZ = 1.0
LONGEST_GAP_S = 2.5

# Times and reasons that the database keeps.
STORED = """
from engagement.models import Observation
for at, reason in Observation.objects.order_by("captured_at").values_list("captured_at", "reason"):
    print(at.timestamp(), reason)
"""
NO_FRAMES = 8
LOOKS = 40  # of about two seconds each


def _join(tab: Tab, name: str) -> None:
    tab.wait_for("document.querySelector('#name')")
    tab.evaluate(
        f"""(() => {{
            const name = document.querySelector('#name');
            name.value = {name!r};
            name.dispatchEvent(new Event('input', {{ bubbles: true }}));
            name.form.requestSubmit();
        }})()"""
    )
    tab.wait_for("document.querySelector('.setup-foot button')")
    skip = "[...document.querySelectorAll('.setup-foot button')].find((one) => one.innerText === 'Skip the setup')"
    tab.evaluate(f"{skip}.click()")
    # Not before the networks are loaded.
    tab.wait_for("[...document.querySelectorAll('h1, h2')].some((heading) => heading.innerText === 'Measuring')", 90)
    tab.wait_for("document.querySelector('.facts .link.open')")


def _stored_until(server: Server, end: float) -> list[tuple[float, int]]:
    """What is stored when the first observation of after `end` is: time and reason."""
    for _ in range(LOOKS):
        lines = server.output("shell", "--no-imports", "-c", STORED).splitlines()
        stored = [(float(at), int(reason)) for at, reason in map(str.split, lines)]
        if stored and stored[-1][0] > end:
            return stored
    pytest.fail(f"nothing of {end} or later was stored; the newest is {stored[-1:]}")


@pytest.mark.parametrize("before", ["", WITHOUT_PROCESSOR], ids=["frames in the worker", "frames by a worker's tick"])
def test_measuring_goes_on_behind_another_tab(
    before: str, new_context: NewContext, server: Server, camera: list[str], tmp_path: Path
) -> None:
    host = new_context().new_page()
    log_in(host)
    code = open_session(host)
    with chromium(tmp_path, *camera) as browser, browser.tab(f"{server.url}/join/{code}", before) as person:
        _join(person, "Grace Hopper")
        with browser.tab("about:blank") as call:
            call.send("Page.bringToFront")
            person.wait_for("document.visibilityState === 'hidden'")
            hidden_from = time.time()
            stored = _stored_until(server, hidden_from + HIDDEN_S)
            assert person.evaluate("document.visibilityState") == "hidden"
            # What is waiting for the server's confirmation is no more than usual.
            assert not person.evaluate("document.querySelector('.facts').innerText.includes('waiting')")
    meanwhile = [at - hidden_from for at, reason in stored if reason != NO_FRAMES]
    meanwhile = [at for at in meanwhile if 0 <= at <= HIDDEN_S]
    assert len(meanwhile) >= LEAST_HZ * HIDDEN_S
    gaps = {before: after - before for before, after in pairwise([0.0, *meanwhile, HIDDEN_S])}
    assert max(gaps.values()) <= LONGEST_GAP_S, gaps
