"""The capture socket, with real parts: who may speak, what is refused and how, what reaches the stream."""

import asyncio
import datetime as dt
import json
import struct
import time
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import pytest
import pytest_asyncio
from channels.db import database_sync_to_async
from django.core import signing
from django.utils import timezone

from analysis.types import Reason
from engagement import access, messages
from engagement.models import Course, Participant, Policy, Session, User
from engagement.pipeline import ingest, stream
from engagement.pipeline.drain import drain
from engagement.pipeline.items import LANDMARKS, STATUS
from engagement.web import LARGEST_MESSAGE
from tests.engagement.serving import (
    Talker,
    acknowledge,
    entries,
    hello,
    no_face,
    nobody_is_connected,
    sequences,
    serve,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio(loop_scope="module")]


@pytest.fixture
def course() -> Course:
    return Course.objects.create(owner=User.objects.create(email="host@example.org"), title="Physics")


@pytest.fixture
def session(course: Course) -> Session:
    return Session.objects.create(course=course, title="Waves", status="open", started_at=timezone.now())


@pytest.fixture
def participant(session: Session) -> Participant:
    return Participant.objects.create(session=session, name="Ada", consented_at=timezone.now())


@pytest.fixture
def token(participant: Participant) -> str:
    return access.join_token(participant)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server() -> AsyncIterator[str]:
    async with serve() as address:
        yield address


@pytest.fixture
def url(server: str) -> str:
    stream.client().flushdb()
    return server


@pytest_asyncio.fixture(loop_scope="module")
async def talker(url: str) -> AsyncIterator[Talker]:
    async with Talker.connected(url) as one:
        yield one
    await nobody_is_connected()


@database_sync_to_async
def change(thing: Any, **values: Any) -> None:
    type(thing).objects.filter(pk=thing.pk).update(**values)


@database_sync_to_async
def reload(thing: Any) -> None:
    thing.refresh_from_db()


def points(dtype: str = "<f2", value: float = 0.25) -> bytes:
    return np.full(66 * 3, value, dtype).tobytes()


def landmarks(sequence: int, body: bytes | None = None) -> bytes:
    values = (1, 0, 3, 1, sequence, time.time(), 0, 255, 255, 255, 640, 480, 320.0, 240.0, 100.0, 0)
    return struct.pack("<BBBBIdBBBBHHfffI", *values) + (points() if body is None else body)


# Who may speak


async def test_a_participant_is_welcomed_by_name(talker: Talker, token: str, participant: Participant) -> None:
    welcome = await talker.hello(token)
    assert messages.parse_server(json.dumps(welcome))
    assert (welcome["participant"], welcome["name"]) == (participant.pk, "Ada")
    assert (welcome["session"]["title"], welcome["session"]["clock"]) == ("Waves", "live")
    assert (welcome["rate_hz"], welcome["credit"], welcome["last_sequence"]) == (5.0, 50, 0)


async def test_coming_and_leaving_is_noted(url: str, token: str, participant: Participant) -> None:
    async with Talker.connected(url) as talker:
        await talker.hello(token)
        await talker.say({"type": "ping", "sent_at": time.time()})
        await talker.hear("pong")
        await reload(participant)
        assert participant.connected
    await nobody_is_connected()
    await reload(participant)
    assert not participant.connected


@pytest.mark.parametrize("wrong", ["", "nonsense", "a:b:c", "x" * 900])
async def test_a_bad_token_is_refused(talker: Talker, wrong: str) -> None:
    await talker.say(hello(wrong))
    assert await talker.hear("reject")
    code, reason = await talker.hear_close()
    assert (code, reason.split(":")[0]) == (4401, "token.invalid")


async def test_an_expired_token_is_refused(talker: Talker, participant: Participant, monkeypatch: Any) -> None:
    long_ago = time.time() - 13 * 3600
    with monkeypatch.context() as patch:
        patch.setattr("django.core.signing.time.time", lambda: long_ago)
        expired = access.join_token(participant)
    await talker.say(hello(expired))
    code, reason = await talker.hear_close()
    assert (code, reason.split(":")[0]) == (4401, "token.expired")


async def test_a_token_signed_for_something_else_is_refused(talker: Talker, participant: Participant) -> None:
    foreign = signing.TimestampSigner(salt="another").sign_object([participant.pk, participant.token_serial])
    await talker.say(hello(foreign))
    assert (await talker.hear_close())[0] == 4401


async def test_a_token_is_good_for_its_own_session_only(
    talker: Talker, token: str, participant: Participant, session: Session, course: Course
) -> None:
    other = await database_sync_to_async(Session.objects.create)(course=course, title="Optics", status="open")
    await database_sync_to_async(Participant.objects.create)(session=other, name="Eve", consented_at=timezone.now())
    await talker.hello(token)
    await talker.say(no_face(1))
    item = (await entries(participant.pk, 1))[0].items.head[0]
    assert (item["participant"], item["session"]) == (participant.pk, session.pk)


