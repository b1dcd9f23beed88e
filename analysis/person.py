"""What has to be remembered about a person between observations, as one row of plain numbers."""

import numpy as np

from analysis.gaze import ZERO
from analysis.lids import LIDS, new_lids
from analysis.types import Reason, State

PERSON_VERSION = 2
"""Version of `PERSON`: stored rows of another version cannot be read."""

SEGMENT_SAMPLE = 32
LEARNING_SAMPLE = 32
VISIT_SAMPLE = 32

SUMS = np.dtype(
    [
        ("seconds", "<f8", (len(State),)),
        ("reason_s", "<f8", (len(Reason),)),
        ("low_s", "<f8"),
        ("high_s", "<f8"),
        ("eyes_s", "<f8"),
        ("shut_s", "<f8"),
        ("observations", "<f8"),
        ("known", "<f8"),
        ("late", "<f8"),
        ("blinks", "<f8"),
        ("angles", "<f8", (3,)),
        ("squares", "<f8", (3,)),
        ("speed", "<f8"),
        ("quality", "<f8"),
        ("distance", "<f8"),
        ("distances", "<f8"),
    ]
)
"""What is added up over a window: times, counts and sums, all float64; ``window`` of `PERSON` holds their bytes."""

PERSON = np.dtype(
    [
        # Last observation. `at` is NaN before the first; the openness is that of the wider eye, NaN = unknown.
        ("at", "<f8"),
        ("known_at", "<f8"),
        ("probability", "<f8"),
        ("openness", "<f8"),
        # One-Euro filter: yaw, pitch, roll and their speeds.
        ("angles", "<f8", (3,)),
        ("speeds", "<f8", (3,)),
        # Zones (screen, second screen, notes): yaw, pitch, variances of both, covariance; NaN = not taught.
        ("zones", "<f8", (3, 5)),
        # Time that went into each zone; steady time that went into learning the screen.
        ("zone_s", "<f8", (3,)),
        ("learned_s", "<f8"),
        # Teaching: means of each zone's first and latest visit, their time and end; the visit in progress.
        ("first_visit", "<f8", (3, 2)),
        ("latest_visit", "<f8", (3, 2)),
        ("taught_s", "<f8", (3,)),
        ("taught_at", "<f8", (3,)),
        ("visit_at", "<f8"),
        ("visit_s", "<f8"),
        # One standard deviation of how differently the same zone was read on two visits, yaw and pitch; 0 = unknown.
        ("repeatability", "<f8", (2,)),
        # Leaky buffer: time left off all zones, time on a zone while away.
        ("buffer_s", "<f8"),
        ("back_s", "<f8"),
        # Eyes: what openness is measured by, and since when they are closed.
        ("lids", LIDS),
        # Where their line of sight goes when they face the screen.
        ("sight", ZERO),
        # Current segment and window. NaN before the first.
        ("segment_at", "<f8"),
        ("window_at", "<f8"),
        ("window", "<f8", (SUMS.itemsize // 8,)),
        # Even samples of directions (NaN = empty): the segment's, the learned screen's, the visit's.
        ("segment_sample", "<f2", (SEGMENT_SAMPLE, 3)),
        ("learning_sample", "<f2", (LEARNING_SAMPLE, 2)),
        ("visit_sample", "<f2", (VISIT_SAMPLE, 2)),
        ("segment_known", "<u4"),
        ("segment_observations", "<u4"),
        # Region of the face in the frames path (owner: analysis.face); NaN = not tracked.
        ("region", "<f4", (5,)),
        ("last_sequence", "<u4"),
        ("state", "u1"),
        ("reason", "u1"),
        # Index of the zone the person is on, -1 = none; and the one they were on last.
        ("zone", "i1"),
        ("last_zone", "i1"),
        # Mark of the last known observation (`Teaching`), and whether its visit counts already.
        ("mark", "u1"),
        ("visit_counts", "?"),
        ("visits", "u1", (3,)),
        ("away", "?"),
        ("present", "?"),
        # Pictures in a row without a face: what is due in the search (`face_schedule`).
        ("missed", "u1"),
        ("spare", "u1", (4,)),
    ]
)
"""One person's state. Fields of equal size stand together so that a row is a multiple of 8 bytes; no padding."""

_NAN = (
    *("at", "known_at", "openness", "zones", "first_visit", "latest_visit", "taught_at", "visit_at"),
    *("segment_at", "window_at", "segment_sample", "learning_sample", "visit_sample", "region"),
)


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
    for name in _NAN:
        people[name] = np.nan
    people["lids"] = new_lids(n)
    people["state"] = State.UNKNOWN
    people["reason"] = Reason.DISCONNECTED
    people["zone"] = -1
    return people
