"""The binary messages, little endian: a header, then the points of one face or one picture."""

import struct
from collections.abc import Sequence
from typing import Any, NamedTuple, Self

import numpy as np

from engagement.errors import (
    FrameWrongFormat,
    LandmarksOutOfRange,
    LandmarksWrongShape,
    MessageMalformed,
    MessageUnknown,
    PointSetUnknown,
    TimeImplausible,
)

POINTS = {"mesh478": 478, "mesh468": 468, "compact": 66, "ibug68": 68}
POINT_SET_CODES = {1: "mesh478", 2: "mesh468", 3: "compact", 4: "ibug68"}
FORMAT_CODES = {1: "jpeg", 2: "webp"}
# In the order of analysis.types.Reason, whose numbers stand in the header.
REASONS = ("known", "no_face", "several_faces", "too_small", "too_dark", "blurred", "cut_off")
# In the order of analysis.types.Teaching.
TEACHINGS = ("nothing", "screen", "second_screen", "notes")
MAX_SEQUENCE = 2**31 - 1  # what PostgreSQL's integer holds
FRAME_BYTES = 512 * 1024
MAX_PIXELS = 1e5
LATEST = 1e11  # unix seconds

_LANDMARKS = struct.Struct("<BBBBIdBBBBHHfffI")
_HEADER = np.dtype(
    [("kind", "u1"), ("flags", "u1"), ("point_set", "u1"), ("faces", "u1"), ("sequence", "<u4"), ("captured_at", "<f8")]
    + [(name, "u1") for name in ("reason", "confidence", "sharpness", "exposure")]
    + [("width", "<u2"), ("height", "<u2")]
    + [(name, "<f4") for name in ("origin_x", "origin_y", "scale")]
    + [("reserved", "<u4")]
)
"""The same for many at once."""
_FRAME = struct.Struct("<BBHId")
LANDMARKS_HEADER_BYTES = _LANDMARKS.size
LANDMARKS_BYTES = LANDMARKS_HEADER_BYTES + max(POINTS.values()) * 12
MESSAGE_BYTES = _FRAME.size + FRAME_BYTES
_KINDS = {1: "landmarks", 2: "frame"}
_UNKNOWN = 255  # sharpness or exposure
_FLOAT32 = 1  # of the flags of landmarks; the two bits above it are the teaching
POINT_SET_NUMBERS = {name: number for number, name in POINT_SET_CODES.items()}
# Of a whole message with a face, by the number of its point set and whether its points are float32.
_FACE_BYTES = {
    (number, is_float32): LANDMARKS_HEADER_BYTES + POINTS[name] * (12 if is_float32 else 6)
    for number, name in POINT_SET_CODES.items()
    for is_float32 in (0, _FLOAT32)
}
_FORMAT_NUMBERS = {name: number for number, name in FORMAT_CODES.items()}


class Face(NamedTuple):
    """Points of one face, relative to its own box so that float16 is exact to 0.0002 of its width.

    `points`: the raw little-endian bytes of x, y, z of each point; in pixels x and y are origin + scale * value,
    z is scale * value.
    """

    point_set: str
    origin_x: float
    origin_y: float
    scale: float
    points: bytes
    is_float32: bool = False

    @classmethod
    def from_pixels(cls, point_set: str, points: np.ndarray, is_float32: bool = False) -> Self:
        """From an (n, 3) array of pixels of the sender's picture."""
        low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
        # What the receiver computes with is the float32 that goes over the wire.
        origin_x, origin_y = np.asarray((low + high) / 2, np.float32).tolist()
        scale = float(np.float32(max(*(high - low), 1e-3)))
        values = (points - (origin_x, origin_y, 0)) / scale
        return cls(point_set, origin_x, origin_y, scale, values.astype(_dtype(is_float32)).tobytes(), is_float32)

    def pixels(self) -> np.ndarray:
        """(n, 3) float32, pixels of the sender's picture."""
        values = np.frombuffer(self.points, _dtype(self.is_float32)).reshape(-1, 3).astype(np.float32)
        return values * np.float32(self.scale) + np.array((self.origin_x, self.origin_y, 0), np.float32)


