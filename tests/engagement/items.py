"""Stream items as the web processes make them, and what the workers answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgpack
import numpy as np

from analysis.projection import Camera, Heads, points
from engagement.messages import Face
from engagement.models import Participant
from engagement.pipeline import stream

CAMERA = Camera()
WEB = "web1"


def head(yaw: float = 0.0, pitch: float = 0.0) -> np.ndarray:
    """(478, 3) pixels of a head 60 cm away with open eyes."""
    heads = Heads(np.array([[yaw, pitch, 0.0]]), np.array([[0.0, 0.0, 60.0]]), np.ones((1, 2)), np.zeros((1, 2)))
    face: np.ndarray = points(heads, CAMERA)[0]
    return face


def _item(of: Participant, sequence: int, at: float, **content: Any) -> stream.Item:
    moments = {"captured_at": at, "received_at": at + 0.1}
    return {
        "participant": of.pk,
        "session": of.session_id,
        "sequence": sequence,
        "previous": sequence - 1,
        **moments,
        **content,
    }


def landmarks(
    of: Participant, sequence: int, at: float, yaw: float = 0.0, point_set: str = "mesh478", **values: Any
) -> stream.Item:
    shown = head(yaw)[:468] if point_set == "mesh468" else head(yaw)
    face = Face.from_pixels(point_set, shown)
    content = {
        "kind": "landmarks",
        "reason": "known",
        "faces": 1,
        "confidence": 1.0,
        "sharpness": None,
        "exposure": 0.5,
        "width": int(CAMERA.width),
        "height": int(CAMERA.height),
        "fov_deg": CAMERA.fov_deg,
        "mirrored": False,
        "point_set": face.point_set,
        "origin_x": face.origin_x,
        "origin_y": face.origin_y,
        "scale": face.scale,
        "is_float32": face.is_float32,
        "points": face.points,
    }
    return _item(of, sequence, at, **(content | values))


def status(of: Participant, sequence: int, at: float, reason: str = "camera_off", **values: Any) -> stream.Item:
    return _item(of, sequence, at, kind="status", reason=reason, **values)


def frame(of: Participant, sequence: int, at: float, **values: Any) -> stream.Item:
    return _item(of, sequence, at, kind="frame", format="jpeg", fov_deg=None, mirrored=False, **values)


def end(of: Participant, at: float | None) -> stream.Item:
    return {"kind": "end", "participant": of.pk, "session": of.session_id, "ended_at": at}


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
