"""To the dashboards of a session: lossy, in memory, never waited for."""

import json
from collections.abc import Mapping
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

Event = Mapping[str, Any]


def group(session: int) -> str:
    return f"session.{session}"


def send(session: int, event: Event) -> None:
    """An event (see docs/protocol.md) to everybody who looks at the session."""
    send_all({session: event})


def send_all(events: Mapping[int, Event]) -> None:
    """One event to each of some sessions. Consumers get `{"type": "session.event", "text": JSON}`."""
    if events:
        async_to_sync(_send_all)(
            {session: json.dumps(event, separators=(",", ":")) for session, event in events.items()}
        )


async def _send_all(texts: Mapping[int, str]) -> None:
    layer = get_channel_layer()
    for session, text in texts.items():
        await layer.group_send(group(session), {"type": "session.event", "text": text})
