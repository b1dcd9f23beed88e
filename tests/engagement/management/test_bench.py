"""Benchmarks: that they measure at all, with numbers too small to mean anything."""

import pytest

from engagement.management.bench import frames
from engagement.management.bench.frames import TRACKED, UNTRACKED, Way


def test_frames_time_every_stage_from_jpeg_to_observation() -> None:
    ways = [Way(468, TRACKED, 1), Way(478, UNTRACKED, 2)]
    figures = frames.measure(None, None, 1, ways)
    followed, found = figures["rows"]
    assert [row["points"] for row in (followed, found)] == [468, 478]
    assert followed["detect_ms"] == 0 < found["detect_ms"]
    for row in (followed, found):
        stages = sum(row[f"{stage}_ms"] for stage in ("decode", "detect", "mesh", "pose"))
        assert stages == pytest.approx(row["all_ms"], rel=0.3)  # medians of parts do not add up exactly
        assert row["frames_per_s"] == pytest.approx(1000 / row["all_ms"])
        assert row["ratio"] is None  # there is no peer


def test_frames_say_where_there_are_no_pictures(tmp_path) -> None:
    with pytest.raises(ValueError, match="there are no pictures in"):
        frames.measure(None, tmp_path, 1)
