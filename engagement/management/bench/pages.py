"""`bench pages`: every page and address of the REST interface on a database with a long history.

How many queries one takes, how long PostgreSQL works on them and how it finds the rows is looked at in this process;
how long an answer takes, over HTTP from the running server.
"""

import json
import secrets
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import numpy as np
from django.db import connection
from django.test import Client
from psycopg import sql

from engagement import access
from engagement.management.bench import machine
from engagement.management.bench.filling import Size, fill
from engagement.management.bench.serving import EMAIL, log_in, serving
from engagement.models import Session, User

REPEAT = 20
WARM_UP = 3
MANY_ROWS = 1000  # of a table: to read all of them where few are wanted is a mistake


@dataclass(frozen=True, slots=True)
class Ask:
    """A request; `page` says which page makes it."""

    page: str
    path: str
    method: str = "GET"
    body: Mapping[str, Any] | None = None
    token: str = ""

    @property
    def name(self) -> str:
        return f"{self.method} {self.path.partition('?')[0]}"


@dataclass(slots=True)
class Watched:
    """The queries of one request."""

    seconds: list[float] = field(default_factory=list)
    scanned: set[str] = field(default_factory=set)  # large tables that were read from end to end

    @contextmanager
    def running(self) -> Iterator[None]:
        with connection.execute_wrapper(self._watch):
            yield

    def _watch(self, execute: Any, statement: Any, params: Any, many: bool, context: Mapping[str, Any]) -> Any:
        started = time.perf_counter()
        result = execute(statement, params, many, context)
        self.seconds.append(time.perf_counter() - started)
        return result


def measure(size: Size, repeat: int = REPEAT) -> dict[str, Any]:
    with serving(workers=1) as server:
        password = secrets.token_urlsafe(16)
        host = User.objects.create_superuser(email=EMAIL, password=password)
        started = time.monotonic()
        session = fill(host, size)
        filled_s = time.monotonic() - started
        to_ask = asks(session)
        watched = [watch(ask, host) for ask in to_ask]
        with _client(server.url, password) as client:
            rows = [_row(ask, noted, *_timed(client, ask, repeat)) for ask, noted in zip(to_ask, watched, strict=True)]
    counts = Counter(row["queries"] for row in rows)
    return {
        "rows": rows,
        "queries": {f"{number}": counts[number] for number in sorted(counts)},
        "read_from_end_to_end": sorted({table for row in rows for table in row["scans"].split()}),
        "sessions": size.sessions,
        "people_of_each": size.people,
        "hours": size.seconds / 3600,
        "filled_s": filled_s,
        "machine": machine.machine(),
    }


def asks(session: Session) -> list[Ask]:
    """On the session that is under way, and on a past one of the same course."""
    past = (
        Session.objects.filter(course=session.course).exclude(pk=session.pk).order_by("-started_at").first() or session
    )
    person, course = session.participants.order_by("pk")[0], session.course_id
    begin = begin_of(session)
    why = f"/api/sessions/{session.pk}/explain?participant={person.pk}&from={begin}&to="
    return [
        *(Ask("any", path) for path in ("/healthz", "/api/me", "/login", "/accuracy")),
        *(Ask("courses", path) for path in ("/", "/api/courses")),
        *(Ask("course", f"{root}/courses/{course}") for root in ("", "/api")),
        Ask("course, history", f"/api/courses/{course}/history"),
        *(Ask("live", path) for path in (f"/sessions/{session.pk}", f"/api/sessions/{session.pk}")),
        Ask("live", f"/api/sessions/{session.pk}/live"),
        Ask("history, under way", f"/api/sessions/{session.pk}/history"),
        *(Ask("history", f"{root}/sessions/{past.pk}/history") for root in ("", "/api")),
        *(
            Ask("history", f"/api/sessions/{past.pk}/{what}")
            for what in ("attendance", "moved", "what-if", f"moment?at={begin_of(past) + 600}")
        ),
        Ask("person", f"/api/participants/{past.participants.order_by('pk')[0].pk}/history"),
        Ask("people", f"/api/courses/{course}/roster"),
        Ask("why, a minute", f"{why}{begin + 60}"),
        Ask("why, an hour", f"{why}{begin + 3600}"),
        *(Ask("join", f"{root}/join/{session.code}") for root in ("", "/api")),
        Ask("join", f"/api/join/{session.code}", "POST", {"name": "Ada", "consent": True}),
        Ask("join, self-test", "/api/calibration", token=access.join_token(person)),
        Ask("courses", "/api/courses", "POST", {"title": "Another"}),
        Ask("course", f"/api/courses/{course}/sessions", "POST", {"title": "Another"}),
        Ask("live", f"/api/sessions/{session.pk}/open", "POST", {}),
        Ask("live", f"/api/sessions/{session.pk}/markers", "POST", {"text": "A slide"}),
        Ask("live", f"/api/participants/{person.pk}", "PATCH", {"name": "Ada"}),
        *(
            Ask("administration", f"/admin/{path}")
            for path in ("", *(f"engagement/{one}/" for one in ("user", "course", "session", "participant")))
        ),
        # The last ones: they end what the others look at.
        Ask("live", f"/api/sessions/{past.pk}/close", "POST", {}),
    ]


