"""What belongs to Ada is not there for anybody else, whatever route they try: every route there is, automatically."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, JsonResponse
from django.test import Client
from django.urls import get_resolver, path
from pytest_django import Settings

from engagement import pages
from engagement.api import urls as api_urls
from engagement.models import Course
from tests.engagement.api.routes import WORDS, Belongings, Route, belongings, routes_of

# Routes that anybody may call with an argument of somebody else's, and why.
OPEN = {
    "api/join/<str:code>": "the code is the invitation: who has it may read what is measured, and join",
    "api/join/<str:code>/key": "the key in its body is a personal invitation: it tells its holder their own name",
}
# Routes without arguments that need no login, and why.
FOR_ANYBODY = {
    "api/login": "this is where one logs in",
    "api/logout": "nothing is told, and nothing of anybody else's is changed",
}
NOT_THERE = 404
NOT_WITHOUT_LOGIN = (401, 403)

API = [route for route in routes_of(api_urls.urlpatterns, "api/") if not route.matches_all]
PAGES = list(routes_of(pages.urlpatterns))
CLOSED = [route for route in API if route.objects and route.path not in OPEN]
WITHOUT_OBJECT = [route for route in API if not route.objects]


@pytest.fixture
def ada(db: None) -> Belongings:
    return belongings("ada@example.org")


@pytest.fixture
def bob(db: None) -> Belongings:
    return belongings("bob@example.org")


def client_of(person: Belongings) -> Client:
    """Logged in, and with the token of somebody who takes part: routes look at the one or at the other."""
    client = Client(headers={"Authorization": f"Bearer {person.token}"})
    client.force_login(person.user)
    return client


def try_as_stranger(route: Route, ada: Belongings, bob: Belongings) -> None:
    """Bob asks for what is Ada's, and for what is Ada's below something of his own."""
    client = client_of(bob)
    for owners in itertools.product((ada, bob), repeat=len(route.objects)):
        if all(owner is bob for owner in owners):
            continue
        values = WORDS | {name: owner.values[name] for name, owner in zip(route.objects, owners, strict=True)}
        for method in route.methods:
            answer = call(client, method, route.address(values))
            assert answer.status_code == NOT_THERE, f"{method} {route.address(values)}: {answer.content!r}"
            assert_silent(answer, ada)


def try_without_login(route: Route, ada: Belongings) -> None:
    for method in route.methods:
        answer = call(Client(), method, route.address(WORDS | ada.values))
        assert answer.status_code in NOT_WITHOUT_LOGIN, f"{method} {route.path}: {answer.content!r}"
        assert_silent(answer, ada)


def call(client: Client, method: str, address: str) -> Any:
    return client.generic(method.upper(), address, "{}", content_type="application/json")


def assert_silent(answer: Any, ada: Belongings) -> None:
    content = b"".join(answer) if answer.streaming else answer.content
    told = [word for word in ada.words if word.encode() in content]
    assert not told, f"the answer tells {told}"


@pytest.mark.parametrize("route", CLOSED, ids=lambda route: route.path)
def test_what_is_adas_is_not_there_for_a_stranger(route: Route, ada: Belongings, bob: Belongings) -> None:
    try_as_stranger(route, ada, bob)


@pytest.mark.parametrize("route", CLOSED, ids=lambda route: route.path)
def test_what_is_adas_needs_a_login(route: Route, ada: Belongings) -> None:
    try_without_login(route, ada)


@pytest.mark.parametrize("route", CLOSED, ids=lambda route: route.path)
def test_what_is_adas_is_there_for_ada(route: Route, ada: Belongings) -> None:
    """Or the tests above would say nothing. (What she sends is empty, and may be refused for it.)"""
    client = client_of(ada)
    found = [call(client, method, route.address(WORDS | ada.values)).status_code for method in route.methods]
    # What was deleted a moment ago is rightly gone: the first call counts.
    assert found[0] not in (NOT_THERE, *NOT_WITHOUT_LOGIN)


@pytest.mark.parametrize("route", WITHOUT_OBJECT, ids=lambda route: route.path)
def test_lists_tell_a_stranger_nothing_of_adas(route: Route, ada: Belongings, bob: Belongings) -> None:
    for method in route.methods:
        assert_silent(call(client_of(bob), method, route.address(WORDS)), ada)


@pytest.mark.parametrize("route", WITHOUT_OBJECT, ids=lambda route: route.path)
def test_lists_need_a_login(route: Route, ada: Belongings) -> None:
    for method in route.methods:
        answer = call(Client(), method, route.address(WORDS))
        assert answer.status_code in NOT_WITHOUT_LOGIN or route.path in FOR_ANYBODY
        assert_silent(answer, ada)


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.path or "home")
def test_pages_hold_no_data(route: Route, ada: Belongings, bob: Belongings, built: None) -> None:
    """A page is the same shell for everybody; what it shows comes through the routes above."""
    address = route.address(WORDS | ada.values)
    answers = [client.get(address) for client in (client_of(ada), client_of(bob), Client())]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len({answer.content for answer in answers}) == 1
    for answer in answers:
        assert_silent(answer, ada)


@pytest.fixture
def built(tmp_path: Path, settings: Settings) -> None:
    settings.FRONTEND_DIST = tmp_path
    (tmp_path / ".vite").mkdir()
    manifest = {entry: {"file": "assets/1.js"} for entry in (pages.APP_ENTRY, pages.JOIN_ENTRY)}
    (tmp_path / ".vite" / "manifest.json").write_text(json.dumps(manifest))


def test_every_route_is_looked_at() -> None:
    """All that Django would call is in the lists above, but for the administration and the answer to anything else."""
    known = {route.path for route in [*API, *PAGES]}
    rest = {route.path for route in routes_of(get_resolver("engagement.urls").url_patterns)} - known
    assert rest == {"admin/login/", "api/"}


class TestTheseTestsCanFail:
    """A server that leaks is caught."""

    @pytest.fixture(autouse=True)
    def _leaking_site(self, settings: Settings) -> None:
        settings.ROOT_URLCONF = __name__

    def test_a_route_that_forgets_to_ask_whose_it_is(self, ada: Belongings, bob: Belongings) -> None:
        with pytest.raises(AssertionError, match="leak/"):
            try_as_stranger(leaking("leak/<int:course_id>"), ada, bob)

    def test_a_route_that_looks_at_the_first_argument_only(self, ada: Belongings, bob: Belongings) -> None:
        with pytest.raises(AssertionError, match="inner/"):
            try_as_stranger(leaking("inner/<int:session_id>/<int:course_id>"), ada, bob)

    def test_a_route_that_forgets_the_login(self, ada: Belongings) -> None:
        with pytest.raises(AssertionError, match="leak/"):
            try_without_login(leaking("leak/<int:course_id>"), ada)

    def test_a_refusal_that_tells_all_the_same(self, ada: Belongings, bob: Belongings) -> None:
        with pytest.raises(AssertionError, match="the answer tells"):
            try_as_stranger(leaking("told/<int:course_id>"), ada, bob)

    def test_an_argument_that_nobody_explained(self, ada: Belongings, bob: Belongings) -> None:
        with pytest.raises(KeyError, match="thing_id"):
            try_as_stranger(leaking("things/<int:thing_id>"), ada, bob)


def leak(_request: HttpRequest, course_id: int, **_: object) -> JsonResponse:
    return JsonResponse({"title": Course.objects.get(pk=course_id).title})


def inner(request: HttpRequest, session_id: int, course_id: int) -> JsonResponse:
    own = Course.objects.filter(sessions=session_id, owner_id=request.user.pk).exists()
    return leak(request, course_id) if own else JsonResponse({}, status=404)


def told(_request: HttpRequest, course_id: int) -> JsonResponse:
    return JsonResponse({"title": Course.objects.get(pk=course_id).title}, status=404)


urlpatterns = [
    path("leak/<int:course_id>", leak),
    path("inner/<int:session_id>/<int:course_id>", inner),
    path("told/<int:course_id>", told),
    path("things/<int:thing_id>", leak),
]


def leaking(of_path: str) -> Route:
    return next(route for route in routes_of(urlpatterns) if route.path == of_path)
