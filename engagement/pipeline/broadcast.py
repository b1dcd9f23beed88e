"""To the dashboards of a session: lossy, in memory, never waited for."""

import json
from collections.abc import Mapping
from typing import Any

from channels.layers import get_channel_layer
from django.conf import settings

from engagement.pipeline.stream import connected_to

Event = Mapping[str, Any]


def group(session: int) -> str:
    return f"session.{session}"


def send(session: int, event: Event) -> None:
    """An event (see docs/protocol.md) to everybody who looks at the session."""
    send_all({session: event})


def send_all(events: Mapping[int, Event]) -> None:
    """One event to each of some sessions. Consumers get `{"type": "session.event", "text": JSON}`.

    It is what the channel layer's `group_send` publishes; to call that from here would start an event loop and open a
    connection to Valkey for every batch.
    """
    layer = get_channel_layer()
    for session, event in events.items():
        text = json.dumps(event, separators=(",", ":"))
        channel = f"{settings.CHANNEL_PREFIX}__group__{group(session)}"
        connected_to(settings.REDIS_URL).publish(channel, layer.serialize({"type": "session.event", "text": text}))
