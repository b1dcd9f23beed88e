"""People in a lesson: as attentive as they are told to be, with habits of their own; what the demo plays."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.simulator.behaviour import Behaviour
from analysis.simulator.doing import TEACHES, Brief, Doing
from analysis.simulator.person import USUAL, Manner, Person
from analysis.simulator.plan import Writer

# How often something else than the screen comes, and how long it lasts in the median (seconds).
_USUAL = {
    Doing.SECOND_SCREEN: (0.28, 9.0),
    Doing.NOTES: (0.14, 8.0),
    Doing.NEIGHBOUR: (0.18, 6.0),
    Doing.WINDOW: (0.10, 6.0),
    Doing.PHONE: (0.14, 9.0),
    Doing.EYES_CLOSED: (0.05, 3.5),
    Doing.GONE: (0.08, 14.0),
    Doing.CAMERA_OFF: (0.03, 35.0),
}
_LOOK_S = 16.0
_SETTLING_S = 3.0
_BRIEFS = {Brief.GLANCE: 1.0, Brief.NOD: 1.5, Brief.SHAKE: 0.2, Brief.TALK: 0.4, Brief.YAWN: 0.15, Brief.DRINK: 0.1}
_FADE = 0.25
# What a stretch of the lesson is for outweighs everything else together by so much.
_PULL = 4.0


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
    start_s, end_s : float, seconds since the start of the lesson
    factor : float, 0..1
        What is left of everyone's share of looking at the screen.
    instead : Doing, optional
        What most then do.
    """

    start_s: float
    end_s: float
    factor: float
    instead: Doing | None = None

    def __post_init__(self) -> None:
        if not 0.0 <= self.factor <= 1.0:
            raise ValueError(f"factor is {self.factor}; expected a share between 0 and 1")
        if self.instead is not None:
            _require_usual(self.instead)


def attend(
    seed: int,
    attentive: float = 0.75,
    duration_s: float = 1200.0,
    rhythm: Sequence[Stretch] = (),
    habits: Mapping[Doing, Habit] | None = None,
    taught: Iterable[Doing] = (),
    manner: Manner = USUAL,
) -> Behaviour:
    """Somebody who attends a lesson.

    Parameters
    ----------
    seed : int
        The same seed gives the same person and the same lesson.
    attentive : float, 0..1
        Share of the time that they look at the screen; it sinks by about a quarter over the lesson and swings a little.
    duration_s : float, seconds
        Length of the lesson; after it, it begins again.
    rhythm : sequence of Stretch
        Parts of the lesson with other things to do than looking at the screen.
    habits : mapping of Doing to Habit
        What this person does more or less of.
    taught : iterable of Doing
        The zones that they teach at the beginning.
    manner : Manner

    Returns
    -------
    Behaviour

    Raises
    ------
    ValueError
        Where the share, a habit, a zone or the duration is impossible.
    """
    if not 0.0 <= attentive <= 1.0:
        raise ValueError(f"attentive is {attentive}; expected a share between 0 and 1")
    if duration_s < 60.0:
        raise ValueError(f"duration_s is {duration_s}; expected at least 60 seconds")
    own = habits or {}
    for doing in own:
        _require_usual(doing)
    taught = tuple(taught)
    for doing in taught:
        if doing not in TEACHES:
            raise ValueError(f"{doing!r} has no zone to teach; expected some of {_names(TEACHES)}")
    random = np.random.default_rng(seed)
    lesson = _Lesson(random, attentive, duration_s, rhythm, own)
    plan = lesson.write(taught).plan(_BRIEFS, taught)
    return Behaviour(Person(random, manner, duration_s), plan, random)


class _Lesson:
    def __init__(
        self,
        random: np.random.Generator,
        attentive: float,
        duration_s: float,
        rhythm: Sequence[Stretch],
        habits: Mapping[Doing, Habit],
    ) -> None:
        self._writer = Writer(random, duration_s)
        self._attentive, self._rhythm, self._habits = attentive, rhythm, habits
        self._phase = random.uniform(0, 2 * np.pi)

    def write(self, taught: tuple[Doing, ...]) -> Writer:
        """The screen's turn comes whenever its share so far is too small."""
        writer = self._writer
        writer.do(Doing.SCREEN, _SETTLING_S)
        writer.teach(taught, twice=False)
        wanted = looked = 0.0
        while not writer.is_over:
            began, stretch = writer.now, self._stretch()
            doing = Doing.SCREEN if looked <= wanted else self._something_else(stretch)
            writer.do(doing, writer.seconds(self._median(doing)))
            wanted += (writer.now - began) * self._share(stretch)
            looked += writer.now - began if doing == Doing.SCREEN else 0.0
        return writer

    def _share(self, stretch: Stretch | None) -> float:
        progress = self._writer.now / self._writer.duration_s
        swing = 1.0 + _FADE * (0.5 - progress) + 0.1 * np.sin(4 * np.pi * progress + self._phase)
        return min(self._attentive * float(swing), 1.0) * (stretch.factor if stretch else 1.0)

    def _stretch(self) -> Stretch | None:
        now = self._writer.now
        return next((stretch for stretch in self._rhythm if stretch.start_s <= now < stretch.end_s), None)

    def _something_else(self, stretch: Stretch | None) -> Doing:
        weights = np.array([weight * self._habit(doing).often for doing, (weight, _) in _USUAL.items()])
        if stretch and stretch.instead is not None:
            weights[[*_USUAL].index(stretch.instead)] += _PULL
        return [*_USUAL][self._writer.random.choice(len(weights), p=weights / weights.sum())]

    def _median(self, doing: Doing) -> float:
        return _LOOK_S if doing == Doing.SCREEN else _USUAL[doing][1] * self._habit(doing).long

    def _habit(self, doing: Doing) -> Habit:
        return self._habits.get(doing, Habit())


def _require_usual(doing: Doing) -> None:
    if doing not in _USUAL:
        raise ValueError(f"{doing!r} is nothing that people do in a lesson; expected one of {_names(_USUAL)}")


def _names(doings: Iterable[Doing]) -> str:
    return ", ".join(doing.name for doing in doings)
