"""`/healthz`: whether this process reaches what it needs; for load balancers and supervisors."""

from __future__ import annotations

import logging

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)

PATIENCE_S = 2


@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    answers = {"database": _database(), "valkey": _valkey()}
    is_well = set(answers.values()) == {"ok"}
    return JsonResponse(answers, status=200 if is_well else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        logger.error("health: the database does not answer: %s", type(error).__name__)
        return "unreachable"
    return "ok"


def _valkey() -> str:
    try:
        patience = {"socket_timeout": PATIENCE_S, "socket_connect_timeout": PATIENCE_S}
        for url in {settings.REDIS_URL, settings.STREAMS_URL}:
            with redis.Redis.from_url(url, **patience) as client:
                client.ping()
    except redis.RedisError as error:
        logger.error("health: Valkey does not answer: %s", type(error).__name__)
        return "unreachable"
    return "ok"
