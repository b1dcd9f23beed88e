"""Observation types, and every convention of the numbers, stated here once.

Picture
    x runs right, y runs down, in pixels of the sender's picture, unmirrored. Pixel coordinates are continuous:
    the picture covers [0, width] x [0, height], so mirroring is ``x -> width - x``.
Camera
    Right-handed: x right, y down, z forward (away from the camera); centimetres. The camera sits at the origin, its
    optical axis through the middle of the picture, square pixels: ``f = height / 2 / tan(fov / 2)`` pixels, where
    ``fov`` is the *vertical* field of view in degrees.
Head
    The canonical face mesh, looking at the camera when unturned. Position is that of its origin, which lies inside
    the head about 3 cm behind the outer eye corners.
Angles
    Degrees. ``R = Ry(yaw) Rx(pitch) Rz(roll)``, intrinsic; yaw + = nose toward the picture's right (the person's own
    left), pitch + = nose up, roll + = clockwise in the picture. In the camera's axes these are the elementary rotations
    ``Ry(-yaw) Rx(-pitch) Rz(roll)``, that is ``scipy Rotation.from_euler("YXZ", [-yaw, -pitch, roll])``.
    They are *relative to the viewing ray* through the head's position ``(x, y, z)``: the rotation of the head in
    camera axes is ``V R`` where ``V`` pans and then tilts the optical axis onto the ray, without roll
    (``Ry(pan) Rx(tilt)``). So somebody who looks into the camera has yaw 0 and pitch 0 wherever they sit.
    Gaze has the same signs, relative to the head.
Left and right
    ``openness_left`` and so on are the person's own left and right. (Their left eye is on the right of the picture.)
Depth of landmarks
    Landmark z is in pixels, smaller = nearer, relative to the face's own mean depth, at the scale that one pixel has
    there: ``z = f (Z - D) / D`` with ``Z`` a point's distance along the viewing ray through the head's position (not
    along the optical axis: a network looks at a face that was cut out) and ``D`` the mean of ``Z`` over the 468 mesh
    points (MediaPipe's weak-perspective z).
Absent
    NaN for floats, with a `Reason` for the whole observation. A wrong input is an error, never a NaN.
Time
    Seconds since 1970 UTC, float64.
"""

from dataclasses import dataclass, field, fields
from enum import IntEnum
from typing import Self

import numpy as np

WINDOW_SECONDS = 10
UNKNOWN_FOV_DEG = 30.0

_STEADY_POINTS = (
    *(4, 6, 10, 33, 54, 67, 117, 119, 121, 127, 129, 132, 133, 136, 143, 147, 198),
    *(205, 263, 284, 297, 346, 348, 350, 356, 358, 361, 362, 365, 372, 376, 420, 425),
)
_LID_POINTS = (
    *(161, 163, 160, 144, 159, 145, 158, 153, 157, 154),
    *(388, 390, 387, 373, 386, 374, 385, 380, 384, 381),
)
_OUTLINE_POINTS = (152, 234, 454)
_IRIS_POINTS = tuple(range(468, 478))

COMPACT_INDICES: tuple[int, ...] = tuple(sorted({*_STEADY_POINTS, *_LID_POINTS, *_OUTLINE_POINTS, *_IRIS_POINTS}))
"""Mesh indices of the point set ``compact``: the 33 points by which MediaPipe aligns faces (eye corners among them),
five upper and five lower lid points of each eye, chin and both sides of the face, and the ten iris points; 66 in all.
Which of them the head pose is read from, and their weights: `landmarks.POSE_INDICES`."""

POINT_SETS: dict[str, int] = {"mesh478": 478, "mesh468": 468, "compact": len(COMPACT_INDICES), "ibug68": 68}
"""Points in each set, by its name on the wire. The 68 of iBUG have no depth: `lifting.lift` gives it to them."""


class _Labelled(IntEnum):
    @property
    def label(self) -> str:
        """The name on the wire and in files: lower case."""
        return self.name.lower()

    @classmethod
    def from_label(cls, label: str) -> Self:
        """The member with this label; ValueError names what was allowed."""
        try:
            return cls[label.upper()]
        except KeyError:
            allowed = ", ".join(member.label for member in cls)
            raise ValueError(f"unknown {cls.__name__.lower()} {label!r}; expected one of: {allowed}") from None


