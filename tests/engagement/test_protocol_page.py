"""docs/protocol.md and its schema say what the code does."""

import json
import re
import struct
from copy import deepcopy
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from engagement import errors, messages
from engagement.access import TOKEN_HOURS
from engagement.consumers import base, capture
from engagement.messages import binary
from engagement.pipeline import connection

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "protocol.md").read_text()
SCHEMA = json.loads((DOCS / "protocol.schema.json").read_text())
TYPES: dict[str, Any] = {kind.TYPE: kind for kind in get_args(messages.ClientText | messages.ServerText)}
EXAMPLES = [json.loads(text) for text in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]
SIZES = {"u8": "B", "u16": "H", "u32": "I", "f32": "f", "f64": "d"}

validator = Draft202012Validator(SCHEMA)


def parse(body: dict[str, Any]) -> Any:
    is_ours = TYPES[body["type"]] in get_args(messages.ClientText)
    return (messages.parse_client if is_ours else messages.parse_server)(json.dumps(body))


def section(title: str) -> str:
    match = re.search(rf"^#+ {title}.*?\n(.*?)(?=^#+ |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert match, f"the page has no section {title}"
    return match[1]


def rows(title: str) -> list[list[str]]:
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def hex_bytes(title: str) -> bytes:
    match = re.search(rf"```hex {title}\n(.*?)```", PAGE, re.DOTALL)
    assert match
    return bytes.fromhex(match[1].replace("...", ""))


def test_every_message_has_an_example() -> None:
    assert [example["type"] for example in EXAMPLES] == list(TYPES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["type"])
def test_an_example_is_right_for_the_code_and_for_the_schema(example: dict[str, Any]) -> None:
    validator.validate(example)
    assert json.loads(parse(example).to_wire()) == example


def test_the_schema_names_the_fields_of_the_code() -> None:
    for name, kind in TYPES.items():
        expected = {"type"} | {one.name for one in fields(kind)}
        assert set(SCHEMA["$defs"][name]["properties"]) == set(SCHEMA["$defs"][name]["required"]) == expected
    assert [one["$ref"] for one in SCHEMA["oneOf"]] == [f"#/$defs/{name}" for name in TYPES]


def spoilt(example: dict[str, Any]) -> list[dict[str, Any]]:
    """The example with one field missing, and with one that is a list of lists."""
    found = []
    for name in example:
        without, wrong = deepcopy(example), deepcopy(example)
        del without[name]
        wrong[name] = [[]]
        found += [without, wrong]
    return found


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["type"])
def test_what_the_schema_refuses_the_code_refuses(example: dict[str, Any]) -> None:
    for wrong in spoilt(example):
        assert not validator.is_valid(wrong), wrong
        with pytest.raises(errors.Malformed):
            (messages.parse_client if "token" in example else messages.parse_server)(json.dumps(wrong))


@pytest.mark.parametrize(
    ("field", "edge", "beyond"),
    [
        ("sequence", 2**31 - 1, 2**31),
        ("sequence", 1, 0),
        ("captured_at", 1e11, 1.1e11),
        ("captured_at", 0, -1),
        ("reason", "paused", "no_face"),
    ],
)
def test_schema_and_code_have_the_same_ranges(field: str, edge: object, beyond: object) -> None:
    example = next(one for one in EXAMPLES if one["type"] == "status")
    assert validator.is_valid(example | {field: edge})
    assert parse(example | {field: edge})
    assert not validator.is_valid(example | {field: beyond})
    with pytest.raises(errors.FieldInvalid):
        parse(example | {field: beyond})


@pytest.mark.parametrize(
    ("title", "format_", "last"), [("landmarks", binary._LANDMARKS, "points"), ("frame", binary._FRAME, "picture")]
)
def test_a_byte_layout_is_that_of_the_code(title: str, format_: struct.Struct, last: str) -> None:
    *header, rest = rows(title)
    assert "<" + "".join(SIZES[row[1]] for row in header) == format_.format
    offsets = [struct.calcsize("<" + "".join(SIZES[row[1]] for row in header[:index])) for index in range(len(header))]
    assert [int(row[0]) for row in header] == offsets
    assert (int(rest[0]), rest[2]) == (format_.size, last)


