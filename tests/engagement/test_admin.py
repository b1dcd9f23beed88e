"""The administration: for staff, and never for what was measured."""

import pytest
from django.test import Client

from engagement.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("admin@example.org"))
    return client


@pytest.mark.parametrize(
    "page", ["", "engagement/user/", "engagement/course/", "engagement/session/", "engagement/user/add/"]
)
def test_an_administrator_sees_it(admin: Client, page: str) -> None:
    assert admin.get(f"/admin/{page}").status_code == 200


def test_a_teacher_does_not(client: Client) -> None:
    client.force_login(User.objects.create_user("teacher@example.org"))
    assert client.get("/admin/").status_code == 302
    assert client.get("/admin/engagement/user/").status_code == 302


def test_nobody_guesses_passwords_at_the_administration(client: Client) -> None:
    User.objects.create_superuser("admin@example.org", "correct horse")
    answer = client.post("/admin/login/", {"username": "admin@example.org", "password": "correct horse"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/login")
    assert "sessionid" not in client.cookies


def test_observations_cannot_be_edited(admin: Client) -> None:
    assert admin.get("/admin/engagement/observation/").status_code == 404
