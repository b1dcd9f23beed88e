"""The canonical face: mediapipe's geometry metadata (a protobuf message) written as JSON.

The messages, from ``mediapipe/modules/face_geometry/protos``::

    GeometryPipelineMetadata { Mesh3d canonical_mesh = 1; repeated WeightedLandmarkRef procrustes_landmark_basis = 2; }
    Mesh3d                   { repeated float vertex_buffer = 3 (x y z u v); repeated uint32 index_buffer = 4; }
    WeightedLandmarkRef      { uint32 landmark_id = 1; float weight = 2; }
"""

import json
import struct
from collections.abc import Iterator
from typing import Any

VARINT, LENGTH, FIXED32 = 0, 2, 5
VERTEX = 5  # floats of one vertex: x, y, z, u, v


def canonical_face(metadata: bytes) -> str:
    """Return the JSON text of the canonical face.

    Keys: ``vertices`` (468 x [x, y, z] in centimetres; x to the person's left, y up, z out of the face),
    ``uv`` (468 x [u, v], 0..1), ``triangles`` (n x 3 indices) and ``weights`` (landmark index -> Procrustes weight).
    """
    mesh = b"".join(value for field, value in _fields(metadata) if field == 1)
    floats = [value for field, value in _fields(mesh) if field == 3]
    indices = [value for field, value in _fields(mesh) if field == 4]
    vertices = [floats[at : at + VERTEX] for at in range(0, len(floats), VERTEX)]
    weighted = [dict(_fields(value)) for field, value in _fields(metadata) if field == 2]
    face = {
        "vertices": [vertex[:3] for vertex in vertices],
        "uv": [vertex[3:] for vertex in vertices],
        "triangles": [indices[at : at + 3] for at in range(0, len(indices), 3)],
        "weights": {str(landmark.get(1, 0)): landmark[2] for landmark in weighted},
    }
    return json.dumps(face, separators=(",", ":")) + "\n"


def _fields(message: bytes) -> Iterator[tuple[int, Any]]:
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        field, kind = key >> 3, key & 7
        if kind == VARINT:
            value, at = _varint(message, at)
            yield field, value
        elif kind == FIXED32:
            yield field, _float32(message[at : at + 4])
            at += 4
        elif kind == LENGTH:
            size, at = _varint(message, at)
            yield field, message[at : at + size]
            at += size
        else:
            raise ValueError(f"wire type {kind} at byte {at}: expected 0, 2 or 5 in mediapipe's geometry metadata")


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def _float32(raw: bytes) -> float:
    """Return the shortest decimal number that is this float32."""
    exact = struct.unpack("<f", raw)[0]
    for digits in range(1, 10):
        short = float(f"{exact:.{digits}g}")
        if struct.pack("<f", short) == raw:
            return short
    return float(exact)
