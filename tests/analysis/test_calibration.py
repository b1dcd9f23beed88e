import json

import numpy as np
import pytest

from analysis.attentiveness import new_people
from analysis.calibration import TYPICAL_ERROR_DEG, describe
from analysis.types import Teaching
from tests.analysis.looks import every, look, play


def test_nobody_known_has_the_default_screen() -> None:
    (person,) = describe(new_people(1))
    (screen,) = person["zones"]
    assert (screen["zone"], screen["source"], screen["visits"]) == ("screen", "default", 0)
    assert (screen["yaw_sd_deg"], screen["pitch_sd_deg"]) == (14.0, 11.0)
    assert screen["repeatability_deg"] is None
    assert person["pairs"] == []


def test_a_self_test_tells_separation_and_repeatability() -> None:
    parts = []
    for start, yaw in ((0, 0.0), (20, 2.0)):
        parts.append((every(0.2, start, start + 6), look(yaw=yaw, teaching=Teaching.SCREEN)))
        parts.append((every(0.2, start + 6, start + 8), look(yaw=yaw)))
        parts.append((every(0.2, start + 8, start + 14), look(yaw=40, teaching=Teaching.SECOND_SCREEN)))
        parts.append((every(0.2, start + 14, start + 20), look(yaw=yaw)))
    (person,) = describe(play(*parts).people)
    json.dumps(person, allow_nan=False)
    screen, second = person["zones"]
    assert (screen["source"], second["source"]) == ("taught", "taught")
    assert (screen["visits"], second["visits"]) == (2, 2)
    assert screen["repeatability_deg"]["yaw"] == pytest.approx(2 / np.sqrt(2), abs=0.1)
    assert person["repeatability_deg"]["yaw"] == pytest.approx(1.0, abs=0.1)
    (pair,) = person["pairs"]
    assert pair["zones"] == ["screen", "second_screen"]
    pooled = (screen["yaw_sd_deg"] ** 2 + second["yaw_sd_deg"] ** 2) / 2
    spread = np.sqrt(pooled + TYPICAL_ERROR_DEG[0] ** 2 + person["repeatability_deg"]["yaw"] ** 2)
    assert pair["separation"] == pytest.approx((second["yaw_deg"] - screen["yaw_deg"]) / spread, abs=0.05)


def test_confusion_is_the_share_beyond_the_middle() -> None:
    parts = [
        (every(0.2, 0, 6), look(teaching=Teaching.SCREEN)),
        (every(0.2, 6, 12), look(yaw=15, teaching=Teaching.SECOND_SCREEN)),
    ]
    (pair,) = describe(play(*parts).people)[0]["pairs"]
    drawn = np.random.default_rng(0).normal(0, 1, 200_000)
    assert pair["confused"] == pytest.approx((drawn > pair["separation"] / 2).mean(), abs=0.005)