async def test_a_token_whose_serial_was_raised_is_refused(talker: Talker, token: str, participant: Participant) -> None:
    await change(participant, token_serial=2)
    await talker.say(hello(token))
    assert (await talker.hear_close())[0] == 4401


async def test_withdrawn_consent_is_refused(talker: Talker, token: str, participant: Participant) -> None:
    await change(participant, withdrawn_at=timezone.now())
    await talker.say(hello(token))
    code, reason = await talker.hear_close()
    assert (code, reason.split(":")[0]) == (4403, "consent.withdrawn")


async def test_consent_withdrawn_meanwhile_ends_the_connection(
    talker: Talker, token: str, participant: Participant
) -> None:
    await talker.hello(token)
    await change(participant, withdrawn_at=timezone.now())
    await ingest.running().look()
    assert (await talker.hear_close())[0] == 4403


@pytest.mark.parametrize(
    ("status", "ended_s_ago", "code"), [("closed", 5, "session.closed"), ("closing", 61, "session.closed")]
)
async def test_a_session_that_is_over_is_refused(
    talker: Talker, token: str, session: Session, status: str, ended_s_ago: int, code: str
) -> None:
    await change(session, status=status, ended_at=timezone.now() - dt.timedelta(seconds=ended_s_ago))
    await talker.say(hello(token))
    close, reason = await talker.hear_close()
    assert (close, reason.split(":")[0]) == (4404, code)


async def test_a_planned_live_session_is_refused(talker: Talker, token: str, session: Session) -> None:
    await change(session, status="planned")
    await talker.say(hello(token))
    assert (await talker.hear_close())[0] == 4404


async def test_the_tail_of_a_closing_session_comes_in(
    talker: Talker, token: str, session: Session, participant: Participant
) -> None:
    await change(session, status="closing", ended_at=timezone.now() - dt.timedelta(seconds=5))
    await talker.hello(token)
    await talker.say(no_face(1, time.time() - 8))
    await talker.say(no_face(2))
    assert (await talker.hear("reject"))["code"] == "session.closed"
    assert await sequences(participant.pk, 1) == [1]


async def test_closing_is_told_and_ends_the_connection(talker: Talker, token: str, session: Session) -> None:
    await talker.hello(token)
    await change(session, status="closing", ended_at=timezone.now())
    await ingest.running().look()
    assert (await talker.hear("notice"))["code"] == "session.ended"
    await change(session, status="closed")
    await ingest.running().look()
    assert (await talker.hear_close())[0] == 4404


async def test_pictures_are_refused_where_the_policy_forbids_them(talker: Talker, token: str, course: Course) -> None:
    await database_sync_to_async(Policy.objects.create)(course=course, capture="landmarks")
    await talker.say(hello(token, point_set=None))
    code, reason = await talker.hear_close()
    assert (code, reason.split(":")[0]) == (4403, "policy.frames_not_allowed")


async def test_the_newer_connection_of_a_participant_wins(
    url: str, talker: Talker, token: str, participant: Participant
) -> None:
    await talker.hello(token)
    async with Talker.connected(url) as newer:
        await newer.say(hello(token))
        assert (await talker.hear_close())[0] == 4409
        await entries(participant.pk, 1)
        await database_sync_to_async(drain)(stream.shard_of(participant.pk))
        await newer.hear("welcome")
        await newer.say(no_face(1))
        assert await sequences(participant.pk, 1) == [1]
        await reload(participant)
        assert participant.connected


async def test_a_newer_connection_in_another_process_wins(talker: Talker, token: str, participant: Participant) -> None:
    await talker.hello(token)
    elsewhere = ingest.Ingest()
    await elsewhere.start()
    try:
        theirs = next(iter(ingest.running().connections.values()))
        newer = type(theirs)(participant.pk, theirs.session, theirs.hello, 0, theirs.outbox)
        await elsewhere.enter(newer, was_here=False)
        assert (await talker.hear_close())[0] == 4409
        elsewhere.leave(newer)
    finally:
        await elsewhere.stop()


# The first message


@pytest.mark.parametrize(
    "first",
    [
        "{",
        "[]",
        '{"type":"hello"}',
        '{"type":"ping","sent_at":1}',
        '{"type":"status","sequence":1,"captured_at":1,"reason":"paused"}',
        b"\1\2\3",
        no_face(1, 1.7e9),
    ],
)
async def test_anything_but_a_hello_at_first_is_malformed(talker: Talker, first: str | bytes) -> None:
    await talker.say(first)
    assert (await talker.hear_close())[0] == 4400


async def test_another_protocol_is_refused(talker: Talker, token: str) -> None:
    await talker.say(hello(token, protocol=2))
    code, reason = await talker.hear_close()
    assert (code, reason.split(":")[0]) == (4400, "hello.wrong_protocol")


