"""One person who follows a plan: what a camera would meet at any time, and what they truly do."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.projection import Heads
from analysis.simulator import truth
from analysis.simulator.doing import REASON_OF, TEACHES, Brief, Doing
from analysis.simulator.movement import Steps, minimum_jerk, turn_seconds
from analysis.simulator.person import Person
from analysis.simulator.plan import Plan
from analysis.types import Reason, State

UNSEEN_YAW_DEG = 82.0
"""A head turned further than this shows no face."""

_HEAD_LATE_S, _SACCADE_S = 0.08, 0.06
_BLINK_SECONDS = 0.12
_LIDS_S = 0.25
_SHUT = 0.8
# By `Brief`: how often a second the head goes forth and back (0 = once, and stays), and how long it takes to begin.
_HERTZ = np.array([2.0, 2.0, 0.0, 0.0, 1.3, 0.0, 0.0])
_EDGE_S = np.array([0.3, 0.3, 0.4, 0.15, 1.0, 1.2, 0.9])
_EXPRESSION = np.array([0.0, 0.0, 0.0, 0.0, 0.6, 1.0, 0.7])
_LOOKS = np.full(len(Doing), truth.ELSEWHERE, dtype=np.uint8)
_LOOKS[[Doing.SCREEN, Doing.EYES_CLOSED]] = State.FACING
_ZONE_STATE = {Doing.SECOND_SCREEN: State.SECOND_SCREEN, Doing.NOTES: State.NOTES}


@dataclass(frozen=True, slots=True)
class Moments:
    """What a camera and a client would meet at n times, and what is true then.

    Attributes
    ----------
    heads : Heads
    reason : (n,) uint8 array of `Reason`
        Why there is nothing to see, KNOWN where there is a face. DISCONNECTED: nothing is sent at all.
    teaching : (n,) uint8 array of `Teaching`
    expression : (n,) float array, 0..1
        How much the mouth moves.
    state, state_reason : (n,) uint8 arrays of `State` and `Reason`
        What the person does, by the rule of `truth`.
    """

    heads: Heads
    reason: np.ndarray
    teaching: np.ndarray
    expression: np.ndarray
    state: np.ndarray
    state_reason: np.ndarray


@dataclass(frozen=True, slots=True)
class _Passing:
    """What is done in passing at n times: `size` is 0 where nothing is."""

    degrees: np.ndarray
    kind: np.ndarray
    size: np.ndarray
    depth: np.ndarray


class Behaviour:
    """One person's behaviour, the same at the same time however it is asked for.

    Parameters
    ----------
    person : Person
    plan : Plan
    random : numpy Generator
        For their blinks.
    """

    def __init__(self, person: Person, plan: Plan, random: np.random.Generator) -> None:
        self.person, self.plan = person, plan
        self._blinks = np.cumsum(random.gamma(2.0, 2.0, size=int(plan.duration_s / 2) + 8) + 0.6)
        self._head, self._eyes = self._targets()
        self._state, self._state_reason = self._write_truth()

    @property
    def duration_s(self) -> float:
        return self.plan.duration_s

    def at(self, times: ArrayLike) -> Moments:
        """The person at some times.

        Parameters
        ----------
        times : (n,) array_like or float, seconds since the start of the plan

        Returns
        -------
        Moments of length n
        """
        t = np.atleast_1d(np.asarray(times, dtype=np.float64)) % self.plan.duration_s
        episode, passing = self._episode(t), self._passing(t)
        heads = self._heads(t, episode, passing)
        reason = self._reason(episode, heads)
        expression = _EXPRESSION[passing.kind] * passing.size
        now = np.minimum((t / truth.STEP_S).astype(int), len(self._state) - 1)
        teaching = self.plan.teaching[episode]
        return Moments(heads, reason, teaching, expression, self._state[now], self._state_reason[now])

    def _targets(self) -> tuple[Steps, Steps]:
        plan, person = self.plan, self.person
        head = person.head[plan.doing].copy()
        head[:, :3] += plan.spread
        distance = np.linalg.norm(np.diff(head[:, :2], axis=0, prepend=head[:1, :2]), axis=1)
        seconds = turn_seconds(distance, person.manner.speed)
        eyes = person.eyes[plan.doing] + plan.spread[:, :2]
        return Steps(plan.starts + _HEAD_LATE_S, head, seconds), Steps(plan.starts, eyes, _SACCADE_S)

    def _heads(self, t: np.ndarray, episode: np.ndarray, passing: _Passing) -> Heads:
        person = self.person
        head, posture, wandering = self._head.at(t), person.posture(t), person.wandering(t)
        wandering = wandering * head[:, 3:]
        angles = head[:, :3] + posture[:, :3] + passing.degrees
        angles[:, :2] += person.head_share * wandering
        position = posture[:, 3:]
        position[:, 0] += 0.04 * angles[:, 0]
        # A glance takes the eyes along and further; otherwise they stay on what they look at while the head moves.
        glance = np.where(passing.kind == Brief.GLANCE, 1.35, 0.0)[:, None] * passing.degrees[:, :2]
        gaze = np.clip(self._eyes.at(t) + wandering + glance - angles[:, :2], -35.0, 35.0)
        closure = self._closure(t, episode, passing)
        return Heads(angles, position, self._lids(t, closure, angles[:, 1] + gaze[:, 1]), gaze)

    def _reason(self, episode: np.ndarray, heads: Heads) -> np.ndarray:
        reason: np.ndarray = REASON_OF[self.plan.doing[episode]]
        reason[(reason == Reason.KNOWN) & (np.abs(heads.angles[:, 0]) > UNSEEN_YAW_DEG)] = Reason.NO_FACE
        return reason

    def _episode(self, t: np.ndarray) -> np.ndarray:
        return np.searchsorted(self.plan.starts, t, side="right") - 1

    def _passing(self, t: np.ndarray) -> _Passing:
        plan = self.plan
        if not len(plan.brief):
            return _Passing(np.zeros((len(t), 3)), np.zeros(len(t), np.uint8), np.zeros(len(t)), np.zeros(len(t)))
        now = np.maximum(np.searchsorted(plan.brief_starts, t, side="right") - 1, 0)
        kind, into = plan.brief[now], t - plan.brief_starts[now]
        size = minimum_jerk(into / _EDGE_S[kind]) * minimum_jerk((plan.brief_seconds[now] - into) / _EDGE_S[kind])
        swing = np.where(_HERTZ[kind] > 0, np.sin(2 * np.pi * _HERTZ[kind] * into), 1.0)
        return _Passing(plan.brief_degrees[now] * (size * swing)[:, None], kind, size, plan.depth[now])

    def _closure(self, t: np.ndarray, episode: np.ndarray, passing: _Passing) -> np.ndarray:
        """How far the lids are shut on purpose or from tiredness, 0..1; blinks and looking down are not in it."""
        asleep = self.plan.doing[episode] == Doing.EYES_CLOSED
        ends = np.append(self.plan.starts[1:], np.inf)[episode]
        shut = asleep * minimum_jerk((t - self.plan.starts[episode]) / _LIDS_S) * minimum_jerk((ends - t) / _LIDS_S)
        yawning = (passing.kind == Brief.YAWN) * passing.size * passing.depth
        return np.asarray(np.maximum(shut, yawning))

    def _lids(self, t: np.ndarray, closure: np.ndarray, looks_up: np.ndarray) -> np.ndarray:
        following = np.searchsorted(self._blinks, t).clip(1, len(self._blinks) - 1)
        apart = np.minimum(np.abs(t - self._blinks[following]), np.abs(t - self._blinks[following - 1]))
        blink = np.exp(-((apart / _BLINK_SECONDS) ** 2))
        lowered = self.person.lid_drop + 0.010 * np.clip(-looks_up, 0.0, 45.0)
        openness = (1.0 - lowered) * (1.0 - 0.95 * blink) * (1.0 - closure)
        return np.stack([openness, np.clip(openness + 0.02, 0.0, 1.0)], axis=1)

    def _write_truth(self) -> tuple[np.ndarray, np.ndarray]:
        t = np.arange(0.0, self.plan.duration_s, truth.STEP_S) + truth.STEP_S / 2
        episode, passing = self._episode(t), self._passing(t)
        doing = self.plan.doing[episode]
        looks = self._looks()[doing]
        taught = self.plan.teaching[episode] > 0
        looks[taught] = _taught_state(doing[taught])
        looks[(passing.kind == Brief.GLANCE) & (passing.size > 0)] = truth.ELSEWHERE
        reason = self._reason(episode, self._heads(t, episode, passing))
        return truth.label(looks, self._closure(t, episode, passing) > _SHUT, reason), reason

    def _looks(self) -> np.ndarray:
        looks = _LOOKS.copy()
        for doing in self.plan.taught & _ZONE_STATE.keys():
            looks[doing] = _ZONE_STATE[doing]
        return looks


def _taught_state(doing: np.ndarray) -> np.ndarray:
    states: np.ndarray = np.zeros(len(Doing), dtype=np.uint8)
    states[[*TEACHES]] = [State.FACING, State.SECOND_SCREEN, State.NOTES]
    return np.asarray(states[doing])