def begin_of(session: Session) -> float:
    assert session.started_at is not None
    return session.started_at.timestamp()


def watch(ask: Ask, host: User) -> Watched:
    client = Client(SERVER_NAME="localhost")
    client.force_login(host)
    watched = Watched()
    _sent(client, ask)  # what is asked for once a process (the content types) is known then
    with watched.running():
        _sent(client, ask)
    with connection.execute_wrapper(explaining(watched)):
        _sent(client, ask)
    return watched


def _sent(client: Client, ask: Ask) -> None:
    send = {"GET": client.get, "POST": client.post, "PATCH": client.patch}[ask.method]
    extra = {"HTTP_AUTHORIZATION": f"Bearer {ask.token}"} if ask.token else {}
    body = {"data": json.dumps(ask.body), "content_type": "application/json"} if ask.body is not None else {}
    response = send(ask.path, **body, **extra)  # type: ignore[operator]
    if response.status_code >= 400:
        raise RuntimeError(f"{ask.name}: {response.status_code} {response.content[:200]!r}")


def explaining(watched: Watched) -> Any:
    """Asks PostgreSQL before each query how it would find the rows."""

    def explain(execute: Any, statement: Any, params: Any, many: bool, context: Mapping[str, Any]) -> Any:
        text = statement.as_string(None) if isinstance(statement, sql.Composable) else str(statement)
        if text.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            execute(f"EXPLAIN (FORMAT JSON) {text}", params, many, context)
            (plans,) = context["cursor"].fetchone()
            plans = json.loads(plans) if isinstance(plans, str) else plans
            watched.scanned |= set(_scanned(plans[0]["Plan"]))
        return execute(statement, params, many, context)

    return explain


def _scanned(plan: Mapping[str, Any]) -> Iterator[str]:
    if plan["Node Type"] == "Seq Scan" and _rows(plan["Relation Name"]) > MANY_ROWS:
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from _scanned(part)


def _rows(table: str) -> float:
    with connection.connection.cursor() as cursor:  # psycopg's own: this query is none of the request's
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = to_regclass(%s)", [table])
        return float(cursor.fetchone()[0])


def _client(url: str, password: str) -> httpx.Client:
    cookies = log_in(url, password)
    headers = {"X-CSRFToken": cookies["csrftoken"], "Referer": url}
    return httpx.Client(base_url=url, cookies=cookies, headers=headers, timeout=60)


def _timed(client: httpx.Client, ask: Ask, repeat: int) -> tuple[list[float], int]:
    """Milliseconds of each answer, and its bytes."""
    headers = {"Authorization": f"Bearer {ask.token}"} if ask.token else {}
    took, size = [], 0
    for number in range(WARM_UP + repeat):
        started = time.perf_counter()
        answer = client.request(ask.method, ask.path, json=ask.body, headers=headers)
        ended = time.perf_counter()
        answer.raise_for_status()
        size = len(answer.content)
        if number >= WARM_UP:
            took.append(1000 * (ended - started))
    return took, size


def _row(ask: Ask, noted: Watched, took: list[float], size: int) -> dict[str, Any]:
    return {
        "page": ask.page,
        "request": ask.name,
        "queries": len(noted.seconds),
        "database_ms": 1000 * sum(noted.seconds),
        "p50_ms": float(np.percentile(took, 50)),
        "p95_ms": float(np.percentile(took, 95)),
        "kilobytes": size / 1000,
        "scans": " ".join(sorted(noted.scanned)),
    }
