"""What has to be remembered about a person between observations, as one row of plain numbers."""

import numpy as np

from analysis.types import Reason, State

PERSON_VERSION = 1
"""Version of `PERSON`: stored rows of another version cannot be read."""

PERSON = np.dtype(
    [
        # Last observation. `at` is NaN before the first.
        ("at", "<f8"),
        ("known_at", "<f8"),
        ("probability", "<f8"),
        # One-Euro filter: yaw, pitch, roll and their speeds.
        ("angles", "<f8", (3,)),
        ("speeds", "<f8", (3,)),
        # Zones (screen, second screen, notes): yaw, pitch, variances of both, covariance; NaN = not taught.
        ("zones", "<f8", (3, 5)),
        ("zone_s", "<f8"),
        # Leaky buffer: time left off all zones, time on a zone while away.
        ("buffer_s", "<f8"),
        ("back_s", "<f8"),
        # Eyes: open-eye aperture of left and right; since when they are closed (NaN = open).
        ("baseline", "<f8", (2,)),
        ("baseline_s", "<f8", (2,)),
        ("closed_at", "<f8"),
        # Current segment. NaN before the first.
        ("segment_at", "<f8"),
        ("segment_angles", "<f8", (3,)),
        # Current window. NaN before the first.
        ("window_at", "<f8"),
        ("seconds", "<f8", (len(State),)),
        ("low_s", "<f8"),
        ("high_s", "<f8"),
        ("reason_s", "<f8", (len(Reason),)),
        ("angle_sums", "<f8", (3,)),
        ("angle_squares", "<f8", (3,)),
        ("speed_sum", "<f8"),
        ("distance_sum", "<f8"),
        ("quality_sum", "<f8"),
        # Region of the face in the frames path (owner: analysis.face); NaN = not tracked.
        ("region", "<f4", (5,)),
        ("last_sequence", "<u4"),
        ("segment_known", "<u4"),
        ("segment_observations", "<u4"),
        ("known", "<u4"),
        ("observations", "<u4"),
        ("blinks", "<u4"),
        ("late", "<u4"),
        ("state", "u1"),
        ("reason", "u1"),
        # Index of the zone the person is on, -1 = none; and the one they were on last.
        ("zone", "i1"),
        ("last_zone", "i1"),
        ("away", "?"),
        ("present", "?"),
        ("spare", "u1", (2,)),
    ]
)
"""One person's state. Fields of equal size stand together so that a row is a multiple of 8 bytes; no padding."""

WINDOW_FIELDS = (
    *("seconds", "low_s", "high_s", "reason_s", "angle_sums", "angle_squares", "speed_sum", "distance_sum"),
    *("quality_sum", "known", "observations", "blinks", "late"),
)
"""What a new window begins from zero."""


def new_people(n: int) -> np.ndarray:
    """Rows of people of whom nothing has been observed.

    Parameters
    ----------
    n : int

    Returns
    -------
    (n,) array of `PERSON`
    """
    people = np.zeros(n, dtype=PERSON)
    for name in ("at", "known_at", "zones", "baseline", "closed_at", "segment_at", "window_at", "region"):
        people[name] = np.nan
    people["state"] = State.UNKNOWN
    people["reason"] = Reason.DISCONNECTED
    people["zone"] = -1
    return people
