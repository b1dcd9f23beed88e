"""Believable head movement of a person in an online lesson: a seeded script, smooth and repeatable.

``points(behaviour.at(times).heads, Camera())`` are the landmarks that a camera would see of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.projection import Camera, Heads, points
from analysis.types import Reason

__all__ = ["Behaviour", "Camera", "Habit", "Heads", "Moments", "Stretch", "points"]

_SCREEN, _SECOND_SCREEN, _NOTES, _NEIGHBOUR, _EYES_CLOSED, _AWAY, _CAMERA_OFF = range(7)

_NAMES = ("screen", "second_screen", "notes", "neighbour", "eyes_closed", "away", "camera_off")

# How often something else than the screen comes, and how long it lasts in the median (seconds).
_WEIGHTS = np.array([0.0, 0.34, 0.30, 0.18, 0.07, 0.08, 0.03])
_LENGTHS = np.array([16.0, 9.0, 8.0, 6.0, 3.5, 14.0, 35.0])
_REASONS = np.array([0, 0, 0, 0, 0, Reason.NO_FACE, Reason.CAMERA_OFF], dtype=np.uint8)
# Bands (Hz) of the slow movements: swaying of the head, drifting in the seat, wandering of the eyes.
_SLOW_BANDS = ((0.05, 0.45), (0.01, 0.08), (0.1, 0.9))

_TURN_SECONDS = 0.7
_BLINK_SECONDS = 0.12
_FADE = 0.25
# What a stretch of the lesson is for outweighs everything else together by so much.
_PULL = 4.0


@dataclass(frozen=True, slots=True)
class Moments:
    """What a camera would meet at n times: heads, and why there is none (`Reason`, KNOWN where there is one)."""

    heads: Heads
    reason: np.ndarray


@dataclass(frozen=True, slots=True)
class Habit:
    """How one person differs from most in something else than looking at the screen.

    Attributes
    ----------
    often, long : float, > 0
        How many times as often it comes and as long it lasts as with most people.
    """

    often: float = 1.0
    long: float = 1.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the lesson in which everybody looks less at the screen.

    Attributes
    ----------
    start_s, end_s : float, seconds since the start of the script
    factor : float, 0..1
        What is left of everyone's share of looking at the screen.
    instead : str, optional
        What most then do: "second_screen", "notes", "neighbour", "eyes_closed", "away" or "camera_off".
    """

    start_s: float
    end_s: float
    factor: float
    instead: str | None = None

    def __post_init__(self) -> None:
        if not 0.0 <= self.factor <= 1.0:
            raise ValueError(f"factor is {self.factor}; expected a share between 0 and 1")
        if self.instead is not None:
            _require_kind(self.instead)


