"""What is forgotten, and when: the policy of a course says for how many days its sessions are kept.

Days count from the end of a session, or from when its row was made where that came later: a recording of last year that
was imported today is kept from today on.

`keep_observations_days`: the observations, from which a session could be scored again. A day of which nothing is kept
any more is dropped as a whole; from any other day the rows of the people concerned are deleted.

`keep_history_days`: everything else of the session, and with it the session: its people (their windows and segments,
the numbers of their self-test, their checkpoints, observations that an odd policy would keep for longer) and its
markers. A session that stayed behind without its people would say that nobody came. Courses, policies, scorings and
accounts are nobody's history and stay.

A session that has not been closed is never touched, nor one whose people still have something in the streams; if that
is so a day after its end, nothing will come of it any more. Observations of people who are gone are forgotten too: no
constraint of the database ties them to each other. So are logins that have expired, and background jobs after a day.

Everything happens in small steps, each a transaction of its own; whatever stops it, the next run goes on.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session as Login
from django.db import connection, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Greatest, Least, TruncDate

from engagement.models import Marker, Observation, Participant, Policy, Segment, Session, Window
from engagement.pipeline import partitions
from engagement.pipeline.partitions import Partition
from engagement.services import jobs

logger = logging.getLogger(__name__)

# Of PostgreSQL's advisory locks.
RETAIN_LOCK = 0x48454146
# With what is still in the streams a session is not over; a day later nothing is.
SETTLED_AFTER = timedelta(days=1)
PEOPLE_AT_ONCE = 20

Numbers = Counter[str]  # of what was forgotten, by its name


class Days(models.Func):
    """An interval."""

    function, template = "make_interval", "%(function)s(days => %(expressions)s)"
    output_field = models.DurationField()


def _policy(name: str) -> Coalesce:
    """A course without a policy has the defaults."""
    return Coalesce(f"course__policy__{name}", getattr(Policy(), name))


HISTORY = Days(_policy("keep_history_days"))
OBSERVATIONS = Days(Least(_policy("keep_observations_days"), _policy("keep_history_days")))


def beyond(kept: Days, now: datetime) -> models.QuerySet[Session]:
    """Closed sessions of which this is kept no more."""
    present = Participant.objects.filter(session=OuterRef("pk"), ended_at=None, withdrawn_at=None)
    settled = ~Exists(present) | Q(over_at__lt=now - SETTLED_AFTER)
    over = Session.objects.filter(status=Session.Status.CLOSED).annotate(over_at=Greatest("ended_at", "created_at"))
    return over.annotate(keep_until=F("over_at") + kept).filter(settled, keep_until__lt=now)


def observations_until(session: Session) -> datetime | None:
    """Up to when they are kept at least; None while nobody has closed the session."""
    over = Session.objects.filter(pk=session.pk, status=Session.Status.CLOSED)
    kept = models.ExpressionWrapper(Greatest("ended_at", "created_at") + OBSERVATIONS, models.DateTimeField())
    return over.annotate(keep_until=kept).values_list("keep_until", flat=True).first()


def never_closed(now: datetime) -> int:
    """Sessions that should be forgotten if only somebody had closed them."""
    begun = Session.objects.filter(status=Session.Status.OPEN).annotate(began_at=Greatest("started_at", "created_at"))
    return begun.annotate(keep_until=F("began_at") + OBSERVATIONS).filter(keep_until__lt=now).count()


@dataclass(frozen=True)
class Day:
    """What of a day's observations is kept and what is not."""

    partition: Partition
    forgotten: list[int]  # participants, also such as are deleted
    needed: bool

    @classmethod
    def look(cls, partition: Partition, now: datetime) -> Day:
        held = partitions.participants_in(partition)
        people = Participant.objects.filter(pk__in=held).exclude(session__in=beyond(OBSERVATIONS, now).values("pk"))
        kept = set(people.values_list("pk", flat=True))
        forgotten = [participant for participant in held if participant not in kept]
        return cls(partition, forgotten, bool(kept) or is_needed(partition.day, now))

    @property
    def observations(self) -> models.QuerySet[Observation]:
        return Observation.objects.filter(day=self.partition.day, participant__in=self.forgotten)

    def drop(self, now: datetime) -> Numbers:
        if partitions.drop(self.partition, lambda day: is_needed(day, now)):
            return Counter(days=1, bytes=self.partition.bytes)
        return Counter(postponed=1)


