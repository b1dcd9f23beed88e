"""What people do in front of a camera: for a while (`Doing`), and in passing (`Brief`)."""

from enum import IntEnum

import numpy as np

from analysis.types import Reason, Teaching


class Doing(IntEnum):
    """What somebody does for a while. The first three have a zone; from GONE on there is nothing to see."""

    SCREEN = 0
    SECOND_SCREEN = 1
    NOTES = 2
    NEIGHBOUR = 3
    PHONE = 4
    WINDOW = 5
    BEHIND = 6
    EYES_CLOSED = 7
    GONE = 8
    CAMERA_OFF = 9
    HIDDEN_TAB = 10
    PAUSED = 11
    OFFLINE = 12


class Brief(IntEnum):
    """What somebody does in passing, which takes nobody's attention away."""

    NOD = 0
    SHAKE = 1
    GLANCE = 2
    TIC = 3
    TALK = 4
    YAWN = 5
    DRINK = 6


TEACHES = {Doing.SCREEN: Teaching.SCREEN, Doing.SECOND_SCREEN: Teaching.SECOND_SCREEN, Doing.NOTES: Teaching.NOTES}
"""What a client is told while somebody teaches the place of a doing."""

_REASON = {
    Doing.GONE: Reason.NO_FACE,
    Doing.CAMERA_OFF: Reason.CAMERA_OFF,
    Doing.HIDDEN_TAB: Reason.NO_FRAMES,
    Doing.PAUSED: Reason.PAUSED,
    Doing.OFFLINE: Reason.DISCONNECTED,
}
REASON_OF = np.array([_REASON.get(doing, Reason.KNOWN) for doing in Doing], dtype=np.uint8)
"""(13,) `Reason` by `Doing`: why there is nothing to see."""
