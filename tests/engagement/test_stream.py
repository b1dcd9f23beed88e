"""Streams, pictures and requests in a real Valkey."""

from collections.abc import Iterator
from typing import Any

import pytest

from engagement.pipeline import stream
from engagement.pipeline.items import STATUS, Item


@pytest.fixture(autouse=True)
def _four_shards_of_an_empty_valkey(settings: Any) -> Iterator[None]:
    settings.SHARDS = 4
    stream.client().flushdb()
    yield
    stream.client().flushdb()


def item(participant: int, sequence: int) -> Item:
    return Item(STATUS, participant, 7, sequence, sequence - 1, 1.7e9, 1.7e9, reason=9)


def sent(entry: stream.Entry) -> list[tuple[int, int]]:
    return entry.items.head[["participant", "sequence"]].tolist()


def test_items_are_read_back_in_their_order_in_one_entry_for_each_shard() -> None:
    far = 4
    stream.append([item(1, 1), item(2, 1), item(1 + far, 5)], {}, "web1")
    assert [(entry.process, sent(entry)) for entry in stream.read(1, "0", 10)] == [("web1", [(1, 1), (1 + far, 5)])]
    assert [sent(entry) for entry in stream.read(2, "0", 10)] == [[(2, 1)]]


def test_reading_goes_on_after_an_entry() -> None:
    for sequence in (1, 2, 3):
        stream.append([item(1, sequence)], {})
    first, *_ = stream.read(1, "0", 1)
    assert [entry.items.head["sequence"][0] for entry in stream.read(1, first.id, 10)] == [2, 3]


def test_trimming_forgets_the_entry_and_those_before_it() -> None:
    for sequence in (1, 2, 3):
        stream.append([item(1, sequence)], {})
    stream.trim(1, stream.read(1, "0", 10)[1].id)
    assert [entry.items.head["sequence"][0] for entry in stream.read(1, "0", 10)] == [3]


def test_the_newest_picture_of_each_participant_is_kept_for_a_while() -> None:
    stream.append([item(1, 1)], {1: (1, b"old"), 2: (1, b"other")})
    stream.append([item(1, 2)], {1: (2, b"new")})
    assert stream.pictures([1, 2, 3]) == {1: (2, b"new"), 2: (1, b"other")}
    assert 0 < stream.client().ttl("headway:frame:1") <= stream.FRAME_EXPIRY_S


def queued_jobs() -> int:
    return int(stream.client().llen("celery"))


def test_a_drain_is_asked_for_once_until_it_begins() -> None:
    stream.request_drain(3)
    stream.request_drain(3)
    assert queued_jobs() == 1
    stream.clear_drain_request(3)
    stream.request_drain(3)
    assert queued_jobs() == 2


def test_a_forgotten_request_is_asked_again_after_a_while() -> None:
    stream.request_drain(3)
    assert 0 < stream.client().ttl("headway:drain:3") <= stream.DRAIN_FLAG_EXPIRY_S


def test_the_generation_lasts_as_long_as_valkeys_memory() -> None:
    first = stream.generation()
    assert stream.generation() == first
    stream.client().flushdb()
    assert stream.generation() != first
