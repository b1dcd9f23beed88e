"""The versioned parameters that turn observations into states and windows."""

import math
from dataclasses import asdict, dataclass, fields
from typing import Any

from analysis.types import State

SIGNED = ("neutral_pitch_deg", "closed_pitch_deg")
COUNTABLE = (State.SECOND_SCREEN.label, State.NOTES.label)

TICK_S = 1e-3
"""Sums of times carry rounding errors; a millisecond decides nothing."""


@dataclass(frozen=True, slots=True)
class Scoring:
    """Parameters of the measures, each with its source. Angles in degrees, times in seconds.

    Attributes
    ----------
    version : int
        Stored with every window and segment.
    counted : tuple of str
        Zones beside the screen that count as attentive: "second_screen", "notes". They exist only for people who
        taught them. (Own choice.)
    enter, leave : float
        Mahalanobis distance at which a direction enters and leaves a zone. (Own choice: hysteresis.)
    sd_yaw_deg, sd_pitch_deg : float
        Spread of the screen zone before it is calibrated. (Own choice; a screen at arm's length spans about
        +-20 by +-12 degrees, and the head does a part of each turn: Stiefelhagen & Zhu 2002.)
    learned_sd_yaw_deg, learned_sd_pitch_deg : float
        Least spread of the screen zone once its centre is learned or taught: what stays of the above when nobody needs
        to guess where the screen is. (Own choice, tried with simulated people: less is a false alarm when somebody
        shifts in the seat, more overlooks a second screen nearby.)
    taught_sd_yaw_deg, taught_sd_pitch_deg : float
        Least spread of the other taught zones. (Own choice: a sheet of paper or a screen, of which only a point or two
        was looked at while teaching.)
    calibrate_s : float
        Steady time within the box from which the screen zone is learned; its median is the centre. (20-30 s at the
        start of a session are meant.)
    steady_deg_s : float
        A slower head rests on something. (Own choice: noise of an estimate moves at 10, a turn at 60 degrees a second.)
    settle_s, teach_s : float
        Time after the start of a mark in which people still turn, and the steady time after it that makes a zone.
    reteach_s : float
        A visit to a zone so long after the last one is no repetition: the zone is taught anew.
    neutral_pitch_deg : float
        Pitch that a landmark network gives for a level head; the screen zone's first centre. (Measured on portraits;
        not added to any angle.)
    pull_yaw_deg, pull_pitch_deg : float
        The screen zone's centre never leaves this box: who always looks elsewhere must not become facing.
    zone_prior_s, zone_memory_s : float
        Weight of the centre that was there first, and the longest memory of the moving one. (60 s of a person's own
        data help: Suemer et al. 2101.04215.)
    min_cutoff_hz, beta, derivative_cutoff_hz : float
        One-Euro filter. (Casiez 2012; values own choice for degrees at 2 to 30 Hz.)
    sight_sd_yaw_deg, sight_sd_pitch_deg, sight_learned_s : float
        Spread of the line of sight of somebody who looks at a screen (its extent, and the coarseness of gaze), and
        after how much time on the screen it is known where theirs goes: a head that leaves the screen's zone while the
        eyes stay does not leave it. (Own choice; the head does 69 % of a turn: Stiefelhagen & Zhu 2002.)
    buffer_s, back_s : float
        Time off all zones until away, and on a zone until back. (AttenD: Kircher & Ahlstroem.)
    closed_openness, eyes_closed_s : float
        Openness below which an eye counts as closed, and how long it takes for the state eyes_closed. (In six clips
        the wider eye's is above 0.65 in 99 % of the frames with open eyes, below 0.45 in 95 % with shut ones.)
    closed_pitch_deg : float
        Below this pitch lids hide the eye without being closed: openness decides nothing. (Own choice.)
    baseline_aperture, baseline_prior_s, baseline_memory_s : float
        Eye aperture ratio of an open eye before the person's own is known; weights of the first and the moving one.
        (Measured: the median of 500 portraits is 0.23, of people in six clips 0.17 to 0.36.)
    max_gap_s, max_declared_gap_s : float
        How long an observation holds without a next one; the second after a declared absence (camera off, paused,
        no frames), which is repeated every 5 s.
    reset_after_s : float
        A longer time without a face starts filter and buffer anew.
    min_known_share : float
        Below this share of known time a window has no attentiveness.
    inside_low, inside_high : float
        Probabilities of being inside a zone that bound the interval.
    blink_rate_hz : float
        Fewer observations a second cannot see blinks.
    perclos : bool
        Whether windows tell the share of time with closed eyes: it is about drowsiness, not distraction.
    shut_closure : float
        Closure (1 - openness) from which PERCLOS counts an eye as closed. (P80: Wierwille 1994.)
    """

    version: int = 2
    counted: tuple[str, ...] = (State.NOTES.label,)
    enter: float = 1.5
    leave: float = 2.0
    sd_yaw_deg: float = 14.0
    sd_pitch_deg: float = 11.0
    learned_sd_yaw_deg: float = 9.0
    learned_sd_pitch_deg: float = 9.0
    taught_sd_yaw_deg: float = 8.0
    taught_sd_pitch_deg: float = 7.0
    calibrate_s: float = 25.0
    steady_deg_s: float = 25.0
    settle_s: float = 0.7
    teach_s: float = 1.5
    reteach_s: float = 300.0
    neutral_pitch_deg: float = -2.0
    pull_yaw_deg: float = 25.0
    pull_pitch_deg: float = 20.0
    zone_prior_s: float = 10.0
    zone_memory_s: float = 300.0
    min_cutoff_hz: float = 2.0
    beta: float = 0.1
    derivative_cutoff_hz: float = 1.0
    sight_sd_yaw_deg: float = 12.0
    sight_sd_pitch_deg: float = 9.0
    sight_learned_s: float = 10.0
    buffer_s: float = 2.0
    back_s: float = 0.5
    closed_openness: float = 0.4
    eyes_closed_s: float = 1.0
    closed_pitch_deg: float = -20.0
    baseline_aperture: float = 0.25
    baseline_prior_s: float = 3.0
    baseline_memory_s: float = 120.0
    max_gap_s: float = 2.0
    max_declared_gap_s: float = 10.0
    reset_after_s: float = 10.0
    min_known_share: float = 0.5
    inside_low: float = 0.8
    inside_high: float = 0.2
    blink_rate_hz: float = 9.0
    perclos: bool = False
    shut_closure: float = 0.8

    def __post_init__(self) -> None:
        unknown = set(self.counted) - set(COUNTABLE)
        if unknown:
            raise ValueError(f"scoring.counted holds {sorted(unknown)}; expected some of {list(COUNTABLE)}")
        for field in fields(self):
            if field.name not in ("version", "counted", "perclos"):
                self._require_number(field.name, may_be_negative=field.name in SIGNED)
        if self.leave < self.enter:
            raise ValueError(f"scoring.leave is {self.leave}; expected at least scoring.enter = {self.enter}")

    def __hash__(self) -> int:
        """Quick: parameters are looked up by it in every step."""
        return hash((self.version, self.counted))

    def _require_number(self, name: str, may_be_negative: bool) -> None:
        value = getattr(self, name)
        if not isinstance(value, int | float) or not math.isfinite(value):
            raise ValueError(f"scoring.{name} is {value!r}; expected a number")
        if value <= 0 and not may_be_negative:
            raise ValueError(f"scoring.{name} is {value}; expected a positive number")

    @property
    def counted_states(self) -> tuple[State, ...]:
        """The states that count as attentive: facing, and the counted zones."""
        return (State.FACING, *(state for state in State if state.label in self.counted))

    def as_dict(self) -> dict[str, Any]:
        """Every parameter by its name, fit for JSON."""
        return {**asdict(self), "counted": list(self.counted)}

    @classmethod
    def from_dict(cls, parameters: dict[str, Any]) -> "Scoring":
        """The scoring with these parameters, defaults for the others; ValueError names those that do not exist."""
        unknown = set(parameters) - {field.name for field in fields(cls)}
        if unknown:
            raise ValueError(
                f"unknown scoring parameters {sorted(unknown)}; expected some of {sorted(cls().as_dict())}"
            )
        return cls(**{**parameters, "counted": tuple(parameters.get("counted", cls().counted))})
