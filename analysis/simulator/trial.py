"""Simulated people through the product's own step, and what came of it beside the truth."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.attentiveness import Scoring, finish, new_people, step
from analysis.history import IS_DECLARED
from analysis.simulator import truth
from analysis.simulator.behaviour import Behaviour, Moments
from analysis.simulator.noise import observe
from analysis.simulator.scripts import Script
from analysis.types import WINDOW_SECONDS, Reason, State

SCORING = Scoring()
STARTS_AT = 1_700_000_000.0
TOLERANCE_S = 3.0
REAL_AWAY_S = 4.0
"""An away that began at least so long ago can be asked for its delay."""

_JITTER_S = 0.02
_DECLARED_EVERY_S = 5.0
_ATTENTIVE = np.isin(np.arange(len(State)), [State.FACING, State.SECOND_SCREEN, State.NOTES])


@dataclass(frozen=True)
class Performance:
    """One person's ten minutes: what is true and what the product says. Times are in seconds since their start.

    Attributes
    ----------
    script : Script
    true : Moments
        Every `truth.STEP_S` seconds.
    segments, windows : arrays of `SEGMENT` and `WINDOW`
        Of this person only, times from `STARTS_AT`.
    counted : tuple of `State`
        What counts as attentive.
    """

    script: Script
    true: Moments
    segments: np.ndarray
    windows: np.ndarray
    counted: tuple[State, ...]

    @cached_property
    def said(self) -> tuple[np.ndarray, np.ndarray]:
        """State and reason that the product gives, every `truth.STEP_S` seconds."""
        now = np.searchsorted(self.segments["started_at"], STARTS_AT + self._times, side="right") - 1
        return self.segments["state"][now], self.segments["reason"][now]

    @property
    def seconds(self) -> np.ndarray:
        """Positions of the middle of each second."""
        per_second = round(1 / truth.STEP_S)
        return np.arange(per_second // 2, len(self.true.state), per_second)

    @cached_property
    def settled(self) -> np.ndarray:
        """(n,) bool: no true change in the last `TOLERANCE_S`."""
        changes = np.diff(self.true.state, prepend=self.true.state[:1]) != 0
        last = np.maximum.accumulate(np.where(changes, np.arange(len(changes)), -(10**6)))
        settled: np.ndarray = np.arange(len(changes)) - last >= TOLERANCE_S / truth.STEP_S
        return settled

    @property
    def attentive_hours(self) -> float:
        return float(_ATTENTIVE[self.true.state].sum()) * truth.STEP_S / 3600

    def false_aways(self) -> np.ndarray:
        """Seconds at which the product begins to call an attentive person away."""
        away = self.segments[self.segments["state"] == State.AWAY]
        starts = away["started_at"] - STARTS_AT
        now = np.minimum((starts / truth.STEP_S).astype(int), len(self.true.state) - 1)
        began_attentive = _ATTENTIVE[self.true.state[now]]
        about = [(starts >= onset) & (starts <= end + TOLERANCE_S) for onset, end in self._elsewhere()]
        return np.asarray(starts[began_attentive & ~np.any([np.zeros(len(starts), bool), *about], axis=0)])

    def delays(self) -> np.ndarray:
        """Seconds from each real turning away until the product says so; inf where it never does."""
        away = self.segments[self.segments["state"] == State.AWAY]
        begins, ends = away["started_at"] - STARTS_AT, away["ended_at"] - STARTS_AT
        delays = []
        for onset, end in self._elsewhere():
            before = self.true.state[max(round(onset / truth.STEP_S) - 1, 0)]
            if end - onset >= REAL_AWAY_S and _ATTENTIVE[before]:
                said = begins[(begins < end) & (ends > onset)]
                delays.append(max(float(said[0]) - onset, 0.0) if len(said) else np.inf)
        return np.array(delays)

    def window_pairs(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """True attentiveness, the product's, and whether its interval holds the truth, where both have a value."""
        true, known = self._true_windows()
        number = ((self.windows["started_at"] - STARTS_AT) / WINDOW_SECONDS).astype(int)
        said = np.full(len(true), np.nan)
        low, high = said.copy(), said.copy()
        said[number] = self.windows["attentiveness"]
        with np.errstate(divide="ignore", invalid="ignore"):
            low[number] = self.windows["on_zone_low_s"] / self.windows["known_s"]
            high[number] = self.windows["on_zone_high_s"] / self.windows["known_s"]
        both = np.isfinite(said) & (known >= WINDOW_SECONDS / 2)
        holds = (low - 1e-3 <= true) & (true <= high + 1e-3)
        return true[both], said[both], holds[both]

    @property
    def _times(self) -> np.ndarray:
        return (np.arange(len(self.true.state)) + 0.5) * truth.STEP_S

    def _elsewhere(self) -> list[tuple[float, float]]:
        """When they turned away for long, and when back."""
        return [
            (float(start) * truth.STEP_S - truth.AWAY_AFTER_S, float(end) * truth.STEP_S)
            for start, end in truth.runs(self.true.state == State.AWAY)
        ]

    def _true_windows(self) -> tuple[np.ndarray, np.ndarray]:
        """True attentiveness and known seconds of each whole window."""
        steps = round(WINDOW_SECONDS / truth.STEP_S)
        state = self.true.state[: len(self.true.state) // steps * steps].reshape(-1, steps)
        known = (state != State.UNKNOWN).sum(axis=1)
        counted = np.isin(state, self.counted).sum(axis=1)
        return counted / np.maximum(known, 1), known * truth.STEP_S


def perform(scripts: Sequence[Script], seeds: Sequence[int], scoring: Scoring = SCORING) -> list[Performance]:
    """Let several people follow each script, all of them at once.

    Parameters
    ----------
    scripts : sequence of Script
    seeds : sequence of int
        One person of each script for each of them.
    scoring : Scoring

    Returns
    -------
    list of Performance
        By script, then by seed.
    """
    cast = [(script, script.perform(seed), seed) for script in scripts for seed in seeds]
    sent = [_send(script, behaviour, seed) for script, behaviour, seed in cast]
    index = np.repeat(np.arange(len(cast)), [len(times) for times, _ in sent])
    captured_at = STARTS_AT + np.concatenate([times for times, _ in sent])
    result = step(new_people(len(cast)), index, captured_at, np.concatenate([rows for _, rows in sent]), scoring)
    ends = np.array([STARTS_AT + script.duration_s for script, _, _ in cast])
    end = finish(result.people, np.arange(len(cast)), ends, scoring)
    segments = np.concatenate([result.segments, end.segments])
    windows = _last_of_each(np.concatenate([result.windows, end.windows]))
    return [
        Performance(
            script,
            behaviour.at(np.arange(0.0, script.duration_s, truth.STEP_S) + truth.STEP_S / 2),
            np.sort(segments[segments["person"] == person], order="started_at"),
            windows[windows["person"] == person],
            scoring.counted_states,
        )
        for person, (script, behaviour, _) in enumerate(cast)
    ]


def _send(script: Script, behaviour: Behaviour, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Times and measures of what reaches the server: nothing while offline, a word every 5 s while declared absent."""
    random = np.random.default_rng([seed, 1])
    times = np.arange(0.0, script.duration_s, 1.0 / script.rate_hz)
    times[1:] += random.uniform(-_JITTER_S, _JITTER_S, size=len(times) - 1)
    rows = observe(behaviour, times, random)
    reason = rows["reason"]
    told = np.floor(times / _DECLARED_EVERY_S)
    again = (np.diff(reason, prepend=255) == 0) & (np.diff(told, prepend=-1) == 0)
    kept = (reason != Reason.DISCONNECTED) & ~(IS_DECLARED[reason] & again)
    return times[kept], rows[kept]


def _last_of_each(windows: np.ndarray) -> np.ndarray:
    """What is stored: of several states of one window the last."""
    order = np.lexsort((np.arange(len(windows)), windows["started_at"], windows["person"]))
    sorted_windows = windows[order]
    keys = sorted_windows[["person", "started_at"]]
    return np.asarray(sorted_windows[np.append(keys[1:] != keys[:-1], True)])
