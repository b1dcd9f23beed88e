"""Wire messages: what goes in comes out; what is wrong is named."""

import json
import struct

import numpy as np
import pytest

from analysis.types import COMPACT_INDICES, Reason, Teaching
from engagement import errors, messages
from engagement.messages import Face, Frame, Landmarks, parse_binary, parse_client, parse_server, points

HELLO = {
    "type": "hello",
    "protocol": 1,
    "token": "abc",
    "point_set": "mesh478",
    "picture": [640, 480],
    "fov_deg": None,
    "mirrored": True,
    "sent_at": 1_700_000_000.5,
    "client": "test/1",
}


def header(**changed: float) -> bytes:
    values = {
        "kind": 1, "flags": 0, "point_set": 3, "faces": 1, "sequence": 7, "captured_at": 1.7e9,
        "reason": 0, "confidence": 255, "sharpness": 255, "exposure": 51, "width": 640, "height": 480,
        "origin_x": 320.0, "origin_y": 240.0, "scale": 100.0, "reserved": 0,
    }  # fmt: skip
    return struct.pack("<BBBBIdBBBBHHfffI", *(values | changed).values())


def compact(**changed: float) -> bytes:
    return header(**changed) + bytes(66 * 3 * 2)


def face_points(count: int) -> np.ndarray:
    return np.random.default_rng(1).uniform((300, 200, -40), (420, 330, 40), (count, 3)).astype(np.float32)


def test_hello_is_parsed_into_its_values() -> None:
    hello = parse_client(json.dumps(HELLO))
    assert isinstance(hello, messages.Hello)
    assert (hello.token, hello.point_set, hello.picture, hello.mirrored) == ("abc", "mesh478", (640, 480), True)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("token", 5),
        ("token", "x" * 1001),
        ("token", "\ud800"),
        ("point_set", "mesh9"),
        ("picture", [640]),
        ("picture", [0, 480]),
        ("picture", [True, 480]),
        ("fov_deg", 0),
        ("mirrored", 1),
        ("sent_at", "now"),
        ("sent_at", 10**400),
    ],
)
def test_a_wrong_field_is_named(field: str, value: object) -> None:
    with pytest.raises(errors.FieldInvalid, match=field):
        parse_client(json.dumps(HELLO | {field: value}))


@pytest.mark.parametrize("field", sorted(set(HELLO) - {"type"}))
def test_a_missing_field_is_named(field: str) -> None:
    with pytest.raises(errors.FieldInvalid, match=f"{field}: it is missing"):
        parse_client(json.dumps({key: value for key, value in HELLO.items() if key != field}))


@pytest.mark.parametrize("text", ["", "{", "[]", "5", "null", '{"type":"ping","sent_at":NaN}', "[" * 4000])
def test_what_is_no_json_object_is_malformed(text: str) -> None:
    with pytest.raises(errors.MessageMalformed):
        parse_client(text)


@pytest.mark.parametrize("body", [{}, {"type": "ack"}, {"type": ["hello"]}, {"type": None}])
def test_a_type_that_a_client_may_not_send_is_unknown(body: object) -> None:
    with pytest.raises(errors.MessageUnknown):
        parse_client(json.dumps(body))


def test_another_protocol_is_refused() -> None:
    with pytest.raises(errors.ProtocolUnsupported, match="protocol 1, not 2"):
        parse_client(json.dumps(HELLO | {"protocol": 2}))


def test_server_messages_come_back_as_they_were() -> None:
    ack = messages.Ack(sequence=12, dropped=3)
    assert parse_server(ack.to_wire()) == ack


@pytest.mark.parametrize("is_float32", [False, True])
def test_landmarks_come_back_as_they_were(is_float32: bool) -> None:
    face = Face.from_pixels("mesh478", face_points(478), is_float32)
    sent = Landmarks(sequence=1, captured_at=1.7e9, face=face, exposure=0.2, width=640, height=480)
    assert parse_binary(sent.to_wire()) == sent