def test_numbers_of_point_sets_reasons_and_formats_are_those_of_the_code() -> None:
    said = {row[2]: row[3] for title in ("landmarks", "frame") for row in rows(title)}
    for number, name in messages.POINT_SET_CODES.items():
        assert f"{number} {name}" in said["point_set"]
    for number, name in enumerate(messages.REASONS[1:], 1):
        assert f"{number} {name}" in said["reason"]
    for number, name in messages.FORMAT_CODES.items():
        assert f"{number} {name}" in said["format"].lower()


def test_numbers_of_zones_are_those_of_the_code() -> None:
    taught = " ".join(section("Teaching and the self-test").split())
    assert ", ".join(f"{number} {name}" for number, name in enumerate(messages.TEACHINGS)) in taught


def test_the_example_of_landmarks_is_read_as_the_page_says() -> None:
    start = hex_bytes("landmarks")
    message = messages.parse_binary(start + bytes(40 + 66 * 6 - len(start)))
    assert isinstance(message, messages.Landmarks)
    assert message.face is not None
    assert (message.sequence, message.face.point_set) == (7, "compact")
    first = np.array((0.5, -0.25, 0.125)) * message.face.scale + (message.face.origin_x, message.face.origin_y, 0)
    assert message.face.pixels()[0] == pytest.approx(first)


def test_the_example_without_a_face_is_read_as_the_page_says() -> None:
    message = messages.parse_binary(hex_bytes("no face"))
    assert isinstance(message, messages.Landmarks)
    assert (message.sequence, message.face, message.reason) == (8, None, "no_face")


def test_the_example_of_a_frame_is_read_as_the_page_says() -> None:
    message = messages.parse_binary(hex_bytes("frame"))
    assert isinstance(message, messages.Frame)
    assert (message.sequence, message.format, message.picture) == (9, "jpeg", b"\xff\xd8\xff")


def test_the_limits_are_those_of_the_code() -> None:
    assert [int(row[1]) for row in rows("Limits")] == [
        messages.TEXT_BYTES,
        messages.LANDMARKS_BYTES,
        messages.FRAME_BYTES,
        messages.MESSAGE_BYTES,
    ]


def test_the_close_codes_are_those_of_the_code() -> None:
    assert [int(row[0]) for row in rows("Close codes")] == sorted({base.INTERNAL_ERROR, *base.CLOSE_CODES.values()})


def test_every_error_of_a_message_is_explained() -> None:
    def leaves(kind: type[errors.HeadwayError]) -> set[str]:
        return {kind.code}.union(*(leaves(child) for child in kind.__subclasses__()))

    explained = {row[0].strip("`") for row in rows("What a rejected message was")}
    assert explained >= leaves(errors.Malformed)
    assert explained - leaves(errors.Malformed) == {errors.TooFast.code, errors.SessionClosed.code}


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        (r"good for (\d+) hours", TOKEN_HOURS),
        (r"`hello` within (\d+) seconds", capture.HELLO_TIMEOUT_S),
        (r"at most (\d+) a second", capture.PINGS_HZ),
        (r"unacknowledged: (\d+) in a live session", connection.LIVE_CREDIT),
        (r"(\d+) in a recorded one", connection.RECORDED_CREDIT),
        (r"acknowledged within (\d+) seconds", connection.RESUME_TIMEOUT_S),
        (r"`rate_hz` is (\d+) for landmarks", connection.LANDMARKS_HZ),
        (r"(\d+) for pictures\. In a live", connection.FRAMES_HZ),
        (r"\n?More than (\d+) minutes", connection.FUTURE_S / 60),
        (r"or (\d+) hours in the past", connection.PAST_S / 3600),
        (r"media time, at most (\d+) hours", connection.RECORDING_S / 3600),
        (r"For (\d+) seconds more", connection.TAIL_S),
        (r"cut to (\d+) bytes", base.REASON_BYTES),
        (r"\((\d+) at once", capture.REJECTS_AT_ONCE),
        (r"then (\d+) a second\)", capture.REJECTS_HZ),
    ],
)
def test_a_number_in_the_text_is_that_of_the_code(sentence: str, value: float) -> None:
    match = re.search(sentence, PAGE.replace("\n", " "))
    assert match, f"the page does not say: {sentence}"
    assert float(match[1]) == value