async def test_a_hello_that_is_too_large_is_refused(talker: Talker) -> None:
    await talker.say(" " * 5000)
    assert (await talker.hear_close())[0] == 4413


async def test_no_hello_at_all_ends_the_connection(talker: Talker, monkeypatch: Any) -> None:
    monkeypatch.setattr("engagement.consumers.capture.HELLO_TIMEOUT_S", 0.05)
    async with Talker.connected(f"ws://127.0.0.1:{talker.socket.remote_address[1]}/ws/capture/") as silent:
        assert (await silent.hear_close())[0] == 4408


async def test_a_close_reason_fits_into_its_frame(talker: Talker, token: str, course: Course) -> None:
    await database_sync_to_async(Policy.objects.create)(course=course, capture="landmarks")
    await talker.say(hello(token, point_set=None))
    assert len((await talker.hear("reject"))["sentence"]) > 60
    assert len((await talker.hear_close())[1].encode()) <= 123


# What is sent


async def test_landmarks_reach_the_stream_with_everything_they_say(
    talker: Talker, token: str, participant: Participant
) -> None:
    await talker.hello(token, mirrored=True, fov_deg=50)
    await talker.say(landmarks(1))
    (entry,) = await entries(participant.pk, 1)
    (item,), (faces,) = entry.items.head, entry.items.faces
    assert (item["kind"], faces.point_set, faces.rows.tolist()) == (LANDMARKS, "compact", [0])
    assert faces.values.tobytes() == points()
    assert (item["origin_x"], item["origin_y"], item["scale"]) == (320.0, 240.0, 100.0)
    assert (item["width"], item["height"], item["fov_deg"], item["mirrored"]) == (640, 480, 50.0, True)
    assert (item["reason"], item["faces"], item["confidence"], item["sharpness"]) == (
        Reason.KNOWN,
        1,
        1.0,
        pytest.approx(np.nan, nan_ok=True),
    )
    assert item["captured_at"] == pytest.approx(item["received_at"], abs=1)
    assert item["previous"] == 0


async def test_a_picture_reaches_valkey_apart_from_its_item(
    talker: Talker, token: str, participant: Participant
) -> None:
    await talker.hello(token, point_set=None)
    for sequence in (1, 2):
        await talker.say(messages.Frame(sequence, time.time() + sequence, "jpeg", bytes([sequence]) * 9).to_wire())
    assert await sequences(participant.pk, 2) == [1, 2]
    assert stream.pictures([participant.pk]) == {participant.pk: (2, b"\2" * 9)}


async def test_a_status_reaches_the_stream(talker: Talker, token: str, participant: Participant) -> None:
    await talker.hello(token)
    await talker.say({"type": "status", "sequence": 1, "captured_at": time.time(), "reason": "camera_off"})
    item = (await entries(participant.pk, 1))[0].items.head[0]
    assert (item["kind"], item["reason"]) == (STATUS, Reason.CAMERA_OFF)


async def test_what_comes_as_text_and_as_bytes_keeps_its_order(
    talker: Talker, token: str, participant: Participant
) -> None:
    await talker.hello(token)
    for number in range(1, 40, 2):
        await talker.say({"type": "status", "sequence": number, "captured_at": time.time(), "reason": "paused"})
        await talker.say(no_face(number + 1))
    assert await sequences(participant.pk, 40) == list(range(1, 41))


async def test_what_is_stored_is_acknowledged(talker: Talker, token: str, participant: Participant) -> None:
    await talker.hello(token)
    for sequence in (1, 2, 3):
        await talker.say(no_face(sequence))
    await sequences(participant.pk, 3)
    await acknowledge(participant.pk, 3, dropped=1)
    assert await talker.hear("ack") == {"type": "ack", "sequence": 3, "dropped": 1}


async def test_what_is_stored_and_sent_again_is_acknowledged_not_refused(
    talker: Talker, token: str, participant: Participant
) -> None:
    await talker.hello(token)
    await talker.say(no_face(1))
    await acknowledge(participant.pk, 1)
    await talker.hear("ack")
    await talker.say(no_face(1))
    assert (await talker.hear("ack"))["sequence"] == 1


async def test_what_was_lost_is_asked_for_and_stored(talker: Talker, token: str, participant: Participant) -> None:
    await talker.hello(token)
    await talker.say(no_face(1))
    (entry,) = await entries(participant.pk, 1)
    await asyncio.to_thread(stream.acknowledge, entry.process, [], [(participant.pk, 0)])
    assert (await talker.hear("resume"))["last_sequence"] == 0
    await talker.say(no_face(2))  # was underway
    await talker.say(no_face(1))
    await talker.say(no_face(2))
    assert await sequences(participant.pk, 3) == [1, 1, 2]