class Reason(_Labelled):
    """Why an observation is unknown; KNOWN when it is not."""

    KNOWN = 0
    NO_FACE = 1
    SEVERAL_FACES = 2
    TOO_SMALL = 3
    TOO_DARK = 4
    BLURRED = 5
    CUT_OFF = 6
    CAMERA_OFF = 7
    NO_FRAMES = 8
    PAUSED = 9
    DISCONNECTED = 10
    UNCALIBRATED = 11
    WITHDRAWN = 12


class Teaching(_Labelled):
    """The zone at which a person says that they are looking, while they teach it; NOTHING otherwise."""

    NOTHING = 0
    SCREEN = 1
    SECOND_SCREEN = 2
    NOTES = 3


class State(_Labelled):
    """What a person does as far as geometry can tell; read it as what it says, not as a mood."""

    FACING = 0
    SECOND_SCREEN = 1
    NOTES = 2
    AWAY = 3
    EYES_CLOSED = 4
    UNKNOWN = 5


@dataclass(frozen=True, slots=True)
class LandmarkBatch:
    """Landmarks of n faces, each from a picture of its own (of n people, or of one person at n times).

    Attributes
    ----------
    points : (n, 66, 3) float32, pixels
        The compact set (`COMPACT_INDICES`) in the sender's picture, mirrored or not as ``mirrored`` says.
        Iris points may be NaN; the others must be finite.
    confidence : (n,) float32, 0..1
        Presence given by the mesh network.
    width, height : (n,) float32, pixels
        Size of the picture.
    fov_deg : (n,) float32, degrees
        Vertical field of view; `UNKNOWN_FOV_DEG` where it is not known.
    mirrored : (n,) bool
        The picture was mirrored before its landmarks were found.
    sharpness, exposure : (n,) float32, 0..1 or NaN
        Of the face's region: 1 = as sharp as its size allows; mean brightness from black to white. NaN = unknown.
    faces : (n,) uint8
        Faces seen in the picture.
    misfit_px : (n,) float32, pixels
        NaN where the points have a depth of their own (everywhere, if left out); where `lifting.lift` gave it to them,
        how far the points that were seen lie from the face that it found.
    """

    points: np.ndarray
    confidence: np.ndarray
    width: np.ndarray
    height: np.ndarray
    fov_deg: np.ndarray
    mirrored: np.ndarray
    sharpness: np.ndarray
    exposure: np.ndarray
    faces: np.ndarray
    misfit_px: np.ndarray = field(default_factory=lambda: np.empty(0, np.float32))

    def __post_init__(self) -> None:
        expected = (len(self.points), len(COMPACT_INDICES), 3)
        if self.points.shape != expected:
            raise ValueError(f"points have shape {self.points.shape}; expected {expected}: see landmarks.to_compact")
        if not len(self.misfit_px):
            object.__setattr__(self, "misfit_px", np.full(len(self.points), np.nan, np.float32))
        names = ("confidence", "width", "height", "fov_deg", "mirrored", "sharpness", "exposure", "faces", "misfit_px")
        for name in names:
            shape = getattr(self, name).shape
            if shape != expected[:1]:
                raise ValueError(f"{name} has shape {shape}; expected {expected[:1]}, one value for each face")

    def __len__(self) -> int:
        return len(self.points)

    def select(self, rows: np.ndarray) -> Self:
        """Some of the faces: (n,) bool array or (m,) indices."""
        return type(self)(**{one.name: getattr(self, one.name)[rows] for one in fields(self)})


