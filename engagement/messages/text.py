"""The text messages: JSON objects with a "type" and exactly these fields; further ones are ignored."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from dataclasses import fields as dataclass_fields
from typing import Any, ClassVar

from engagement.errors import FieldInvalid, MessageMalformed, MessageUnknown, ProtocolUnsupported
from engagement.messages import fields
from engagement.messages.binary import MAX_SEQUENCE, POINTS
from engagement.messages.fields import wire

PROTOCOL = 1
STATUS_REASONS = ("camera_off", "no_frames", "paused")
TEXT_BYTES = 4096

_SEQUENCE = fields.whole(1, MAX_SEQUENCE)
_LAST_SEQUENCE = fields.whole(0, MAX_SEQUENCE)
_TIME = fields.number(0, 1e11)
_COUNT = fields.whole(0, 2**53)


class _TextMessage:
    """A JSON object whose "type" is TYPE."""

    __slots__ = ()
    TYPE: ClassVar[str]

    def to_wire(self) -> str:
        return json.dumps({"type": self.TYPE, **asdict(self)}, separators=(",", ":"))  # type: ignore[call-overload]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello(_TextMessage):
    TYPE = "hello"
    protocol: int = wire(fields.whole(0, 1000), default=PROTOCOL)
    token: str = wire(fields.text(1000))
    point_set: str | None = wire(fields.one_of(*POINTS, None))  # None: pictures
    picture: tuple[int, int] = wire(fields.picture)
    fov_deg: float | None = wire(fields.optional(fields.number(5, 175)), default=None)
    mirrored: bool = wire(fields.one_of(False, True), default=False)
    sent_at: float = wire(_TIME)
    client: str = wire(fields.text(100))


@dataclass(frozen=True, slots=True, kw_only=True)
class Status(_TextMessage):
    TYPE = "status"
    sequence: int = wire(_SEQUENCE)
    captured_at: float = wire(_TIME)
    reason: str = wire(fields.one_of(*STATUS_REASONS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping(_TextMessage):
    TYPE = "ping"
    sent_at: float = wire(_TIME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome(_TextMessage):
    TYPE = "welcome"
    protocol: int = wire(fields.whole(0, 1000), default=PROTOCOL)
    participant: int = wire(_COUNT)
    name: str = wire(fields.text(200))
    session: dict[str, Any] = wire(fields.json_object)  # title, clock, started_at, status
    rate_hz: float = wire(fields.number(0.01, 1000))
    credit: int = wire(fields.whole(1, 100_000))
    last_sequence: int = wire(_LAST_SEQUENCE)
    server_time: float = wire(_TIME)
    limits: dict[str, int] = wire(fields.json_object)  # message_bytes, buffer_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack(_TextMessage):
    TYPE = "ack"
    sequence: int = wire(_LAST_SEQUENCE)
    dropped: int = wire(_COUNT)

    def to_wire(self) -> str:
        """As the others do, without their detours: one goes out for nearly every message that comes in."""
        return f'{{"type":"ack","sequence":{self.sequence},"dropped":{self.dropped}}}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject(_TextMessage):
    TYPE = "reject"
    sequence: int | None = wire(fields.optional(fields.whole(0, 2**32 - 1)))
    code: str = wire(fields.text(100))
    sentence: str = wire(fields.text(1000))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(_TextMessage):
    TYPE = "rate"
    rate_hz: float = wire(fields.number(0.01, 1000))
    reason: str = wire(fields.text(1000))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pong(_TextMessage):
    TYPE = "pong"
    sent_at: float = wire(_TIME)
    server_time: float = wire(_TIME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(_TextMessage):
    TYPE = "resume"
    last_sequence: int = wire(_LAST_SEQUENCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(_TextMessage):
    TYPE = "notice"
    code: str = wire(fields.text(100))
    sentence: str = wire(fields.text(1000))


@dataclass(frozen=True, slots=True, kw_only=True)
class GoingAway(_TextMessage):
    TYPE = "going_away"
    reconnect_after_s: float = wire(fields.number(0, 3600))


ClientText = Hello | Status | Ping
ServerText = Welcome | Ack | Reject | Rate | Pong | Resume | Notice | GoingAway
_CLIENT_TEXT: dict[str, Any] = {kind.TYPE: kind for kind in (Hello, Status, Ping)}
_SERVER_TEXT: dict[str, Any] = {
    kind.TYPE: kind for kind in (Welcome, Ack, Reject, Rate, Pong, Resume, Notice, GoingAway)
}


def parse_client(text: str) -> ClientText:
    message: ClientText = _parse_text(text, _CLIENT_TEXT)
    if isinstance(message, Hello) and message.protocol != PROTOCOL:
        raise ProtocolUnsupported(expected=PROTOCOL, got=message.protocol)
    return message


def parse_server(text: str | bytes) -> ServerText:
    message: ServerText = _parse_text(text, _SERVER_TEXT)
    return message


def _parse_text(text: str | bytes, kinds: Mapping[str, Any]) -> Any:
    body = _json_object(text)
    name = body.get("type")
    kind = kinds.get(name) if isinstance(name, str) else None
    if kind is None:
        raise MessageUnknown(type=str(name)[:40], expected=", ".join(kinds))
    return kind(**{one.name: _value(one, body) for one in dataclass_fields(kind)})


def _json_object(text: str | bytes) -> dict[str, Any]:
    try:
        body = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise MessageMalformed(what=f"it is no JSON ({error})") from None
    if not isinstance(body, dict):
        raise MessageMalformed(what='expected a JSON object with a "type"')
    return body


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not allowed")


def _value(one: Any, body: dict[str, Any]) -> Any:
    if one.name not in body:
        raise FieldInvalid(field=one.name, what="it is missing")
    try:
        return one.metadata["check"](body[one.name])
    except ValueError as error:
        raise FieldInvalid(field=one.name, what=str(error)) from None


def sequence_of(message: str | bytes) -> int | None:
    """The sequence number of a message that could not be parsed, if it shows one."""
    if isinstance(message, bytes):
        return int.from_bytes(message[4:8], "little") if len(message) >= 8 else None
    try:
        sequence = _json_object(message).get("sequence")
    except MessageMalformed:
        return None
    return sequence if type(sequence) is int and 0 <= sequence < 2**32 else None
