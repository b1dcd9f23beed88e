"""`manage.py bench hidden` measures tabs that nobody sees."""

import json
import subprocess
import sys

from django.conf import settings


def test_both_ways_of_getting_frames_are_measured_behind_another_tab(tmp_path) -> None:
    figures = tmp_path / "figures.json"
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "bench", "hidden"]
    subprocess.run([*command, "--minutes", "0.1", "--json", str(figures)], check=True, capture_output=True)
    measured = json.loads(figures.read_text())
    rows = measured["rows"]
    assert [row["way"] for row in rows] == ["frames in the worker", "frames by the worker's clock"]
    for row in rows:
        assert row["hidden"]
        assert row["stored_hz"] > 0
        assert 0 < row["longest_gap_s"] <= 6
        assert row["both_tabs_mb"] > 1
    assert measured["hz_within_limit"] == all(row["stored_hz"] >= 1 for row in rows)
    assert measured["gaps_within_limit"] == all(row["longest_gap_s"] <= 2.5 for row in rows)
