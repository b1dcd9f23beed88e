"""Entry points of the workers. Arguments are numbers; everything else is looked up."""

from celery import shared_task
from django.db import OperationalError
from redis.exceptions import RedisError

from engagement.pipeline import closing
from engagement.pipeline import drain as draining

# Expected when a service is away: nothing is acknowledged, and the next request tries again.
AWAY = (OperationalError, RedisError)


@shared_task(throws=AWAY)
def drain(shard: int) -> None:
    draining.drain(shard)


@shared_task(autoretry_for=AWAY, retry_backoff=True, max_retries=20)
def finish_session(session_id: int) -> None:
    closing.finish(session_id)