class Behaviour:
    """One person's script.

    Parameters
    ----------
    seed : int
        The same seed gives the same person and the same script.
    attentive : float, 0..1
        Share of the time that they look at the screen; it sinks by about a quarter over the script and swings a little.
    duration_s : float, seconds
        Length of the script; after it, it begins again.
    rhythm : sequence of Stretch
        Parts of the lesson with other things to do than looking at the screen.
    habits : mapping of str to Habit
        What this person does more or less of, by the names of `Stretch.instead`.

    Raises
    ------
    ValueError
        Where a share, a name or the duration is impossible.
    """

    def __init__(
        self,
        seed: int,
        attentive: float = 0.75,
        duration_s: float = 1200.0,
        rhythm: Sequence[Stretch] = (),
        habits: Mapping[str, Habit] | None = None,
    ) -> None:
        if not 0.0 <= attentive <= 1.0:
            raise ValueError(f"attentive is {attentive}; expected a share between 0 and 1")
        if duration_s < _LENGTHS.max():
            raise ValueError(f"duration_s is {duration_s}; expected at least {_LENGTHS.max():.0f} seconds")
        for name in habits or {}:
            _require_kind(name)
        usual = [(habits or {}).get(name, Habit()) for name in _NAMES]
        self._weights = _WEIGHTS * [habit.often for habit in usual]
        self._lengths = _LENGTHS * [habit.long for habit in usual]
        self._rhythm = tuple(rhythm)
        self._random = np.random.default_rng(seed)
        self._duration = duration_s
        self._make_person()
        self._starts, self._kinds = self._write_script(attentive)
        self._targets = self._aim()
        self._blinks = np.cumsum(self._random.gamma(2.0, 2.0, size=int(duration_s / 2)) + 0.6)

    def at(self, times: ArrayLike) -> Moments:
        """The person at some times.

        Parameters
        ----------
        times : (n,) array_like or float, seconds since the start of the script

        Returns
        -------
        Moments of length n
        """
        t = np.atleast_1d(np.asarray(times, dtype=np.float64)) % self._duration
        episode = np.searchsorted(self._starts, t, side="right") - 1
        kind = self._kinds[episode]
        angles = self._between_targets(t, episode) + self._waves(t, self._sway, [3.0, 2.0, 1.2])
        angles += self._waves(t, self._jitter, [0.8, 1.1, 0.4])
        position = self._seat + self._waves(t, self._drift, [2.0, 0.8, 2.5])
        position[:, 0] += 0.04 * angles[:, 0]
        gaze = self._waves(t, self._glance, [5.0, 3.0, 0.0])[:, :2] + 0.15 * angles[:, :2]
        openness = self._lids(t, kind == _EYES_CLOSED, angles[:, 1])
        return Moments(Heads(angles, position, openness, gaze), _REASONS[kind])

    def _make_person(self) -> None:
        random = self._random
        self._screen = np.array([random.uniform(-8, 8), random.uniform(-9, 1), random.normal(0, 2)])
        self._seat = np.array([random.uniform(-7, 7), random.uniform(-3, 6), random.uniform(50, 72)])
        self._side = random.choice([-1.0, 1.0])
        self._lid_drop = random.uniform(0.0, 0.2)
        self._sway, self._drift, self._glance = (self._wave_bank(low, high) for low, high in _SLOW_BANDS)
        self._jitter = self._wave_bank(3.0, 9.0)

    def _wave_bank(self, low: float, high: float) -> np.ndarray:
        """Frequencies (Hz) and phases of four waves for each of three axes."""
        frequency = self._random.uniform(low, high, size=(3, 4))
        return np.stack([frequency, self._random.uniform(0, 2 * np.pi, size=(3, 4))])

    @staticmethod
    def _waves(t: np.ndarray, bank: np.ndarray, amplitude: list[float]) -> np.ndarray:
        frequency, phase = bank
        waves = np.sin(2 * np.pi * frequency * t[:, None, None] + phase)
        moved: np.ndarray = waves.sum(axis=2) / np.sqrt(2) * np.array(amplitude)
        return moved

    def _write_script(self, attentive: float) -> tuple[np.ndarray, np.ndarray]:
        """Starts and kinds of episodes; the screen's turn comes whenever its share so far is too small."""
        starts, kinds = [0.0], [_SCREEN]
        wanted = looked = 0.0
        phase = self._random.uniform(0, 2 * np.pi)
        while starts[-1] < self._duration:
            length = float(self._lengths[kinds[-1]] * self._random.lognormal(0.0, 0.4))
            progress = starts[-1] / self._duration
            swing = 1.0 + _FADE * (0.5 - progress) + 0.1 * np.sin(2 * np.pi * 2 * progress + phase)
            stretch = self._stretch_at(starts[-1])
            wanted += length * min(attentive * swing, 1.0) * (stretch.factor if stretch else 1.0)
            looked += length if kinds[-1] == _SCREEN else 0.0
            starts.append(starts[-1] + length)
            kinds.append(_SCREEN if looked < wanted else self._something_else(stretch))
        return np.array(starts), np.array(kinds)

    def _stretch_at(self, at: float) -> Stretch | None:
        return next((stretch for stretch in self._rhythm if stretch.start_s <= at < stretch.end_s), None)

    def _something_else(self, stretch: Stretch | None) -> int:
        weights = self._weights.copy()
        if stretch and stretch.instead:
            weights[_NAMES.index(stretch.instead)] += _PULL
        return int(self._random.choice(len(weights), p=weights / weights.sum()))

    def _aim(self) -> np.ndarray:
        """Where the head points in each episode, degrees."""
        side = self._side
        mean = np.array(
            [[0, 0, 0], [side * 42, -2, 0], [side * 6, -31, 3], [-side * 52, -3, -4], [0, -6, 2], [0] * 3, [0] * 3]
        )
        spread = np.array([[4, 2.5, 1.5], [4, 3, 1], [6, 4, 2], [6, 4, 3], [3, 4, 3], [0] * 3, [0] * 3])
        targets: np.ndarray = (
            self._screen + mean[self._kinds] + spread[self._kinds] * self._random.normal(size=(len(self._kinds), 3))
        )
        return targets

    def _between_targets(self, t: np.ndarray, episode: np.ndarray) -> np.ndarray:
        """The head turns to its new target in a moment, slowly at first and at last."""
        share = np.clip((t - self._starts[episode]) / _TURN_SECONDS, 0.0, 1.0)[:, None]
        before = self._targets[np.maximum(episode - 1, 0)]
        angles: np.ndarray = before + (self._targets[episode] - before) * share**2 * (3 - 2 * share)
        return angles

    def _lids(self, t: np.ndarray, closed: np.ndarray, pitch: np.ndarray) -> np.ndarray:
        following = np.searchsorted(self._blinks, t).clip(1, len(self._blinks) - 1)
        away = np.minimum(np.abs(t - self._blinks[following]), np.abs(t - self._blinks[following - 1]))
        blink = np.exp(-((away / _BLINK_SECONDS) ** 2))
        lowered = self._lid_drop + 0.012 * np.clip(-pitch, 0.0, 35.0)
        openness = np.where(closed, 0.06, (1.0 - lowered) * (1.0 - 0.95 * blink))
        return np.stack([openness, np.clip(openness + 0.02, 0.0, 1.0)], axis=1)


def _require_kind(name: str) -> None:
    if name not in _NAMES[1:]:
        raise ValueError(f"{name!r} is nothing that people do here; expected one of {', '.join(_NAMES[1:])}")
