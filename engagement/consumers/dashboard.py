"""The websocket of a session's dashboard: the host hears what the groups of the session are told.

Of single people it hears only where the course's policy shows them; `pipeline.broadcast` keeps them apart.
"""

from __future__ import annotations

from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from engagement import access
from engagement.consumers.base import GOING_AWAY, close_code, close_reason
from engagement.errors import HeadwayError
from engagement.models import Session
from engagement.pipeline import broadcast


class DashboardConsumer(AsyncWebsocketConsumer):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heard: list[str] = []  # the groups

    async def connect(self) -> None:
        session_id = self.scope["url_route"]["kwargs"]["session_id"]
        try:
            await self._session(session_id)
        except HeadwayError as error:
            await self.accept()  # a refused handshake would show no code to the page
            await self.close(close_code(error), close_reason(error))
            return
        # Before accepting: a page that takes its snapshot once the socket is open has missed nothing.
        await self._hear(broadcast.group(session_id))
        # Asked after that, so that a change of the policy is either seen here or heard of.
        if access.shows_people((await self._session(session_id)).course):
            await self._hear(broadcast.people_group(session_id))
        await self.accept()

    async def _session(self, session_id: int) -> Session:
        session: Session = await database_sync_to_async(access.session_of)(self.scope["user"], session_id)
        return session

    async def _hear(self, group: str) -> None:
        self.heard.append(group)
        await self.channel_layer.group_add(group, self.channel_name)

    async def disconnect(self, code: int) -> None:
        for group in self.heard:
            await self.channel_layer.group_discard(group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """A dashboard has nothing to say; what it sends is not read."""

    async def session_event(self, event: dict[str, Any]) -> None:
        """Sent by `pipeline.broadcast`, as text already, so that it is encoded once for everybody."""
        await self.send(text_data=event["text"])

    async def session_rules(self, _event: dict[str, Any]) -> None:
        """The policy has changed; whoever comes back is asked anew what they may see."""
        await self.close(GOING_AWAY)