def is_needed(day: date, now: datetime) -> bool:
    """Whether a session is filed under the day that may still have, or get, observations."""
    started = Coalesce("started_at", "starts_at", "created_at")  # like Session.day
    begun = Session.objects.exclude(status=Session.Status.PLANNED).annotate(filed=TruncDate(started, tzinfo=UTC))
    return begun.filter(filed=day).exclude(pk__in=beyond(OBSERVATIONS, now).values("pk")).exists()


def forget(now: datetime, after: str = "") -> Iterator[tuple[str, Numbers]]:
    """Forget step by step. With each number comes the day up to which all is done: from there it can go on.

    Every step is behind that day, or leaves less to do: whoever goes on after each of them comes to an end.
    """
    if not after:
        logins = Login.objects.filter(expire_date__lt=now).delete()[0]
        yield "0", Counter(logins=logins, jobs=jobs.beyond(now).delete()[0])
    for partition in _past(now):
        if (day := partition.day.isoformat()) <= after:
            continue
        look = Day.look(partition, now)
        for participant in look.forgotten if look.needed else ():
            yield after, Counter(observations=_delete_observations(partition.day, participant))
        after = day
        yield after, Counter() if look.needed else look.drop(now)
    for session in beyond(HISTORY, now).order_by("pk").values_list("pk", flat=True):
        for numbers in _forget_session(session):
            yield after, numbers


def forget_some(now: datetime, after: str, seconds: float) -> str | None:
    """Forget for so long; where to go on, None when there is nothing left, or somebody else is at it."""
    until = time.monotonic() + seconds
    numbers: Numbers = Counter()
    with alone() as is_alone:
        for position, some in forget(now, after) if is_alone else ():
            numbers.update(some)
            if time.monotonic() > until:
                _log(numbers)
                return position
    _log(numbers)
    return None


def _log(numbers: Numbers) -> None:
    if +numbers:
        logger.info("forgot %s", " ".join(f"{name}={number}" for name, number in (+numbers).items()))


def would_forget(now: datetime) -> Numbers:
    """What `forget` would, in the same words."""
    numbers: Numbers = Counter(logins=Login.objects.filter(expire_date__lt=now).count(), jobs=jobs.beyond(now).count())
    for partition in _past(now):
        day = Day.look(partition, now)
        if day.needed:
            numbers["observations"] += day.observations.count()
        else:
            numbers.update(days=1, bytes=partition.bytes)
    sessions = beyond(HISTORY, now).values("pk")
    numbers["sessions"] = len(sessions)
    numbers["participants"] = Participant.objects.filter(session__in=sessions).count()
    numbers["markers"] = Marker.objects.filter(session__in=sessions).count()
    for name, model in (("windows", Window), ("segments", Segment)):
        numbers[name] = model.objects.filter(participant__session__in=sessions).count()
    return numbers


@contextmanager
def alone() -> Iterator[bool]:
    """Whether nobody else is forgetting at this moment, in whatever process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [RETAIN_LOCK])
        taken = bool(cursor.fetchone()[0])
        try:
            yield taken
        finally:
            if taken:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [RETAIN_LOCK])


def _past(now: datetime) -> list[Partition]:
    today = now.astimezone(UTC).date()
    return [partition for partition in partitions.all_partitions() if partition.day < today]


@transaction.atomic
def _delete_observations(day: date, participant: int) -> int:
    """Somebody who scores the session again has locked the participant until they are done."""
    Participant.objects.select_for_update().filter(pk=participant).first()
    deleted, _by_model = Observation.objects.filter(day=day, participant=participant).delete()
    return deleted


def _forget_session(session: int) -> Iterator[Numbers]:
    while deleted := _delete_people(session):
        yield deleted
    yield _named(Session.objects.filter(pk=session, status=Session.Status.CLOSED).delete())


@transaction.atomic
def _delete_people(session: int) -> Numbers:
    people = Participant.objects.select_for_update().filter(session=session).order_by("pk")
    return _named(Participant.objects.filter(pk__in=[one.pk for one in people[:PEOPLE_AT_ONCE]]).delete())


def _named(deleted: tuple[int, dict[str, Any]]) -> Numbers:
    """What Django says of a deletion: engagement.Window becomes windows."""
    return Counter({f"{model.rpartition('.')[2].lower()}s": number for model, number in deleted[1].items() if number})
