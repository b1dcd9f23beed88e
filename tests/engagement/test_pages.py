import json
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from engagement import pages
from engagement.models import Session

APP_PAGES = ["/", "/login", "/courses/1", "/sessions/1", "/sessions/1/history", "/accuracy"]
POLICY = (
    "default-src 'self'; script-src 'self'{}; worker-src 'self'; connect-src 'self' ws://testserver; "
    "img-src 'self' data: blob:; style-src 'self'; frame-ancestors 'none'; base-uri 'self'; "
    "form-action 'self'; object-src 'none'"
)
MANIFEST = {
    "src/app/main.tsx": {"file": "assets/app-1.js", "css": ["assets/app-1.css"], "imports": ["_shared.js"]},
    "src/join/main.tsx": {"file": "assets/join-1.js", "imports": ["_shared.js"]},
    "_shared.js": {"file": "assets/shared-1.js", "css": ["assets/shared-1.css"], "imports": ["_core.js"]},
    "_core.js": {"file": "assets/core-1.js", "imports": ["_shared.js"]},
}


@pytest.fixture
def dist(tmp_path: Path, settings: Settings) -> Path:
    settings.FRONTEND_DIST = tmp_path
    return tmp_path


@pytest.fixture
def built(dist: Path) -> None:
    (dist / ".vite").mkdir()
    (dist / ".vite" / "manifest.json").write_text(json.dumps(MANIFEST))


@pytest.mark.parametrize("page", APP_PAGES)
def test_page_loads_the_app(client: Client, built: None, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code == 200
    assert '<script type="module" src="/static/assets/app-1.js">' in answer.content.decode()


def test_join_page_loads_its_own_entry(client: Client, built: None) -> None:
    assert "/static/assets/join-1.js" in client.get("/join/ABC234").content.decode()


def test_shared_chunks_come_before_the_entry_each_once(built: None, dist: Path) -> None:
    assert pages.entry_assets(dist, pages.APP_ENTRY) == pages.Assets(
        script="assets/app-1.js",
        preloads=("assets/core-1.js", "assets/shared-1.js"),
        styles=("assets/shared-1.css", "assets/app-1.css"),
    )


def test_new_build_is_noticed(built: None, dist: Path) -> None:
    pages.entry_assets(dist, pages.APP_ENTRY)
    manifest = dist / ".vite" / "manifest.json"
    manifest.write_text(json.dumps({pages.APP_ENTRY: {"file": "assets/app-2.js"}}))
    assets = pages.entry_assets(dist, pages.APP_ENTRY)
    assert assets
    assert assets.script == "assets/app-2.js"


@pytest.mark.parametrize("page", APP_PAGES)
def test_app_pages_are_strict(client: Client, built: None, page: str) -> None:
    headers = client.get(page).headers
    assert headers["Content-Security-Policy"] == POLICY.format("")
    assert headers["Permissions-Policy"] == "camera=(), microphone=(), geolocation=()"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_join_page_alone_may_use_camera_and_wasm(client: Client, built: None) -> None:
    headers = client.get("/join/ABC234").headers
    assert headers["Content-Security-Policy"] == POLICY.format(" 'wasm-unsafe-eval'")
    assert headers["Permissions-Policy"].startswith("camera=(self),")


def test_a_page_over_tls_may_open_secure_sockets_only(client: Client, built: None) -> None:
    policy = client.get("/", secure=True).headers["Content-Security-Policy"]
    assert "connect-src 'self' wss://testserver;" in policy


@pytest.mark.parametrize("page", [*APP_PAGES, "/join/ABC234"])
def test_pages_hold_nothing_that_the_policy_forbids(client: Client, built: None, page: str) -> None:
    html = client.get(page).content.decode()
    assert "<style" not in html
    assert "style=" not in html
    assert html.count("<script") == html.count('<script type="module" src="/static/')


def test_pages_give_the_cookie_that_protects_requests(client: Client, built: None) -> None:
    assert "csrftoken" in client.get("/login").cookies


def test_page_is_the_same_for_owner_stranger_and_anonymous(
    as_owner: Client, as_stranger: Client, anonymous: Client, session: Session, built: None
) -> None:
    answers = {client.get(f"/sessions/{session.pk}").content for client in (as_owner, as_stranger, anonymous)}
    assert len(answers) == 1


def test_page_without_a_built_frontend_says_what_to_do(client: Client, dist: Path) -> None:
    answer = client.get("/")
    assert answer.status_code == 503
    assert "make setup" in answer.content.decode()
    assert answer.headers["Content-Security-Policy"] == POLICY.format("")


def test_page_that_does_not_exist_is_not_found(client: Client, built: None) -> None:
    assert client.get("/nonsense").status_code == 404


def test_pages_take_no_posts(client: Client, built: None) -> None:
    assert client.post("/").status_code == 405


def test_health_is_told_to_anyone(client: Client, db: None) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "valkey": "ok"})


def test_health_names_what_does_not_answer(client: Client, db: None, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"database": "ok", "valkey": "unreachable"})
