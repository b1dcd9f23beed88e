"""What happens in a session, told to everybody who watches it. Lossy: a dashboard that misses something takes a snapshot."""

from __future__ import annotations

import json
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer


def group_of(session_id: int) -> str:
    return f"session.{session_id}"


def send(session_id: int, event: dict[str, Any]) -> None:
    """One event (`update`, `participant`, `session` or `marker`, see docs/protocol.md), from synchronous code."""
    message = {"type": "session.event", "text": json.dumps(event, allow_nan=False, separators=(",", ":"))}
    async_to_sync(get_channel_layer().group_send)(group_of(session_id), message)
