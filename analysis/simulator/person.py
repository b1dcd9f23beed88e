"""Who sits there: where they see what, how they move, and what they wear."""

from dataclasses import dataclass

import numpy as np

from analysis.simulator.doing import Doing
from analysis.simulator.movement import Steps, Waves

# Where the eyes go, in degrees from the middle of the screen: least and most of the yaw, least and most of the pitch.
_DIRECTIONS = {
    Doing.SECOND_SCREEN: (38.0, 55.0, -6.0, 4.0),
    Doing.NOTES: (-10.0, 14.0, -52.0, -40.0),
    Doing.NEIGHBOUR: (-85.0, -60.0, -8.0, 4.0),
    Doing.PHONE: (-12.0, 12.0, -58.0, -46.0),
    Doing.WINDOW: (50.0, 80.0, 4.0, 16.0),
    Doing.BEHIND: (128.0, 140.0, -8.0, 4.0),
    Doing.EYES_CLOSED: (-4.0, 4.0, -10.0, -4.0),
}
# How far the eyes wander there, as a share of how far they do on a screen.
_WANDERING = {Doing.NOTES: 0.6, Doing.PHONE: 0.3, Doing.NEIGHBOUR: 0.5, Doing.WINDOW: 0.6, Doing.EYES_CLOSED: 0.0}
_ON_LAP_WINDOW_DEG = 34.0
# The head's part of a turn of the eyes: 0.69 on average (Stiefelhagen & Zhu 2002), people differ.
_HEAD_SHARE = (0.5, 0.88)
# Standard deviation of a posture: yaw, pitch, roll, x, y, z; one of five (a slouch, a chin on a hand) goes further.
_LEANING = (2.0, 3.0, 2.0, 3.0, 1.2, 4.0)
_SLOUCH = (2.2, 2.2, 2.2, 1.0, 1.0, 1.0)
# Nobody goes on looking at a screen with their head turned further from it than the eyes can make up for at ease.
_AT_EASE_DEG = 16.0
# They stay where a camera can see them: cm from it, and to either side as a share of that.
_NEAREST_CM, _WIDEST = 32.0, 0.45


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody differs from most.

    Attributes
    ----------
    sway : float, > 0
        How many times as much they drift, lean and shift in their seat.
    speed : float, > 0
        How many times as fast their head turns.
    camera_yaw_deg : float, degrees
        Yaw of somebody who looks at the screen, when the camera stands beside it.
    lap : bool
        The laptop lies on their lap: the camera looks up and shakes, and whoever looks up looks over it.
    walks : bool
        They walk about, 0.7 to 2.6 m from the camera.
    glasses : bool
    poor_camera : bool
        Grain and compression of a poor webcam.
    """

    sway: float = 1.0
    speed: float = 1.0
    camera_yaw_deg: float = 0.0
    lap: bool = False
    walks: bool = False
    glasses: bool = False
    poor_camera: bool = False


USUAL = Manner()


class Person:
    """One person at one place.

    Parameters
    ----------
    random : numpy Generator
    manner : Manner
    duration_s : float, seconds
        For how long they will sit there.

    Attributes
    ----------
    head : (13, 4) float array
        Yaw, pitch, roll (degrees) of the head by `Doing`, and how far it wanders there (share of the screen's).
    eyes : (13, 2) float array, degrees
        Yaw and pitch of the eyes' aim by `Doing`, the head's included.
    """

    def __init__(self, random: np.random.Generator, manner: Manner, duration_s: float) -> None:
        self.manner = manner
        self._make_room(random)
        self._make_movement(random, duration_s)
        self.lid_drop = random.uniform(0.0, 0.15)

    def posture(self, t: np.ndarray) -> np.ndarray:
        """What the seat and the body add: (n,) seconds to (n, 6) yaw, pitch, roll (degrees), x, y, z (cm)."""
        moved = self._leaning.at(t)
        moved[:, :3] += self._drift.at(t) + self._sway.at(t)
        moved[:, :3] = _AT_EASE_DEG * np.tanh(moved[:, :3] / _AT_EASE_DEG)
        moved[:, 3:] += self._seat + self._shuffle.at(t)
        if self.manner.walks:
            moved[:, 3:] += self._walk.at(t)
        moved[:, 5] = np.maximum(moved[:, 5], _NEAREST_CM)
        moved[:, 3] = np.clip(moved[:, 3], -_WIDEST * moved[:, 5], _WIDEST * moved[:, 5])
        return moved

    def wandering(self, t: np.ndarray) -> np.ndarray:
        """Where on the screen the eyes are: (n,) seconds to (n, 2) degrees from its middle."""
        return self._fixations.at(t)

    def _make_room(self, random: np.random.Generator) -> None:
        share, side = random.uniform(*_HEAD_SHARE), random.choice([-1.0, 1.0])
        screen = np.array([random.uniform(-6, 6), random.uniform(-8, 1), random.normal(0, 2)])
        screen[0] += self.manner.camera_yaw_deg
        self.head_share = random.uniform(0.1, 0.45)
        self.head = np.tile(np.append(screen, 1.0), (len(Doing), 1))
        self.eyes = np.tile(screen[:2], (len(Doing), 1))
        for doing, bounds in _DIRECTIONS.items():
            aim = self._aim(random, doing, bounds, side)
            self.eyes[doing] += aim
            self.head[doing, :2] += share * aim
            self.head[doing, 3] = _WANDERING.get(doing, 1.0)

    def _aim(
        self, random: np.random.Generator, doing: Doing, bounds: tuple[float, float, float, float], side: float
    ) -> np.ndarray:
        yaw, pitch = side * random.uniform(*bounds[:2]), random.uniform(*bounds[2:])
        if self.manner.lap and doing == Doing.WINDOW:
            return np.array([yaw / 4, pitch + _ON_LAP_WINDOW_DEG])
        return np.array([yaw, pitch])

    def _make_movement(self, random: np.random.Generator, duration_s: float) -> None:
        sway, lap = self.manner.sway, 3.0 if self.manner.lap else 1.0
        self._seat = np.array([random.uniform(-7, 7), random.uniform(-3, 6), random.uniform(50, 72)])
        self._drift = Waves(random, 0.004, 0.03, (1.5 * sway, 1.5 * sway, 1.0 * sway))
        self._sway = Waves(random, 0.2, 0.8, (0.6 * sway * lap, 0.5 * sway * lap, 0.4 * sway * lap))
        self._shuffle = Waves(random, 0.01, 0.1, (1.5 * sway, 0.6 * sway, 1.8 * sway))
        leaning = tuple(size * min(sway, 2.0) for size in _LEANING)
        self._leaning = Steps.now_and_then(random, duration_s, 100.0 / sway, leaning, 2.0, far=_SLOUCH)
        screen = (random.uniform(6.0, 13.0), random.uniform(3.5, 7.0))
        self._fixations = Steps.now_and_then(random, duration_s, 2.4, screen, 0.35)
        self._walk = self._wander(random, duration_s) if self.manner.walks else self._leaning

    @staticmethod
    def _wander(random: np.random.Generator, duration_s: float) -> Steps:
        """Places in the room, one after another; x stays within the picture."""
        starts = np.cumsum(random.uniform(8.0, 30.0, size=int(duration_s / 8)))
        z = random.uniform(10.0, 200.0, size=len(starts))
        x = random.uniform(-0.35, 0.35, size=len(starts)) * (z + 50.0)
        return Steps(starts, np.stack([x, np.zeros(len(starts)), z], axis=1), 4.0)
