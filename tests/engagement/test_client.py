"""The Python client against a scripted server: each test says what the server does, connection by connection."""

import asyncio
import contextlib
import json
import time

import pytest
from websockets.asyncio.server import serve

from engagement.client import CaptureClient, ClientEnded
from engagement.errors import MessageUnknown, TooLarge
from engagement.messages import parse_binary


class Peer:
    """One connection as the server sees it."""

    def __init__(self, socket):
        self.socket = socket

    async def welcome(self, last_sequence=0, credit=50):
        hello = json.loads(await self.socket.recv())
        await self.say(
            type="welcome",
            protocol=1,
            participant=1,
            name="A",
            session={"title": "S", "clock": "live", "started_at": time.time(), "status": "open"},
            rate_hz=5.0,
            credit=credit,
            last_sequence=last_sequence,
            server_time=time.time(),
            limits={"message_bytes": 1000, "buffer_s": 600},
        )
        return hello

    async def say(self, **message):
        await self.socket.send(json.dumps(message))

    async def sequence(self):
        return parse_binary(await asyncio.wait_for(self.socket.recv(), 5)).sequence

    async def sequences(self, count):
        return [await self.sequence() for _ in range(count)]


@contextlib.asynccontextmanager
async def scripted(*scripts):
    """A server that plays one script per connection; errors of a script fail the test."""
    waiting, errors = list(scripts), []

    async def play(socket):
        try:
            await waiting.pop(0)(Peer(socket))
        except Exception as error:
            errors.append(error)
            raise

    async with serve(play, "127.0.0.1", 0) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    assert not errors


def client(url, **options):
    return CaptureClient(url, "token", point_set="compact", picture=(640, 480), **options)


async def send_absent(one, count=1):
    for _ in range(count):
        await one.send_landmarks(time.time(), None, reason="no_face", faces=0, confidence=0.0, width=640, height=480)


async def until_closed(peer):
    await peer.socket.wait_closed()


async def test_the_sequence_goes_on_from_what_is_stored():
    async def script(peer):
        await peer.welcome(last_sequence=41)
        assert await peer.sequence() == 42
        await peer.say(type="ack", sequence=42, dropped=0)
        await until_closed(peer)

    async with scripted(script) as url, client(url) as one:
        await send_absent(one)
        assert await one.drain(5)
        assert one.report.acknowledged == 1


async def test_what_was_not_acknowledged_is_sent_again_after_a_lost_connection():
    async def first(peer):
        await peer.welcome()
        assert await peer.sequences(3) == [1, 2, 3]
        await peer.say(type="ack", sequence=1, dropped=0)
        peer.socket.transport.abort()

    async def second(peer):
        await peer.welcome(last_sequence=1)
        assert await peer.sequences(2) == [2, 3]
        await peer.say(type="ack", sequence=3, dropped=0)
        await until_closed(peer)

    async with scripted(first, second) as url, client(url) as one:
        await send_absent(one, 3)
        assert await one.drain(5)
        assert (one.report.acknowledged, one.report.resent, one.report.reconnects) == (3, 2, 1)


async def test_whoever_is_sent_away_returns_after_the_delay_that_the_server_named():
    left_at = []

    async def first(peer):
        await peer.welcome()
        await peer.say(type="going_away", reconnect_after_s=0.7)
        left_at.append(time.monotonic())
        await peer.socket.close(1012)

    async def second(peer):
        assert time.monotonic() - left_at[0] > 0.7
        await peer.welcome()
        assert await peer.sequence() == 1
        await peer.say(type="ack", sequence=1, dropped=0)
        await until_closed(peer)

    async with scripted(first, second) as url, client(url) as one:
        await send_absent(one)
        assert await one.drain(5)


async def test_resume_sends_again_from_there():
    async def script(peer):
        await peer.welcome()
        assert await peer.sequences(3) == [1, 2, 3]
        await peer.say(type="resume", last_sequence=1)
        assert await peer.sequences(2) == [2, 3]
        await peer.say(type="ack", sequence=3, dropped=0)
        await until_closed(peer)

    async with scripted(script) as url, client(url) as one:
        await send_absent(one, 3)
        assert await one.drain(5)


@pytest.mark.parametrize("change_s", [3600, -3600])
async def test_when_the_clock_was_set_the_server_is_told_first(change_s):
    set_by = 0

    async def script(peer):
        hello = await peer.welcome()
        assert await peer.sequence() == 1
        ping = json.loads(await peer.socket.recv())
        assert ping["type"] == "ping"
        assert ping["sent_at"] - hello["sent_at"] == pytest.approx(change_s, abs=5)
        assert await peer.sequences(2) == [2, 3]
        await peer.say(type="ack", sequence=3, dropped=0)
        await until_closed(peer)

    async with scripted(script) as url, client(url, clock=lambda: time.time() + set_by) as one:
        await send_absent(one)
        set_by = change_s
        await send_absent(one, 2)
        assert await one.drain(5)


