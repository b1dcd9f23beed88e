"""Stream items as the web processes make them, and what the workers answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgpack
import numpy as np

from analysis.projection import Camera, Heads, points
from analysis.types import Reason, Teaching
from engagement.messages import Face
from engagement.messages.binary import POINT_SET_NUMBERS
from engagement.models import Participant
from engagement.pipeline import stream
from engagement.pipeline.items import END, FRAME, LANDMARKS, NAN, STATUS, Item

CAMERA = Camera()
WEB = "web1"


def head(yaw: float = 0.0, pitch: float = 0.0) -> np.ndarray:
    """(478, 3) pixels of a head 60 cm away with open eyes."""
    heads = Heads(np.array([[yaw, pitch, 0.0]]), np.array([[0.0, 0.0, 60.0]]), np.ones((1, 2)), np.zeros((1, 2)))
    face: np.ndarray = points(heads, CAMERA)[0]
    return face


def _item(of: Participant, kind: int, sequence: int, at: float, **content: Any) -> Item:
    """Teachings and reasons may be named."""
    moments = {"captured_at": at, "received_at": at + 0.1}
    for name, kinds in (("teaching", Teaching), ("reason", Reason)):
        if isinstance(content.get(name), str):
            content[name] = kinds.from_label(content[name])
    return Item(kind, of.pk, of.session_id, sequence, **({"previous": sequence - 1} | moments | content))


def landmarks(
    of: Participant, sequence: int, at: float, yaw: float = 0.0, point_set: str = "mesh478", **values: Any
) -> Item:
    shown = head(yaw)[:468] if point_set == "mesh468" else head(yaw)
    return face_of(of, sequence, at, Face.from_pixels(point_set, shown), **values)


def face_of(of: Participant, sequence: int, at: float, face: Face, **values: Any) -> Item:
    content = {
        "faces": 1,
        "confidence": 1.0,
        "exposure": 0.5,
        "width": int(CAMERA.width),
        "height": int(CAMERA.height),
        "fov_deg": CAMERA.fov_deg,
        "point_set": POINT_SET_NUMBERS[face.point_set],
        "origin_x": face.origin_x,
        "origin_y": face.origin_y,
        "scale": face.scale,
        "is_float32": face.is_float32,
        "points": face.points,
    }
    return _item(of, LANDMARKS, sequence, at, **(content | values))


def no_face(of: Participant, sequence: int, at: float, reason: str = "no_face", faces: int = 0) -> Item:
    return _item(of, LANDMARKS, sequence, at, reason=reason, faces=faces, width=640, height=480)


def status(of: Participant, sequence: int, at: float, reason: str = "camera_off", **values: Any) -> Item:
    return _item(of, STATUS, sequence, at, reason=reason, **values)


def frame(of: Participant, sequence: int, at: float, **values: Any) -> Item:
    return _item(of, FRAME, sequence, at, **values)


def end(of: Participant, at: float | None) -> Item:
    return Item(END, of.pk, of.session_id, captured_at=NAN if at is None else at)


class News:
    """What a web process was told, all of it up to now."""

    def __init__(self, pubsub: Any) -> None:
        self.pubsub = pubsub

    def read(self) -> dict[str, list[list[Any]]]:
        told: dict[str, list[list[Any]]] = {"acks": [], "resume": [], "reject": [], "entered": []}
        while message := self.pubsub.get_message(ignore_subscribe_messages=True, timeout=0.01):
            for kind, some in msgpack.unpackb(message["data"]).items():
                told[kind] += some
        return told


@contextmanager
def listening(process: str = WEB) -> Iterator[News]:
    with stream.client().pubsub() as pubsub:
        pubsub.subscribe(stream.acks_channel(process))
        while pubsub.get_message(timeout=0.01) is None:
            pass
        yield News(pubsub)
