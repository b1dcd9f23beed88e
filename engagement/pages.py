"""The HTML shells of the two frontend entries. They hold no data: everything comes from the API."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from engagement.health import health

APP_ENTRY = "src/app/main.tsx"
JOIN_ENTRY = "src/join/main.tsx"


@dataclass(frozen=True)
class Assets:
    """The files of one entry, as paths below the static address."""

    script: str
    preloads: tuple[str, ...]
    styles: tuple[str, ...]


@require_safe
@ensure_csrf_cookie
def app(request: HttpRequest, **_: object) -> HttpResponse:
    return _shell(request, APP_ENTRY, camera=False)


@require_safe
@ensure_csrf_cookie
def join(request: HttpRequest, **_: object) -> HttpResponse:
    return _shell(request, JOIN_ENTRY, camera=True)


def _shell(request: HttpRequest, entry: str, camera: bool) -> HttpResponse:
    assets = entry_assets(settings.FRONTEND_DIST, entry)
    if assets is None:
        response = render(request, "engagement/not_built.html", status=503)
    else:
        response = render(request, "engagement/shell.html", {"assets": assets, "static": settings.STATIC_URL})
    # Not every browser counts the site's own websockets as 'self'.
    socket = f"{'wss' if request.is_secure() else 'ws'}://{request.get_host()}"
    for name, value in security_headers(camera, socket).items():
        response[name] = value
    return response


def security_headers(camera: bool, socket: str) -> dict[str, str]:
    """Headers of a page. Only the page that measures may use the camera and compile WebAssembly."""
    return {
        "Content-Security-Policy": content_security_policy(wasm=camera, connect=f"'self' {socket}"),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": f"camera=({'self' if camera else ''}), microphone=(), geolocation=()",
    }


def content_security_policy(wasm: bool, connect: str = "'self'") -> str:
    scripts = "'self' 'wasm-unsafe-eval'" if wasm else "'self'"
    return (
        f"default-src 'self'; script-src {scripts}; worker-src 'self'; "
        f"connect-src {connect}; img-src 'self' data: blob:; style-src 'self'; frame-ancestors 'none'; "
        "base-uri 'self'; form-action 'self'; object-src 'none'"
    )


def entry_assets(dist: Path, entry: str) -> Assets | None:
    """What the Vite manifest lists for an entry; None when the frontend is not built."""
    manifest = dist / ".vite" / "manifest.json"
    try:
        changed_at = manifest.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    return _assets(_manifest(manifest, changed_at), entry)


@lru_cache(maxsize=4)
def _manifest(path: Path, _changed_at: int) -> dict[str, Any]:
    chunks: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return chunks


def _assets(manifest: dict[str, Any], entry: str) -> Assets | None:
    if entry not in manifest:
        return None
    chunks = _with_imports(manifest, entry)
    styles = dict.fromkeys(style for chunk in chunks for style in chunk.get("css", ()))
    return Assets(chunks[-1]["file"], tuple(chunk["file"] for chunk in chunks[:-1]), tuple(styles))


def _with_imports(manifest: dict[str, Any], entry: str) -> list[dict[str, Any]]:
    """The entry's chunk, last, after everything that it imports (so its styles win)."""
    order: dict[str, None] = {}

    def visit(name: str, path: tuple[str, ...]) -> None:
        for imported in manifest[name].get("imports", ()):
            if imported not in path:
                visit(imported, (*path, name))
        order.setdefault(name)

    visit(entry, ())
    return [manifest[name] for name in order]


urlpatterns = [
    path("", app, name="home"),
    path("login", app, name="login"),
    path("courses/<int:course_id>", app, name="course"),
    path("courses/<int:course_id>/people", app, name="course-people"),
    path("courses/<int:course_id>/settings", app, name="course-settings"),
    path("courses/<int:course_id>/history", app, name="course-history"),
    path("participants/<int:participant_id>", app, name="person"),
    path("sessions/<int:session_id>", app, name="session"),
    path("sessions/<int:session_id>/history", app, name="session-history"),
    path("sessions/<int:session_id>/names", app, name="session-names"),
    path("sessions/<int:session_id>/what-if", app, name="session-what-if"),
    path("accuracy", app, name="accuracy"),
    path("join/<str:code>", join, name="join"),
    path("mine", join, name="mine"),
    path("healthz", health),
]
