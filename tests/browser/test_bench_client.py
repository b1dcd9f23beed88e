"""`manage.py bench client` tells what measuring costs."""

import json
import subprocess
import sys

from django.conf import settings


def test_the_cost_of_a_client_is_measured(tmp_path) -> None:
    figures = tmp_path / "figures.json"
    words = ["--seconds", "3", "--json", str(figures)]
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "bench", "client", *words]
    subprocess.run(command, check=True, capture_output=True)
    landmarks, frames = json.loads(figures.read_text())["rows"]
    assert (landmarks["sent"], landmarks["reason"]) == ("landmarks", "known")
    assert (frames["sent"], frames["reason"]) == ("frames", None)
    for row in (landmarks, frames):
        assert 0 < row["ms_a_frame"] < 10_000
        assert 0 < row["share_of_a_core"] < 2
        assert row["process_share"] > 0
