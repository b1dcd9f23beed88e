"""What the server takes of the points of many faces at once."""

import numpy as np

from engagement.errors import HeadwayError, LandmarksNotFinite, LandmarksOutOfRange
from engagement.messages.binary import POINTS

# Faces whose points fit a core's cache: a thousand at once take ten times as long, all of it for fresh memory.
AT_ONCE = 40
MAX_VALUE = 1e4  # of a point, in units of the face's scale
# Mesh indices of the point set "compact", which is all that is measured: analysis.types.COMPACT_INDICES.
COMPACT = (
    *(4, 6, 10, 33, 54, 67, 117, 119, 121, 127, 129, 132, 133, 136, 143, 144, 145, 147, 152, 153, 154, 157, 158, 159),
    *(160, 161, 163, 198, 205, 234, 263, 284, 297, 346, 348, 350, 356, 358, 361, 362, 365, 372, 373, 374, 376, 380),
    *(381, 384, 385, 386, 387, 388, 390, 420, 425, 454, 468, 469, 470, 471, 472, 473, 474, 475, 476, 477),
)
TAKEN = {
    name: np.array([index for index in COMPACT if index < count], np.intp)
    for name, count in POINTS.items()
    if name.startswith("mesh")
}
"""Of the larger sets; of the others all."""

SOUND, NOT_FINITE, OUT_OF_RANGE = range(3)


def taken_count(point_set: str) -> int:
    """How many points of a face go on to the workers."""
    return len(TAKEN[point_set]) if point_set in TAKEN else POINTS[point_set]


def take(points: list[bytes], point_set: str, is_float32: bool) -> tuple[bytes, np.ndarray]:
    """What goes on to the workers of n faces, and what is wrong with each: (n,) of `SOUND` and so on.

    The points as they came over the wire, little endian; all of them are looked at, also those that go no further.
    """
    parts = [_take(points[at : at + AT_ONCE], point_set, is_float32) for at in range(0, len(points), AT_ONCE)]
    return b"".join([taken for taken, _ in parts]), np.concatenate([found for _, found in parts])


def _take(points: list[bytes], point_set: str, is_float32: bool) -> tuple[bytes, np.ndarray]:
    bits = np.frombuffer(b"".join(points), "<u4" if is_float32 else "<u2").reshape(len(points), POINTS[point_set], 3)
    taken = bits.take(TAKEN[point_set], axis=1) if point_set in TAKEN else bits
    return taken.tobytes(), flaws(bits, is_float32)


def flaws(bits: np.ndarray, is_float32: bool) -> np.ndarray:
    """(n,) uint8. Magnitudes of floats are ordered like their bits, and comparing integers is several times faster."""
    kind = "<f4" if is_float32 else "<f2"
    peak = (bits & (0x7FFFFFFF if is_float32 else 0x7FFF)).max(axis=(1, 2)).view(kind)
    result: np.ndarray = np.select([~np.isfinite(peak), peak > MAX_VALUE], [NOT_FINITE, OUT_OF_RANGE], SOUND)
    return result.astype(np.uint8)


def error_of(flaw: int) -> HeadwayError:
    if flaw == NOT_FINITE:
        return LandmarksNotFinite()
    return LandmarksOutOfRange(field="a point", got=f"more than {MAX_VALUE:g}", expected=f"at most {MAX_VALUE:g}")
