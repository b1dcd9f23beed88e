"""`manage.py serve` as a person meets it: one process that starts, mends and stops everything."""

import hashlib
import http.client
import json
import os
import re
import signal
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from websockets.sync.client import connect

from engagement import programs


class Served:
    """A running `manage.py serve` and what it has said so far."""

    def __init__(self, var: Path, *words: str) -> None:
        command = [sys.executable, "manage.py", "serve", "--port", "0", *words]
        environment = {**os.environ, "HEADWAY_VAR": str(var), "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def line_with(self, word: str) -> str:
        assert self.process.stdout is not None
        said = []
        for line in self.process.stdout:
            said.append(line)
            if word in line:
                return line
        raise AssertionError(f"it ended without saying {word!r}:\n{''.join(said)}")

    def child(self, word: str) -> psutil.Process:
        return next(child for child in psutil.Process(self.process.pid).children() if word in child.cmdline())


Start = Callable[..., Served]


@pytest.fixture
def served() -> Iterator[Start]:
    started: list[Served] = []

    def start(var: Path, *words: str) -> Served:
        var.mkdir(exist_ok=True)
        started.append(Served(var, *words))
        return started[-1]

    yield start
    for one in started:
        one.process.send_signal(signal.SIGINT)
        one.process.communicate(timeout=60)


@pytest.fixture
def var() -> Path:
    """Not tmp_path: PostgreSQL's own user must be able to enter it when the tests run as root."""
    return settings.VAR_DIR / "served"


def answer(address: str, path: str) -> int:
    client = http.client.HTTPConnection(address, timeout=10)
    client.request("GET", path)
    status = client.getresponse().status
    client.close()
    return status


def test_serve_starts_mends_and_stops_everything(served: Start, var: Path) -> None:
    headway = served(var)
    address = re.search(r"http://(localhost:\d+)", headway.line_with("Headway runs at"))
    assert address is not None
    assert answer(address[1], "/api/me") == 401
    assert "createsuperuser" in headway.line_with("createsuperuser")

    headway.child("celery").kill()
    assert "worker was killed (SIGKILL)" in headway.line_with("worker was killed")
    headway.line_with("worker was started again")

    background = headway.child(programs.BACKGROUND)
    assert background.nice() == min(psutil.Process().nice() + programs.LOW_PRIORITY, 19)
    background.kill()
    headway.line_with("background worker was started again")

    schedule = headway.child("beat")
    schedule.kill()
    headway.line_with("schedule was started again")
    assert list(var.glob("beat*"))
    assert not list(settings.BASE_DIR.glob("celerybeat*"))

    everything = psutil.Process(headway.process.pid).children(recursive=True)
    headway.process.send_signal(signal.SIGINT)
    headway.line_with("Everything that was acknowledged is in the database")
    assert headway.process.wait(30) == 0
    assert psutil.wait_procs(everything, timeout=5)[1] == []


def _told(pattern: str, line: str) -> str:
    found = re.search(pattern, line)
    assert found is not None, line
    return found[1]


def test_other_machines_are_served_https(served: Start, var: Path) -> None:
    headway = served(var, "--host", "0.0.0.0")
    port = int(_told(r"https://localhost:(\d+)", headway.line_with("Headway runs at")))
    told = _told(r"https://([^:]+):\d+", headway.line_with("Phones and other computers"))
    pem = var / "tls" / "certificate.pem"
    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem.read_text())).hexdigest().upper()
    headway.line_with(":".join(re.findall("..", digest)))

    trusting = ssl.create_default_context(cafile=pem)
    login = json.dumps({"email": "nobody@example.org", "password": "wrong"})
    for name in ("127.0.0.1", told):
        client = http.client.HTTPSConnection(name, port, context=trusting, timeout=10)
        client.request("GET", "/login")
        page = client.getresponse()
        page.read()
        assert page.status in (200, 503)  # 503: the pages are not built
        assert f"wss://{name}:{port}" in page.headers["Content-Security-Policy"]
        assert page.headers["Strict-Transport-Security"] is None
        cookie = str(page.headers["Set-Cookie"])
        assert "Secure" in cookie
        token = _told("csrftoken=([^;]+)", cookie)
        # Django compares the page's origin with the address; past that, only the password is wrong.
        for origin, status in {f"https://{name}:{port}": 401, f"http://{name}:{port}": 403}.items():
            headers = {"Cookie": f"csrftoken={token}", "X-CSRFToken": token, "Content-Type": "application/json"}
            client.request("POST", "/api/login", body=login, headers={**headers, "Origin": origin})
            refused = client.getresponse()
            refused.read()
            assert refused.status == status
        client.close()

    strict = http.client.HTTPSConnection("127.0.0.1", port, context=ssl.create_default_context(), timeout=10)
    with pytest.raises(ssl.SSLCertVerificationError):
        strict.request("GET", "/login")
    with connect(f"wss://127.0.0.1:{port}/ws/capture/", ssl=trusting) as socket:
        socket.send("no hello")
        assert json.loads(socket.recv(timeout=10))["code"] == "message.malformed"


def test_http_can_be_asked_for(served: Start, var: Path) -> None:
    headway = served(var, "--host", "0.0.0.0", "--http")
    address = re.search(r"http://(localhost:\d+)", headway.line_with("Headway runs at"))
    assert address is not None
    assert answer(address[1], "/api/me") == 401
    headway.line_with("their browsers give no camera")


def test_a_second_server_on_the_same_folder_is_refused(served: Start, var: Path) -> None:
    served(var).line_with("PostgreSQL is ready")
    second = served(var)
    assert "already runs" in second.line_with("already runs")
    assert second.process.wait(10) == 1


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing", "The database of DATABASE_URL does not answer"),
        ("SHARDS", "many", "SHARDS is 'many': expected a whole number"),
    ],
)
def test_a_wrong_setting_is_one_sentence(
    name: str, value: str, sentence: str, served: Start, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setenv("REDIS_URL", settings.REDIS_URL)
    assert sentence in served(var).line_with(sentence)
