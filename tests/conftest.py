"""Fixtures of the whole suite. The services themselves come from tests/services.py."""

from collections.abc import Iterator

import pytest
import redis
from django.conf import settings


@pytest.fixture
def valkey() -> Iterator[redis.Redis]:
    """The run's Valkey, empty before and after."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushall()
        yield client
        client.flushall()
