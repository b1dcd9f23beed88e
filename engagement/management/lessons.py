"""What the demo plays: lessons with their ups and downs, and the temperaments of those who attend them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.simulator.doing import Doing
from analysis.simulator.lesson import Habit, Stretch
from analysis.simulator.person import Manner
from engagement.models import Marker

Kind = Marker.Kind
MINUTE = 60.0

NAMES = (
    *("Amira Haddad", "Ben Okafor", "Carla Rossi", "Daniel Kim", "Elena Petrova", "Farid Nazari", "Grace Mwangi"),
    *("Hugo Lindqvist", "Ines Duarte", "Jonas Weber", "Kavya Iyer", "Liam Murphy", "Mei Chen", "Nadia Benali"),
    *("Oscar Nilsson", "Priya Raman", "Quentin Morel", "Rosa Delgado", "Samuel Adeyemi", "Tomasz Zielinski"),
    *("Uma Krishnan", "Viktor Horvat", "Wanjiru Kamau", "Ximena Torres", "Yuki Tanaka"),
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A marker of the lesson, so many seconds after its start."""

    at: float
    text: str
    kind: str = Kind.SLIDE


@dataclass(frozen=True, slots=True)
class Lesson:
    title: str
    seed: int
    rhythm: tuple[Stretch, ...]
    cues: tuple[Cue, ...]
    duration_s: float = 20 * MINUTE


PAST = (
    Lesson(
        "Describing data",
        seed=100,
        rhythm=(
            Stretch(6 * MINUTE, 9.5 * MINUTE, 0.3, Doing.NOTES),
            Stretch(16 * MINUTE, 20 * MINUTE, 0.65, Doing.SECOND_SCREEN),
        ),
        cues=(
            Cue(60, "Slide 2: what is a median?"),
            Cue(6 * MINUTE, "Exercise on paper: draw a box plot", Kind.NOTE),
            Cue(9.5 * MINUTE, "Slide 7: the solution"),
            Cue(16 * MINUTE, "Slide 12: reading for next week"),
        ),
    ),
    Lesson(
        "Chance and distributions",
        seed=200,
        rhythm=(
            Stretch(3 * MINUTE, 6 * MINUTE, 0.75),
            Stretch(10 * MINUTE, 12 * MINUTE, 0.35, Doing.NEIGHBOUR),
            Stretch(17 * MINUTE, 20 * MINUTE, 0.55),
        ),
        cues=(
            Cue(3 * MINUTE, "Slide 4: a long proof"),
            Cue(6 * MINUTE, "Poll: heads or tails?", Kind.POLL),
            Cue(10 * MINUTE, "Discuss with your neighbour", Kind.NOTE),
            Cue(12 * MINUTE, "Slide 9: the normal curve"),
        ),
    ),
    Lesson(
        "From sample to population",
        seed=300,
        rhythm=(
            Stretch(4 * MINUTE, 7 * MINUTE, 0.5, Doing.SECOND_SCREEN),
            Stretch(12 * MINUTE, 16 * MINUTE, 0.25, Doing.NOTES),
        ),
        cues=(
            Cue(60, "Slide 2: today's question"),
            Cue(4 * MINUTE, "Open the spreadsheet", Kind.NOTE),
            Cue(7 * MINUTE, "Poll: which sample misleads?", Kind.POLL),
            Cue(12 * MINUTE, "Exercise on paper: an interval by hand", Kind.NOTE),
            Cue(16 * MINUTE, "Slide 14: the solution"),
        ),
    ),
)
LIVE = Lesson(
    "Testing a hypothesis",
    seed=1000,
    duration_s=60 * MINUTE,
    rhythm=(
        Stretch(4 * MINUTE, 6.5 * MINUTE, 0.35, Doing.NOTES),
        Stretch(13 * MINUTE, 16 * MINUTE, 0.6),
        Stretch(24 * MINUTE, 28 * MINUTE, 0.3, Doing.NOTES),
        Stretch(37 * MINUTE, 40 * MINUTE, 0.5, Doing.NEIGHBOUR),
        Stretch(52 * MINUTE, 60 * MINUTE, 0.65),
    ),
    cues=(
        Cue(60, "Slide 2: the lady tasting tea"),
        Cue(4 * MINUTE, "Exercise on paper: count the cups", Kind.NOTE),
        Cue(6.5 * MINUTE, "Slide 5: the solution"),
        Cue(13 * MINUTE, "Slide 9: a long table"),
        Cue(16 * MINUTE, "Poll: would you reject it?", Kind.POLL),
        Cue(24 * MINUTE, "Exercise on paper: a test by hand", Kind.NOTE),
        Cue(28 * MINUTE, "Slide 15: the solution"),
        Cue(37 * MINUTE, "Discuss with your neighbour", Kind.NOTE),
        Cue(40 * MINUTE, "Slide 18: two kinds of error"),
    ),
)


@dataclass(frozen=True, slots=True)
class Temperament:
    """What stays the same of a person from lesson to lesson; `attentive` is a share of the time."""

    attentive: float
    habits: dict[Doing, Habit]
    taught: tuple[Doing, ...]
    manner: Manner


_STEADY, _ELSEWHERE = {1, 4, 8, 12, 15, 19, 22}, {5, 17, 23}
_CAMERA_OFF, _TIRED = {10, 20}, 13
_TWO_SCREENS, _SIDE_CAMERA, _NOTES_UNTAUGHT = {5, 9, 16}, {7: 35.0, 21: -40.0}, {3, 11, 18, 23}
_GLASSES, _RESTLESS, _POOR_CAMERA = {2, 6, 12, 13, 20, 24}, {14}, {0, 8, 18}


def temperament(number: int) -> Temperament:
    """Of the person with this number among `NAMES`."""
    attentive, habits = _attention(number, np.random.default_rng(number))
    return Temperament(attentive, habits, _taught(number), _manner(number))


def _attention(number: int, random: np.random.Generator) -> tuple[float, dict[Doing, Habit]]:
    if number in _STEADY:
        return float(random.uniform(0.86, 0.95)), {}
    if number in _ELSEWHERE:
        return float(random.uniform(0.2, 0.35)), {Doing.SECOND_SCREEN: Habit(often=2.0, long=3.0)}
    if number in _CAMERA_OFF:
        return 0.65, {Doing.CAMERA_OFF: Habit(often=10.0, long=3.0)}
    if number == _TIRED:
        return 0.6, {Doing.EYES_CLOSED: Habit(often=8.0, long=7.0)}
    return float(random.beta(6, 3.5)), {}


def _taught(number: int) -> tuple[Doing, ...]:
    """Most teach where their notes lie, as the join page offers."""
    zones = [Doing.SCREEN]
    zones += [Doing.SECOND_SCREEN] if number in _TWO_SCREENS else []
    zones += [] if number in _NOTES_UNTAUGHT else [Doing.NOTES]
    return tuple(zones)


def _manner(number: int) -> Manner:
    restless = number in _RESTLESS
    return Manner(
        sway=2.5 if restless else 1.0,
        speed=1.25 if restless else 1.0,
        camera_yaw_deg=_SIDE_CAMERA.get(number, 0.0),
        glasses=number in _GLASSES,
        poor_camera=number in _POOR_CAMERA,
    )
