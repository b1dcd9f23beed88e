"""Work that takes longer than a request: asked for here, done by a background worker, kept for a day.

PostgreSQL is the truth about a job; Celery's message only wakes a worker. Messages may come twice, late or never
(Valkey forgets them when it restarts): who runs a job holds a lock while they do, and `wake_lost` asks again for those
that nobody runs.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from redis import RedisError

from engagement import access
from engagement.celery import app
from engagement.errors import Conflict, HeadwayError, JobFailed
from engagement.models import Course, Job, Policy, Session, User

logger = logging.getLogger(__name__)

KEPT = timedelta(days=1)
# Of one user, not finished yet.
MOST_AT_ONCE = 10
# A job whose worker died this often is what kills them.
MOST_ATTEMPTS = 3
# Nobody runs a job that is older than this without holding its lock.
LOST_AFTER = timedelta(seconds=60)
PROGRESS_EVERY_S = 0.5
LARGEST_CONTENT = 200_000_000
ERROR_LENGTH = 400
# Of PostgreSQL's advisory locks with two keys; the other is a hash of the job's id.
LOCK_SPACE = 0x4A4F42

# A parameter of jobs that wait for something to come in before they can begin.
NOT_YET = "not_yet"
# One where it is kept why a job failed, by language.
SAID = "said"

# PostgreSQL or Valkey: a job that meets this runs again.
AWAY = (OperationalError, RedisError)

# Of results, the rows of single people.
OF_PEOPLE = ("people", "faces")

Status = Job.Status
UNFINISHED = (Status.WAITING, Status.RUNNING)


class Cancelled(Exception):
    """The job was deleted while it ran."""


@dataclass(frozen=True)
class Outcome:
    """What a handler returns."""

    result: dict[str, Any] | None = None
    filename: str = ""
    content_type: str = ""
    content: bytes | None = None


Progress = Callable[[float], None]
Handler = Callable[[Job, Progress], Outcome]


def request(
    owner: User, course: Course, kind: str, parameters: dict[str, Any] | None = None, session: Session | None = None
) -> Job:
    """Ask for a job; it speaks the language that is active now. With `NOT_YET` it begins when `start` says so."""
    if Job.objects.filter(owner=owner, status__in=UNFINISHED).count() >= MOST_AT_ONCE:
        raise Conflict(
            what=format_lazy(_("{n} of your jobs are not finished; wait for them, or cancel one"), n=MOST_AT_ONCE)
        )
    spoken = {**(parameters or {}), "language": translation.get_language() or "en"}
    job = Job.objects.create(owner=owner, course=course, session=session, kind=kind, parameters=spoken)
    if NOT_YET not in spoken:
        transaction.on_commit(partial(wake, job.pk))
    return job


def start(job: Job) -> None:
    """What it waited for is there."""
    del job.parameters[NOT_YET]
    job.save(update_fields=["parameters"])
    transaction.on_commit(partial(wake, job.pk))


def wake(job_id: UUID, expires_s: float | None = None) -> None:
    app.send_task("engagement.tasks.run_job", args=[str(job_id)], expires=expires_s)


def cancel(job: Job) -> None:
    """Deletes it, whatever its state. Who runs it notices at the next step."""
    Job.objects.filter(pk=job.pk).delete()


def forget_results(course: int) -> None:
    """Somebody who is in them takes part no more: what was made of people goes, and what is being made.

    Once more when it is committed, because a job that began meanwhile has read what was there before. One that has not
    begun by then reads what is there now.
    """
    made = Job.objects.filter(course=course).exclude(kind=Job.Kind.RECORDING).exclude(status=Status.WAITING)
    made.delete()
    transaction.on_commit(lambda: made.all().delete())


def as_dict(job: Job) -> dict[str, Any]:
    is_done = job.status == Status.DONE
    return {
        "id": str(job.pk),
        "kind": job.kind,
        "course": job.course_id,
        "session": job.session_id,
        "status": job.status,
        "uploading": NOT_YET in job.parameters,
        "title": job.parameters.get("title"),
        "progress": round(job.progress, 3),
        "error": job.parameters.get(SAID, {}).get(translation.get_language(), job.error) or None,
        "result": _shown(job),
        "filename": job.filename or None,
        "content": f"/api/jobs/{job.pk}/content" if is_done and job.filename else None,
        "created_at": job.created_at,
        "finished_at": job.finished_at,
        "kept_until": over_at(job) + KEPT,
    }


def may_be_fetched(job: Job) -> bool:
    """A file with single people in it is handed out for as long as the policy shows them."""
    has_people = bool((job.result or {}).get("people"))
    policy = Policy.objects.filter(course=job.course_id).first()
    return job.status == Status.DONE and bool(job.filename) and (not has_people or policy is None or policy.show_people)


def _shown(job: Job) -> dict[str, Any] | None:
    """The rows of single people, for as long as the policy shows them."""
    if job.result is None or access.shows_people(job.course):
        return job.result
    return {name: value for name, value in job.result.items() if name not in OF_PEOPLE or not isinstance(value, list)}


def over_at(job: Job) -> datetime:
    return job.finished_at or job.created_at


def beyond(now: datetime) -> QuerySet[Job]:
    """Those that are kept no more."""
    over = now - KEPT
    return Job.objects.filter(Q(finished_at__lt=over) | Q(finished_at=None, created_at__lt=over))


def run(job_id: UUID, handler_of: Callable[[str], Handler]) -> None:
    """Do a job to its end, unless it is done, gone, or somebody else is at it."""
    with _alone(job_id) as is_alone:
        job = _begin(job_id) if is_alone else None
        if job is None:
            return
        with translation.override(job.parameters.get("language", "en")), suppress(Cancelled):
            if job.attempts > MOST_ATTEMPTS:
                fail(job, _("This could not be finished: its worker died each time. Ask for less at once."))
            else:
                _attempt(job, handler_of(job.kind))


def _attempt(job: Job, handler: Handler) -> None:
    try:
        finish(job, handler(job, Reporter(job)))
    except (Cancelled, *AWAY):
        raise
    except HeadwayError as error:
        fail(job, error)
    except Exception:
        logger.exception("job=%s kind=%s failed", job.pk, job.kind)
        fail(job, _("Something went wrong with this job; the server's log says what. Try again later."))


@dataclass
class Reporter:
    """Tells how far a job is, now and then; raises `Cancelled` when the job was deleted."""

    job: Job
    told_at: float = 0.0

    def __call__(self, share: float) -> None:
        if time.monotonic() >= self.told_at + PROGRESS_EVERY_S:
            self.told_at = time.monotonic()
            progress(self.job, share)


def progress(job: Job, share: float) -> None:
    note(job, progress=min(max(share, 0.0), 1.0))


def finish(job: Job, outcome: Outcome) -> None:
    require_room(len(outcome.content or b""))
    values = {"result": outcome.result, "filename": outcome.filename, "content_type": outcome.content_type}
    note(job, **values, content=outcome.content, status=Status.DONE, progress=1.0, error="", finished_at=timezone.now())


def require_room(size: int) -> None:
    """For the file that a job makes."""
    if size > LARGEST_CONTENT:
        sentence = _("The file would have more than {mb} MB; leave out the single observations, or choose Parquet.")
        raise JobFailed(sentence=format_lazy(sentence, mb=LARGEST_CONTENT // 1_000_000))


def fail(job: Job, why: HeadwayError | Promise) -> None:
    """What went wrong is kept in every language: the worker does not know who will read it."""
    said = {language: _sentence(why, language) for language, _name in settings.LANGUAGES}
    parameters = {**job.parameters, SAID: said}
    note(job, status=Status.FAILED, error=said["en"], parameters=parameters, finished_at=timezone.now())


def _sentence(why: HeadwayError | Promise, language: str) -> str:
    with translation.override(language):
        return (why.sentence if isinstance(why, HeadwayError) else str(why))[:ERROR_LENGTH]


def wake_lost(now: datetime) -> int:
    """Ask again for the jobs that nobody runs: their message was lost, or their worker died."""
    waiting = _ready().filter(created_at__lt=now - LOST_AFTER).order_by("created_at")
    lost = [pk for pk in waiting.values_list("pk", flat=True) if _is_free(pk)]
    for pk in lost:
        wake(pk, expires_s=LOST_AFTER.total_seconds())
    return len(lost)


def _ready() -> QuerySet[Job]:
    return Job.objects.filter(status__in=UNFINISHED).exclude(parameters__has_key=NOT_YET)


def _begin(job_id: UUID) -> Job | None:
    changed = _ready().filter(pk=job_id).update(status=Status.RUNNING, progress=0.0, attempts=F("attempts") + 1)
    return Job.objects.defer("content").select_related("course", "session", "owner").get(pk=job_id) if changed else None


def note(job: Job, **values: Any) -> None:
    """Raises `Cancelled` when the job is gone."""
    for name, value in values.items():
        setattr(job, name, value)
    if not Job.objects.filter(pk=job.pk).update(**values):
        raise Cancelled


@contextmanager
def _alone(job_id: UUID) -> Iterator[bool]:
    """Whether nobody else runs this job, in whatever process; a lock of the session goes with who held it."""
    taken = _lock("pg_try_advisory_lock", job_id)
    try:
        yield taken
    finally:
        if taken:
            _lock("pg_advisory_unlock", job_id)


def _is_free(job_id: UUID) -> bool:
    with _alone(job_id) as is_alone:
        return is_alone


def _lock(function: str, job_id: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [LOCK_SPACE, job_id.int % 2**31])
        return bool(cursor.fetchone()[0])
