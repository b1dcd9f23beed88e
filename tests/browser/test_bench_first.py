"""`manage.py bench first` opens pages and waits until they can be used."""

import json
import subprocess
import sys

from django.conf import settings


def test_every_page_becomes_usable(tmp_path) -> None:
    figures = tmp_path / "figures.json"
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "bench", "first"]
    subprocess.run([*command, "--rounds", "1", "--json", str(figures)], check=True, capture_output=True)
    measured = json.loads(figures.read_text())
    assert [row["page"] for row in measured["rows"]] == ["login", "join", "courses", "course", "live", "history"]
    for row in measured["rows"]:
        assert 0 < row["median_s"] <= row["worst_s"]
        assert 5 < row["javascript_kb"] < 1000
    assert measured["within_limit"] == all(row["median_s"] <= 1 for row in measured["rows"])
