"""Rows for tests. Times are seconds after `START`."""

import datetime as dt
from typing import Any

from django.utils import timezone

from engagement.models import Course, Observation, Participant, Scoring, Segment, Session, User, Window
from engagement.pipeline import store

START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
STATES = ("facing", "second_screen", "notes", "away", "eyes_closed", "unknown")


def at(seconds: float) -> dt.datetime:
    return START + dt.timedelta(seconds=seconds)


def user(email: str) -> User:
    return User.objects.create(email=email, name=email.partition("@")[0].title())


def course(owner: User, title: str = "Optics") -> Course:
    return Course.objects.create(owner=owner, title=title)


def scoring() -> Scoring:
    parameters = {"counted": ["notes"], "min_known_share": 0.5}
    return Scoring.objects.get_or_create(version=901, defaults={"parameters": parameters})[0]


def session(in_course: Course, lasts_s: float | None = None, **values: Any) -> Session:
    """An open one that began at START, or a closed one when it lasts so long."""
    ended = {"status": "closed", "ended_at": at(lasts_s)} if lasts_s else {"status": "open"}
    defaults = {"title": "Lenses", "started_at": START, "scoring": scoring(), **ended}
    return Session.objects.create(course=in_course, **(defaults | values))


def participant(in_session: Session, name: str = "Ada", **values: Any) -> Participant:
    return Participant.objects.create(
        session=in_session, name=name, **({"consented_at": timezone.now(), "joined_at": START} | values)
    )


def window(of: Participant, second: float, low: float = 0.0, high: float = 0.0, **seconds: float) -> Window:
    """Ten seconds, such as `facing=7, away=3`."""
    columns = {f"{state}_s": seconds.get(state, 0.0) for state in STATES}
    known = sum(seconds.values()) - seconds.get("unknown", 0.0)
    return Window.objects.create(
        participant=of,
        started_at=at(second),
        **columns,
        known_s=known,
        on_zone_low_s=low,
        on_zone_high_s=high,
        blinks=0,
        observations=50,
        late=0,
        main_reason=0,
        scoring=scoring(),
    )


def segment(of: Participant, start: float, end: float, state: str, **values: Any) -> Segment:
    return Segment.objects.create(
        participant=of,
        started_at=at(start),
        ended_at=at(end),
        state=STATES.index(state),
        **({"reason": 0, "observations": 10, "scoring": scoring()} | values),
    )


def observation(of: Participant, sequence: int, second: float, **values: Any) -> Observation:
    store.ensure_partition(of.session.day)
    defaults = {"success": True, "reason": 0, "state": 0, "faces": 1, "received_at": at(second)}
    return Observation.objects.create(
        day=of.session.day, participant=of, sequence=sequence, captured_at=at(second), **(defaults | values)
    )
