"""Moments at which a class changed: people before against the same people after, corrected for how many were looked at.

People are independent of each other; the windows of one person are not. So the unit is the person: each gives one
difference for each moment, and what chance can do is found by turning the signs of people, all of a person's
differences at once, which keeps their ups and downs as they follow each other. The largest of all moments must stand
out (max-T), so that a session in which nothing happened stays silent in 19 of 20 cases, however long it was.
"""

from dataclasses import dataclass

import numpy as np

SPAN_S = 180.0
"""Seconds that are compared before and after a moment. (Own choice: shorter ones are noise of a few glances; what is
over within less than this is not found.)"""

LEVEL = 0.05
"""Share of sessions without a change of which a change is told. (The usual one; the intervals hold with 1 - LEVEL.)"""

LEAST_PEOPLE = 5
"""A class is described only by so many people. (measures.md. With five, only 16 patterns of signs differ, so that
nothing is ever certain at `LEVEL`; it takes six.)"""

LEAST_EFFECT = 0.05
"""Smaller changes are not told, however certain. (Own choice: in a large class next to nothing would stand out.)"""

_MOST_FLIPS = 2000
_CHUNK = 512
_AT_MOST = 1 - 1e-12
_TIE = 1e-9


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everybody before against everybody after, at each of T moments.

    Attributes
    ----------
    number : (T,) int array
        People who were there on both sides.
    effect : (T,) float array, -1..1
        Mean of their differences; NaN where they are fewer than `LEAST_PEOPLE`.
    half_width : (T,) float array, 0..2
        Of the interval around the effect. All intervals hold together with 1 - level; infinite where there is no
        effect.
    p : (T,) float array, 0..1
        How often chance alone makes the largest difference of all moments as clear as this one; 1 where there is none.
    """

    number: np.ndarray
    effect: np.ndarray
    half_width: np.ndarray
    p: np.ndarray

    @property
    def looked_at(self) -> int:
        """How many moments were compared."""
        return int(np.isfinite(self.effect).sum())


def differences(
    counted_s: np.ndarray, known_s: np.ndarray, times: np.ndarray, window_s: int, least_known: float
) -> np.ndarray:
    """What changed for each person at the start of each window: attentiveness after, less attentiveness before.

    Parameters
    ----------
    counted_s, known_s : (P, T) float arrays, seconds
        Of each person in each window: attentive, and known. Windows count by how much of them is known.
    times : (T,) int array, unix seconds
        Starts of the windows. `SPAN_S` never reaches over a gap.
    window_s : int, seconds
    least_known : float, 0..1
        Known share of each side without which the person is left out.

    Returns
    -------
    (P, T) float array, -1..1
        NaN for people who were not there on both sides, and where a side would reach over the session's edge.
    """
    span = max(round(SPAN_S / window_s), 1)
    result = np.full(known_s.shape, np.nan)
    if known_s.shape[1] < 2 * span:
        return result
    counted, known = (_sums(seconds, span) for seconds in (counted_s, known_s))
    enough = (known >= least_known * span * window_s) & (known > 0)
    share = np.divide(counted, known, out=np.full(known.shape, np.nan), where=enough)
    whole = times[2 * span - 1 :] - times[: len(times) - 2 * span + 1] == (2 * span - 1) * window_s
    result[:, span : len(times) - span + 1] = np.where(whole, share[:, span:] - share[:, :-span], np.nan)
    return result


def compare(difference: np.ndarray, level: float = LEVEL, seed: int = 0) -> Comparison:
    """Which of the moments stand out.

    Parameters
    ----------
    difference : (P, T) float array, -1..1
        See `differences`.
    level : float, 0..1
    seed : int
        Of the signs; the same numbers give the same answer.

    Returns
    -------
    Comparison

    Notes
    -----
    The statistic is Student's t of each moment, made comparable between moments with more and with fewer people by
    Wallace's normal approximation (1959). Its null distribution is that of the largest under random signs of people
    (Westfall & Young 1993), all of them where they are few. It assumes that without a change a person's difference is
    as likely as its opposite. Signs leave sums of squares as they are, so only the sums are made again.
    """
    here = np.isfinite(difference)
    number = here.sum(axis=0)
    some = number >= LEAST_PEOPLE
    effect, half_width, p = np.full(len(number), np.nan), np.full(len(number), np.inf), np.ones(len(number))
    if some.any():
        known, n = np.where(here, difference, 0.0)[:, some], number[some]
        length = np.sqrt(n * (known**2).sum(axis=0))
        largest = _largest(known, length, n, seed)
        z = _normal(_cosine(known.sum(axis=0), length), n)
        mean = known.sum(axis=0) / n
        spread = np.sqrt(np.where(here[:, some], (known - mean) ** 2, 0.0).sum(axis=0) / (n - 1) / n)
        effect[some] = mean
        p[some] = (largest[:, None] >= z - _TIE).mean(axis=0)
        half_width[some] = spread * _student(_critical(largest, level), n)
    return Comparison(number, effect, half_width, p)


def stand_out(comparison: Comparison, span: int, level: float = LEVEL) -> np.ndarray:
    """The moments to tell of: the largest changes first, then those that are further than a span from all before.

    Parameters
    ----------
    comparison : Comparison
    span : int, windows
        A change at one moment shows at all within a span of it. Hence only the peaks are told: the largest within half
        a span to either side.
    level : float, 0..1

    Returns
    -------
    (c,) int array, ascending
    """
    size = np.nan_to_num(np.abs(comparison.effect))
    half = span // 2
    around = np.pad(size, (half, half + 1))
    peak = size >= np.lib.stride_tricks.sliding_window_view(around, 2 * half + 1)[: len(size)].max(axis=1)
    certain = (comparison.p <= level) & (size > comparison.half_width)
    left = np.where(peak & certain & (size >= LEAST_EFFECT), size, 0.0)
    found: list[int] = []
    while left.any():
        at = int(left.argmax())
        found.append(at)
        left[max(at - span + 1, 0) : at + span] = 0.0
    return np.array(sorted(found), np.intp)


def _sums(seconds: np.ndarray, span: int) -> np.ndarray:
    """(P, T - span + 1) of `span` windows from each one on."""
    total = np.concatenate([np.zeros((len(seconds), 1)), seconds.cumsum(axis=1)], axis=1)
    sums: np.ndarray = total[:, span:] - total[:, :-span]
    return sums


def _signs(people: int, seed: int) -> np.ndarray:
    """(B, P) of 1 and -1, the first row as it is: every pattern (less its opposite, which is as clear) or some."""
    if 2 ** (people - 1) <= _MOST_FLIPS:
        patterns = np.arange(2 ** (people - 1))[:, None] >> np.arange(people) & 1
        return 1.0 - 2.0 * patterns
    signs = np.random.default_rng(seed).integers(0, 2, (_MOST_FLIPS, people)) * 2.0 - 1.0
    signs[0] = 1.0
    return signs


def _largest(known: np.ndarray, length: np.ndarray, number: np.ndarray, seed: int) -> np.ndarray:
    """(B,) the clearest of all moments under each pattern of signs."""
    signs = _signs(len(known), seed)
    largest = np.zeros(len(signs))
    for people in np.unique(number):
        of_these = np.flatnonzero(number == people)
        for first in range(0, len(of_these), _CHUNK):
            some = of_these[first : first + _CHUNK]
            cosine = _cosine(signs @ known[:, some], length[some]).max(axis=1)
            np.maximum(largest, _normal(cosine, people), out=largest)
    return largest


def _critical(largest: np.ndarray, level: float) -> float:
    """What has to be exceeded so that at most `level` of the patterns are as clear."""
    return float(np.sort(largest)[len(largest) - 1 - int(level * len(largest))]) + _TIE


def _cosine(total: np.ndarray, length: np.ndarray) -> np.ndarray:
    """|sum| / sqrt(n * sum of squares), 0..1: Student's t, which grows with it, without its infinity."""
    cosine: np.ndarray = np.divide(np.abs(total), length, out=np.zeros(total.shape), where=length > 0)
    return cosine


def _normal(cosine: np.ndarray, number: np.ndarray | int) -> np.ndarray:
    """The normal deviate as improbable as Student's t, of which 1 + t²/(n - 1) = 1 / (1 - cosine²)."""
    freedom = number - 1.0
    clearness: np.ndarray = np.sqrt(-freedom * np.log1p(-np.minimum(cosine**2, _AT_MOST)))
    return clearness * (8 * freedom + 1) / (8 * freedom + 3)


def _student(z: float, number: np.ndarray) -> np.ndarray:
    """The way back from `_normal`."""
    freedom = number - 1.0
    plain = z * (8 * freedom + 3) / (8 * freedom + 1)
    student: np.ndarray = np.sqrt(freedom * np.expm1(plain**2 / freedom))
    return student