async def test_no_more_than_the_credit_is_under_way():
    async def script(peer):
        await peer.welcome(credit=2)
        assert await peer.sequences(2) == [1, 2]
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(peer.socket.recv(), 0.1)
        await peer.say(type="ack", sequence=2, dropped=0)
        assert await peer.sequences(2) == [3, 4]
        await peer.say(type="ack", sequence=4, dropped=0)
        await until_closed(peer)

    async with scripted(script) as url, client(url) as one:
        await send_absent(one, 4)
        assert await one.drain(5)


async def test_a_rejected_message_is_not_sent_again():
    async def first(peer):
        await peer.welcome()
        assert await peer.sequences(2) == [1, 2]
        await peer.say(type="reject", sequence=1, code="landmarks.not_finite", sentence="No.")
        await peer.say(type="pong", sent_at=0, server_time=0)
        await asyncio.sleep(0)
        peer.socket.transport.close()

    async def second(peer):
        await peer.welcome()
        assert await peer.sequence() == 2
        await peer.say(type="ack", sequence=2, dropped=0)
        await until_closed(peer)

    async with scripted(first, second) as url, client(url) as one:
        await send_absent(one, 2)
        assert await one.drain(5)
        assert one.report.rejections == {"landmarks.not_finite": 1}
        assert one.report.acknowledged == 1


async def test_of_late_pictures_only_the_newest_is_sent_again():
    async def first(peer):
        await peer.welcome()
        await peer.sequences(3)
        peer.socket.transport.abort()

    async def second(peer):
        await peer.welcome()
        assert await peer.sequence() == 3
        await peer.say(type="ack", sequence=3, dropped=0)
        await until_closed(peer)

    async with scripted(first, second) as url, client(url) as one:
        for _ in range(3):
            await one.send_frame(time.time(), b"picture")
        assert await one.drain(5)
        assert one.report.dropped_here == 2


@pytest.mark.parametrize("code", [1009, 4401, 4403, 4404, 4409, 4413])
async def test_a_final_close_ends_the_client_with_the_servers_sentence(code):
    async def script(peer):
        await peer.welcome()
        await peer.sequence()
        await peer.socket.close(code, "session.closed: The session is closed.")

    async with scripted(script) as url, client(url) as one:
        await send_absent(one)
        with pytest.raises(ClientEnded, match="The session is closed"):
            await one.drain(5)


async def test_what_the_server_would_not_take_is_not_sent():
    async def script(peer):
        await peer.welcome()
        assert await peer.sequence() == 1
        await peer.say(type="ack", sequence=1, dropped=0)
        await until_closed(peer)

    async with scripted(script) as url, client(url) as one:
        with pytest.raises(TooLarge):
            await one.send_frame(time.time(), bytes(1001))
        await send_absent(one)
        assert await one.drain(5)


async def test_the_zone_that_is_taught_goes_with_each_message():
    async def script(peer):
        await peer.welcome()
        marks = [parse_binary(await asyncio.wait_for(peer.socket.recv(), 5)).teaching for _ in range(3)]
        assert marks == ["notes", "second_screen", "nothing"]
        await peer.say(type="ack", sequence=3, dropped=0)
        await until_closed(peer)

    absent = {"reason": "no_face", "width": 640, "height": 480}
    async with scripted(script) as url, client(url) as one:
        await one.send_landmarks(time.time(), None, teaching="notes", **absent)
        await one.send_frame(time.time(), b"jpeg", teaching="second_screen")
        await one.send_landmarks(time.time(), None, **absent)
        assert await one.drain(5)


async def test_a_refused_token_is_told_at_once():
    async def script(peer):
        await peer.socket.recv()
        await peer.socket.close(4401, "token.invalid: This join token is not valid.")

    async with scripted(script) as url:
        with pytest.raises(ClientEnded, match="not valid"):
            async with client(url):
                pass


async def test_an_answer_that_cannot_be_read_ends_the_client_instead_of_hanging():
    async def script(peer):
        await peer.welcome()
        await peer.sequence()
        await peer.say(type="nonsense")
        await until_closed(peer)

    async with scripted(script) as url, client(url) as one:
        await send_absent(one)
        with pytest.raises(MessageUnknown):
            await one.drain(5)


async def test_a_cancelled_client_is_cancelled():
    async def script(peer):
        await peer.welcome()
        await until_closed(peer)

    async def take_part(url, inside):
        async with client(url):
            inside.set()
        await asyncio.Event().wait()

    async with scripted(script) as url:
        inside = asyncio.Event()
        task = asyncio.create_task(take_part(url, inside))
        await inside.wait()
        task.cancel()
        done, _ = await asyncio.wait([task], timeout=5)
        assert done
        assert task.cancelled()