@pytest.mark.parametrize(("number", "teaching"), [(0, "nothing"), (1, "screen"), (2, "second_screen"), (3, "notes")])
@pytest.mark.parametrize("is_float32", [0, 1])
def test_the_zone_that_is_taught_stands_in_the_flags(number: int, teaching: str, is_float32: int) -> None:
    points = bytes(66 * 3 * (4 if is_float32 else 2))
    message = parse_binary(header(flags=number << 1 | is_float32) + points)
    assert isinstance(message, Landmarks)
    assert message.face is not None
    assert (message.teaching, message.face.is_float32) == (teaching, bool(is_float32))
    assert message.to_wire()[1] == number << 1 | is_float32
    frame = parse_binary(struct.pack("<BBHId", 2, 1, number, 7, 1.7e9) + b"jpeg")
    assert frame == Frame(7, 1.7e9, "jpeg", b"jpeg", teaching)
    assert parse_binary(frame.to_wire()) == frame


def test_zones_are_numbered_as_in_the_analysis() -> None:
    assert tuple(teaching.label for teaching in Teaching) == messages.TEACHINGS


def test_ibug_points_come_back_as_they_were() -> None:
    face = Face.from_pixels("ibug68", face_points(68))
    sent = Landmarks(sequence=1, captured_at=1.7e9, face=face, width=640, height=480)
    assert sent.to_wire()[2] == 4
    assert parse_binary(sent.to_wire()) == sent


def test_float16_points_are_exact_to_a_few_thousandths_of_a_face() -> None:
    points = face_points(478)
    restored = Face.from_pixels("mesh478", points).pixels()
    assert np.abs(restored - points).max() < 0.0003 * 130


def test_a_landmarks_header_is_read_by_its_layout() -> None:
    message = parse_binary(compact(faces=2, confidence=51, sharpness=0))
    assert isinstance(message, Landmarks)
    assert (message.sequence, message.captured_at, message.faces) == (7, 1.7e9, 2)
    assert (message.confidence, message.sharpness, message.exposure) == (0.2, 0.0, 0.2)
    assert message.face is not None
    assert (message.face.origin_x, message.face.origin_y, message.face.scale) == (320, 240, 100)


def test_full_sharpness_is_not_the_unknown_one() -> None:
    sent = Landmarks(sequence=1, captured_at=1.0, face=None, reason="no_face", sharpness=1.0, width=6, height=4)
    received = parse_binary(sent.to_wire())
    assert isinstance(received, Landmarks)
    assert received.sharpness is not None


def test_no_face_has_a_reason_and_no_points() -> None:
    message = parse_binary(header(reason=Reason.NO_FACE, point_set=0))
    assert isinstance(message, Landmarks)
    assert (message.face, message.reason) == (None, "no_face")


@pytest.mark.parametrize("extra", [b"", bytes(66 * 3 * 2 - 2), bytes(66 * 3 * 4)])
def test_points_of_another_number_are_refused(extra: bytes) -> None:
    with pytest.raises(errors.LandmarksWrongShape, match="396"):
        parse_binary(header() + extra)


def test_points_without_a_face_are_refused() -> None:
    with pytest.raises(errors.LandmarksWrongShape):
        parse_binary(compact(reason=1))


@pytest.mark.parametrize("point_set", list(messages.POINTS))
@pytest.mark.parametrize("is_float32", [False, True])
def test_faces_with_a_point_that_is_no_number_or_far_outside_are_told_apart(point_set: str, is_float32: bool) -> None:
    values = np.random.default_rng(1).uniform(-1, 1, (6, messages.POINTS[point_set], 3))
    for face, value in enumerate([np.nan, np.inf, -np.inf, -20_000, 20_000]):
        values[face, -1 - face, face % 3] = value
    sent = values.astype("<f4" if is_float32 else "<f2")
    taken, found = points.take([face.tobytes() for face in sent], point_set, is_float32)
    errors_found = [points.error_of(flaw).code.split(".")[1] if flaw else "" for flaw in found.tolist()]
    assert errors_found == [*["not_finite"] * 3, *["out_of_range"] * 2, ""]
    there = [index for index in COMPACT_INDICES if index < sent.shape[1]]
    measured = sent if point_set in ("compact", "ibug68") else sent[:, there]
    assert taken == measured.tobytes()


