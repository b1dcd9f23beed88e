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
