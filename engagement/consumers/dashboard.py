"""The websocket of a session's dashboard: the host hears of everything that the group of the session is told."""

from __future__ import annotations

from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from engagement import access
from engagement.consumers.base import close_code, close_reason
from engagement.errors import HeadwayError
from engagement.pipeline import broadcast


class DashboardConsumer(AsyncWebsocketConsumer):
    group: str | None = None

    async def connect(self) -> None:
        session_id = self.scope["url_route"]["kwargs"]["session_id"]
        try:
            await database_sync_to_async(access.session_of)(self.scope["user"], session_id)
        except HeadwayError as error:
            await self.accept()  # a refused handshake would show no code to the page
            await self.close(close_code(error), close_reason(error))
            return
        # Before accepting: a page that takes its snapshot once the socket is open has missed nothing.
        self.group = broadcast.group(session_id)
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        if self.group is not None:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """A dashboard has nothing to say; what it sends is not read."""

    async def session_event(self, event: dict[str, Any]) -> None:
        """Sent by `pipeline.broadcast`, as text already, so that it is encoded once for everybody."""
        await self.send(text_data=event["text"])
