"""Why a number is what it is: the segments, angles, times and parameters that made it."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.scoring import Scoring
from analysis.types import Reason, State
from analysis.windows import Summary, summarise


@dataclass(frozen=True, slots=True)
class Explanation:
    """What made the attentiveness of one person over some windows; numbers only, for others to put into words.

    Attributes
    ----------
    summary : Summary
        Seconds per state, known share, attentiveness and its interval.
    counted : tuple of str
        The states that count as attentive.
    glances_away : int
        Segments in the state away.
    longest_away_s : float, seconds
        The longest of them, 0 without any.
    unknown_s : dict of str to float
        Unknown time of the segments by its reason, longest first.
    segments : list of dict
        ``from``, ``to`` (unix seconds), ``state``, ``reason`` (labels), ``yaw_deg``, ``pitch_deg`` (means; None where
        nothing was measured).
    parameters : dict
        Of the scoring.
    """

    summary: Summary
    counted: tuple[str, ...]
    glances_away: int
    longest_away_s: float
    unknown_s: dict[str, float]
    segments: list[dict[str, Any]]
    parameters: dict[str, Any]


def explain(segments: np.ndarray, windows: np.ndarray, scoring: Scoring) -> Explanation:
    """Explain the attentiveness of one person over some windows.

    Parameters
    ----------
    segments : (k,) array of `SEGMENT`
        Those that overlap the windows, by time.
    windows : (n,) array of `WINDOW`
    scoring : Scoring
        The one that both were made with.

    Returns
    -------
    Explanation
    """
    lasted = segments["ended_at"] - segments["started_at"]
    away = lasted[segments["state"] == State.AWAY]
    return Explanation(
        summary=summarise(windows, scoring),
        counted=tuple(state.label for state in scoring.counted_states),
        glances_away=len(away),
        longest_away_s=float(away.max(initial=0.0)),
        unknown_s=_unknown_by_reason(segments, lasted),
        segments=[_describe(segment) for segment in segments],
        parameters=scoring.as_dict(),
    )


def _unknown_by_reason(segments: np.ndarray, lasted: np.ndarray) -> dict[str, float]:
    unknown = segments["state"] == State.UNKNOWN
    total = {reason: float(lasted[unknown & (segments["reason"] == reason)].sum()) for reason in Reason}
    longest_first = sorted(total.items(), key=lambda item: -item[1])
    return {reason.label: seconds for reason, seconds in longest_first if seconds > 0}


def _describe(segment: np.void) -> dict[str, Any]:
    angles = {name: None if np.isnan(segment[name]) else float(segment[name]) for name in ("yaw_deg", "pitch_deg")}
    return {
        "from": float(segment["started_at"]),
        "to": float(segment["ended_at"]),
        "state": State(segment["state"]).label,
        "reason": Reason(segment["reason"]).label,
        **angles,
    }
