"""How observations stray from the truth: a constant of the person, a slow part and a white one, as measured.

Where the numbers come from (``python -m analysis.benchmarks.noise``: six clips with 1300 frames, whole and shrunken,
clean and with grain of 10 and JPEG q60, the same within a tenth before and after the pose was changed; yaw / pitch /
roll in degrees; w = width of the face in pixels):

- constant, person and camera: 1.9 / 2.8 / 0.7 (agreement of independent methods over 800 portraits; on the 500 of
  GENKI the spread about the labels, 3.9 / 6.0 / 1.1, is no more than the labels' own 3.8 / 6.8 / 1.2). Smaller faces
  add 0.84 / 1.30 / 0.42 at w = 35. Eyewear moves pitch by 4 to 7.
- slow: 468 against 478 points 0.38 / 0.60 / 0.23; grain and size add 0.79 / 1.28 / 0.38 at w = 35. Expression moves
  pitch by 3 to 4.
- white: clean 0.13 / 0.17 / 0.08 at every size; grainy 0.30 / 0.37 / 0.16 at w = 228, 0.35 / 0.48 / 0.20 at 115,
  0.63 / 0.82 / 0.34 at 58, 1.03 / 1.31 / 0.57 at 35: nearly 0.27 and 34 / w together for yaw.
- no clip is turned beyond 30 degrees. Rendered heads at 60, 75 and 90 degrees all read as 50 to 60
  (`analysis.uncertainty`): yaw is compressed from 40 degrees on. That white doubles by 60 degrees is assumed.
- aperture ratio: open 0.22 to 0.32 by person, shut 0.06 to 0.10, with glasses up to 0.113 more than without; white
  0.004 clean and 0.009 grainy at w = 115, slow 0.006. Gaze: white 0.45 clean, 1.1 grainy, slow 0.9, constant 4.
"""

import numpy as np

from analysis import eyes, gaze, uncertainty
from analysis.distance import UNKNOWN_CAMERA
from analysis.engine import absent
from analysis.head_pose import focal_length
from analysis.projection import Camera, Heads
from analysis.quality import GOOD_FACE_PX
from analysis.simulator.behaviour import Behaviour, Moments
from analysis.simulator.movement import Waves
from analysis.types import COMPACT_INDICES, LandmarkBatch, Reason

FACE_CM = 15.0
CAMERA = Camera()
_CONSTANT, _SLOW, _WHITE = np.array([1.9, 2.8, 0.7]), np.array([0.38, 0.60, 0.23]), np.array([0.13, 0.17, 0.08])
_SMALL_CONSTANT, _SMALL_SLOW = np.array([0.84, 1.30, 0.42]) * 35.0, np.array([0.79, 1.28, 0.38]) * 35.0
_GRAINY, _GRAINY_SMALL = np.array([0.27, 0.35, 0.15]), np.array([34.0, 44.0, 19.0])
_EYEWEAR_DEG, _EXPRESSION_DEG = (4.0, 7.0), -3.5
# Gaze turns back by a part of the head's turn: 0.23 on a scanned head, of which about 0.15 are its flat eyes.
_TURNS_BACK = 0.1
# 60 degrees read as 50, 75 as 53, 90 as 55.
_COMPRESSED_FROM_DEG, _AT_MOST_MORE_DEG, _COMPRESSION_DEG = 40.0, 15.0, 25.0
_RESIDUAL_CM, _EYE_SHARE, _CONFIDENCE = 0.25, 0.2, 0.98
# Faces that the detector loses for a frame: of all, and beyond 60 degrees or 2.4 m.
_LOST, _LOST_OFTEN = 0.003, 0.03


