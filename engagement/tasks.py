"""Entry points of the workers. Arguments are numbers; everything else is looked up."""

from collections.abc import Mapping
from datetime import UTC
from importlib import import_module
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from engagement.pipeline import closing, partitions
from engagement.pipeline import drain as draining
from engagement.services import jobs, recordings, retention

RETAIN_S = 0.25
# Who does a background job, by its kind: imported only in the process that does it.
HANDLERS: Mapping[str, str] = {
    "export": "engagement.services.exports.job:handle",
    "recording": "engagement.management.recordings:handle",
    "what_if": "engagement.services.what_if:handle",
}


@shared_task(throws=draining.AWAY)
def drain(shard: int) -> None:
    draining.drain(shard)


@shared_task(autoretry_for=draining.AWAY, retry_backoff=True, max_retries=20)
def finish_session(session_id: int) -> None:
    closing.finish(session_id)


@shared_task(throws=draining.AWAY)
def make_partitions() -> None:
    partitions.make_ahead(timezone.now().astimezone(UTC).date())


@shared_task(throws=draining.AWAY)
def retain(after: str = "") -> None:
    """Forget for a moment, and ask to go on behind the jobs that are waiting: people who are live come first."""
    position = retention.forget_some(timezone.now(), after, RETAIN_S)
    if position is not None:
        retain.delay(position)


@shared_task(autoretry_for=draining.AWAY, retry_backoff=True, max_retries=20)
def run_job(job_id: str) -> None:
    jobs.run(UUID(job_id), _handler_of)


@shared_task(throws=draining.AWAY)
def tend_jobs() -> None:
    jobs.wake_lost(timezone.now())
    recordings.tidy()


def _handler_of(kind: str) -> jobs.Handler:
    module, _, name = HANDLERS[kind].partition(":")
    handler: jobs.Handler = getattr(import_module(module), name)
    return handler
