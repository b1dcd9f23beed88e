"""How heads and eyes move: turns of least jerk, slow drifts. Functions of time, the same whenever they are asked."""

import numpy as np

_TURN_S, _TURN_S_DEG = 0.2, 0.009
"""A turn takes this long and so much longer for each degree: 40 degrees in 0.56 s, 130 degrees/s at its fastest."""
_FAR_SHARE = 0.2


def minimum_jerk(share: np.ndarray) -> np.ndarray:
    """How much of a movement is done.

    Parameters
    ----------
    share : float array
        Of its time; before 0 it has not begun, after 1 it is over.

    Returns
    -------
    float array, 0..1

    Notes
    -----
    The polynomial of Flash & Hogan (1985); its fastest moment is 1.875 times its mean speed.
    """
    s = np.clip(share, 0.0, 1.0)
    done: np.ndarray = s**3 * (10.0 - 15.0 * s + 6.0 * s**2)
    return done


def turn_seconds(degrees: np.ndarray, speed: float) -> np.ndarray:
    """How long heads take to turn: (n,) float array of degrees >= 0, ``speed`` times as fast as with most."""
    seconds: np.ndarray = (_TURN_S + _TURN_S_DEG * degrees) / speed
    return seconds


class Waves:
    """A wandering that has no beginning: four sines for each axis.

    Parameters
    ----------
    random : numpy Generator
    low, high : float, Hz
        The band of their frequencies.
    sd : sequence of float
        Standard deviation of each axis, in its own unit.
    """

    def __init__(self, random: np.random.Generator, low: float, high: float, sd: tuple[float, ...]) -> None:
        self._frequency = 2 * np.pi * random.uniform(low, high, size=(len(sd), 4))
        self._phase = random.uniform(0, 2 * np.pi, size=(len(sd), 4))
        self._amplitude = np.array(sd) / np.sqrt(2)

    def at(self, t: np.ndarray) -> np.ndarray:
        """(n,) seconds to (n, axes)."""
        waves: np.ndarray = np.sin(self._frequency * t[:, None, None] + self._phase).sum(axis=2) * self._amplitude
        return waves


class Steps:
    """Targets that are taken one after another and held in between, each reached by a movement of least jerk.

    Parameters
    ----------
    starts : (k,) float array, seconds
        When each movement begins; the first target holds from the beginning.
    targets : (k, axes) float array
    seconds : (k,) float array or float
        How long each movement takes.
    """

    def __init__(self, starts: np.ndarray, targets: np.ndarray, seconds: np.ndarray | float) -> None:
        self._starts, self._targets = starts, targets
        self._seconds = np.broadcast_to(seconds, starts.shape)

    @classmethod
    def now_and_then(
        cls,
        random: np.random.Generator,
        until: float,
        every_s: float,
        sd: tuple[float, ...],
        seconds: float,
        far: tuple[float, ...] = (1.0,),
    ) -> "Steps":
        """Targets at random, on average ``every_s`` seconds apart, none further than two standard deviations; but one
        of five goes ``far`` times as far (by axis)."""
        count = int(2 * until / every_s) + 8
        starts = np.cumsum(random.gamma(2.0, every_s / 2, size=count) + seconds)
        targets = np.clip(random.normal(size=(count, len(sd))), -2.0, 2.0) * sd
        targets *= np.where(random.uniform(size=(count, 1)) < _FAR_SHARE, far, 1.0)
        return cls(starts, targets, seconds)

    def at(self, t: np.ndarray) -> np.ndarray:
        """(n,) seconds to (n, axes)."""
        now = np.maximum(np.searchsorted(self._starts, t, side="right") - 1, 0)
        before = self._targets[np.maximum(now - 1, 0)]
        done = minimum_jerk((t - self._starts[now]) / self._seconds[now])[:, None]
        place: np.ndarray = before + (self._targets[now] - before) * done
        return place
