"""Pictures to landmarks, of many people at once. Pictures are in memory here and nowhere else."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from analysis.face import FaceResult, Options, landmarker
from analysis.image import Image, ImageError, decode
from engagement.pipeline.stream import Item, Picture

# A few kilobytes can unfold into a hundred megabytes, and a batch holds a picture of everybody.
MOST_PIXELS = 2560 * 1440
# One face is measured; a second one is looked for, so that it can be said that there are several.
OPTIONS = Options(max_faces=2)
# A face of at least so much of the largest one's width leaves it unclear who is meant.
RIVAL = 0.6
# While a face is followed nobody else is seen: look at the whole picture every so often.
LOOK_AROUND_EVERY = 10


class Seen(NamedTuple):
    """What a picture showed: the largest face if there is one."""

    faces: int  # that might be the participant
    face: FaceResult | None
    width: int
    height: int
    region: np.ndarray  # (5,) where to look in the next picture; NaN: everywhere


def look(items: Sequence[Item], pictures: Mapping[int, Picture], regions: np.ndarray) -> list[Seen | None]:
    """What each picture shows; None where it cannot be decoded. `regions` (n, 5), NaN where nobody is followed."""
    images = [_decoded(pictures[item["participant"]][1]) for item in items]
    readable = [(row, image) for row, image in enumerate(images) if image is not None]
    wanted = [_where(items[row]["sequence"], regions[row]) for row, _ in readable]
    found = landmarker().track_batch([image for _, image in readable], wanted, OPTIONS)
    seen: list[Seen | None] = [None] * len(items)
    for (row, image), faces in zip(readable, found, strict=True):
        seen[row] = _seen(image, faces)
    return seen


def _decoded(data: bytes) -> Image | None:
    try:
        return decode(data, MOST_PIXELS)
    except ImageError:
        return None  # the caller rejects it, with a sentence


def _where(sequence: int, region: np.ndarray) -> np.ndarray | None:
    return None if np.isnan(region).any() or sequence % LOOK_AROUND_EVERY == 0 else region


def _seen(image: Image, faces: list[FaceResult]) -> Seen:
    rivals = _rivals(faces)
    # Where there are two, the next picture is searched again: following one would forget the other.
    region = faces[0].region if rivals == 1 else np.full(5, np.nan, np.float32)
    return Seen(rivals, faces[0] if faces else None, image.shape[1], image.shape[0], region)


def _rivals(faces: list[FaceResult]) -> int:
    """Faces that might be the participant: somebody far behind the largest one is a passer-by."""
    return sum(face.region[2] >= RIVAL * faces[0].region[2] for face in faces)
