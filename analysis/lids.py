"""From eye apertures to openness, blinks and closed eyes: what is remembered of a person's lids.

Both ends are personal: how far the eyes stand open, and what is left of that when they are shut. Without glasses that
is a sixth; behind glasses a network may leave half of it. Blinks show the lower end: they are brief, so they can be
told from squinting, smiling and looking down before it is known.
"""

from dataclasses import dataclass

import numpy as np

from analysis.eyes import CLOSED_APERTURE
from analysis.scoring import TICK_S, Scoring

LIDS = np.dtype(
    [
        # Of left and right eye: open aperture, time that went into it, and the closed one as a share of it.
        ("open", "<f8", (2,)),
        ("open_s", "<f8", (2,)),
        ("closed", "<f8", (2,)),
        # Both eyes low: since when (NaN = not), and their lowest shares of the open aperture; closed since when.
        ("dip_at", "<f8"),
        ("lowest", "<f8", (2,)),
        ("closed_at", "<f8"),
    ]
)
"""One person's lids; all NaN before the first observation."""

DIP = 0.65
"""Both eyes below this share of their open aperture: a blink, if it is over soon. (Clips: blinks go down to 0.0-0.55,
smiles, squints and glances down stay above 0.75.)"""

DIP_ENDS = 0.70
"""... until one of them is above this again: lids that flutter half way up make no second blink."""

BLINK_SECONDS = 0.8
CLOSED_SHARE = 0.15
"""What is left of the aperture when the eyes are shut, before a person's blinks have shown it. (Clips: 0.0 to 0.2.)"""

MAX_CLOSED_SHARE = 0.6
_DEEPER, _SHALLOWER = 0.5, 0.1
_FIRST_SECONDS = 5.0
_HALF_OPEN = 0.5


@dataclass(frozen=True, slots=True)
class Followed:
    """What an observation of each of n people's eyes came to.

    Attributes
    ----------
    openness : (n, 2) float64 array, 0..1 or NaN
        Left and right eye: 0 as when shut, 1 as when open.
    long_closed : (n,) bool array
        Both eyes (or the one that is seen) shut for `Scoring.eyes_closed_s`.
    blinked : (n,) bool array
        The eyes came open after a blink.
    """

    openness: np.ndarray
    long_closed: np.ndarray
    blinked: np.ndarray


def new_lids(n: int) -> np.ndarray:
    """Lids of people of whom nothing has been observed.

    Parameters
    ----------
    n : int

    Returns
    -------
    (n,) array of `LIDS`
    """
    lids = np.empty(n, dtype=LIDS)
    for name in LIDS.names or ():
        lids[name] = np.nan
    return lids


def follow(
    lids: np.ndarray, at: np.ndarray, held_s: np.ndarray, aperture: np.ndarray, hidden: np.ndarray, scoring: Scoring
) -> Followed:
    """Take in, in place, one observation of each person.

    Parameters
    ----------
    lids : (n,) array of `LIDS`
    at : (n,) float array, unix seconds
    held_s : (n,) float array, seconds
        How long the observation before held, 0 if that was unknown: a dip or a closure ends there uncounted.
    aperture : (n, 2) float array
        As given by `eyes.aperture`; NaN = absent.
    hidden : (n,) bool array
        The head is bent down: lids cover the eyes without being shut, and decide nothing.
    scoring : Scoring

    Returns
    -------
    Followed
    """
    _begin(lids, scoring)
    _learn_open(lids, aperture, np.where(hidden, 0.0, held_s), scoring)
    share = aperture / lids["open"]
    openness = _openness(share, lids["closed"])
    lost = hidden | (held_s <= 0) | np.isnan(share).all(axis=1)
    for name in ("dip_at", "closed_at"):
        lids[name][lost] = np.nan
    blinked = _watch_dip(lids, at, share, hidden)
    closed = ~hidden & (np.fmax(openness[:, 0], openness[:, 1]) < scoring.closed_openness)
    since = np.where(closed, np.where(np.isnan(lids["closed_at"]), at, lids["closed_at"]), np.nan)
    lids["closed_at"] = since
    return Followed(openness, closed & (at - since >= scoring.eyes_closed_s - TICK_S), blinked)


def _begin(lids: np.ndarray, scoring: Scoring) -> None:
    new = np.isnan(lids["open_s"][:, 0])
    if new.any():
        lids["open"][new], lids["open_s"][new], lids["closed"][new] = scoring.baseline_aperture, 0.0, CLOSED_SHARE


def _openness(share: np.ndarray, closed: np.ndarray) -> np.ndarray:
    openness: np.ndarray = np.clip((share - closed) / (1.0 - closed), 0.0, 1.0)
    return openness


def _learn_open(lids: np.ndarray, aperture: np.ndarray, held_s: np.ndarray, scoring: Scoring) -> None:
    """A moving mean of eyes that are more open than shut; at first of all that are not shut, however narrow."""
    early = (lids["open_s"] < _FIRST_SECONDS) & (aperture > CLOSED_APERTURE)
    is_open = early | (_openness(aperture / lids["open"], lids["closed"]) > _HALF_OPEN)
    weight = np.where(is_open, held_s[:, None], 0.0)
    gain = weight / (scoring.baseline_prior_s + lids["open_s"] + weight)
    lids["open"] += gain * np.where(is_open, aperture - lids["open"], 0.0)
    lids["open_s"] = np.minimum(lids["open_s"] + weight, scoring.baseline_memory_s)


def _watch_dip(lids: np.ndarray, at: np.ndarray, share: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """Who has just blinked; their blink shows how low their lids go."""
    wider = np.fmax(share[:, 0], share[:, 1])
    in_dip = ~np.isnan(lids["dip_at"])
    low = ~hidden & (wider < np.where(in_dip, DIP_ENDS, DIP))
    blinked: np.ndarray = in_dip & (wider >= DIP_ENDS) & (at - lids["dip_at"] < BLINK_SECONDS - TICK_S)
    if blinked.any():
        _learn_closed(lids, blinked)
    lowest = np.where(in_dip[:, None], np.fmin(lids["lowest"], share), share)
    lids["lowest"] = np.where(low[:, None], lowest, np.nan)
    lids["dip_at"] = np.where(low, np.where(in_dip, lids["dip_at"], at), np.nan)
    return blinked


def _learn_closed(lids: np.ndarray, blinked: np.ndarray) -> None:
    """Follow the lowest points of blinks, sooner down than up: a slow camera often sees a lid half way."""
    away = np.where(blinked[:, None], np.nan_to_num(lids["lowest"] - lids["closed"]), 0.0)
    moved = lids["closed"] + np.where(away < 0, _DEEPER, _SHALLOWER) * away
    lids["closed"] = np.clip(moved, 0.0, MAX_CLOSED_SHARE)
