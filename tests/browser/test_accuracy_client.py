"""`manage.py accuracy --client`, with the browser's own pipeline."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings

from tests.analysis.accuracy.pictures import portrait, write_folder


def test_what_the_browser_finds_stands_beside_what_python_finds(tmp_path: Path) -> None:
    her = portrait()
    pictures = [("her.png", her), ("mirrored.png", her[:, ::-1]), ("wall.png", np.full_like(her, 140))]
    rows = [[name, "straight"] for name, _ in pictures]
    write_folder(tmp_path / "ways", ["file", "label"], rows, pictures)
    # A process of its own: playwright runs once in each.
    words = ["accuracy", "--data", tmp_path, "--only", "direction", "--client", "--workers", "0"]
    command = [sys.executable, settings.BASE_DIR / "manage.py", *words, "--json", tmp_path / "all.json"]
    subprocess.run([*map(str, command)], check=True, capture_output=True)
    figures = json.loads((tmp_path / "all.json").read_text())["figures"]
    assert (figures["client.agreement.pictures"], figures["client.agreement.alike_percent"]) == (3, 100)
    assert figures["client.agreement.apart_worst_percent"] < 0.25
    ours = figures["direction.ways.all.found_percent"]
    assert ours == figures["client.direction.ways.all.found_percent"] == pytest.approx(200 / 3, abs=0.01)
