"""The scripts by which attentiveness is judged: what people do in front of a camera, in tables.

They were written before the states and without them. Every third of the list is held out: the others may be looked at
while the states are built, the held-out ones are run at the very end.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from analysis.simulator.behaviour import Behaviour
from analysis.simulator.doing import Brief, Doing
from analysis.simulator.person import Manner, Person
from analysis.simulator.plan import Writer

Visits = Mapping[Doing, tuple[float, float]]
_SCREEN, _SECOND, _NOTES = Doing.SCREEN, Doing.SECOND_SCREEN, Doing.NOTES
_SETTLING_S = 1.0

_USUAL: dict[Brief, float] = {
    Brief.GLANCE: 1.5,
    Brief.NOD: 2.0,
    Brief.SHAKE: 0.3,
    Brief.TALK: 0.5,
    Brief.YAWN: 0.15,
    Brief.DRINK: 0.15,
}


@dataclass(frozen=True, slots=True)
class Script:
    """What somebody does, and how often.

    Attributes
    ----------
    name : str
    screen_s : float, seconds
        Median length of a look at the screen, to which they come back after everything else.
    visits : mapping of `Doing` to (weight, median seconds)
        What comes between.
    briefs : mapping of `Brief` to how often a minute
    manner : Manner
    taught : tuple of `Doing`
        The zones that they teach at the beginning.
    self_test : bool
        They teach each zone twice.
    rate_hz : float
        Observations a second.
    duration_s : float, seconds
    """

    name: str
    screen_s: float
    visits: Visits
    briefs: Mapping[Brief, float] = field(default_factory=lambda: _USUAL)
    manner: Manner = Manner()
    taught: tuple[Doing, ...] = ()
    self_test: bool = False
    rate_hz: float = 5.0
    duration_s: float = 600.0

    @property
    def held_out(self) -> bool:
        """To be run at the very end only."""
        return SCRIPTS.index(self) % 3 == 2

    def perform(self, seed: int) -> Behaviour:
        """Somebody who follows this script; the same seed gives the same person and the same ten minutes."""
        random = np.random.default_rng([seed, zlib.crc32(self.name.encode())])
        writer = Writer(random, self.duration_s)
        writer.do(_SCREEN, _SETTLING_S)
        writer.teach(self.taught, self.self_test)
        chances = np.array([weight for weight, _ in self.visits.values()])
        while not writer.is_over:
            writer.do(_SCREEN, writer.seconds(self.screen_s))
            if self.visits:
                doing = [*self.visits][random.choice(len(chances), p=chances / chances.sum())]
                writer.do(doing, writer.seconds(self.visits[doing][1]))
        plan = writer.plan(self.briefs, self.taught)
        return Behaviour(Person(random, self.manner, self.duration_s), plan, random)


_ELSEWHERE: Visits = {
    Doing.WINDOW: (0.3, 6.0),
    Doing.NEIGHBOUR: (0.25, 7.0),
    Doing.PHONE: (0.3, 12.0),
    Doing.EYES_CLOSED: (0.05, 4.0),
    Doing.GONE: (0.1, 20.0),
}
_AROUND: Visits = {Doing.WINDOW: (0.5, 5.0), Doing.NEIGHBOUR: (0.5, 6.0)}
_TWO: Visits = {_SECOND: (0.8, 14.0), Doing.NEIGHBOUR: (0.1, 6.0), Doing.PHONE: (0.1, 8.0)}
_WRITING: Visits = {_NOTES: (0.85, 9.0), Doing.WINDOW: (0.08, 5.0), Doing.NEIGHBOUR: (0.07, 6.0)}
_CHILD: Visits = {
    Doing.WINDOW: (0.3, 5.0),
    Doing.NEIGHBOUR: (0.3, 5.0),
    Doing.BEHIND: (0.15, 5.0),
    Doing.GONE: (0.25, 8.0),
}
_TIRED: Visits = {Doing.EYES_CLOSED: (0.8, 6.0), Doing.WINDOW: (0.2, 5.0)}
_TICS = {**_USUAL, Brief.TIC: 10.0}
_FIDGETS = {**_USUAL, Brief.GLANCE: 5.0, Brief.TALK: 1.5}
_RESTLESS = Manner(sway=2.5, speed=1.25)

SCRIPTS = (
    Script("lecture", 45.0, _ELSEWHERE),
    Script("lecture, all ears", 60.0, {}),
    Script("lecture, elsewhere half of the time", 12.0, _ELSEWHERE),
    Script("lecture, screen taught", 45.0, _ELSEWHERE, taught=(_SCREEN,)),
    Script("lecture, poor camera", 45.0, _ELSEWHERE, manner=Manner(poor_camera=True)),
    Script("lecture, talking a lot", 45.0, _AROUND, {**_USUAL, Brief.TALK: 3.0, Brief.NOD: 5.0, Brief.SHAKE: 2.0}),
    Script("lecture, tired", 30.0, _TIRED, {**_USUAL, Brief.YAWN: 1.0}),
    Script("two screens, both taught", 14.0, _TWO, taught=(_SCREEN, _SECOND)),
    Script("two screens, self-test", 14.0, _TWO, taught=(_SCREEN, _SECOND), self_test=True),
    Script("two screens, untaught", 20.0, _TWO),
    Script("two screens, only the first taught", 20.0, _TWO, taught=(_SCREEN,)),
    Script("note-taking, notes taught", 12.0, _WRITING, taught=(_SCREEN, _NOTES)),
    Script("note-taking, self-test", 12.0, _WRITING, taught=(_SCREEN, _NOTES), self_test=True),
    Script("note-taking, untaught", 20.0, _WRITING),
    Script("note-taking, copying", 5.0, {_NOTES: (1.0, 4.0)}, taught=(_SCREEN, _NOTES)),
    Script("side camera at 30 degrees", 40.0, _ELSEWHERE, manner=Manner(camera_yaw_deg=30.0), taught=(_SCREEN,)),
    Script("side camera at 45 degrees", 40.0, _ELSEWHERE, manner=Manner(camera_yaw_deg=-45.0), taught=(_SCREEN,)),
    Script(
        "side camera with notes",
        15.0,
        _WRITING,
        manner=Manner(camera_yaw_deg=35.0),
        taught=(_SCREEN, _NOTES),
        self_test=True,
    ),
    Script("restless child", 15.0, _CHILD, _FIDGETS, _RESTLESS),
    Script("restless child, screen taught", 15.0, _CHILD, _FIDGETS, _RESTLESS, taught=(_SCREEN,)),
    Script("restless child, listening", 40.0, {}, _FIDGETS, _RESTLESS),
    Script("tics", 50.0, {}, _TICS),
    Script("tics, screen taught", 45.0, _ELSEWHERE, _TICS, taught=(_SCREEN,)),
    Script("tics, severe", 50.0, _AROUND, {**_USUAL, Brief.TIC: 25.0}),
    Script("glasses", 45.0, _ELSEWHERE, manner=Manner(glasses=True)),
    Script("glasses, tired", 30.0, _TIRED, manner=Manner(glasses=True)),
    Script("glasses, notes taught", 12.0, _WRITING, manner=Manner(glasses=True), taught=(_SCREEN, _NOTES)),
    Script("laptop on the lap", 40.0, {Doing.WINDOW: (0.7, 8.0), Doing.NEIGHBOUR: (0.3, 6.0)}, manner=Manner(lap=True)),
    Script("laptop on the lap, all ears", 60.0, {}, manner=Manner(lap=True, sway=1.5)),
    Script(
        "walking about",
        25.0,
        {Doing.WINDOW: (0.4, 8.0), Doing.NEIGHBOUR: (0.3, 8.0), Doing.BEHIND: (0.1, 6.0), Doing.GONE: (0.2, 10.0)},
        manner=Manner(walks=True, sway=1.5),
    ),
    Script("walking about, poor camera", 30.0, _AROUND, manner=Manner(walks=True, poor_camera=True)),
    Script("lost connection", 40.0, {Doing.OFFLINE: (0.6, 15.0), Doing.PHONE: (0.4, 8.0)}),
    Script("lost connection, slow line", 40.0, {Doing.OFFLINE: (0.3, 30.0), Doing.WINDOW: (0.7, 7.0)}, rate_hz=2.0),
    Script("camera off", 50.0, {Doing.CAMERA_OFF: (0.6, 60.0), Doing.NEIGHBOUR: (0.4, 7.0)}),
    Script("camera off, hidden tab", 40.0, {Doing.HIDDEN_TAB: (0.6, 25.0), Doing.WINDOW: (0.4, 7.0)}),
    Script("camera off, paused", 40.0, {Doing.PAUSED: (0.6, 25.0), Doing.PHONE: (0.4, 8.0)}),
)


def script(name: str) -> Script:
    """The script with this name; ValueError names those that there are."""
    for one in SCRIPTS:
        if one.name == name:
            return one
    raise ValueError(f"no script {name!r}; expected one of: {'; '.join(one.name for one in SCRIPTS)}")