MEASURED = np.dtype(
    [
        ("success", "?"),
        ("reason", "u1"),
        ("faces", "u1"),
        ("confidence", "<f4"),
        ("yaw_deg", "<f4"),
        ("pitch_deg", "<f4"),
        ("roll_deg", "<f4"),
        ("x_cm", "<f4"),
        ("y_cm", "<f4"),
        ("z_cm", "<f4"),
        ("yaw_error_deg", "<f4"),
        ("pitch_error_deg", "<f4"),
        ("roll_error_deg", "<f4"),
        ("distance_cm", "<f4"),
        ("distance_error_cm", "<f4"),
        ("aperture_left", "<f4"),
        ("aperture_right", "<f4"),
        ("openness_left", "<f4"),
        ("openness_right", "<f4"),
        ("gaze_yaw_deg", "<f4"),
        ("gaze_pitch_deg", "<f4"),
        ("quality", "<f4"),
        ("out_of_range", "?"),
        ("teaching", "u1"),
    ]
)
"""One row per observation. ``success`` is ``reason == KNOWN``; without success only ``faces``, ``confidence`` and
``quality`` may hold numbers. ``aperture_*`` is the raw eye aperture ratio (height between the lids / eye width, about
0.25 when open), given by `engine.measure`; ``openness_*`` (0..1) is where it lies between the person's own shut and
open eyes, which only `attentiveness.step` knows: it is NaN before and filled in ``Step.measured``. ``gaze_*`` is as the
irises give it; where a person's sight usually goes, `attentiveness.step` keeps in ``PERSON``. ``*_error_deg`` and
``distance_error_cm`` are one standard deviation each. ``out_of_range``: the head is turned further than its angles can
be read; they are a lower bound then. ``teaching`` (`Teaching`) comes from the client, not from `engine.measure`."""


def columns(measured: np.ndarray, *names: str) -> np.ndarray:
    """Some measures side by side.

    Parameters
    ----------
    measured : (n,) array of `MEASURED`
    names : k str

    Returns
    -------
    (n, k) float64 array
    """
    return np.stack([measured[name].astype(np.float64) for name in names], axis=1)


SEGMENT = np.dtype(
    [
        ("person", "<u4"),
        ("started_at", "<f8"),
        ("ended_at", "<f8"),
        ("state", "u1"),
        ("reason", "u1"),
        ("yaw_deg", "<f4"),
        ("pitch_deg", "<f4"),
        ("roll_deg", "<f4"),
        ("observations", "<u4"),
        ("scoring_version", "<u4"),
    ]
)
"""A stretch of one person in one state and reason; the angles are medians over its known observations
(of at most 32 of them, evenly spread), NaN without any."""

WINDOW = np.dtype(
    [
        ("person", "<u4"),
        ("started_at", "<f8"),
        ("facing_s", "<f4"),
        ("second_screen_s", "<f4"),
        ("notes_s", "<f4"),
        ("away_s", "<f4"),
        ("eyes_closed_s", "<f4"),
        ("unknown_s", "<f4"),
        ("known_s", "<f4"),
        ("on_zone_low_s", "<f4"),
        ("on_zone_high_s", "<f4"),
        ("attentiveness", "<f4"),
        ("yaw_deg", "<f4"),
        ("pitch_deg", "<f4"),
        ("roll_deg", "<f4"),
        ("yaw_sd_deg", "<f4"),
        ("pitch_sd_deg", "<f4"),
        ("roll_sd_deg", "<f4"),
        ("speed_deg_s", "<f4"),
        ("blinks", "<f4"),
        ("eyes_s", "<f4"),
        ("perclos", "<f4"),
        ("distance_cm", "<f4"),
        ("quality", "<f4"),
        ("observations", "<u4"),
        ("late", "<u4"),
        ("main_reason", "u1"),
        ("scoring_version", "<u4"),
    ]
)
"""One person's aggregate over `WINDOW_SECONDS` from ``started_at``, a multiple of them in unix time.

The six ``*_s`` columns of states add up to the time accounted for: 10 s, less before the person came or after they
left, and less while the window is still open. ``known_s`` is their sum without ``unknown_s``. ``attentiveness`` is NaN
where less than half of the accounted time is known; ``on_zone_low_s / known_s .. on_zone_high_s / known_s`` is its
interval. Angles are means over known observations and their standard deviations; ``blinks`` (a count) is NaN where
observations came too slowly to see them; ``eyes_s`` is the time in which the openness of an eye was known, and
``perclos`` the share of it with a closure of at least 0.8 (NaN unless the scoring asks for it; over longer times, weigh
it by ``eyes_s``); ``speed_deg_s`` is the mean angular speed (steadiness); ``main_reason`` is the reason of most unknown
time, KNOWN (0) without any."""
