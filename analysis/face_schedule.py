"""How much is spent on looking for somebody who is not there: everything at once, then a little with each picture."""

from collections.abc import Sequence

from analysis.face_detection import TILES

# Once full range over the whole picture and once over a tile: less on average than one more short-range look.
FAR_EVERY = 10
PERIOD = FAR_EVERY * TILES
"""Pictures without this person after which the schedule begins anew."""


def next_missed(missed: int, found: bool) -> int:
    """Return what to pass as ``missed`` with the next picture.

    Parameters
    ----------
    missed : int
        What was passed with this one.
    found : bool
        This picture showed the person.

    Returns
    -------
    int
        0..`PERIOD`.
    """
    return 0 if found else missed % PERIOD + 1


def is_far_due(missed: int) -> bool:
    """Tell whether full range looks at the whole picture."""
    return missed == 0 or missed % FAR_EVERY == FAR_EVERY // 2


def tiles_due(missed: int) -> Sequence[int]:
    """Return the tiles that full range looks at, if nothing else shows a face: all, one or none."""
    if missed == 0:
        return range(TILES)
    return () if missed % FAR_EVERY else (missed // FAR_EVERY - 1,)
