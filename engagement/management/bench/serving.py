"""The product, started for a benchmark in a folder of its own, and people who may take part."""

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import psutil
from django.conf import settings
from django.utils import timezone

from engagement import access
from engagement.models import Course, Participant, Session, User

EMAIL = "bench@headway.local"
READY = "Headway runs at "


@dataclass(frozen=True, slots=True)
class Serving:
    """A running server: its address and its root process."""

    url: str
    root: psutil.Process


@contextmanager
def serving(workers: int, web: int = 1) -> Iterator[Serving]:
    """`manage.py serve` on a free port of the loopback; its services live in this process's HEADWAY_VAR."""
    words = ["serve", "--port", "0", "--workers", str(workers), "--web", str(web)]
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) as process:
        try:
            yield Serving(_address(process), psutil.Process(process.pid))
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=120)


def _address(process: subprocess.Popen[str]) -> str:
    said = []
    assert process.stdout is not None
    for line in process.stdout:
        said.append(line)
        if READY in line:
            return line.partition(READY)[2].split()[0]
    raise RuntimeError("manage.py serve ended:\n" + "".join(said))


@dataclass(frozen=True, slots=True)
class Lesson:
    """An open session of the host whose dashboard is watched."""

    session: Session
    tokens: list[str]
    cookies: dict[str, str]


def lesson(url: str, participants: int, title: str = "Load") -> Lesson:
    password = secrets.token_urlsafe(16)
    User.objects.filter(email=EMAIL).delete()
    host = User.objects.create_user(email=EMAIL, password=password)
    course = Course.objects.create(owner=host, title=title)
    session = Session.objects.create(course=course, title=title, status=Session.Status.OPEN, started_at=timezone.now())
    people = Participant.objects.bulk_create(
        Participant(
            session=session,
            name=f"Person {number}",
            consented_at=timezone.now(),
            source=Participant.Source.PYTHON,
        )
        for number in range(participants)
    )
    return Lesson(session, [access.join_token(one) for one in people], log_in(url, password))


def log_in(url: str, password: str) -> dict[str, str]:
    with httpx.Client(base_url=url) as client:
        client.get("/login")
        headers = {"X-CSRFToken": client.cookies["csrftoken"], "Referer": url}
        client.post("/api/login", json={"email": EMAIL, "password": password}, headers=headers).raise_for_status()
        return dict(client.cookies)
