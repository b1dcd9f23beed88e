"""Background jobs: each is done once, by one worker, and says in a sentence what went wrong."""

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import psycopg
import pytest
import redis
from django.conf import settings
from django.db import OperationalError, connection
from django.utils import timezone, translation
from django.utils.translation import get_language

from engagement import programs
from engagement.errors import Conflict, JobFailed
from engagement.models import Course, Job, User
from engagement.services import jobs, retention
from tests.engagement import make

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def job(owner: User, course: Course) -> Job:
    return jobs.request(owner, course, Job.Kind.EXPORT, {"format": "csv"})


def run(job: Job, handler: jobs.Handler) -> Job:
    jobs.run(job.pk, lambda kind: handler)
    return Job.objects.get(pk=job.pk)


def waiting_messages(valkey: redis.Redis, queue: str) -> list[str]:
    """The ids of the jobs that a queue names."""
    return [json.loads(message)["headers"]["argsrepr"].strip("[]'") for message in valkey.lrange(queue, 0, -1)]


@contextmanager
def somebody_else_at(job: Job) -> Iterator[None]:
    parameters = connection.get_connection_params()
    where = psycopg.conninfo.make_conninfo(settings.DATABASE_URL, dbname=parameters["dbname"])
    with closing(psycopg.connect(where, autocommit=True)) as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", [jobs.LOCK_SPACE, job.pk.int % 2**31])
        yield
        # Not by closing the connection: the server may take its time to notice.
        other.execute("SELECT pg_advisory_unlock(%s, %s)", [jobs.LOCK_SPACE, job.pk.int % 2**31])


@pytest.mark.django_db(transaction=True)
def test_a_job_waits_in_a_queue_that_the_live_workers_do_not_read(owner: User, valkey: redis.Redis) -> None:
    job = jobs.request(owner, make.course(owner), Job.Kind.EXPORT)
    assert waiting_messages(valkey, programs.BACKGROUND) == [f"'{job.pk}'".strip("'")]
    assert waiting_messages(valkey, "celery") == []
    assert "--queues" not in programs.worker(1)


def test_what_a_handler_returns_is_kept(job: Job) -> None:
    outcome = jobs.Outcome({"rows": 3}, "windows.csv", "text/csv", b"a,b\r\n")
    done = run(job, lambda job, progress: outcome)
    assert (done.status, done.progress, done.error) == ("done", 1.0, "")
    assert (done.result, done.filename, done.content_type) == ({"rows": 3}, "windows.csv", "text/csv")
    assert done.content is not None
    assert bytes(done.content) == b"a,b\r\n"
    assert done.finished_at is not None


def test_progress_is_told_on_the_way(job: Job) -> None:
    seen = []

    def handler(job: Job, progress: jobs.Progress) -> jobs.Outcome:
        progress(0.4)
        seen.append(Job.objects.values_list("status", "progress").get(pk=job.pk))
        return jobs.Outcome()

    run(job, handler)
    assert seen == [("running", 0.4)]


def test_a_failure_that_has_a_sentence_tells_it(job: Job) -> None:
    def handler(job: Job, progress: jobs.Progress) -> jobs.Outcome:
        raise JobFailed(sentence="There is no face in this film.")

    failed = run(job, handler)
    assert (failed.status, failed.error) == ("failed", "There is no face in this film.")
    assert failed.finished_at is not None


def test_whoever_reads_of_a_failure_reads_it_in_their_language(job: Job) -> None:
    def handler(job: Job, progress: jobs.Progress) -> jobs.Outcome:
        jobs.require_room(jobs.LARGEST_CONTENT + 1)
        return jobs.Outcome()

    failed = run(job, handler)
    told = {}
    for language in ("en", "de"):
        with translation.override(language):
            told[language] = jobs.as_dict(failed)["error"]
    assert told["en"].startswith("The file would have more than 200 MB;")
    assert told["de"].startswith("Die Datei hätte mehr als 200 MB;")


def test_a_failure_that_nobody_foresaw_tells_nothing_of_the_inside(job: Job, caplog: pytest.LogCaptureFixture) -> None:
    def handler(job: Job, progress: jobs.Progress) -> jobs.Outcome:
        raise ZeroDivisionError("secret")

    failed = run(job, handler)
    assert failed.status == "failed"
    assert "secret" not in failed.error
    assert "ZeroDivisionError" in caplog.text


def test_a_job_that_is_done_is_not_done_again(job: Job) -> None:
    run(job, lambda job, progress: jobs.Outcome({"turn": 1}))
    assert run(job, lambda job, progress: jobs.Outcome({"turn": 2})).result == {"turn": 1}


