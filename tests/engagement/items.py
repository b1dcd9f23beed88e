"""Stream items as the web processes make them, and what the workers answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgpack
import numpy as np

from analysis.projection import Camera, Heads, points
from analysis.types import Reason, Teaching
from engagement.messages import Face, Landmarks
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
    moments = {"captured_at": at, "received_at": at + 0.1}
    return Item(kind, of.pk, of.session_id, sequence, **({"previous": sequence - 1} | moments | content))


def landmarks(
    of: Participant, sequence: int, at: float, yaw: float = 0.0, point_set: str = "mesh478", **values: Any
) -> Item:
    shown = head(yaw)[:468] if point_set == "mesh468" else head(yaw)
    return face_of(of, sequence, at, Face.from_pixels(point_set, shown), **values)


def face_of(of: Participant, sequence: int, at: float, face: Face, teaching: str = "nothing", **values: Any) -> Item:
    sent = Landmarks(sequence, at, face, int(CAMERA.width), int(CAMERA.height), exposure=0.5, teaching=teaching)
    known = {"fov_deg": CAMERA.fov_deg, "message": sent.to_wire()}
    return _item(of, LANDMARKS, sequence, at, **(known | values))


def no_face(of: Participant, sequence: int, at: float, reason: str = "no_face", faces: int = 0) -> Item:
    sent = Landmarks(sequence, at, None, 640, 480, reason, faces)
    return _item(of, LANDMARKS, sequence, at, message=sent.to_wire())


def status(of: Participant, sequence: int, at: float, reason: str = "camera_off", **values: Any) -> Item:
    return _item(of, STATUS, sequence, at, reason=Reason.from_label(reason), **values)


def frame(of: Participant, sequence: int, at: float, teaching: str = "nothing", **values: Any) -> Item:
    return _item(of, FRAME, sequence, at, teaching=Teaching.from_label(teaching), **values)


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
