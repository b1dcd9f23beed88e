"""What of a scoring somebody may turn who wants to see what would be if: from where to where, and in what steps."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from analysis.scoring import COUNTABLE, Scoring


@dataclass(frozen=True, slots=True)
class Knob:
    name: str
    low: float
    high: float
    step: float
    unit: str


KNOBS = (
    # At most what is taken before anything is learned (`sd_yaw_deg`, `sd_pitch_deg`).
    Knob("learned_sd_yaw_deg", 4, 14, 0.5, "deg"),
    Knob("learned_sd_pitch_deg", 4, 11, 0.5, "deg"),
    Knob("taught_sd_yaw_deg", 3, 16, 0.5, "deg"),
    Knob("taught_sd_pitch_deg", 3, 14, 0.5, "deg"),
    Knob("enter", 0.8, 3, 0.1, "sd"),
    Knob("leave", 0.8, 4, 0.1, "sd"),
    Knob("buffer_s", 0.5, 10, 0.5, "s"),
    Knob("back_s", 0.1, 3, 0.1, "s"),
    Knob("closed_openness", 0.1, 0.8, 0.05, "share"),
    Knob("eyes_closed_s", 0.3, 5, 0.1, "s"),
    Knob("min_known_share", 0.1, 0.9, 0.05, "share"),
)
BY_NAME = {knob.name: knob for knob in KNOBS}
ZONES = COUNTABLE


def as_dicts() -> list[dict[str, Any]]:
    """With the program's own values."""
    default = Scoring().as_dict()
    return [{**asdict(knob), "default": default[knob.name]} for knob in KNOBS]


def default_zones() -> list[str]:
    return list(Scoring().counted)