class Noise:
    """What one person's camera adds.

    Parameters
    ----------
    random : numpy Generator
    glasses : bool
    poor_camera : bool
        Grain and compression.
    """

    def __init__(self, random: np.random.Generator, glasses: bool = False, poor_camera: bool = False) -> None:
        self._poor, self._glasses = poor_camera, glasses
        self._constant = random.normal(size=3) * _CONSTANT
        self._constant[1] += glasses * random.choice([-1, 1]) * random.uniform(*_EYEWEAR_DEG)
        self._small = random.normal(size=3) * _SMALL_CONSTANT
        self._slow, self._size_slow = (Waves(random, 0.05, 0.5, tuple(sd)) for sd in (_SLOW, _SMALL_SLOW))
        self._open = random.uniform(0.22, 0.32, size=1) * random.uniform(0.95, 1.05, size=2)
        self._shut = random.uniform(0.06, 0.10) + glasses * random.uniform(0.01, 0.04)
        self._lids = Waves(random, 0.05, 0.5, (0.006, 0.006))
        self._gaze_zero, self._gaze = random.normal(size=2) * 4.0, Waves(random, 0.05, 0.5, (0.9, 0.9))
        self._distance = random.normal(1.0, 0.08)

    def angles(self, t: np.ndarray, moments: Moments, camera: Camera) -> np.ndarray:
        """Angles as measured but for the white part: (n,) seconds and their moments to (n, 3) degrees."""
        seen = moments.heads.angles.copy()
        seen[:, 0] = _compressed(seen[:, 0])
        width = face_width(moments.heads, camera)[:, None]
        strayed: np.ndarray = seen + self._constant + self._slow.at(t) + (self._small + self._size_slow.at(t)) / width
        strayed[:, 1] += _EXPRESSION_DEG * moments.expression
        return strayed

    def white(self, random: np.random.Generator, moments: Moments, camera: Camera) -> np.ndarray:
        """(n, 3) degrees, new for each frame."""
        sd = self._white_sd(moments.heads, camera)
        return np.asarray(random.normal(size=sd.shape) * sd)

    def apertures(self, random: np.random.Generator, t: np.ndarray, moments: Moments) -> np.ndarray:
        """(n, 2): left and right, as `engine.measure` gives them before it leaves out what it does not trust."""
        white = random.normal(size=(len(t), 2)) * (0.009 if self._poor else 0.004)
        ratio = self._shut + (self._open - self._shut) * moments.heads.openness + self._lids.at(t) + white
        return np.asarray(np.maximum(ratio, 0.01))

    def gaze(self, random: np.random.Generator, t: np.ndarray, moments: Moments) -> np.ndarray:
        """(n, 2) degrees."""
        white = random.normal(size=(len(t), 2)) * (1.1 if self._poor else 0.45)
        turned_back = _TURNS_BACK * moments.heads.angles[:, :2]
        return np.asarray(moments.heads.gaze - turned_back + self._gaze_zero + self._gaze.at(t) + white)

    def distance(self, random: np.random.Generator, moments: Moments) -> np.ndarray:
        """(n,) cm."""
        true = np.linalg.norm(moments.heads.position, axis=1)
        return np.asarray(true * self._distance * random.normal(1.0, 0.01, size=len(true)))

    def _white_sd(self, heads: Heads, camera: Camera) -> np.ndarray:
        turned = 1.0 + np.clip(np.abs(heads.angles[:, :1]) - 30.0, 0.0, 60.0) / 30.0
        if not self._poor:
            return np.asarray(_WHITE * turned)
        return np.asarray(np.hypot(_GRAINY, _GRAINY_SMALL / face_width(heads, camera)[:, None]) * turned)


def face_width(heads: Heads, camera: Camera) -> np.ndarray:
    """(n,) pixels that a face 15 cm wide takes."""
    focal = focal_length(np.array(camera.height), np.array(camera.fov_deg))
    return np.asarray(focal * FACE_CM / heads.position[:, 2])


