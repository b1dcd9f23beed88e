"""Several faces in one stream of pictures, each under the same number for as long as it is seen."""

from dataclasses import dataclass, field

import numpy as np

from analysis.face import FaceResult, Landmarker, Options, near_any
from analysis.face_detection import SAME_FACE, region_overlap
from analysis.face_schedule import next_missed
from analysis.image import Image


@dataclass
class FaceTracker:
    """Follows the faces of one camera.

    Attributes
    ----------
    landmarker : Landmarker
    options : Options
        ``max_faces`` is the most people followed at once.
    detect_every : int
        Pictures between looks for newcomers, while fewer than ``max_faces`` are followed.
    remember : int
        Pictures for which somebody who was lost is recognised by where they were.
    """

    landmarker: Landmarker
    options: Options = field(default_factory=Options)
    detect_every: int = 15
    remember: int = 90
    _regions: dict[int, np.ndarray] = field(default_factory=dict, init=False)
    _missing: dict[int, int] = field(default_factory=dict, init=False)
    _since_detection: int = field(default=0, init=False)
    _missed: int = field(default=0, init=False)
    _next: int = field(default=1, init=False)

    def step(self, image: Image) -> dict[int, FaceResult]:
        """Measure the next picture.

        Parameters
        ----------
        image : ndarray of uint8, shape (height, width, 3)
            RGB.

        Returns
        -------
        dict of int to FaceResult
            By the person's number (1, 2, ...), in that order.
        """
        faces = self._followed(image)
        if self._should_detect(faces):
            self._since_detection = 0
            for face in self.landmarker.find([image], self.options, [self._missed], [list(faces.values())])[0]:
                faces[self._number(face, taken=set(faces))] = face
        self._since_detection += 1
        self._missed = next_missed(self._missed, bool(faces))
        self._remember(faces)
        return dict(sorted(faces.items()))

    def _followed(self, image: Image) -> dict[int, FaceResult]:
        numbers = [number for number in self._regions if number not in self._missing]
        regions = [self._regions[number] for number in numbers]
        faces: dict[int, FaceResult] = {}
        followed = self.landmarker.follow([image] * len(numbers), regions, self.options)
        for number, face in zip(numbers, followed, strict=True):
            # Two regions may slide onto one face: it keeps the older number.
            if face is not None and not near_any(face.region, faces.values()):
                faces[number] = face
        return faces

    def _should_detect(self, faces: dict[int, FaceResult]) -> bool:
        lost = len(faces) < len(self._regions)
        due = self._since_detection >= self.detect_every
        return len(faces) < self.options.max_faces and (lost or due or not faces)

    def _number(self, face: FaceResult, taken: set[int]) -> int:
        """Return the number of the missing person who was where this face is, or a new one."""
        overlaps = {
            number: region_overlap(region, face.region)
            for number, region in self._regions.items()
            if number not in taken
        }
        best = max(overlaps, key=overlaps.__getitem__, default=None)
        if best is not None and overlaps[best] >= SAME_FACE:
            return best
        self._next += 1
        return self._next - 1

    def _remember(self, faces: dict[int, FaceResult]) -> None:
        missing = {number: self._missing.get(number, 0) + 1 for number in self._regions if number not in faces}
        self._missing = {number: pictures for number, pictures in missing.items() if pictures <= self.remember}
        kept = {number: self._regions[number] for number in self._missing}
        self._regions = kept | {number: face.region for number, face in faces.items()}