def test_the_points_that_are_taken_are_those_that_are_measured() -> None:
    assert points.COMPACT == COMPACT_INDICES


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("kind", 9, errors.MessageUnknown),
        ("flags", 8, errors.MessageMalformed),
        ("reserved", 1, errors.MessageMalformed),
        ("point_set", 5, errors.PointSetUnknown),
        ("point_set", 0, errors.PointSetUnknown),
        ("sequence", 0, errors.LandmarksOutOfRange),
        ("sequence", 2**31, errors.LandmarksOutOfRange),
        ("captured_at", float("nan"), errors.TimeImplausible),
        ("captured_at", -1.0, errors.TimeImplausible),
        ("reason", 7, errors.LandmarksOutOfRange),
        ("width", 0, errors.LandmarksOutOfRange),
        ("height", 0, errors.LandmarksOutOfRange),
        ("origin_x", float("nan"), errors.LandmarksOutOfRange),
        ("origin_y", 1e9, errors.LandmarksOutOfRange),
        ("scale", 0.0, errors.LandmarksOutOfRange),
        ("scale", float("inf"), errors.LandmarksOutOfRange),
    ],
)
def test_a_wrong_header_is_refused(field: str, value: float, error: type[Exception]) -> None:
    with pytest.raises(error):
        parse_binary(compact(**{field: value}))


@pytest.mark.parametrize("data", [b"", b"\1", b"\1" * 39, b"\2" * 15])
def test_a_message_shorter_than_its_header_is_refused(data: bytes) -> None:
    with pytest.raises((errors.MessageMalformed, errors.MessageUnknown)):
        parse_binary(data)


def test_a_frame_comes_back_as_it_was() -> None:
    frame = Frame(3, 1.7e9, "webp", b"RIFF....WEBP")
    assert parse_binary(frame.to_wire()) == frame


def test_a_frame_in_another_format_is_refused() -> None:
    with pytest.raises(errors.FrameWrongFormat, match="3"):
        parse_binary(struct.pack("<BBHId", 2, 3, 0, 1, 1.7e9) + b"GIF89a")


def test_a_frame_with_a_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(errors.MessageMalformed, match="0 to 3, got 4"):
        parse_binary(struct.pack("<BBHId", 2, 1, 4, 1, 1.7e9) + b"jpeg")


@pytest.mark.parametrize(
    ("message", "sequence"),
    [
        (compact(flags=8, sequence=41), 41),
        (b"\1\0\0", None),
        ('{"type":"status","sequence":6}', 6),
        ('{"type":"status","sequence":true}', None),
        ("nonsense", None),
    ],
)
def test_the_sequence_of_a_wrong_message_is_found_where_it_has_one(message: str | bytes, sequence: int | None) -> None:
    assert messages.sequence_of(message) == sequence


def test_names_and_numbers_are_those_of_the_analysis() -> None:
    assert len(COMPACT_INDICES) == messages.POINTS["compact"]
    assert [Reason(number).label for number in range(len(messages.REASONS))] == list(messages.REASONS)
    assert {Reason.from_label(name).label for name in messages.STATUS_REASONS} == set(messages.STATUS_REASONS)


WRONG = {
    "flags": 8, "point_set": 9, "sequence": 0, "captured_at": -1.0, "reason": 99, "width": 0, "height": 0,
    "origin_x": float("nan"), "origin_y": 1e6, "scale": 0.0, "reserved": 1,
}  # fmt: skip


@pytest.mark.parametrize("field", WRONG)
def test_what_is_checked_quickly_is_refused_for_the_same_reason(field: str) -> None:
    message = compact(**{field: WRONG[field]})
    with pytest.raises(errors.Malformed) as full:
        parse_binary(message)
    with pytest.raises(type(full.value)) as quick:
        messages.check_landmarks(message)
    assert str(quick.value) == str(full.value)


@pytest.mark.parametrize("size", [0, 39, 40, 40 + 395, 40 + 397])
def test_a_message_of_a_wrong_size_is_refused(size: int) -> None:
    with pytest.raises(errors.Malformed):
        messages.check_landmarks((header() + bytes(400))[:size])


def test_a_message_is_known_by_sequence_time_and_point_set() -> None:
    assert messages.check_landmarks(compact()) == (7, 1.7e9, 3)
    assert messages.check_landmarks(header(reason=1)) == (7, 1.7e9, 0)
