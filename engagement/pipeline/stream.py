"""The way from the web processes to the workers and back, in Valkey's memory only.

A shard is a stream of entries in msgpack: the web process, and the items that came in since its last entry, packed by
`engagement.pipeline.items`. Pictures have keys of their own, only the newest of each participant.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

import msgpack
import redis
from celery import current_app
from django.conf import settings

from engagement.pipeline.items import Item, Items

Picture = tuple[int, bytes]  # its sequence, and JPEG or WebP

FRAME_EXPIRY_S = 10
DRAIN_FLAG_EXPIRY_S = 2
DRAIN_EXPIRY_S = 10
GENERATION_KEY = "headway:generation"


class Entry(NamedTuple):
    id: str
    process: str
    items: Items


@cache
def connected_to(url: str) -> Any:  # redis-py's own types are those of its asynchronous answers too
    return redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=2)


def client() -> Any:
    return connected_to(settings.STREAMS_URL)


def shard_of(participant: int) -> int:
    return participant % int(settings.SHARDS)


def append(items: Iterable[Item], pictures: Mapping[int, Picture], process: str = "") -> None:
    """One entry for each shard that has items; the pictures first, so that no item precedes its picture."""
    shards = defaultdict(list)
    for item in items:
        shards[shard_of(item.participant)].append(item)
    with client().pipeline(transaction=False) as pipe:
        for participant, picture in pictures.items():
            pipe.set(_frame_key(participant), msgpack.packb(picture), ex=FRAME_EXPIRY_S)
        for shard, some in shards.items():
            pipe.xadd(_stream_key(shard), {"b": msgpack.packb([process, *Items.of(some).packed()])})
        pipe.execute()
    for shard in shards:
        request_drain(shard)


def generation() -> str:
    """A word that stays the same for everybody while Valkey keeps its memory."""
    candidate = uuid.uuid4().hex
    known = client().set(GENERATION_KEY, candidate, nx=True, get=True)
    return str(known.decode()) if known else candidate


def request_drain(shard: int) -> None:
    """Ask a worker to empty the shard, unless that is asked already."""
    if client().set(_flag_key(shard), 1, nx=True, ex=DRAIN_FLAG_EXPIRY_S):
        current_app.send_task("engagement.tasks.drain", args=[shard], expires=DRAIN_EXPIRY_S)


def clear_drain_request(shard: int) -> None:
    """Called as a drain begins: what is appended from now on asks for the next one."""
    client().delete(_flag_key(shard))


def read(shard: int, after_id: str, count: int) -> list[Entry]:
    """The entries after an id ("0": from the start), oldest first."""
    entries = client().xrange(_stream_key(shard), min=f"({after_id}", count=count)
    return [_entry(entry_id, fields) for entry_id, fields in entries]


def _entry(entry_id: bytes, fields: dict[bytes, bytes]) -> Entry:
    process, *packed = msgpack.unpackb(fields[b"b"])
    return Entry(entry_id.decode(), process, Items.unpacked(*packed))


def trim(shard: int, upto_id: str) -> None:
    """Forget the entries up to and with this id."""
    milliseconds, number = upto_id.split("-")
    client().xtrim(_stream_key(shard), minid=f"{milliseconds}-{int(number) + 1}", approximate=False)


def pictures(participants: Iterable[int]) -> dict[int, Picture]:
    """The newest picture of each participant who has one."""
    wanted = list(participants)
    found = client().mget([_frame_key(participant) for participant in wanted]) if wanted else []
    return {
        participant: (picture[0], picture[1])
        for participant, packed in zip(wanted, found, strict=True)
        if packed and (picture := msgpack.unpackb(packed))
    }


def acknowledge(
    process: str,
    acks: Iterable[tuple[int, int, int]],
    resumes: Iterable[tuple[int, int]] = (),
    rejects: Iterable[tuple[int, int, str, str]] = (),
    entered: Iterable[tuple[int, float, int]] = (),
) -> None:
    """Tell a web process what became of its items.

    acks: (participant, sequence, dropped), everything up to there is settled. resumes: (participant, last_sequence),
    what came after it was lost. rejects: (participant, sequence, code, sentence), found wrong only in the analysis.
    entered: (participant, opened_at, sequence), what the participant's older connections sent is settled up to there.
    """
    news = {"acks": list(acks), "resume": list(resumes), "reject": list(rejects), "entered": list(entered)}
    client().publish(acks_channel(process), msgpack.packb(news))


def acks_channel(process: str) -> str:
    return f"headway:acks:{process}"


def _stream_key(shard: int) -> str:
    return f"headway:shard:{shard}"


def _flag_key(shard: int) -> str:
    return f"headway:drain:{shard}"


def _frame_key(participant: int) -> str:
    return f"headway:frame:{participant}"