async def test_when_valkey_forgets_everything_the_unacknowledged_comes_again(
    talker: Talker, token: str, participant: Participant
) -> None:
    await talker.hello(token)
    await talker.say(no_face(1))
    await sequences(participant.pk, 1)
    stream.client().flushdb()
    assert (await talker.hear("resume"))["last_sequence"] == 0
    await talker.say(no_face(1))
    assert await sequences(participant.pk, 1) == [1]


async def test_a_ping_is_answered_with_its_time(talker: Talker, token: str) -> None:
    await talker.hello(token)
    await talker.say({"type": "ping", "sent_at": 12.5})
    pong = await talker.hear("pong")
    assert pong["sent_at"] == 12.5
    assert pong["server_time"] == pytest.approx(time.time(), abs=5)


# What is refused, while the connection goes on

WRONG: dict[str, tuple[str | bytes, int | None, str]] = {
    "not JSON": ("{", None, "message.malformed"),
    "an unknown type": ('{"type":"dance"}', None, "message.unknown_type"),
    "a hello twice": (json.dumps(hello("t")), None, "message.malformed"),
    "a status without time": ('{"type":"status","sequence":8,"reason":"paused"}', 8, "field.invalid"),
    "an unknown kind": (b"\x07" + bytes(60), 0, "message.unknown_type"),
    "nothing": (b"", None, "message.unknown_type"),
    "half a header": (b"\1" + bytes(12), 0, "message.malformed"),
    "too few points": (landmarks(9, bytes(10)), 9, "landmarks.wrong_shape"),
    "too many points": (landmarks(9, bytes(5000)), 9, "landmarks.wrong_shape"),
    "another point set": (
        landmarks(9)[:2] + b"\1" + landmarks(9)[3:40] + bytes(478 * 6),
        9,
        "landmarks.unknown_point_set",
    ),
    "the far future": (no_face(9, 1e10), 9, "time.implausible"),
    "long ago": (no_face(9, 1e6), 9, "time.implausible"),
    "a picture": (messages.Frame(9, 1.7e9, "jpeg", b"x").to_wire(), 9, "time.implausible"),
    "a sequence of 0": (no_face(0), 0, "landmarks.out_of_range"),
}


async def test_wrong_messages_are_refused_and_counted_and_the_next_is_taken(
    url: str, token: str, participant: Participant
) -> None:
    async with Talker.connected(url) as talker:
        await talker.hello(token)
        for what, (data, sequence, code) in WRONG.items():
            await talker.say(data)
            reject = await talker.hear("reject")
            assert (reject["sequence"], reject["code"]) == (sequence, code), what
            assert reject["sentence"]
        await talker.say(no_face(10))
        assert await sequences(participant.pk, 1) == [10]
    await nobody_is_connected()
    await reload(participant)
    assert participant.rejected == len(WRONG)


async def test_out_of_order_is_refused(talker: Talker, token: str, participant: Participant) -> None:
    await talker.hello(token)
    for sequence in (5, 4, 6):
        await talker.say(no_face(sequence))
    reject = await talker.hear("reject")
    assert (reject["sequence"], reject["code"]) == (4, "sequence.out_of_order")
    assert await sequences(participant.pk, 2) == [5, 6]


@pytest.mark.parametrize(
    ("data", "code"),
    [("x" * 4097, 4413), (bytes(messages.MESSAGE_BYTES + 1), 4413), (bytes(LARGEST_MESSAGE + 1), 1009)],
)
async def test_a_message_that_is_too_large_ends_the_connection(
    talker: Talker, token: str, participant: Participant, data: str | bytes, code: int
) -> None:
    await talker.hello(token)
    await talker.say(data)
    assert (await talker.hear_close())[0] == code
    await nobody_is_connected()
    await reload(participant)
    assert participant.rejected == 1


async def test_a_client_that_is_nothing_but_wrong_is_sent_away(talker: Talker, token: str) -> None:
    await talker.hello(token)
    for _ in range(60):
        await talker.say("{")
    assert (await talker.hear_close())[0] == 4400


async def test_a_client_that_takes_more_than_its_credit_is_sent_away(talker: Talker, token: str) -> None:
    await talker.hello(token)
    now = time.time()
    for sequence in range(1, 110):
        await talker.say(no_face(sequence, now - 100 + sequence / 5))
    code, reason = await talker.hear_close()
    assert (code, reason.split(":")[0]) == (4429, "credit.exceeded")


async def test_others_are_served_while_one_misbehaves(
    url: str, talker: Talker, token: str, participant: Participant
) -> None:
    async with Talker.connected(url) as stranger:
        await stranger.say(b"\xff" * 50)
        await talker.hello(token)
        await talker.say(no_face(1))
        assert await sequences(participant.pk, 1) == [1]
        assert (await stranger.hear_close())[0] == 4400
