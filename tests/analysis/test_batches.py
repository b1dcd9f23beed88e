"""The same observations give the same bytes in whatever batches they come."""

import numpy as np
import pytest

from analysis import engine
from analysis.attentiveness import SEGMENT, WINDOW, Scoring, finish, new_people, step
from analysis.landmarks import to_compact
from analysis.projection import Camera, points
from analysis.simulator.lesson import attend
from analysis.types import LandmarkBatch, Reason

PEOPLE = 5
CAMERA = Camera()
Observations = tuple[np.ndarray, np.ndarray, np.ndarray]


def landmarks(seed: int, times: np.ndarray) -> tuple[LandmarkBatch, np.ndarray]:
    moments = attend(seed, 0.6).at(times)
    compact = to_compact(points(moments.heads, CAMERA), "mesh478")
    n = len(times)
    ones, nan = np.ones(n, np.float32), np.full(n, np.nan, np.float32)
    size = (ones * CAMERA.width, ones * CAMERA.height, ones * CAMERA.fov_deg)
    return LandmarkBatch(compact, ones, *size, np.zeros(n, bool), nan, nan, np.ones(n, np.uint8)), moments.reason


@pytest.fixture(scope="module")
def observations() -> Observations:
    """Index, time and measures of five people at irregular times, with gaps, absences and late ones."""
    random = np.random.default_rng(11)
    index, captured_at, measured = [], [], []
    for person in range(PEOPLE):
        times = np.cumsum(random.exponential(0.25, 200)) + 25 * (np.arange(200) > 100)
        batch, reason = landmarks(person, times)
        rows = engine.measure(batch)
        rows[reason > 0] = engine.absent(reason[reason > 0], int((reason > 0).sum()))
        swapped = random.permutation(200)[:6]
        times[swapped] -= 1.5
        index.append(np.full(200, person))
        captured_at.append(1_700_000_000 + times)
        measured.append(rows)
    order = np.argsort(np.concatenate(captured_at) + random.uniform(0, 0.5, PEOPLE * 200), kind="stable")
    return np.concatenate(index)[order], np.concatenate(captured_at)[order], np.concatenate(measured)[order]


def replay(observations: Observations, cuts: list[int]) -> list[bytes]:
    people, scoring = new_people(PEOPLE), Scoring()
    windows: dict[tuple[int, float], bytes] = {}
    segments, states, measured = [], [], []
    index, captured_at, measures = (np.split(values, cuts) for values in observations)
    for part in zip(index, captured_at, measures, strict=True):
        result = step(people, *part, scoring)
        people = result.people
        windows |= {(row["person"], row["started_at"]): row.tobytes() for row in result.windows}
        segments.append(result.segments)
        states.append(result.state)
        measured.append(result.measured)
    result = finish(people, np.arange(PEOPLE), people["at"] + 1.0, scoring)
    windows |= {(row["person"], row["started_at"]): row.tobytes() for row in result.windows}
    ended = np.concatenate([*segments, result.segments])
    ended = ended[np.lexsort((ended["started_at"], ended["person"]))]
    stored = b"".join(windows[key] for key in sorted(windows))
    return [
        result.people.tobytes(),
        ended.tobytes(),
        stored,
        np.concatenate(states).tobytes(),
        np.concatenate(measured).tobytes(),
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_batches_give_identical_bytes(observations: Observations, seed: int) -> None:
    n = len(observations[0])
    cuts = np.sort(np.random.default_rng(seed).choice(np.arange(1, n), size=30 * seed, replace=False)).tolist()
    assert replay(observations, cuts) == replay(observations, [])


def test_the_windows_of_everyone_add_up_to_the_time_between_first_and_last(
    observations: Observations,
) -> None:
    index, captured_at, measured = observations
    result = step(new_people(PEOPLE), index, captured_at, measured, Scoring())
    seconds = result.windows["known_s"].astype(float) + result.windows["unknown_s"]
    for person in range(PEOPLE):
        mine = captured_at[index == person]
        assert seconds[result.windows["person"] == person].sum() == pytest.approx(mine.max() - mine[0], abs=1e-3)
    assert (seconds <= 10.00001).all()
    assert (np.diff(result.windows["started_at"][result.windows["person"] == 0]) == 10).all()


def test_segments_follow_one_another_without_a_hole(observations: Observations) -> None:
    result = step(new_people(PEOPLE), *observations, Scoring())
    for person in range(PEOPLE):
        mine = result.segments[result.segments["person"] == person]
        assert (mine["started_at"][1:] == mine["ended_at"][:-1]).all()
        assert (mine["state"][1:] != mine["state"][:-1]).any()


def test_measures_do_not_depend_on_the_batch() -> None:
    batch, _ = landmarks(2, np.arange(0.0, 20.0, 0.4))
    fields = {f: getattr(batch, f) for f in LandmarkBatch.__dataclass_fields__ if getattr(batch, f) is not None}
    singly = [engine.measure(LandmarkBatch(**{f: v[i : i + 1] for f, v in fields.items()})) for i in range(50)]
    assert np.concatenate(singly).tobytes() == engine.measure(batch).tobytes()


def test_rows_have_the_promised_types(observations: Observations) -> None:
    result = step(new_people(PEOPLE), *observations, Scoring())
    assert (result.segments.dtype, result.windows.dtype) == (SEGMENT, WINDOW)
    unknown = result.reason != Reason.KNOWN
    assert (result.state[unknown] == 5).all()
