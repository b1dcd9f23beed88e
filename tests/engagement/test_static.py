"""The built pages: cached for ever when their name holds a hash, compressed, and nothing outside their folder."""

import gzip
from pathlib import Path
from typing import Any

import pytest

from engagement.static import StaticFiles

SCRIPT = b"console.log('a script of some length');" * 50


@pytest.fixture
def site(tmp_path: Path, settings: Any) -> StaticFiles:
    assets = tmp_path / "dist" / "assets"
    assets.mkdir(parents=True)
    (assets / "app-re6uHD4V.js").write_bytes(SCRIPT)
    (assets / "app-re6uHD4V.js.gz").write_bytes(gzip.compress(SCRIPT))
    (tmp_path / "dist" / "icon.svg").write_text("<svg/>")
    (tmp_path / "secret").write_text("not for the web")
    settings.STATIC_ROOT = tmp_path / "dist"
    return StaticFiles(_not_found)


async def _not_found(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def get(site: StaticFiles, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    names = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    await site({"type": "http", "method": method, "path": path, "headers": names}, receive, send)
    answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], answered, b"".join(message["body"] for message in sent[1:])


async def test_a_hashed_name_is_immutable(site: StaticFiles) -> None:
    status, headers, body = await get(site, "/static/assets/app-re6uHD4V.js")
    assert (status, body) == (200, SCRIPT)
    assert headers["cache-control"] == "max-age=315360000, public, immutable"
    assert headers["content-type"].startswith("text/javascript")
    assert headers["x-content-type-options"] == "nosniff"


async def test_a_worker_s_script_may_reach_nothing_but_this_site(site: StaticFiles) -> None:
    _, script, _ = await get(site, "/static/assets/app-re6uHD4V.js")
    policy = dict(rule.split(" ", 1) for rule in script["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["connect-src"] == "'self'"
    assert policy["script-src"] == "'self' 'wasm-unsafe-eval'"
    _, picture, _ = await get(site, "/static/icon.svg")
    assert "content-security-policy" not in picture


async def test_other_names_are_not(site: StaticFiles) -> None:
    _, headers, _ = await get(site, "/static/icon.svg")
    assert headers["cache-control"] == "max-age=60, public"


async def test_the_compressed_file_goes_to_who_understands_it(site: StaticFiles) -> None:
    _, headers, body = await get(site, "/static/assets/app-re6uHD4V.js", accept_encoding="gzip")
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body) == SCRIPT


async def test_an_unchanged_file_is_not_sent_again(site: StaticFiles) -> None:
    _, headers, _ = await get(site, "/static/icon.svg")
    status, _, body = await get(site, "/static/icon.svg", if_modified_since=headers["last-modified"])
    assert (status, body) == (304, b"")


async def test_head_has_no_body(site: StaticFiles) -> None:
    status, headers, body = await get(site, "/static/icon.svg", method="HEAD")
    assert (status, headers["content-length"], body) == (200, "6", b"")


@pytest.mark.parametrize("path", ["/static/../secret", "/static/absent.js", "/", "/static/"])
async def test_what_is_no_built_file_goes_to_django(site: StaticFiles, path: str) -> None:
    assert (await get(site, path))[0] == 404
