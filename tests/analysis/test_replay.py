"""Live, replayed from a checkpoint, scored again: the same observations in the same order give the same bytes."""

import numpy as np
import pytest

from analysis.attentiveness import Scoring, finish, new_people, rescore, step
from analysis.engine import absent
from analysis.types import Reason, Teaching
from tests.analysis.looks import START, look

PEOPLE, EACH = 4, 400
SCORING = Scoring(perclos=True)
Observations = tuple[np.ndarray, np.ndarray, np.ndarray]


@pytest.fixture(scope="module")
def observations() -> Observations:
    """Four people who wander about, teach, blink, vanish; in the order of time, at different rates."""
    random = np.random.default_rng(5)
    index, at, measured = [], [], []
    for person in range(PEOPLE):
        times = np.cumsum(random.exponential(0.2 + 0.1 * person, EACH)) + 15 * (np.arange(EACH) > 250)
        rows = look(n=EACH)
        place = random.choice([0.0, 0.0, 25.0, -50.0], size=EACH // 20).repeat(20)
        rows["yaw_deg"] = place + random.normal(0, 3, EACH)
        rows["pitch_deg"] = random.normal(-4, 4, EACH)
        rows["aperture_left"] = rows["aperture_right"] = np.where(random.uniform(size=EACH) < 0.1, 0.02, 0.22)
        rows["teaching"][40:70], rows["teaching"][100:130] = Teaching.SCREEN, Teaching.SECOND_SCREEN
        gone = random.uniform(size=EACH) < 0.04
        rows[gone] = absent(random.choice([Reason.NO_FACE, Reason.PAUSED], gone.sum()), int(gone.sum()))
        index.append(np.full(EACH, person))
        at.append(START + times)
        measured.append(rows)
    order = np.argsort(np.concatenate(at), kind="stable")
    return tuple(np.concatenate(parts)[order] for parts in (index, at, measured))  # type: ignore[return-value]


def some(observations: Observations, which: np.ndarray | slice) -> Observations:
    index, at, measured = observations
    return index[which], at[which], measured[which]


def contents(rows: np.ndarray) -> dict[tuple[int, float], bytes]:
    return {(int(row["person"]), float(row["started_at"])): row.tobytes() for row in rows}


def test_scoring_again_is_what_was_live(observations: Observations) -> None:
    index, at, measured = observations
    people, states = new_people(PEOPLE), []
    windows: dict[tuple[int, float], bytes] = {}
    segments: dict[tuple[int, float], bytes] = {}
    for part in np.array_split(np.arange(len(index)), 97):
        result = step(people, index[part], at[part], measured[part], SCORING)
        people = result.people
        windows |= contents(result.windows)
        segments |= contents(result.segments)
        states.append(result.state)
    ended_at = np.where(np.arange(PEOPLE) < 3, at.max() + 1.0, np.nan)
    result = finish(people, np.arange(3), ended_at[:3], SCORING)

    shuffled = np.random.default_rng(1).permutation(len(index))
    again = rescore(index[shuffled], at[shuffled], measured[shuffled], ended_at, SCORING)
    assert again.people.tobytes() == result.people.tobytes()
    assert again.state.tobytes() == np.concatenate(states)[shuffled].tobytes()
    assert contents(again.windows) == windows | contents(result.windows)
    assert contents(again.segments) == segments | contents(result.segments)
    assert len(again.windows) == len(contents(again.windows))
    assert not again.late.any()


@pytest.mark.parametrize("seed", range(6))
def test_late_observations_are_put_in_place_from_any_checkpoint(observations: Observations, seed: int) -> None:
    """Some come late; stepping again from an older row over all since then is as if they had been in time."""
    ada = some(observations, observations[0] == 0)
    random = np.random.default_rng(seed)
    checkpoint, now = np.sort(random.choice(np.arange(1, EACH), 2, replace=False))
    late = random.choice(np.arange(checkpoint, now), max((now - checkpoint) // 5, 1), replace=False)
    in_time = np.setdiff1d(np.arange(now), late)
    before = step(new_people(1), *some(ada, slice(checkpoint)), SCORING)
    without = step(before.people, *some(ada, np.setdiff1d(in_time, np.arange(checkpoint))), SCORING)
    replayed = step(before.people, *some(ada, slice(checkpoint, now)), SCORING)
    straight = step(new_people(1), *some(ada, slice(now)), SCORING)

    assert replayed.people.tobytes() == straight.people.tobytes()
    assert contents(before.windows) | contents(without.windows) | contents(replayed.windows) == contents(
        straight.windows
    )
    assert contents(before.segments) | contents(replayed.segments) == contents(straight.segments)
    assert replayed.state.tobytes() == straight.state[checkpoint:].tobytes()


def test_nobody_scores_again() -> None:
    nothing = rescore(np.empty(0, int), np.empty(0), look(n=0), np.empty(0), SCORING)
    assert len(nothing.people) == len(nothing.windows) == len(nothing.state) == 0