def test_a_job_that_somebody_else_does_is_left_to_them(job: Job) -> None:
    with somebody_else_at(job):
        assert run(job, lambda job, progress: jobs.Outcome()).status == "waiting"
    assert run(job, lambda job, progress: jobs.Outcome()).status == "done"


def test_a_job_whose_worker_died_runs_again(job: Job) -> None:
    Job.objects.update(status="running", attempts=1, progress=0.7)
    assert run(job, lambda job, progress: jobs.Outcome()).status == "done"


def test_a_job_that_kills_its_workers_is_given_up(job: Job) -> None:
    Job.objects.update(status="running", attempts=jobs.MOST_ATTEMPTS)
    failed = run(job, lambda job, progress: jobs.Outcome())
    assert failed.status == "failed"
    assert "worker died" in failed.error


def test_a_database_that_is_away_is_no_failure_of_the_job(job: Job) -> None:
    def handler(job: Job, progress: jobs.Progress) -> jobs.Outcome:
        raise OperationalError

    with pytest.raises(OperationalError):
        run(job, handler)
    assert run(job, lambda job, progress: jobs.Outcome()).status == "done"


def test_who_runs_a_job_that_is_cancelled_stops(job: Job) -> None:
    steps = []

    def handler(job: Job, progress: jobs.Progress) -> jobs.Outcome:
        jobs.cancel(job)
        steps.append("cancelled")
        progress(0.5)
        steps.append("went on")
        return jobs.Outcome()

    jobs.run(job.pk, lambda kind: handler)
    assert steps == ["cancelled"]
    assert not Job.objects.exists()


def test_a_job_that_is_gone_is_nobodys(job: Job) -> None:
    jobs.cancel(job)
    jobs.run(job.pk, lambda kind: pytest.fail("it was begun"))
    jobs.run(uuid.uuid4(), lambda kind: pytest.fail("it was begun"))


def test_a_job_speaks_the_language_of_who_asked_for_it(owner: User, course: Course) -> None:
    with translation.override("de"):
        job = jobs.request(owner, course, Job.Kind.EXPORT)
    done = run(job, lambda job, progress: jobs.Outcome({"language": get_language()}))
    assert done.result == {"language": "de"}


def test_nobody_asks_for_more_than_some_at_once(owner: User, course: Course) -> None:
    for _ in range(jobs.MOST_AT_ONCE):
        last = jobs.request(owner, course, Job.Kind.EXPORT)
    with pytest.raises(Conflict):
        jobs.request(owner, course, Job.Kind.EXPORT)
    jobs.cancel(last)
    jobs.request(owner, course, Job.Kind.EXPORT)


def test_a_file_that_is_too_large_is_refused(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "LARGEST_CONTENT", 3)
    failed = run(job, lambda job, progress: jobs.Outcome(filename="a", content=b"1234"))
    assert (failed.status, failed.content) == ("failed", None)


@pytest.mark.parametrize(
    ("prepare", "woken"),
    [
        (lambda job: None, 0),  # its message is still on its way
        (lambda job: Job.objects.update(created_at=timezone.now() - HOUR), 1),
        (lambda job: Job.objects.update(created_at=timezone.now() - HOUR, status="running"), 1),
        (lambda job: Job.objects.update(created_at=timezone.now() - HOUR, status="done"), 0),
        (lambda job: Job.objects.update(created_at=timezone.now() - HOUR, status="failed"), 0),
    ],
    ids=["new", "waiting", "running", "done", "failed"],
)
def test_jobs_that_nobody_runs_are_asked_for_again(
    job: Job, prepare: Callable[[Job], None], woken: int, valkey: redis.Redis
) -> None:
    prepare(job)
    assert jobs.wake_lost(timezone.now()) == woken
    assert len(waiting_messages(valkey, programs.BACKGROUND)) == woken


def test_a_job_that_is_being_done_is_not_asked_for_again(job: Job, valkey: redis.Redis) -> None:
    Job.objects.update(created_at=timezone.now() - HOUR, status="running")
    with somebody_else_at(job):
        assert jobs.wake_lost(timezone.now()) == 0


def test_jobs_are_forgotten_a_day_after_they_ended(job: Job) -> None:
    begun, now = timezone.now() - 30 * HOUR, timezone.now()
    Job.objects.update(created_at=begun, finished_at=now - 23 * HOUR)
    assert sum((numbers["jobs"] for _, numbers in retention.forget(now)), 0) == 0
    assert sum((numbers["jobs"] for _, numbers in retention.forget(now + 2 * HOUR)), 0) == 1
    assert not Job.objects.exists()
