"""`/api/me`, `/api/login`, `/api/logout`."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from engagement.api.throttles import LoginThrottle
from engagement.models import User

PASSWORD = "correct-horse"


@pytest.fixture
def with_password(owner: User, settings: Settings) -> User:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    owner.set_password(PASSWORD)
    owner.save()
    return owner


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    cache.clear()


def log_in(client: Client, email: str, password: str) -> Any:
    return client.post("/api/login", {"email": email, "password": password}, content_type="application/json")


def test_me_is_the_one_who_is_logged_in(as_owner: Client, owner: User) -> None:
    assert as_owner.get("/api/me").json() == {"id": owner.pk, "email": "owner@example.org", "name": "Owner"}


def test_me_asks_anonymous_to_log_in(anonymous: Client) -> None:
    answer = anonymous.get("/api/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "login.required")


def test_login_starts_a_session(anonymous: Client, with_password: User) -> None:
    assert log_in(anonymous, "Owner@Example.org", PASSWORD).json()["id"] == with_password.pk
    assert anonymous.get("/api/me").status_code == 200


@pytest.mark.parametrize("email", ["owner@example.org", "nobody@example.org"])
def test_wrong_login_does_not_tell_which_part_is_wrong(anonymous: Client, with_password: User, email: str) -> None:
    answer = log_in(anonymous, email, "wrong")
    assert (answer.status_code, answer.json()["code"]) == (401, "login.failed")


def test_login_without_password_names_the_field(anonymous: Client) -> None:
    answer = anonymous.post("/api/login", {"email": "a@b.c"}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "field.invalid")
    assert answer.json()["sentence"].startswith("password: ")


def test_login_from_a_foreign_page_fails(with_password: User) -> None:
    assert log_in(Client(enforce_csrf_checks=True), "owner@example.org", PASSWORD).status_code == 403


def test_logging_in_is_slowed_down(anonymous: Client, with_password: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LoginThrottle, "rate", "2/min")
    answers = [log_in(anonymous, "owner@example.org", "wrong") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert answers[-1].json()["code"] == "request.throttled"


def test_logout_ends_the_session(as_owner: Client) -> None:
    assert as_owner.post("/api/logout").status_code == 200
    assert as_owner.get("/api/me").status_code == 401


def test_logout_from_a_foreign_page_fails(owner: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    answer = client.post("/api/logout")
    assert (answer.status_code, set(answer.json())) == (403, {"code", "sentence"})
