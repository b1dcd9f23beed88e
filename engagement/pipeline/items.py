"""What a client sent, as it goes from a web process to a worker: one at a time on the way in, many at once after it."""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from engagement.messages import POINT_SET_CODES
from engagement.messages import points as wire
from engagement.messages.binary import LANDMARKS_HEADER_BYTES, landmarks_columns

LANDMARKS, FRAME, STATUS, END, ENTER = range(5)
NAN = float("nan")


class Item(NamedTuple):
    """One message, and what its connection knows of it. Reason and teaching are numbered as in `analysis.types`."""

    kind: int
    participant: int
    session: int
    sequence: int = 0  # END and ENTER have none, and no `previous`
    # The last sequence accepted before it on its connection; is it more than what is stored, some were lost.
    previous: int = 0
    captured_at: float = NAN  # corrected; END: when, NaN with their last observation; ENTER: when they connected
    received_at: float = NAN
    mirrored: bool = False
    fov_deg: float = NAN  # NaN: not known
    reason: int = 0  # of a STATUS
    teaching: int = 0  # of a FRAME
    message: bytes = b""  # of LANDMARKS, as it came and was checked: its header says the rest


_KNOWN = Item._fields[:-1]
_ROW = struct.Struct("<Bqqqqdd?fBB")
_ROWS = np.dtype(
    list(zip(_KNOWN, ("u1", "<i8", "<i8", "<i8", "<i8", "<f8", "<f8", "?", "<f4", "u1", "u1"), strict=True))
)
HEAD = np.dtype(
    [(name, _ROWS[name]) for name in _KNOWN]
    + [("faces", "u1")]
    + [(name, "<f4") for name in ("confidence", "sharpness", "exposure")]  # 0..1
    + [("width", "<u2"), ("height", "<u2")]
    + [("point_set", "u1"), ("is_float32", "?")]  # messages.POINT_SET_CODES; 0: no face
    + [(name, "<f4") for name in ("origin_x", "origin_y", "scale")]  # messages.Face says how points become pixels
    + [("flaw", "u1")]  # of its points: messages.points
)
"""An item without its points; NaN is not known."""
_NOTHING = np.zeros(1, HEAD)
for _name in ("confidence", "sharpness", "exposure", "origin_x", "origin_y", "scale"):
    _NOTHING[_name] = NAN


class Faces(NamedTuple):
    """Those of the items whose points came in one form."""

    rows: np.ndarray  # (m,) int: which items
    point_set: str
    values: np.ndarray  # (m, k, 3) float16 or float32: what `messages.points` takes of them

    def only(self, place: np.ndarray) -> "Faces":
        """Those of some items: (n,) where each of all items stands then, -1 nowhere."""
        places = place[self.rows]
        return Faces(places[places >= 0], self.point_set, self.values[places >= 0])


@dataclass(frozen=True, slots=True)
class Items:
    """Many of them, in the order in which they came."""

    head: np.ndarray  # (n,) HEAD
    faces: tuple[Faces, ...]

    def __len__(self) -> int:
        return len(self.head)

    @classmethod
    def of(cls, items: Sequence[Item]) -> "Items":
        """Only what is measured of the points is kept; whether any is no number is noted in `flaw`."""
        head = _heads(items)
        faces = []
        for point_set, is_float32, rows in _forms(head):
            points = [items[row].message[LANDMARKS_HEADER_BYTES:] for row in rows.tolist()]
            taken, head["flaw"][rows] = wire.take(points, point_set, is_float32)
            faces.append(Faces(rows, point_set, _values(taken, point_set, is_float32)))
        return cls(head, tuple(faces))

    def packed(self) -> tuple[bytes, list[bytes]]:
        return self.head.tobytes(), [some.values.tobytes() for some in self.faces]

    @classmethod
    def unpacked(cls, head: bytes, values: Sequence[bytes]) -> "Items":
        items = np.frombuffer(head, HEAD)
        forms = zip(_forms(items), values, strict=True)
        faces = (Faces(rows, name, _values(some, name, is_float32)) for (name, is_float32, rows), some in forms)
        return cls(items, tuple(faces))

    @classmethod
    def joined(cls, parts: Sequence["Items"]) -> "Items":
        """One after another."""
        starts = np.cumsum([0, *map(len, parts)])
        faces = [
            some._replace(rows=some.rows + start)
            for part, start in zip(parts, starts.tolist(), strict=False)
            for some in part.faces
        ]
        return cls(np.concatenate([np.empty(0, HEAD), *(part.head for part in parts)]), tuple(_together(faces)))

    def only(self, which: np.ndarray) -> "Items":
        """Some of them, by a (n,) bool array or by (m,) different indices."""
        rows = np.flatnonzero(which) if which.dtype == np.bool_ else which
        place = np.full(len(self.head), -1, np.intp)
        place[rows] = np.arange(len(rows))
        return Items(self.head[rows], tuple(some.only(place) for some in self.faces))


def _heads(items: Sequence[Item]) -> np.ndarray:
    known = np.frombuffer(b"".join([_ROW.pack(*item[:-1]) for item in items]), _ROWS)
    head = np.repeat(_NOTHING, len(items))
    for name in _KNOWN:
        head[name] = known[name]
    rows = np.flatnonzero(known["kind"] == LANDMARKS)
    for name, column in landmarks_columns([items[row].message for row in rows.tolist()]).items():
        head[name][rows] = column
    return head


def _forms(head: np.ndarray) -> Iterable[tuple[str, bool, np.ndarray]]:
    """Point set, whether it is float32, and rows of each form that occurs."""
    form = head["point_set"].astype(np.intp) * 2 + head["is_float32"]
    for one in np.unique(form[form >= 2]).tolist():
        yield POINT_SET_CODES[one // 2], bool(one % 2), np.flatnonzero(form == one)


def _values(taken: bytes, point_set: str, is_float32: bool) -> np.ndarray:
    return np.frombuffer(taken, "<f4" if is_float32 else "<f2").reshape(-1, wire.taken_count(point_set), 3)


def _together(faces: Iterable[Faces]) -> Iterable[Faces]:
    """Those of one form as one."""
    alike: dict[tuple[str, Any], list[Faces]] = {}
    for some in faces:
        alike.setdefault((some.point_set, some.values.dtype), []).append(some)
    for (point_set, _), parts in alike.items():
        rows, values = (np.concatenate([part[at] for part in parts]) for at in (0, 2))
        yield Faces(rows, point_set, values)
