"""Entry points of the workers. Arguments are numbers; everything else is looked up."""

from datetime import UTC

from celery import shared_task
from django.utils import timezone

from engagement.pipeline import closing, partitions
from engagement.pipeline import drain as draining
from engagement.services import retention

RETAIN_S = 0.25


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
