"""Every websocket that names somebody's session is closed for others, as if nothing were there."""

from collections.abc import AsyncIterator

import pytest
from asgiref.testing import ApplicationCommunicator
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.test import Client

from engagement.asgi import application, websockets
from engagement.pipeline import broadcast
from tests.engagement.api.routes import Belongings, Route, belongings, routes_of

pytestmark = pytest.mark.django_db(transaction=True)

SOCKETS = [route for route in routes_of(websockets.routes) if route.objects]
NOT_THERE = 4404


@pytest.fixture
def ada(transactional_db: None) -> Belongings:
    return belongings("ada@example.org")


@pytest.fixture
async def _no_groups_are_left() -> AsyncIterator[None]:
    yield
    await get_channel_layer().flush()


async def close_code(client: Client, route: Route, ada: Belongings) -> int:
    """The code with which the socket is closed, whatever is told to its session in the meantime."""
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    headers = [(b"origin", b"http://localhost"), (b"cookie", cookies.encode())]
    scope = {"type": "websocket", "path": route.address(ada.values), "headers": headers, "subprotocols": []}
    socket = ApplicationCommunicator(application, scope)
    await socket.send_input({"type": "websocket.connect"})
    assert (await socket.receive_output(timeout=5))["type"] == "websocket.accept"
    await database_sync_to_async(broadcast.send)(ada.values["session_id"], {"type": "session", "status": "open"})
    event = await socket.receive_output(timeout=5)
    await socket.send_input({"type": "websocket.disconnect", "code": 1000})
    await socket.wait()
    assert event["type"] == "websocket.close", f"{route.path} tells {event}"
    return event["code"]


@pytest.mark.parametrize("route", SOCKETS, ids=lambda route: route.path)
@pytest.mark.usefixtures("_no_groups_are_left")
async def test_stranger_is_closed(route: Route, ada: Belongings, as_stranger: Client) -> None:
    assert await close_code(as_stranger, route, ada) == NOT_THERE


@pytest.mark.parametrize("route", SOCKETS, ids=lambda route: route.path)
@pytest.mark.usefixtures("_no_groups_are_left")
async def test_without_a_login_it_is_closed(route: Route, ada: Belongings, anonymous: Client) -> None:
    assert await close_code(anonymous, route, ada) == NOT_THERE


@pytest.mark.parametrize("route", SOCKETS, ids=lambda route: route.path)
@pytest.mark.usefixtures("_no_groups_are_left")
async def test_its_owner_hears_what_is_told(route: Route, ada: Belongings) -> None:
    """Or the tests above would say nothing."""
    owner = Client()
    await database_sync_to_async(owner.force_login)(ada.user)
    with pytest.raises(AssertionError, match="tells"):
        await close_code(owner, route, ada)
