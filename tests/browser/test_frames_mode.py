"""Pictures instead of landmarks, for machines that are too weak: only where the policy allows them."""

import json
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewContext, Server
from tests.browser.steps import log_in, open_session

START = """async ([sdk, url, token]) => {
    const { Capture } = await import(sdk);
    const changed = (snapshot) => { globalThis.now = snapshot; };
    new Capture({ url, token, client: 'test/1', measure: 'frames', changed }).start();
}"""
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
