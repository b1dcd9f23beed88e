"""From pictures to landmarks: find a face, follow it, and say how sure that is.

The steps, exactly; the browser's client follows them line by line. A region is (cx, cy, width, height, angle): a
square in pixels, turned by angle radians (clockwise, y down). A crop of size s shows, at its pixel (i, j), the picture
at centre + turn((i / s - 0.5) width, (j / s - 0.5) height), bilinear, values at integer coordinates (no half pixel).

Detector (`face_detection`)
    1. Look at a square of the picture, a region of angle 0: crop of 128 (short range) or 192 (full range), black
       outside, values mapped from 0..255 to -1..1.
    2. Network -> boxes (n, 16) and scores (n,): centre x, centre y, width, height, six keypoints; shares of the square.
       (Anchors are part of the network.) Keep score >= 0.5 in (a), >= 0.3 elsewhere (full range).
       Pixels = share * side + corner of the square.
    3. Weighted NMS over all squares of the picture that this stage looks at: the best box with all that overlap it by
       IoU > 0.3 becomes their mean weighted by score (keypoints too) and keeps the best score; repeat with the rest.
    4. Region of a box: its centre, side = 1.5 * max(width, height), angle = atan2 from keypoint 0 to keypoint 1.
    5. Second look at a region: full range, square around its centre, side = 8/3 * its width, score >= 0.1. The best box
       whose region overlaps the region looked at (IoU >= 0.3) and is at least 20 pixels wide takes its place; for a
       candidate of (a) their mean does: short range places near faces as well. Its score and that of the first look
       are added. No face without one, or where the sum is below 1.0 (12 cannot be reached).
Search, in three stages; each only where the ones before gave fewer faces than wanted
    a. Near: short range, square = the one with the longer side of the picture around its middle. Candidates = boxes at
       least 0.14 of the longer side wide.
    b. Far: full range, the same square. Candidates = its boxes, then the smaller ones of (a).
    c. Farthest: full range, tiles: squares of 9/16 of the longer side in the four corners (left top, right top, left
       bottom, right bottom); in the middle, and once, in a direction in which the picture is no longer than a tile.
       Only where there is no face at all yet, unless `Options.everywhere`.
    In each stage: drop candidates that overlap one before them (IoU of boxes >= 0.3) or a face found already (IoU of
    regions >= 0.3); the widest first, one more than faces are still wanted; step 5, then 11 and 12 on the rest; drop
    faces whose region overlaps that of one before them (IoU >= 0.3). The faces: the widest region first.
    What is due depends on `missed`, the number of pictures in a row without this person. 0: everything. Else (a)
    always, (b) if missed % 10 = 5, (c) if missed % 10 = 0, tile missed / 10 - 1 alone. Next: 0 if found, else
    missed % 40 + 1. (`face_schedule`)
Mesh (`face_mesh`)
    6. Crop of 192, edge pixels repeated outside, values 0..1. Network -> points (468 or 478, 3) in pixels of the
       crop, and presence. x, y go back to the picture as the crop came from it; z * width / 192.
    7. Region of points: centre of the upright bounding box of all points (irises too), side = 1.5 * its longer side,
       angle = atan2 from point 33 to point 263.
Following a known region (the 478 mesh measures; the 468 mesh holds on when the region has slipped)
    8. Measure with the mesh wanted in the known region. Presence > 0.5: done.
    9. Where 478 points are wanted: 468 mesh in the known region. Presence > 0.5: measure 478 in the region of those
       points; done.
    10. Otherwise step 5 at the known region, as if the first look had scored 0.6, then 11 and 12 on what it gives. No
        face: lost; search, with missed = 0.
A freshly detected region
    11. 468 mesh in it (presence p0), then the mesh wanted in the region of those points (presence p1): one refinement.
    12. A face if the sum of step 5 + 0.2 * (p0 + p1) >= 1.4; otherwise 468 mesh in the refined region (presence p2),
        and the same with p2 for p0 where it is larger.
Always
    13. The presence reported is the largest of those above. The region reported, for the next picture, is that of the
        points reported. Sharpness and exposure: `image.quality` of the last crop.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from analysis.face_detection import SAME_FACE, SMALL, Detection, Detector, candidates, region_overlap
from analysis.face_mesh import Mesh, region_of
from analysis.face_result import FaceResult, Options
from analysis.face_schedule import is_far_due, tiles_due
from analysis.image import Image, quality
from analysis.networks.registry import PROVIDERS

__all__ = ["FaceResult", "Landmarker", "Options", "landmarker", "near_any"]

ONE_FACE = Options()
FOLLOWED = 0.5
ENOUGH = 1.4
"""Sum of two looks, and of the meshes' presence with this weight, from which something is a face: detectors and meshes
err on different things, so their word together is better than a limit for each."""
PRESENCE_WEIGHT = 0.2
KNOWN = 0.6
"""What it counts for that a face was there in the last picture: as much as such a score."""


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
    """The detectors and the meshes together. Holds no state of anybody: safe to share within a process.

    Parameters
    ----------
    providers : sequence of str
        See `analysis.networks.registry.load`.
    """

    def __init__(self, providers: Sequence[str] = PROVIDERS) -> None:
        self.detector = Detector(providers)
        self._meshes = {points: Mesh(points, providers) for points in (468, 478)}

    def track(self, image: Image, region: np.ndarray | None = None, options: Options = ONE_FACE) -> list[FaceResult]:
        """Measure the faces of one picture; see `track_batch`."""
        return self.track_batch([image], [region], options)[0]

    def track_batch(
        self,
        images: Sequence[Image],
        regions: Sequence[np.ndarray | None],
        options: Options = ONE_FACE,
        missed: Sequence[int] | None = None,
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
        missed : sequence of n int, optional
            Pictures in a row in which each person was not found (`face_schedule.next_missed`); default: 0, the whole
            search.

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
        if not lost:
            return faces
        due = [missed[index] if missed is not None and regions[index] is None else 0 for index in lost]
        for index, found in zip(lost, self.find([images[index] for index in lost], options, due), strict=True):
            faces[index] = found
        return faces

    def find(
        self,
        images: Sequence[Image],
        options: Options = ONE_FACE,
        missed: Sequence[int] | None = None,
        known: Sequence[Sequence[FaceResult]] | None = None,
    ) -> list[list[FaceResult]]:
        """Search several pictures.

        Parameters
        ----------
        images, options, missed
            As in `track_batch`.
        known : sequence of n sequences of FaceResult, optional
            Faces of each picture that were measured already. They count in ``max_faces``.

        Returns
        -------
        list of n lists of FaceResult
            Those that were not known, the largest first.
        """
        due = [0] * len(images) if missed is None else missed
        faces = [list(of_one) for of_one in known or [()] * len(images)]
        before = [len(of_one) for of_one in faces]
        near = self.detector.near(images)
        good = {row: [box for box in boxes if box.share >= SMALL] for row, boxes in enumerate(near)}
        self._add(faces, images, good, options, is_near=True)
        rows = [row for row in range(len(images)) if len(faces[row]) < options.max_faces and is_far_due(due[row])]
        far = self.detector.far([images[row] for row in rows])
        small = ([box for box in near[row] if box.share < SMALL] for row in rows)
        self._add(faces, images, {row: far + rest for row, far, rest in zip(rows, far, small, strict=True)}, options)
        wanted = options.max_faces if options.everywhere else 1
        rows = [row for row in range(len(images)) if len(faces[row]) < wanted and tiles_due(due[row])]
        farthest = self.detector.farthest([images[row] for row in rows], [tiles_due(due[row]) for row in rows])
        self._add(faces, images, dict(zip(rows, farthest, strict=True)), options)
        return [sorted(found[old:], key=_width, reverse=True) for found, old in zip(faces, before, strict=True)]

    def _add(
        self,
        faces: list[list[FaceResult]],
        images: Sequence[Image],
        boxes: Mapping[int, Sequence[Detection]],
        options: Options,
        is_near: bool = False,
    ) -> None:
        """Measure the likely ones of the boxes of each picture, and keep what is a face."""
        likely = [
            (row, box)
            for row, found in boxes.items()
            for box in candidates(found, [face.region for face in faces[row]], options.max_faces)
        ]
        pictures, regions = [images[row] for row, _ in likely], [box.region for _, box in likely]
        if options.refine:
            measured = self._look_again(pictures, regions, [box.score for _, box in likely], options, is_near)
        else:
            measured = self._measure_once(pictures, regions, options)
        for (row, _), face in zip(likely, measured, strict=True):
            if face is not None and len(faces[row]) < options.max_faces and not near_any(face.region, faces[row]):
                faces[row].append(face)

    def follow(
        self, images: Sequence[Image], regions: Sequence[np.ndarray], options: Options = ONE_FACE
    ) -> list[FaceResult | None]:
        """Measure one known face in each picture (steps 8 to 10); None where it is lost."""
        looks = self._look(options.points, images, regions)
        faces = [
            looks.result(index, presence) if presence > FOLLOWED else None
            for index, presence in enumerate(looks.presence)
        ]
        for way in [self._hold] * (options.points == 478) + [self._look_where_it_was] * options.refine:
            lost = [index for index, face in enumerate(faces) if face is None]
            if not lost:
                break
            found = way([images[index] for index in lost], [regions[index] for index in lost], options)
            for index, face in zip(lost, found, strict=True):
                faces[index] = face
        return faces

    def _hold(
        self, images: Sequence[Image], regions: Sequence[np.ndarray], options: Options
    ) -> list[FaceResult | None]:
        """Measure with the 478 mesh where the 468 mesh still sees a face (step 9)."""
        rough = self._look(468, images, regions)
        held = np.flatnonzero(rough.presence > FOLLOWED).tolist()
        looks = self._look(options.points, [images[at] for at in held], [region_of(rough.points[at]) for at in held])
        faces: list[FaceResult | None] = [None] * len(images)
        for index, at in enumerate(held):
            faces[at] = looks.result(index, max(rough.presence[at], looks.presence[index]))
        return faces

    def _look_again(
        self,
        images: Sequence[Image],
        regions: Sequence[np.ndarray],
        scores: Sequence[float],
        options: Options,
        is_near: bool = False,
    ) -> list[FaceResult | None]:
        """Measure what a second look confirms (step 5, then 11 and 12)."""
        seen = self.detector.again(images, regions)
        sure = {
            row: ((regions[row] + box.region) / 2 if is_near else box.region, box.score + scores[row])
            for row, box in enumerate(seen)
            if box is not None and box.score + scores[row] >= ENOUGH - 2 * PRESENCE_WEIGHT
        }
        sums = np.array([total for _, total in sure.values()])
        places = [place for place, _ in sure.values()]
        measured = self._measure_found([images[row] for row in sure], places, sums, options)
        faces = dict(zip(sure, measured, strict=True))
        return [faces.get(row) for row in range(len(images))]

    def _look_where_it_was(
        self, images: Sequence[Image], regions: Sequence[np.ndarray], options: Options
    ) -> list[FaceResult | None]:
        return self._look_again(images, regions, [KNOWN] * len(images), options)

    def _measure_found(
        self, images: Sequence[Image], regions: Sequence[np.ndarray], sums: np.ndarray, options: Options
    ) -> list[FaceResult | None]:
        """Steps 11 and 12; `sums` are those of step 5."""
        rough = self._look(468, images, regions)
        refined = rough.regions()
        looks = self._look(options.points, images, refined)
        by_468 = rough.presence.copy()
        doubtful = np.flatnonzero(_total(sums, by_468, looks.presence) < ENOUGH).tolist()
        again = self._look(468, [images[index] for index in doubtful], [refined[index] for index in doubtful])
        by_468[doubtful] = np.maximum(by_468[doubtful], again.presence)
        is_face = _total(sums, by_468, looks.presence) >= ENOUGH
        return _accepted(looks, np.maximum(by_468, looks.presence), is_face)

    def _measure_once(
        self, images: Sequence[Image], regions: Sequence[np.ndarray], options: Options
    ) -> list[FaceResult | None]:
        looks = self._look(options.points, images, regions)
        return _accepted(looks, looks.presence, looks.presence > FOLLOWED)

    def _look(self, points: int, images: Sequence[Image], regions: Sequence[np.ndarray]) -> _Looks:
        return _Looks(*self._meshes[points].run(images, regions))


def _total(sums: np.ndarray, by_468: np.ndarray, presence: np.ndarray) -> np.ndarray:
    total: np.ndarray = sums + PRESENCE_WEIGHT * (by_468 + presence)
    return total


def near_any(region: np.ndarray, faces: Iterable[FaceResult]) -> bool:
    """Tell whether a region, (5,), is of one of these faces."""
    return any(region_overlap(region, face.region) >= SAME_FACE for face in faces)


def _width(face: FaceResult) -> float:
    return float(face.region[2])


def _accepted(looks: _Looks, presence: np.ndarray, is_face: np.ndarray) -> list[FaceResult | None]:
    return [looks.result(index, presence[index]) if yes else None for index, yes in enumerate(is_face)]


@cache
def landmarker(providers: tuple[str, ...] = PROVIDERS) -> Landmarker:
    """Return this process's landmarker; the networks are loaded on the first call."""
    return Landmarker(providers)
