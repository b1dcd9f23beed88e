"""To the dashboards of a session: lossy, in memory, never waited for."""

import json
from collections.abc import Mapping
from typing import Any

from channels.layers import get_channel_layer
from django.conf import settings

from engagement.pipeline.stream import connected_to

Event = Mapping[str, Any]

# What speaks of single people. It goes to a group of its own, which the dashboard of a class-only course is not in:
# that costs the workers nothing, and nobody has to look into what is sent.
ABOUT_PEOPLE = frozenset({"update", "participant"})


def group(session: int) -> str:
    """Those who hear what concerns the class."""
    return f"session.{session}"


def people_group(session: int) -> str:
    """Those who hear of single people too."""
    return f"session.{session}.people"


def send(session: int, event: Event) -> None:
    """An event (see docs/protocol.md) to everybody who looks at the session."""
    send_all({session: event})


def send_all(events: Mapping[int, Event]) -> None:
    """One event to each of some sessions. Consumers get `{"type": "session.event", "text": JSON}`.

    It is what the channel layer's `group_send` publishes; to call that from here would start an event loop and open a
    connection to Valkey for every batch.
    """
    for session, event in events.items():
        text = json.dumps(event, separators=(",", ":"))
        listeners = people_group(session) if event["type"] in ABOUT_PEOPLE else group(session)
        _publish(listeners, {"type": "session.event", "text": text})


def look_again(session: int) -> None:
    """What the dashboards of a session may see has changed: each is closed, and comes back to the new rules."""
    _publish(group(session), {"type": "session.rules"})


def _publish(listeners: str, message: Mapping[str, Any]) -> None:
    channel = f"{settings.CHANNEL_PREFIX}__group__{listeners}"
    connected_to(settings.REDIS_URL).publish(channel, get_channel_layer().serialize(message))
