"""From pictures to landmarks: find a face, follow it, and say how sure that is.

The steps, exactly; the browser's client follows them line by line. A region is (cx, cy, width, height, angle): a
square in pixels, turned by angle radians (clockwise, y down). A crop of size s shows, at its pixel (i, j), the picture
at centre + turn((i / s - 0.5) width, (j / s - 0.5) height), bilinear, values at integer coordinates (no half pixel).

Detector (`face_detection`)
    1. Region = the square with side max(width, height) around the picture's centre, angle 0. Crop of 128 (short range)
       or 192 (full range), black outside, values mapped from 0..255 to -1..1.
    2. Network -> boxes (n, 16) and scores (n,): centre x, centre y, width, height, six keypoints; shares of the square.
       (Anchors are part of the network.) Keep score >= 0.5. Pixels = share * side + corner of the square.
    3. Weighted NMS: the best box with all that overlap it by IoU > 0.3 becomes their mean weighted by score (keypoints
       too) and keeps the best score; repeat with the rest.
    4. Good = short-range boxes at least 0.14 of the square wide. Fewer of them than wanted: run full range, then append
       its boxes, then the small short-range ones, where they overlap none so far by IoU >= 0.3. Widest first.
    5. Region of a box: its centre, side = 1.5 * max(width, height), angle = atan2 from keypoint 0 to keypoint 1.
Mesh (`face_mesh`)
    6. Crop of 192, edge pixels repeated outside, values 0..1. Network -> points (468 or 478, 3) in pixels of the
       crop, and presence. x, y go back to the picture as the crop came from it; z * width / 192.
    7. Region of points: centre of the upright bounding box of all points (irises too), side = 1.5 * its longer side,
       angle = atan2 from point 33 to point 263.
Following a known region (the 478 mesh measures; the 468 mesh holds on when the region has slipped)
    8. Measure with the mesh wanted in the known region. Presence > 0.5: done.
    9. Where 478 points are wanted: 468 mesh in the known region. Presence > 0.5: measure 478 in the region of those
       points; done.
    10. Otherwise the face is lost: detect.
A freshly detected region
    11. 468 mesh in it (presence p0), then the mesh wanted in the region of those points (presence p1): one refinement.
    12. A face if p0 > 0.1 or p1 of a 468 mesh > 0.1; for 478 points: p0 > 0.1, else 468 mesh in the refined region
        > 0.1, else p1 > 0.3.
Always
    13. The presence reported is the largest of those above. The region reported, for the next picture, is that of the
        points reported. Sharpness and exposure: `image.quality` of the last crop.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from analysis.face_detection import Detector
from analysis.face_mesh import Mesh, region_of
from analysis.image import Image, quality

FOLLOWED = 0.5
FOUND = 0.1
FOUND_BY_478 = 0.3


@dataclass(frozen=True)
class Options:
    """What to look for.

    Attributes
    ----------
    points : int
        478 or 468.
    max_faces : int
        Most faces of one picture.
    refine : bool
        False: one look of the mesh wanted, presence > 0.5, instead of steps 11 and 12; what mediapipe does.
    """

    points: int = 478
    max_faces: int = 1
    refine: bool = True

    def __post_init__(self) -> None:
        if self.points not in (468, 478):
            raise ValueError(f"points is {self.points}: expected 468 or 478")
        if self.max_faces < 1:
            raise ValueError(f"max_faces is {self.max_faces}: expected at least 1")


@dataclass(frozen=True)
class FaceResult:
    """One face of one picture.

    Attributes
    ----------
    points : ndarray of float32, shape (478 or 468, 3)
        Pixels of the picture, x right, y down; z at the same scale, smaller = nearer.
    presence : float
        How likely this is a face, 0..1.
    region : ndarray of float32, shape (5,)
        Where to look in the next picture: centre x, centre y, width, height in pixels, angle in radians.
    sharpness, exposure : float
        0..1, see `analysis.image.quality`.
    """

    points: np.ndarray
    presence: float
    region: np.ndarray
    sharpness: float
    exposure: float


@dataclass(frozen=True)
class _Looks:
    """What a mesh said about n regions."""

    points: np.ndarray
    presence: np.ndarray
    crops: list[Image]

    def regions(self) -> list[np.ndarray]:
        return [region_of(points) for points in self.points]

    def result(self, index: int, presence: float) -> FaceResult:
        points = self.points[index]
        sharpness, exposure = quality(self.crops[index])
        return FaceResult(
            points.astype(np.float32), float(presence), region_of(points).astype(np.float32), sharpness, exposure
        )


class Landmarker:
    """The detectors and the meshes together. Holds no state of anybody: safe to share within a process."""

    def __init__(self) -> None:
        self.detector = Detector()
        self._meshes = {points: Mesh(points) for points in (468, 478)}

    def track(self, image: Image, region: np.ndarray | None = None, options: Options = Options()) -> list[FaceResult]:
        """Measure the faces of one picture; see `track_batch`."""
        return self.track_batch([image], [region], options)[0]

    def track_batch(
        self, images: Sequence[Image], regions: Sequence[np.ndarray | None], options: Options = Options()
    ) -> list[list[FaceResult]]:
        """Measure the faces of several people's pictures at once.

        Parameters
        ----------
        images : sequence of n ndarray of uint8, shape (height, width, 3)
            RGB, of any sizes.
        regions : sequence of n (ndarray of float, shape (5,), or None)
            ``FaceResult.region`` of each person's last picture, or None to detect. While a region holds, only its face
            is returned: pass None now and then to learn of others.
        options : Options

        Returns
        -------
        list of n lists of FaceResult
            The largest face first; empty where there is none.
        """
        faces: list[list[FaceResult]] = [[] for _ in images]
        known = {index: region for index, region in enumerate(regions) if region is not None}
        followed = self.follow([images[index] for index in known], list(known.values()), options)
        for index, face in zip(known, followed, strict=True):
            faces[index] = [face] if face is not None else []
        lost = [index for index in range(len(images)) if not faces[index]]
        for index, found in zip(lost, self.find([images[index] for index in lost], options), strict=True):
            faces[index] = found
        return faces

    def find(self, images: Sequence[Image], options: Options = Options()) -> list[list[FaceResult]]:
        """Detect and measure the faces of several pictures, without any knowledge of earlier ones."""
        detections = self.detector.detect(images, options.max_faces)
        owners = [index for index, found in enumerate(detections) for _ in found]
        regions = [detection.region for found in detections for detection in found]
        measured = self._measure_found([images[index] for index in owners], regions, options)
        faces: list[list[FaceResult]] = [[] for _ in images]
        for index, face in zip(owners, measured, strict=True):
            if face is not None:
                faces[index].append(face)
        return faces

    def follow(
        self, images: Sequence[Image], regions: Sequence[np.ndarray], options: Options = Options()
    ) -> list[FaceResult | None]:
        """Measure one known face in each picture (steps 8 and 9); None where it is lost."""
        looks = self._look(options.points, images, regions)
        faces = [
            looks.result(index, presence) if presence > FOLLOWED else None
            for index, presence in enumerate(looks.presence)
        ]
        if options.points == 468:
            return faces
        slipped = [index for index, face in enumerate(faces) if face is None]
        rough = self._look(468, [images[index] for index in slipped], [regions[index] for index in slipped])
        held = [at for at, presence in enumerate(rough.presence) if presence > FOLLOWED]
        corrected = [region_of(rough.points[at]) for at in held]
        looks = self._look(478, [images[slipped[at]] for at in held], corrected)
        for index, at in enumerate(held):
            faces[slipped[at]] = looks.result(index, max(rough.presence[at], looks.presence[index]))
        return faces

    def _measure_found(
        self, images: Sequence[Image], regions: Sequence[np.ndarray], options: Options
    ) -> list[FaceResult | None]:
        if not options.refine:
            looks = self._look(options.points, images, regions)
            return _accepted(looks, looks.presence, looks.presence > FOLLOWED)
        rough = self._look(468, images, regions)
        refined = rough.regions()
        looks = self._look(options.points, images, refined)
        presence = np.maximum(rough.presence, looks.presence)
        if options.points == 468:
            return _accepted(looks, presence, presence > FOUND)
        doubtful = np.flatnonzero(rough.presence <= FOUND).tolist()
        again = self._look(468, [images[index] for index in doubtful], [refined[index] for index in doubtful])
        by_468 = rough.presence.copy()
        by_468[doubtful] = np.maximum(by_468[doubtful], again.presence)
        is_face = (by_468 > FOUND) | (looks.presence > FOUND_BY_478)
        return _accepted(looks, np.maximum(presence, by_468), is_face)

    def _look(self, points: int, images: Sequence[Image], regions: Sequence[np.ndarray]) -> _Looks:
        return _Looks(*self._meshes[points].run(images, regions))


def _accepted(looks: _Looks, presence: np.ndarray, is_face: np.ndarray) -> list[FaceResult | None]:
    return [looks.result(index, presence[index]) if yes else None for index, yes in enumerate(is_face)]


@cache
def landmarker() -> Landmarker:
    """Return this process's landmarker; the networks are loaded on the first call."""
    return Landmarker()
