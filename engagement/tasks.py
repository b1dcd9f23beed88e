"""Entry points of the workers. Arguments are numbers; everything else is looked up."""

from celery import shared_task

from engagement.pipeline import closing
from engagement.pipeline import drain as draining


@shared_task(throws=draining.AWAY)
def drain(shard: int) -> None:
    draining.drain(shard)


@shared_task(autoretry_for=draining.AWAY, retry_backoff=True, max_retries=20)
def finish_session(session_id: int) -> None:
    closing.finish(session_id)
