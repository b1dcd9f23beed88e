"""What a person's camera makes of their zones: where they lie, how well they repeat, how surely they are told apart."""

from itertools import combinations
from math import erfc, sqrt
from typing import Any

import numpy as np

from analysis import zones
from analysis.scoring import Scoring
from analysis.types import Teaching

TYPICAL_ERROR_DEG = (1.9, 2.8)
"""One standard deviation of yaw and pitch of one estimate. (Agreement between independent methods on photographs.)"""

_LABELS = [zone.label for zone in Teaching][Teaching.SCREEN :]


def describe(people: np.ndarray, scoring: Scoring | None = None) -> list[dict[str, Any]]:
    """How surely each person's zones are known and told apart.

    Parameters
    ----------
    people : (n,) array of `PERSON`
    scoring : Scoring, optional
        The one by which they were stepped; today's by default.

    Returns
    -------
    list of n dict
        Fit for JSON, None where something is unknown:

        ``zones``: for the screen and each taught zone ``zone`` (label of `Teaching`), ``source`` ("default",
        "learned" or "taught"), ``yaw_deg``, ``pitch_deg`` (mean), ``yaw_sd_deg``, ``pitch_sd_deg`` (as wide as the zone
        is taken, the doubt about its centre included), ``seconds`` (steady time that taught it, or that it was learned
        from), ``visits``, ``repeatability_deg`` (``yaw``, ``pitch``: one standard deviation between visits).

        ``pairs``: for each two of them ``zones`` (labels), ``separation`` (distance of the means in pooled standard
        deviations, errors included) and ``confused`` (0..0.5: share of the time on one that lies nearer to the other,
        were directions spread normally).

        ``repeatability_deg``: ``yaw`` and ``pitch`` over all zones, as it widens this person's errors.
    """
    scoring = scoring or Scoring()
    return [_describe(people[row : row + 1], scoring) for row in range(len(people))]


def _describe(person: np.ndarray, scoring: Scoring) -> dict[str, Any]:
    p, wide = person[0], _as_taken(person, scoring)
    known = [zone for zone in range(3) if zone == zones.SCREEN or p["visits"][zone]]
    error = np.hypot(TYPICAL_ERROR_DEG, p["repeatability"])
    return {
        "zones": [_zone(p, zone, wide[zone], scoring) for zone in known],
        "pairs": [_pair(one, other, wide, error) for one, other in combinations(known, 2)],
        "repeatability_deg": _yaw_and_pitch(p["repeatability"], bool((p["visits"] > 1).any())),
    }


def _as_taken(person: np.ndarray, scoring: Scoring) -> np.ndarray:
    """(3, 5): zones with the doubt about their centres; the default screen for whom nothing was seen of."""
    own = person["zones"].copy()
    weight_s = np.where(_is_learned(person[0], scoring) | (np.arange(3) > 0), person["zone_s"], 0.0)
    if np.isnan(own[0, zones.SCREEN, 0]):
        own[0, zones.SCREEN] = zones.screen_zone(scoring)
    wide: np.ndarray = zones.with_doubt(own, weight_s, scoring)[0]
    return wide


def _is_learned(p: np.void, scoring: Scoring) -> bool:
    return bool(p["learned_s"] >= scoring.calibrate_s)


def _zone(p: np.void, zone: int, wide: np.ndarray, scoring: Scoring) -> dict[str, Any]:
    visits = int(p["visits"][zone])
    source, seconds = "taught", float(p["taught_s"][zone])
    if not visits:
        source, seconds = "learned" if _is_learned(p, scoring) else "default", float(p["learned_s"])
    again = abs(p["latest_visit"][zone] - p["first_visit"][zone]) / sqrt(2)
    return {
        "zone": _LABELS[zone],
        "source": source,
        "yaw_deg": _rounded(wide[0]),
        "pitch_deg": _rounded(wide[1]),
        "yaw_sd_deg": _rounded(sqrt(wide[2])),
        "pitch_sd_deg": _rounded(sqrt(wide[3])),
        "seconds": _rounded(seconds),
        "visits": visits,
        "repeatability_deg": _yaw_and_pitch(again, visits > 1),
    }


def _pair(one: int, other: int, wide: np.ndarray, error: np.ndarray) -> dict[str, Any]:
    separation = _separation(wide[[one, other]], error)
    return {
        "zones": [_LABELS[one], _LABELS[other]],
        "separation": _rounded(separation, 2),
        # Half way between two equal normal distributions.
        "confused": _rounded(erfc(separation / 2 / sqrt(2)) / 2, 3),
    }


def _separation(pair: np.ndarray, error: np.ndarray) -> float:
    """Mahalanobis distance of two means in the mean of both covariances, the error added."""
    yaw_variance, pitch_variance, covariance = pair[:, 2:].mean(axis=0)
    pooled = np.array([[yaw_variance, covariance], [covariance, pitch_variance]]) + np.diag(error**2)
    offset = pair[0, :2] - pair[1, :2]
    return float(np.sqrt(offset @ np.linalg.solve(pooled, offset)))


def _yaw_and_pitch(values: np.ndarray, known: bool) -> dict[str, float] | None:
    return {"yaw": _rounded(values[0]), "pitch": _rounded(values[1])} if known else None


def _rounded(value: float, digits: int = 1) -> float:
    return round(float(value), digits)
