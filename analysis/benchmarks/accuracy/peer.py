"""mediapipe's own result on the same pictures, from an interpreter that has it."""

from collections.abc import Sequence

import numpy as np

from analysis import engine
from analysis.benchmarks.accuracy.context import Looks, Picture, joined
from analysis.benchmarks.peer import NAME, Peer, PeerError
from analysis.face import FaceResult
from analysis.face_mesh import region_of
from analysis.image import Image
from analysis.pictures import landmark_batch
from analysis.types import Reason

__all__ = ["NAME", "Mediapipe", "PeerError"]


class Mediapipe(Peer):
    """An `Observer`: the landmarks of mediapipe's FaceMesh where its own detector and gates let a face through, and our
    angles of them."""

    def __call__(self, pictures: Sequence[Picture]) -> Looks:
        return joined([self._look(picture.image(), picture.fov_deg) for picture in pictures])

    def _look(self, image: Image, fov_deg: float) -> tuple[FaceResult | None, np.ndarray]:
        height, width = image.shape[:2]
        points, _ = self.measure(image)
        if np.isnan(points).any():
            return None, engine.absent(Reason.NO_FACE, 1)
        face = FaceResult(points, 1.0, region_of(points), np.nan, np.nan)
        return face, engine.measure(landmark_batch([face], [(width, height)], [1], [fov_deg], [False]))
