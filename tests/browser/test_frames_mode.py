"""Pictures instead of landmarks, for machines that are too weak: only where the policy allows them."""

import json
import time
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewContext, Server
from tests.browser.steps import join, log_in, open_session

START = """async ([sdk, url, token]) => {
    const { Capture } = await import(sdk);
    const changed = (snapshot) => { globalThis.now = snapshot; };
    new Capture({ url, token, client: 'test/1', measure: 'frames', changed }).start();
}"""
SMALLEST_PICTURE = 5_000  # bytes; the points of a face are 436
LOOKS, LOOK_MS = 150, 200
SEEN = """
from datetime import UTC, datetime
from engagement.models import Observation, Participant
during = [datetime.fromtimestamp(at, UTC) for at in (%s, %s)]
of = Participant.objects.latest("pk")
print(Observation.objects.filter(participant=of, captured_at__range=during, success=True).count())
"""
POLICY = """
from engagement.models import Course, Policy
Policy.objects.update_or_create(course=Course.objects.latest("pk"), defaults={"capture": "%s"})
"""


def _start(page: Page, server: Server, sdk: str, code: str) -> None:
    body = json.dumps({"name": "Grace Hopper", "consent": True}).encode()
    request = urllib.request.Request(
        f"{server.url}/api/join/{code}", body, {"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request) as answer:
        place = json.load(answer)
    page.goto("/join/AAAAAA")
    page.evaluate(START, [sdk, f"{server.url.replace('http', 'ws')}{place['ws_path']}", place["token"]])


@pytest.fixture
def loaded(new_context: NewContext) -> tuple[Page, Page, list[str]]:
    """A host, a person, and what the person's browser has loaded."""
    host, person = new_context().new_page(), new_context().new_page()
    paths: list[str] = []
    person.on("request", lambda request: paths.append(request.url))
    log_in(host)
    return host, person, paths


def test_pictures_are_measured_by_the_server(loaded: tuple[Page, Page, list[str]], server: Server, sdk: str) -> None:
    host, person, paths = loaded
    code = open_session(host)
    server.output("shell", "--no-imports", "-c", POLICY % "frames")
    _start(person, server, sdk, code)
    expect(host.locator(".person", has_text="Grace Hopper").locator(".head-face")).to_be_visible(timeout=60_000)
    now = person.evaluate("() => ({ rate: now.rateHz, camera: now.camera, seen: now.seen })")
    assert (now["camera"], now["seen"]) == ("on", None)
    assert 0 < now["rate"] <= 2  # less where this machine or the server is busy
    assert not [path for path in paths if path.endswith((".onnx", ".wasm"))]


def test_where_the_policy_takes_landmarks_only_no_picture_is_sent(
    loaded: tuple[Page, Page, list[str]], server: Server, sdk: str
) -> None:
    host, person, _ = loaded
    code = open_session(host)
    server.output("shell", "--no-imports", "-c", POLICY % "landmarks")
    binary = []
    person.on("websocket", lambda socket: socket.on("framesent", lambda sent: binary.append(isinstance(sent, bytes))))
    _start(person, server, sdk, code)
    person.wait_for_function("() => now.phase === 'ended'")
    assert person.evaluate("() => [now.camera, now.track]") == ["off", None]
    assert "landmarks" in person.evaluate("() => now.end.sentence")
    assert binary == [False]  # the hello


def test_a_person_chooses_pictures_and_points_again(new_context: NewContext, server: Server) -> None:
    host, person = new_context().new_page(), new_context().new_page()
    log_in(host)
    code = open_session(host)
    server.output("shell", "--no-imports", "-c", POLICY % "frames")
    sizes: list[int] = []

    def note(sent: str | bytes) -> None:
        if isinstance(sent, bytes):
            sizes.append(len(sent))

    person.on("websocket", lambda socket: socket.on("framesent", note))
    join(person, code)
    assert max(sizes, default=0) < SMALLEST_PICTURE
    person.get_by_role("button", name="This computer is slow").click()
    person.get_by_role("button", name="Send pictures instead").click()
    expect(person.get_by_text("Pictures are sent, measured at once")).to_be_visible()
    expect(person.get_by_role("heading", name="Measuring")).to_be_visible(timeout=20_000)
    begun = time.time()
    _wait_until(person, lambda: sum(size > SMALLEST_PICTURE for size in sizes) >= 3)
    # Points come only when what was sent before is stored.
    ended = time.time()
    person.get_by_role("button", name="Send points again").click()
    expect(person.get_by_role("button", name="This computer is slow")).to_be_visible(timeout=20_000)
    expect(person.get_by_role("heading", name="Measuring")).to_be_visible(timeout=60_000)  # once more with networks
    sizes.clear()
    _wait_until(person, lambda: len(sizes) >= 3)
    assert max(sizes) < SMALLEST_PICTURE
    assert int(server.output("shell", "--no-imports", "-c", SEEN % (begun, ended))) > 0


def _wait_until(page: Page, holds: Callable[[], bool]) -> None:
    for _ in range(LOOKS):
        if holds():
            return
        page.wait_for_timeout(LOOK_MS)  # in which the events of the page come in
    pytest.fail("it did not come to that")
