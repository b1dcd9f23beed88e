"""Pictures to landmarks, of many people at once. Pictures are in memory here and nowhere else.

A participant's own camera shows the participant: whoever is followed stays the one who is meant, and others are only
counted. Where nobody is followed the largest face is meant, unless another is nearly as large.
"""

import random
import time
from collections.abc import Mapping
from typing import NamedTuple

import cv2
import numpy as np
from django.conf import settings

from analysis.face import FaceResult, Options, landmarker
from analysis.face_schedule import next_missed
from analysis.image import Image, ImageError, decode
from analysis.networks.registry import providers
from engagement.pipeline.stream import Picture

# Landmarks that came together with pictures wait for these.
BUDGET_S = 0.2
AT_ONCE = 8
# A few kilobytes can unfold into a hundred megabytes, and a batch holds a picture of everybody.
MOST_PIXELS = 2560 * 1440
# One face is measured; a second one is looked for, so that it can be said that there are several.
OPTIONS = Options(max_faces=2)
# A second face of at least so much of the largest one's width leaves it unclear who is meant.
RIVAL = 0.75
# While a face is followed nobody else is seen: look at the whole picture every so often.
LOOK_AROUND_EVERY = 10
# Several worker processes share the cores better than threads do.
cv2.setNumThreads(1)
# A worker that cannot have what the setting asks for ends as it starts.
PROVIDERS = providers(settings.INFERENCE)
NOWHERE = np.full(5, np.nan, np.float32)


class Seen(NamedTuple):
    """What a picture showed."""

    faces: int  # seen in it
    face: FaceResult | None  # of whoever is meant; None where nobody is, or where that is unclear (two faces)
    width: int
    height: int
    region: np.ndarray  # (5,) where to look in the next picture; NaN: everywhere
    missed: int  # what is due in the next picture's search


def look(head: np.ndarray, pictures: Mapping[int, Picture], people: np.ndarray) -> dict[int, Seen | None]:
    """What pictures show, by row; None where one cannot be decoded.

    `head` (n,) HEAD of the items; `people` (n,) PERSON: `region` and `missed`. A row that is missing was not looked at:
    there were more pictures than time, and somebody else's turn comes next.
    """
    until, rows = time.monotonic() + BUDGET_S, np.array(random.sample(range(len(head)), len(head)), np.intp)
    seen: dict[int, Seen | None] = {}
    for some in np.split(rows, range(AT_ONCE, len(rows), AT_ONCE)):
        if seen and time.monotonic() > until:
            break
        seen |= zip(some.tolist(), _look(head[some], pictures, people[some]), strict=True)
    return seen


def _look(head: np.ndarray, pictures: Mapping[int, Picture], people: np.ndarray) -> list[Seen | None]:
    images = {row: _decoded(pictures[one][1]) for row, one in enumerate(head["participant"].tolist())}
    readable = {row: image for row, image in images.items() if image is not None}
    found = _found(readable, people)
    others = _others({row: readable[row] for row in found if _looks_around(head[row], people[row])}, found)
    return [
        None if (image := images[row]) is None else _seen(image, found[row], others.get(row, []), people[row])
        for row in range(len(head))
    ]


def _decoded(data: bytes) -> Image | None:
    try:
        return decode(data, MOST_PIXELS)
    except ImageError:
        return None  # the caller rejects it, with a sentence


def _found(images: Mapping[int, Image], people: np.ndarray) -> dict[int, list[FaceResult]]:
    """The face that is followed in each picture, or else what a search finds."""
    regions = [people["region"][row] if _is_followed(people[row]) else None for row in images]
    missed = people["missed"][list(images)].tolist()
    return dict(
        zip(images, landmarker(PROVIDERS).track_batch(list(images.values()), regions, OPTIONS, missed), strict=True)
    )


def _others(images: Mapping[int, Image], found: Mapping[int, list[FaceResult]]) -> dict[int, list[FaceResult]]:
    """Who else is in these pictures."""
    known = [found[row] for row in images]
    return dict(zip(images, landmarker(PROVIDERS).find(list(images.values()), OPTIONS, known=known), strict=True))


def _is_followed(person: np.void) -> bool:
    return not np.isnan(person["region"]).any()


def _looks_around(item: np.void, person: np.void) -> bool:
    return _is_followed(person) and int(item["sequence"]) % LOOK_AROUND_EVERY == 0


def _seen(image: Image, found: list[FaceResult], others: list[FaceResult], person: np.void) -> Seen:
    face = None if _is_unclear(found) else found[0]
    region = NOWHERE if face is None else face.region
    missed = next_missed(int(person["missed"]), bool(found))
    return Seen(len(found) + len(others), face, image.shape[1], image.shape[0], region, missed)


def _is_unclear(found: list[FaceResult]) -> bool:
    """Nobody, or two of whom either might be the participant: somebody far behind the largest one is a passer-by."""
    return not found or any(face.region[2] >= RIVAL * found[0].region[2] for face in found[1:])
