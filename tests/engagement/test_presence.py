"""Who is connected, after web processes that could not say that somebody left."""

import asyncio
import datetime as dt
import json

import pytest
import redis
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.utils import timezone

from engagement.models import Participant, User
from engagement.pipeline import broadcast, presence
from tests.engagement import make

pytestmark = pytest.mark.django_db(transaction=True)

LONG_AGO = dt.timedelta(minutes=2)


@pytest.fixture
def ada() -> Participant:
    """Connected, as far as the database knows, but nobody has said so for two minutes."""
    session = make.session(make.course(User.objects.create(email="host@example.org")))
    return make.participant(session, connected=True, last_seen_at=timezone.now() - LONG_AGO)


def test_whoever_no_process_speaks_of_is_gone(ada: Participant) -> None:
    presence.stay([])
    ada.refresh_from_db()
    assert not ada.connected
    assert ada.last_seen_at
    assert ada.last_seen_at < timezone.now() - LONG_AGO


async def test_dashboards_hear_who_is_gone(ada: Participant, valkey: redis.Redis) -> None:
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add(broadcast.people_group(ada.session_id), channel)
    await database_sync_to_async(presence.stay)([])
    event = await asyncio.wait_for(layer.receive(channel), 5)
    news = json.loads(event["text"])
    assert (news["change"], news["participant"]["id"]) == ("disconnected", ada.pk)


def test_whoever_is_connected_here_stays(ada: Participant) -> None:
    presence.stay([ada.pk])
    presence.stay([])
    ada.refresh_from_db()
    assert ada.connected


def test_whoever_was_taken_for_gone_is_back(ada: Participant) -> None:
    presence.stay([])  # of another process, while ours could not reach the database
    presence.stay([ada.pk])
    ada.refresh_from_db()
    assert ada.connected


def test_whoever_withdrew_does_not_come_back(ada: Participant) -> None:
    Participant.objects.update(withdrawn_at=timezone.now(), connected=False)
    presence.stay([ada.pk])
    ada.refresh_from_db()
    assert not ada.connected
