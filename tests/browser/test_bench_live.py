"""`manage.py bench live` sees updates arrive and heads turn."""

import json
import subprocess
import sys

from django.conf import settings


def test_the_live_page_is_measured(tmp_path) -> None:
    figures = tmp_path / "figures.json"
    words = ["--participants", "3", "--seconds", "2", "--view", "laptop", "--json", str(figures)]
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "bench", "live", *words]
    subprocess.run(command, check=True, capture_output=True)
    (laptop,) = json.loads(figures.read_text())["rows"]
    assert laptop["shown"] == 3
    assert laptop["updates"] > 0
    assert laptop["heads"] > 0
    assert 0 < laptop["p50_ms"] <= laptop["p95_ms"] < 10_000
    assert 0 < laptop["busy_share"] < 1


def test_the_tab_is_measured_for_long(tmp_path) -> None:
    figures = tmp_path / "figures.json"
    words = ["--people", "3", "--minutes", "0.05", "--json", str(figures)]
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "bench", "live", *words]
    subprocess.run(command, check=True, capture_output=True)
    measured = json.loads(figures.read_text())
    (row,) = measured["rows"]
    assert measured["cards"] == 3
    assert 0 < row["busy_share"] < 1
    assert 1 < row["heap_mb"] < row["uss_mb"] < row["rss_mb"]
    assert measured["busy_within_limit"] == (row["busy_share"] <= 0.3)
    assert measured["tab_within_limit"] == (row["uss_mb"] < 250)
