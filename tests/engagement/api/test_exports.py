"""`/api/sessions/ID/exports`, `/api/courses/ID/exports`."""

from typing import Any

import pytest
from django.test import Client

from engagement.models import Job, Session

JSON = "application/json"


def ask(client: Client, path: str, **wish: Any) -> Any:
    return client.post(path, {"format": "csv", "zone": "Europe/Berlin"} | wish, content_type=JSON)


def test_an_export_is_a_job(as_owner: Client, session: Session) -> None:
    answer = ask(as_owner, f"/api/sessions/{session.pk}/exports")
    assert (answer.status_code, answer.json()["status"], answer.json()["session"]) == (201, "waiting", session.pk)
    assert Job.objects.get().parameters == {
        "format": "csv",
        "zone": "Europe/Berlin",
        "observations": False,
        "language": "en",
    }
    answer = ask(as_owner, f"/api/courses/{session.course_id}/exports", format="pdf")
    assert (answer.status_code, answer.json()["session"]) == (201, None)


@pytest.mark.parametrize("wish", [{"format": "exe"}, {"zone": "Mars/Olympus"}, {"zone": "../../etc/passwd"}])
def test_what_cannot_be_made_is_refused(as_owner: Client, session: Session, wish: dict[str, str]) -> None:
    answer = ask(as_owner, f"/api/sessions/{session.pk}/exports", **wish)
    assert (answer.status_code, answer.json()["code"]) == (400, "field.invalid")
    assert not Job.objects.exists()


def test_a_stranger_exports_nothing(as_stranger: Client, session: Session) -> None:
    assert ask(as_stranger, f"/api/sessions/{session.pk}/exports").status_code == 404
    assert ask(as_stranger, f"/api/courses/{session.course_id}/exports").status_code == 404
    assert not Job.objects.exists()
