from dataclasses import dataclass

import numpy as np
import pytest

from analysis import lids
from analysis.scoring import Scoring

SCORING = Scoring()


@dataclass
class Watched:
    blinks: int
    long_closed: np.ndarray
    openness: np.ndarray
    lids: np.ndarray


def watch(aperture: list[float] | np.ndarray, hz: float = 20.0, other: float | None = None) -> Watched:
    """One person whose eyes are seen at a rate; their right eye as the left one, or with an aperture of its own."""
    known = lids.new_lids(1)
    blinks, closed, openness = 0, [], []
    for index, value in enumerate(aperture):
        both = np.array([[value, value if other is None else other]])
        at, held = np.array([index / hz]), np.array([1 / hz if index else 0.0])
        followed = lids.follow(known, at, held, both, np.zeros(1, bool), SCORING)
        blinks += int(followed.blinked[0])
        closed.append(followed.long_closed[0])
        openness.append(followed.openness[0, 0])
    return Watched(blinks, np.array(closed), np.array(openness), known)


def talking(open_at: float, shut_at: float, seconds: float, hz: float = 20.0) -> np.ndarray:
    """Open eyes that blink for 0.2 s every 3 s."""
    t = np.arange(0, seconds, 1 / hz)
    return np.where(t % 3.0 > 2.8, shut_at, open_at)


@pytest.mark.parametrize(("open_at", "shut_at"), [(0.25, 0.03), (0.16, 0.03), (0.36, 0.1), (0.25, 0.13)])
def test_blinks_are_counted_for_wide_small_and_spectacled_eyes(open_at: float, shut_at: float) -> None:
    assert watch(talking(open_at, shut_at, 31.0)).blinks == 10


def test_half_closed_lids_and_long_ones_are_no_blinks() -> None:
    wide = np.full(200, 0.25)
    squint, closed = wide.copy(), wide.copy()
    squint[100:104] = 0.19
    closed[100:130] = 0.03
    assert watch(squint).blinks == 0
    assert watch(closed).blinks == 0


def test_a_wink_is_no_blink() -> None:
    assert watch(talking(0.25, 0.03, 20.0), other=0.25).blinks == 0


def test_flutter_half_way_up_is_one_blink() -> None:
    aperture = np.full(200, 0.25)
    aperture[100:105] = [0.03, 0.17, 0.15, 0.17, 0.16]
    assert watch(aperture).blinks == 1


def test_an_eye_that_is_lost_in_a_blink_makes_none() -> None:
    aperture = np.full(200, 0.25)
    aperture[100:104] = [0.03, np.nan, np.nan, 0.25]
    assert watch(aperture).blinks == 0


def test_eyes_closed_for_a_second_are_closed_and_open_again_at_once() -> None:
    aperture = np.full(200, 0.25)
    aperture[100:140] = 0.03
    found = np.flatnonzero(watch(aperture).long_closed)
    assert (found[0], found[-1]) == (120, 139)


def test_closed_eyes_behind_glasses_are_told_once_blinks_have_shown_them() -> None:
    blinking, asleep = talking(0.25, 0.13, 60.0), np.full(100, 0.13)
    assert watch(np.concatenate([blinking, asleep])).long_closed[-60:].all()
    assert not watch(blinking).long_closed.any()


def test_looking_down_is_not_closing_the_eyes() -> None:
    assert not watch(np.concatenate([talking(0.25, 0.03, 60.0), np.full(200, 0.15)])).long_closed.any()


def test_openness_runs_from_shut_to_open() -> None:
    found = watch(np.concatenate([talking(0.3, 0.06, 90.0), [0.3, 0.18, 0.06]])).openness[-3:]
    assert found == pytest.approx([1.0, 0.5, 0.0], abs=0.08)


def test_narrow_eyes_from_the_start_are_open_eyes() -> None:
    found = watch(np.full(1200, 0.09))
    assert not found.long_closed[200:].any()
    assert found.openness[-1] == pytest.approx(1.0, abs=0.15)


def test_sleep_does_not_become_the_open_eye() -> None:
    found = watch(np.concatenate([talking(0.25, 0.03, 60.0), np.full(20 * 300, 0.03)]))
    assert found.long_closed[-1]
    assert found.lids["open"][0] == pytest.approx([0.25, 0.25], abs=0.02)


def test_people_do_not_touch_each_other() -> None:
    apart = [watch(talking(value, 0.03, 12.0)) for value in (0.2, 0.3)]
    together = lids.new_lids(2)
    pair = np.stack([talking(0.2, 0.03, 12.0), talking(0.3, 0.03, 12.0)], axis=1)
    for index, values in enumerate(pair):
        held = np.full(2, 1 / 20 if index else 0.0)
        both = np.repeat(values[:, None], 2, axis=1)
        lids.follow(together, np.full(2, index / 20), held, both, np.zeros(2, bool), SCORING)
    assert together[0] == apart[0].lids[0]
    assert together[1] == apart[1].lids[0]