def observe(
    behaviour: Behaviour, times: np.ndarray, random: np.random.Generator, camera: Camera = CAMERA
) -> np.ndarray:
    """What the product would measure of somebody, without drawing and finding a face.

    Parameters
    ----------
    behaviour : Behaviour
    times : (n,) float array, seconds since its start
    random : numpy Generator
        For the noise.
    camera : Camera

    Returns
    -------
    (n,) array of `MEASURED`
    """
    manner, moments = behaviour.person.manner, behaviour.at(times)
    noise = Noise(random, manner.glasses, manner.poor_camera)
    reason = np.where(_is_lost(random, moments) & (moments.reason == Reason.KNOWN), Reason.NO_FACE, moments.reason)
    rows = absent(reason.astype(np.uint8), len(times))
    angles = noise.angles(times, moments, camera) + noise.white(random, moments, camera)
    _fill(rows, angles, face_width(moments.heads, camera))
    aperture, looks = noise.apertures(random, times, moments), noise.gaze(random, times, moments)
    aperture[_is_unclear(angles[:, 0], face_width(moments.heads, camera))] = np.nan
    looks[gaze.is_hidden(angles[:, 0], aperture)] = np.nan
    rows["aperture_left"], rows["aperture_right"] = aperture.T
    rows["gaze_yaw_deg"], rows["gaze_pitch_deg"] = looks.T
    rows["distance_cm"] = noise.distance(random, moments)
    rows["distance_error_cm"] = UNKNOWN_CAMERA * rows["distance_cm"]
    rows["x_cm"], rows["y_cm"], rows["z_cm"] = moments.heads.position.T
    rows["quality"] = np.clip(face_width(moments.heads, camera) / GOOD_FACE_PX, 0.0, 1.0)
    rows["faces"], rows["confidence"] = 1, _CONFIDENCE
    gone = reason != Reason.KNOWN
    rows[gone] = absent(reason[gone].astype(np.uint8), int(gone.sum()))
    rows["teaching"] = moments.teaching
    return rows


def _fill(rows: np.ndarray, angles: np.ndarray, width: np.ndarray) -> None:
    """Angles, and what the product says of them."""
    residual, batch = np.full(len(rows), _RESIDUAL_CM), _batch(width)
    error = uncertainty.error_deg(angles, residual, width, batch)
    for column, axis in enumerate(("yaw", "pitch", "roll")):
        rows[f"{axis}_deg"], rows[f"{axis}_error_deg"] = angles[:, column], error[:, column]
    rows["out_of_range"] = uncertainty.out_of_range(angles, residual, batch.confidence)
    rows["success"] = True


def _batch(width: np.ndarray) -> LandmarkBatch:
    """Faces of which only their number and presence matter."""
    n = len(width)
    ones, nan = np.ones(n, np.float32), np.full(n, np.nan, np.float32)
    points = np.zeros((n, len(COMPACT_INDICES), 3), np.float32)
    none = np.zeros(n, bool)
    return LandmarkBatch(points, ones * _CONFIDENCE, ones, ones, ones, none, nan, nan, none.astype(np.uint8))


def _compressed(yaw: np.ndarray) -> np.ndarray:
    beyond = np.maximum(np.abs(yaw) - _COMPRESSED_FROM_DEG, 0.0)
    read = np.minimum(np.abs(yaw), _COMPRESSED_FROM_DEG) + _AT_MOST_MORE_DEG * np.tanh(beyond / _COMPRESSION_DEG)
    return np.asarray(np.sign(yaw) * read)


def _is_unclear(yaw: np.ndarray, width: np.ndarray) -> np.ndarray:
    """(n, 2): the left and the right eye, as `analysis.eyes` leaves them out."""
    return np.asarray(eyes.is_turned_away(yaw) | (width * _EYE_SHARE < eyes.MIN_EYE_PX)[:, None])


def _is_lost(random: np.random.Generator, moments: Moments) -> np.ndarray:
    hard = (np.abs(moments.heads.angles[:, 0]) > 60.0) | (moments.heads.position[:, 2] > 240.0)
    return np.asarray(random.uniform(size=len(hard)) < np.where(hard, _LOST_OFTEN, _LOST))