class Landmarks(NamedTuple):
    """One face, or the reason why there is none. Confidence, sharpness and exposure: 0..1, None = unknown.

    `teaching`: the zone at which the person says that they are looking.
    """

    sequence: int
    captured_at: float
    face: Face | None
    width: int
    height: int
    reason: str = "known"
    faces: int = 1
    confidence: float = 1.0
    sharpness: float | None = None
    exposure: float | None = None
    teaching: str = "nothing"

    def to_wire(self) -> bytes:
        face = self.face or Face("", 0.0, 0.0, 1.0, b"")
        flags = face.is_float32 * _FLOAT32 | TEACHINGS.index(self.teaching) << 1
        header = _LANDMARKS.pack(
            *(1, flags, POINT_SET_NUMBERS.get(face.point_set, 0), self.faces),
            *(self.sequence, self.captured_at, REASONS.index(self.reason)),
            *(round(self.confidence * 255), _to_byte(self.sharpness), _to_byte(self.exposure)),
            *(self.width, self.height, face.origin_x, face.origin_y, face.scale, 0),
        )
        return header + face.points


class Frame(NamedTuple):
    sequence: int
    captured_at: float
    format: str
    picture: bytes
    teaching: str = "nothing"

    def to_wire(self) -> bytes:
        numbers = (_FORMAT_NUMBERS[self.format], TEACHINGS.index(self.teaching), self.sequence)
        return _FRAME.pack(2, *numbers, self.captured_at) + self.picture


def check_landmarks(data: bytes) -> tuple[int, float, int]:
    """The sequence, when it was captured, and the number of the point set (0: no face); raises as `parse_binary` does.

    Nearly every message is right, so that is looked at first and everything at once.
    """
    if len(data) >= LANDMARKS_HEADER_BYTES:
        _, flags, point_set, _, sequence, captured_at, reason, *_, width, height, x, y, scale, zero = (
            _LANDMARKS.unpack_from(data)
        )
        if (
            reason == 0
            and flags <= 7
            and zero == 0
            and len(data) == _FACE_BYTES.get((point_set, flags & _FLOAT32))
            and 1 <= sequence <= MAX_SEQUENCE
            and 0 <= captured_at <= LATEST
            and width
            and height
            and -MAX_PIXELS <= x <= MAX_PIXELS
            and -MAX_PIXELS <= y <= MAX_PIXELS
            and 1e-3 <= scale <= MAX_PIXELS
        ):
            return sequence, captured_at, point_set
    landmarks = _parse_landmarks(data)
    face = landmarks.face
    return landmarks.sequence, landmarks.captured_at, POINT_SET_NUMBERS[face.point_set] if face else 0


def landmarks_columns(messages: Sequence[bytes]) -> dict[str, np.ndarray]:
    """(n,) each: what the headers of checked messages say, by the names of `Landmarks` and `Face`.

    Reason, teaching and point set are numbers (no face is 0), and NaN is unknown.
    """
    wire = np.frombuffer(b"".join([data[:LANDMARKS_HEADER_BYTES] for data in messages]), _HEADER)
    has_face = wire["reason"] == 0
    return {
        **{name: wire[name] for name in ("reason", "faces", "width", "height")},
        **{name: np.where(has_face, wire[name], np.nan) for name in ("origin_x", "origin_y", "scale")},
        "teaching": wire["flags"] >> 1,
        "is_float32": has_face & (wire["flags"] & _FLOAT32).astype(bool),
        "point_set": np.where(has_face, wire["point_set"], 0),
        "confidence": wire["confidence"] / np.float32(255),
        **{name: _shares(wire[name]) for name in ("sharpness", "exposure")},
    }


