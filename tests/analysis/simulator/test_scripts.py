"""Scripts are repeatable, a third of them is kept for the end, and their noise is what was measured."""

import numpy as np
import pytest

from analysis.projection import Camera
from analysis.simulator.noise import observe
from analysis.simulator.scripts import SCRIPTS, Script, script
from analysis.types import MEASURED, Reason, Teaching

TIMES = np.arange(0, 600, 0.2)


def seen(name: str, seed: int) -> np.ndarray:
    return observe(script(name).perform(seed), TIMES, np.random.default_rng(seed))


def test_a_third_is_held_out_and_names_differ() -> None:
    assert sum(one.held_out for one in SCRIPTS) == len(SCRIPTS) // 3
    assert len({one.name for one in SCRIPTS}) == len(SCRIPTS)


def test_an_unknown_script_is_named_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"'juggling'.*lecture; lecture, all ears"):
        script("juggling")


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert seen("restless child", 4).tobytes() == seen("restless child", 4).tobytes()
    assert seen("restless child", 4).tobytes() != seen("restless child", 5).tobytes()


@pytest.mark.parametrize("one", SCRIPTS, ids=lambda one: one.name)
def test_observations_are_as_promised(one: Script) -> None:
    rows = observe(one.perform(2), TIMES, np.random.default_rng(2))
    assert rows.dtype == MEASURED
    known = rows[rows["success"]]
    assert len(known) > len(rows) / 4
    for axis in ("yaw", "pitch", "roll"):
        assert np.isfinite(known[f"{axis}_deg"]).all()
        assert (known[f"{axis}_error_deg"] > 0.3).all()
    assert np.isnan(rows[~rows["success"]]["yaw_deg"]).all()
    assert ((rows["reason"] == Reason.KNOWN) == rows["success"]).all()
    assert np.isnan(known["aperture_left"][known["yaw_deg"] > 21]).all()


def test_a_still_head_jitters_as_little_as_was_measured() -> None:
    quiet, poor = (white_of(name) for name in ("lecture, all ears", "lecture, poor camera"))
    assert quiet == pytest.approx([0.13, 0.17, 0.08], rel=0.35)
    assert (poor > 1.8 * quiet).all()


def white_of(name: str) -> np.ndarray:
    times = 60 + np.arange(0, 60, 1 / 30)
    rows = observe(script(name).perform(1), times, np.random.default_rng(1))
    angles = np.stack([rows[f"{axis}_deg"] for axis in ("yaw", "pitch", "roll")], axis=1)
    return np.asarray(1.48 * np.nanmedian(np.abs(np.diff(angles, n=2, axis=0)), axis=0) / np.sqrt(6))


def test_errors_said_are_errors_made() -> None:
    normalised = []
    for seed in range(150):
        behaviour = script("lecture, all ears").perform(seed)
        rows = observe(behaviour, TIMES[100:200:20], np.random.default_rng(seed))
        moments = behaviour.at(TIMES[100:200:20])
        error = rows["yaw_deg"] - moments.heads.angles[:, 0]
        normalised.append(error / rows["yaw_error_deg"])
    inside = np.nanmean(np.abs(np.concatenate(normalised)) < 1)
    assert 0.6 < inside < 0.76


def test_further_is_less_exact() -> None:
    rows = seen("walking about, poor camera", 1)
    far, near = rows["z_cm"] > 200, rows["z_cm"] < 120
    assert rows["yaw_error_deg"][far].mean() > rows["yaw_error_deg"][near].mean() * 1.1


def test_marks_are_sent_while_zones_are_taught_and_twice_in_a_self_test() -> None:
    once, twice = (seen(name, 1)["teaching"] for name in ("note-taking, notes taught", "note-taking, self-test"))
    assert visits(once, Teaching.NOTES) == 1
    assert visits(twice, Teaching.NOTES) == 2
    assert not seen("note-taking, untaught", 1)["teaching"].any()


def visits(teaching: np.ndarray, zone: Teaching) -> int:
    return int((np.diff((teaching == zone).astype(int), prepend=0) == 1).sum())


def test_the_camera_sees_them() -> None:
    camera = Camera()
    focal = camera.height / 2 / np.tan(np.radians(camera.fov_deg) / 2)
    for one in SCRIPTS:
        position = one.perform(3).at(TIMES).heads.position
        x = focal * position[:, 0] / position[:, 2]
        assert np.abs(x).max() < camera.width / 2
