"""What somebody does when: the plan that a behaviour follows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from analysis.simulator.doing import TEACHES, Brief, Doing
from analysis.types import Teaching

# Least and most seconds, and degrees of yaw, pitch and roll, of what is done in passing; a negative least yaw or
# roll means to either side.
_SECONDS = np.array([(0.8, 1.8), (1.0, 2.0), (0.9, 1.9), (0.3, 0.5), (4.0, 20.0), (3.0, 5.0), (3.0, 6.0)])
_DEGREES = np.array(
    [
        [(0, 0), (-8, -3), (0, 0)],
        [(5, 14), (0, 0), (0, 0)],
        [(-40, 40), (-22, 8), (0, 0)],
        [(-25, 25), (-10, 10), (-15, 15)],
        [(1, 2.5), (1, 2.5), (0, 1)],
        [(0, 0), (8, 15), (-3, 3)],
        [(0, 0), (8, 18), (-3, 3)],
    ],
    dtype=float,
)
_SPREAD_DEG = np.array([3.0, 2.5, 1.5])
_SPREAD_LESS = 0.5
# Nothing in passing happens so near to the beginning or the end of an episode.
_MARGIN_S = 2.0
_MARKED_AFTER_S = 0.8
_ZONES = [*TEACHES]


@dataclass(frozen=True, slots=True)
class Plan:
    """Episodes and, on top of them, what is done in passing.

    Attributes
    ----------
    duration_s : float, seconds
        After it, the plan begins again.
    starts : (k,) float array, seconds
        Of the episodes; the first is 0, the last may lie beyond the end.
    doing : (k,) uint8 array of `Doing`
    teaching : (k,) uint8 array of `Teaching`
        Which zone the client is told that is being taught.
    spread : (k, 3) float array, degrees
        By how much the head's aim differs from the usual one for this doing.
    brief_starts, brief_seconds : (j,) float arrays, seconds
    brief : (j,) uint8 array of `Brief`
    brief_degrees : (j, 3) float array
        How far the head goes.
    depth : (j,) float array, 0..1
        How far a yawn shuts the eyes.
    taught : frozenset of `Doing`
    """

    duration_s: float
    starts: np.ndarray
    doing: np.ndarray
    teaching: np.ndarray
    spread: np.ndarray
    brief_starts: np.ndarray
    brief_seconds: np.ndarray
    brief: np.ndarray
    brief_degrees: np.ndarray
    depth: np.ndarray
    taught: frozenset[Doing]


class Writer:
    """Writes a plan, episode by episode."""

    def __init__(self, random: np.random.Generator, duration_s: float) -> None:
        self.random, self.duration_s = random, duration_s
        self.now = 0.0
        self._episodes: list[tuple[float, Doing, Teaching]] = []

    @property
    def is_over(self) -> bool:
        return self.now >= self.duration_s

    def do(self, doing: Doing, seconds: float, teaching: Teaching = Teaching.NOTHING) -> None:
        self._episodes.append((self.now, doing, teaching))
        self.now += seconds

    def teach(self, places: Iterable[Doing], twice: bool) -> None:
        """Look at each place and say so; with the middle in between, as the self-test asks."""
        for place in [*places] * (2 if twice else 1):
            self.do(place, _MARKED_AFTER_S)
            self.do(place, float(self.random.uniform(5.0, 9.0)), TEACHES[place])
            if place != Doing.SCREEN:
                self.do(Doing.SCREEN, float(self.random.uniform(2.0, 4.0)))

    def seconds(self, median: float) -> float:
        """A length; none is shorter than 3 s, for what is shorter is done in passing."""
        return max(float(median * self.random.lognormal(0.0, 0.45)), 3.0)

    def plan(self, briefs: Mapping[Brief, float], taught: Iterable[Doing] = ()) -> Plan:
        """The finished plan; `briefs` says how often a minute."""
        starts = np.array([start for start, _, _ in self._episodes])
        doing = np.array([doing for _, doing, _ in self._episodes], dtype=np.uint8)
        teaching = np.array([teaching for _, _, teaching in self._episodes], dtype=np.uint8)
        spread = self.random.normal(size=(len(starts), 3)) * _SPREAD_DEG
        # Who goes on looking where they look does not turn: teaching begins in the middle of a look.
        same = np.flatnonzero(doing[1:] == doing[:-1]) + 1
        for episode in same:
            spread[episode] = spread[episode - 1]
        spread[doing == Doing.SCREEN] *= _SPREAD_LESS
        return Plan(
            self.duration_s, starts, doing, teaching, spread, *self._briefs(briefs, starts, doing), frozenset(taught)
        )

    def _briefs(
        self, often: Mapping[Brief, float], starts: np.ndarray, doing: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        counts = [int(self.random.poisson(rate * self.duration_s / 60)) for rate in often.values()]
        kind = np.repeat(np.array([*often], dtype=np.uint8), counts)
        at = self.random.uniform(0.0, self.duration_s, size=len(kind))
        seconds = self.random.uniform(*_SECONDS[kind].T)
        degrees = self.random.uniform(*np.moveaxis(_DEGREES[kind], 2, 0))
        depth = self.random.uniform(0.4, 1.0, size=len(kind))
        order = np.argsort(at)
        kept = order[_fits(at[order], seconds[order], starts, doing)]
        return at[kept], seconds[kept], kind[kept], degrees[kept], depth[kept]


def _fits(at: np.ndarray, seconds: np.ndarray, starts: np.ndarray, doing: np.ndarray) -> np.ndarray:
    """Which of them fall within an episode on a zone, and after the end of the one before."""
    episode = np.searchsorted(starts, at, side="right") - 1
    ends = np.append(starts[1:], np.inf)
    inside = (at > starts[episode] + _MARGIN_S) & (at + seconds < ends[episode] - _MARGIN_S)
    fits: np.ndarray = inside & np.isin(doing[episode], _ZONES)
    free_from = 0.0
    for index in np.flatnonzero(fits):
        fits[index] = at[index] >= free_from
        if fits[index]:
            free_from = at[index] + seconds[index] + 0.3
    return fits
