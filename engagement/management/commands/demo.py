"""`manage.py demo`: a course with three past sessions and a live one, attended by simulated people until Ctrl-C."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

import numpy as np
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from engagement import access
from engagement.environment import kept_secret, typed_secret
from engagement.management import lessons, scene
from engagement.management.lessons import Cue, Lesson
from engagement.models import Course, Participant, Session, User
from engagement.services import courses, participants, sessions

EMAIL = "demo@headway.local"
COURSE = "Introduction to statistics"
PAST_HZ = 5.0
# A live session that nobody has attended for so long is over.
STALE = dt.timedelta(hours=2)
JUST_BEGUN_S = 60.0

Status = Session.Status


class Command(BaseCommand):
    help = "Fill a running server with a demo course: three past sessions and a live one, 25 simulated people each."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="address of the running server")

    def handle(self, *args: Any, url: str, **options: Any) -> None:
        self.site = url.rstrip("/")
        self.socket = self.site.replace("http", "ws", 1) + "/ws/capture/"
        self.say(f"Log in at {self.site} as {EMAIL} with the password {password()}")
        try:
            asyncio.run(self.perform())
        except KeyboardInterrupt:
            self.say("The simulated people have left.")

    def say(self, line: str) -> None:
        self.stdout.write(f"demo: {line}")
        self.stdout.flush()

    async def perform(self) -> None:
        course = await sync_to_async(demo_course)()
        live = await sync_to_async(live_session)(course)
        past = await sync_to_async(past_sessions)(course)
        async with asyncio.TaskGroup() as group:
            moved = asyncio.Event()
            tokens = await sync_to_async(enrol)(live)
            starts_at = entered(live)
            for number, token in enumerate(tokens):
                person = scene.Person(number, lessons.LIVE)
                group.create_task(scene.attend_live(self.socket, token, person, starts_at, moved))
            group.create_task(mark_in_time(live, lessons.LIVE.cues))
            await moved.wait()
            self.say(f"The live session moves: {self.site}/sessions/{live.pk}")
            for lesson, session in zip(lessons.PAST, past, strict=True):
                await self.replay(session, lesson)
            self.say("Everything is there. The live session goes on until Ctrl-C.")

    async def replay(self, session: Session, lesson: Lesson) -> None:
        """A past session, by the same road as a live one."""
        if session.status in (Status.CLOSING, Status.CLOSED):
            return
        clock = time.monotonic()
        starts_at = began(session)
        times = np.arange(0.0, lesson.duration_s, 1.0 / PAST_HZ)
        tokens = await sync_to_async(enrol)(session)
        reports = await asyncio.gather(
            *(
                scene.attend_recorded(self.socket, token, scene.Person(number, lesson), starts_at, times)
                for number, token in enumerate(tokens)
            )
        )
        await sync_to_async(finish)(session, lesson)
        stored = sum(report.acknowledged for report in reports)
        took = time.monotonic() - clock
        self.say(f"Past session “{session.title}”: {stored} observations stored in {took:.0f} s.")


def began(session: Session) -> float:
    assert session.started_at is not None, "an open session has started"
    return session.started_at.timestamp()


def entered(session: Session) -> float:
    """When their script starts: with a new session not before they are there, for they begin with teaching zones."""
    now = time.time()
    return now if now - began(session) < JUST_BEGUN_S else began(session)


def password() -> str:
    return kept_secret(settings.VAR_DIR / "demo_password", typed_secret)


def demo_course() -> Course:
    user = User.objects.filter(email=EMAIL).first() or User.objects.create_user(EMAIL, password(), name="Demo teacher")
    return access.courses_of(user).filter(title=COURSE).first() or courses.create(user, COURSE)


def past_sessions(course: Course) -> list[Session]:
    """One a week, at ten in the morning UTC."""
    today = timezone.now().replace(hour=10, minute=0, second=0, microsecond=0)
    days = [today - dt.timedelta(weeks=weeks) for weeks in range(len(lessons.PAST), 0, -1)]
    found = {session.title: session for session in course.sessions.all()}
    return [
        found.get(lesson.title) or sessions.create(course, lesson.title, day, Session.Clock.RECORDED)
        for lesson, day in zip(lessons.PAST, days, strict=True)
    ]


def live_session(course: Course) -> Session:
    """The open one of an earlier start, if that was not long ago."""
    for session in course.sessions.filter(title=lessons.LIVE.title, status=Status.OPEN):
        seen = [person.last_seen_at for person in session.participants.all() if person.last_seen_at]
        if seen and timezone.now() - max(seen) < STALE:
            return session
        sessions.close(session)
    session = sessions.create(course, lessons.LIVE.title)
    sessions.open_session(session)
    return session


def enrol(session: Session) -> list[str]:
    """Join tokens of the 25, who join once."""
    there = {person.name: person for person in access.participants_of(session)}
    return [access.join_token(there[name]) if name in there else _join(session, name) for name in lessons.NAMES]


def _join(session: Session, name: str) -> str:
    _, token = participants.join(session, name, consent=True, source=Participant.Source.PYTHON)
    return token


def finish(session: Session, lesson: Lesson) -> None:
    sessions.close(session, tail_s=0)
    for cue in lesson.cues:
        mark(session, cue)


async def mark_in_time(session: Session, cues: Iterable[Cue]) -> None:
    """Each marker of a live session when its time comes, those that a restart missed at once."""
    for cue in cues:
        await asyncio.sleep(max(began(session) + cue.at - time.time(), 0.0) + 0.1)
        await sync_to_async(session.refresh_from_db)()
        if session.status != Status.OPEN:
            return
        await sync_to_async(mark)(session, cue)


def mark(session: Session, cue: Cue) -> None:
    if not session.markers.filter(text=cue.text).exists():
        at = dt.datetime.fromtimestamp(began(session) + cue.at, dt.UTC)
        sessions.mark(session, cue.text, cue.kind, at)
