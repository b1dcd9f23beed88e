"""The dashboard's socket through the real application: cookie, access, group."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.test import Client

from engagement.asgi import application
from engagement.models import Course, Policy, Session
from engagement.pipeline import broadcast
from engagement.services import breaks, dashboards, participants, sessions

pytestmark = pytest.mark.django_db(transaction=True)


class Socket(ApplicationCommunicator):
    """A browser's side of the socket."""

    def __init__(self, client: Client, session_id: int, origin: str = "http://localhost") -> None:
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        headers = [(b"origin", origin.encode()), (b"cookie", cookies.encode())]
        path = f"/ws/sessions/{session_id}/"
        super().__init__(application, {"type": "websocket", "path": path, "headers": headers, "subprotocols": []})

    async def connect(self) -> bool:
        await self.send_input({"type": "websocket.connect"})
        return (await self.receive_output(timeout=5))["type"] == "websocket.accept"

    async def disconnect(self) -> None:
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait()

    async def heard(self) -> Any:
        return json.loads((await self.receive_output(timeout=5))["text"])

    async def refusal(self) -> tuple[int, str]:
        assert await self.connect()
        closing = await self.receive_output(timeout=5)
        assert closing["type"] == "websocket.close"
        return closing["code"], closing["reason"]


Open = Callable[..., Awaitable[Socket]]


@pytest.fixture
async def opened(transactional_db: None) -> AsyncIterator[Open]:
    """Opens sockets, and closes them at the end."""
    sockets: list[Socket] = []

    async def open_socket(*arguments: Any) -> Socket:
        sockets.append(Socket(*arguments))
        return sockets[-1]

    yield open_socket
    for socket in sockets:
        await socket.disconnect()
    await get_channel_layer().flush()


async def watching(opened: Open, client: Client, session: Session) -> Socket:
    socket = await opened(client, session.pk)
    assert await socket.connect()
    return socket


async def test_owner_hears_updates(opened: Open, as_owner: Client, session: Session) -> None:
    socket = await watching(opened, as_owner, session)
    update = {"type": "update", "at": 1.5, "people": [[1, 1.0, "facing", "known"]]}
    await database_sync_to_async(broadcast.send)(session.pk, update)
    assert await socket.heard() == update


async def test_owner_hears_who_joins(opened: Open, as_owner: Client, session: Session) -> None:
    socket = await watching(opened, as_owner, session)
    participant, _ = await database_sync_to_async(participants.join)(session, "Ada", True)
    assert await socket.heard() == {
        "type": "participant",
        "change": "joined",
        "participant": {"id": participant.pk, "name": "Ada", "connected": False},
    }


async def test_owner_hears_that_the_session_closes(opened: Open, as_owner: Client, session: Session) -> None:
    socket = await watching(opened, as_owner, session)
    await database_sync_to_async(sessions.close)(session)
    assert await socket.heard() == {"type": "session", "status": "closing", "locked": False}


async def test_owner_hears_of_markers(opened: Open, as_owner: Client, session: Session) -> None:
    socket = await watching(opened, as_owner, session)
    marker = await database_sync_to_async(sessions.mark)(session, "Slide 3")
    assert await socket.heard() == {"type": "marker", **sessions.marker_as_dict(marker)}


async def test_other_sessions_are_not_heard(opened: Open, as_owner: Client, session: Session) -> None:
    socket = await watching(opened, as_owner, session)
    await database_sync_to_async(broadcast.send)(session.pk + 1, {"type": "session", "status": "open"})
    await database_sync_to_async(broadcast.send)(session.pk, {"type": "session", "status": "closed"})
    assert await socket.heard() == {"type": "session", "status": "closed"}


async def test_stranger_is_closed_as_if_nothing_were_there(opened: Open, as_stranger: Client, session: Session) -> None:
    code, reason = await (await opened(as_stranger, session.pk)).refusal()
    assert (code, reason) == await (await opened(as_stranger, session.pk + 1000)).refusal()
    assert code == 4404
    assert reason.startswith("access.not_found")


async def test_anonymous_is_closed(opened: Open, anonymous: Client, session: Session) -> None:
    code, _ = await (await opened(anonymous, session.pk)).refusal()
    assert code == 4404


async def test_id_beyond_the_database_is_closed(opened: Open, as_owner: Client) -> None:
    code, _ = await (await opened(as_owner, 10**30)).refusal()
    assert code == 4404


async def test_foreign_page_opens_no_socket(opened: Open, as_owner: Client, session: Session) -> None:
    socket = await opened(as_owner, session.pk, "https://evil.example")
    assert not await socket.connect()


async def test_what_a_dashboard_sends_is_not_read(opened: Open, as_owner: Client, session: Session) -> None:
    socket = await watching(opened, as_owner, session)
    await socket.send_input({"type": "websocket.receive", "text": "nonsense"})
    await socket.send_input({"type": "websocket.receive", "bytes": b"\x00"})
    await database_sync_to_async(broadcast.send)(session.pk, {"type": "session", "status": "closed"})
    assert (await socket.heard())["status"] == "closed"


async def test_class_only_owner_hears_of_the_class_and_of_nobody(
    opened: Open, as_owner: Client, session: Session
) -> None:
    await Policy.objects.acreate(course=await Course.objects.aget(pk=session.course_id), show_people=False)
    socket = await watching(opened, as_owner, session)
    await database_sync_to_async(participants.join)(session, "Ada", True)
    update = {"type": "update", "at": 1.5, "people": [[1, 1.0, "facing", "known"]]}
    await database_sync_to_async(broadcast.send)(session.pk, update)
    marker = await database_sync_to_async(sessions.mark)(session, "Slide 3")
    assert await socket.heard() == {"type": "sharing", "people": []}  # whoever joined shares nothing
    assert await socket.heard() == {"type": "marker", **sessions.marker_as_dict(marker)}
    assert await socket.receive_nothing()


async def test_a_page_is_closed_when_the_policy_changes(opened: Open, as_owner: Client, session: Session) -> None:
    socket = await watching(opened, as_owner, session)
    await database_sync_to_async(dashboards.look_again)(await Course.objects.aget(pk=session.course_id))
    closing = await socket.receive_output(timeout=5)
    assert (closing["type"], closing["code"]) == ("websocket.close", 1012)


async def test_owner_hears_of_breaks(opened: Open, as_owner: Client, session: Session) -> None:
    socket = await watching(opened, as_owner, session)
    begun = await database_sync_to_async(breaks.begin)(session)
    ended = await database_sync_to_async(breaks.end)(session)
    assert ended is not None
    assert await socket.heard() == {"type": "break", **breaks.as_dict(begun)}
    assert await socket.heard() == {"type": "break", **breaks.as_dict(ended)}


async def test_owner_hears_of_the_lock(opened: Open, as_owner: Client, session: Session) -> None:
    socket = await watching(opened, as_owner, session)
    await database_sync_to_async(sessions.lock)(session, True)
    assert await socket.heard() == {"type": "session", "status": "open", "locked": True}