def parse_binary(data: bytes) -> Landmarks | Frame:
    kind = data[0] if data else 0
    if kind == 1:
        return _parse_landmarks(data)
    if kind == 2:
        return _parse_frame(data)
    raise MessageUnknown(type=kind, expected=", ".join(f"{number} ({name})" for number, name in _KINDS.items()))


def _parse_landmarks(data: bytes) -> Landmarks:
    _require_header(data, _LANDMARKS)
    header = _LANDMARKS.unpack_from(data)
    _, flags, _, faces, sequence, captured_at, reason, confidence, sharpness, exposure, width, height, *_, zero = header
    if flags > 7 or zero:
        raise MessageMalformed(what="expected flags 0 to 7 and a reserved field of 0")
    _require_range("sequence", sequence, 1, MAX_SEQUENCE)
    _require_range("reason", reason, 0, len(REASONS) - 1)
    _require_time(captured_at)
    if reason:
        _require_size(data[_LANDMARKS.size :], 0)
    return Landmarks(
        sequence,
        captured_at,
        None if reason else _parse_face(data, header),
        width,
        height,
        REASONS[reason],
        faces,
        confidence / 255,
        _from_byte(sharpness),
        _from_byte(exposure),
        TEACHINGS[flags >> 1],
    )


def _parse_face(data: bytes, header: tuple[Any, ...]) -> Face:
    """Whether the points are finite is asked of many faces at once: `points.flaws`."""
    name = POINT_SET_CODES.get(header[2])
    if name is None:
        raise PointSetUnknown(got=header[2], expected=str(POINT_SET_CODES))
    width, height, origin_x, origin_y, scale = header[10:15]
    _require_range("width", width, 1, 65535)
    _require_range("height", height, 1, 65535)
    _require_range("origin_x", origin_x, -MAX_PIXELS, MAX_PIXELS)
    _require_range("origin_y", origin_y, -MAX_PIXELS, MAX_PIXELS)
    _require_range("scale", scale, 1e-3, MAX_PIXELS)
    is_float32 = bool(header[1] & _FLOAT32)
    points = data[_LANDMARKS.size :]
    _require_size(points, POINTS[name] * (12 if is_float32 else 6))
    return Face(name, origin_x, origin_y, scale, points, is_float32)


def _parse_frame(data: bytes) -> Frame:
    _require_header(data, _FRAME)
    _, number, teaching, sequence, captured_at = _FRAME.unpack_from(data)
    _require_range("sequence", sequence, 1, MAX_SEQUENCE)
    _require_time(captured_at)
    if number not in FORMAT_CODES:
        raise FrameWrongFormat(got=number)
    if teaching >= len(TEACHINGS):
        raise MessageMalformed(what=f"expected a teaching of 0 to {len(TEACHINGS) - 1}, got {teaching}")
    return Frame(sequence, captured_at, FORMAT_CODES[number], data[_FRAME.size :], TEACHINGS[teaching])


def _require_header(data: bytes, header: struct.Struct) -> None:
    if len(data) < header.size:
        raise MessageMalformed(what=f"its header has {header.size} bytes, but only {len(data)} came")


def _require_size(points: bytes, expected: int) -> None:
    if len(points) != expected:
        raise LandmarksWrongShape(expected=expected, got=len(points))


def _require_range(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:  # NaN too
        raise LandmarksOutOfRange(field=name, got=value, expected=f"{low:g} to {high:g}")


def _require_time(captured_at: float) -> None:
    if not 0 <= captured_at <= LATEST:
        raise TimeImplausible(got=captured_at, expected=f"0 to {LATEST:g}")


def _dtype(is_float32: bool) -> np.dtype:
    return np.dtype("<f4" if is_float32 else "<f2")


def _to_byte(share: float | None) -> int:
    return _UNKNOWN if share is None else min(round(share * 255), _UNKNOWN - 1)


def _shares(values: np.ndarray) -> np.ndarray:
    return np.where(values == _UNKNOWN, np.nan, values / np.float32(255))


def _from_byte(value: int) -> float | None:
    return None if value == _UNKNOWN else value / 255
