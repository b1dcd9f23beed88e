import json

import numpy as np
import pytest

from analysis.attentiveness import SEGMENT, WINDOW, Scoring, explain, summarise
from analysis.types import Reason, State


def test_parameters_survive_json() -> None:
    scoring = Scoring(version=3, counted=("second_screen",), buffer_s=1.5)
    assert Scoring.from_dict(json.loads(json.dumps(scoring.as_dict()))) == scoring


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ({"bufer_s": 1}, "bufer_s"),
        ({"buffer_s": 0}, "buffer_s"),
        ({"enter": 3}, "leave"),
        ({"counted": ["away"]}, "away"),
    ],
)
def test_impossible_parameters_are_named(parameters: dict, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        Scoring.from_dict(parameters)


def windows(*rows: tuple[float, float, float]) -> np.ndarray:
    made = np.zeros(len(rows), WINDOW)
    for row, (facing, away, unknown) in zip(made, rows, strict=True):
        row["facing_s"], row["away_s"], row["unknown_s"] = facing, away, unknown
        row["known_s"] = facing + away
        row["on_zone_low_s"], row["on_zone_high_s"] = 0.5 * facing, facing
    return made


def test_windows_add_up() -> None:
    summary = summarise(windows((10, 0, 0), (2, 8, 0), (0, 0, 10)), Scoring())
    assert summary.attentiveness == pytest.approx(0.6)
    assert summary.interval == pytest.approx((0.3, 0.6))
    assert summary.known_share == pytest.approx(2 / 3)
    assert summary.seconds["unknown"] == 10


def test_too_little_known_is_not_zero() -> None:
    assert np.isnan(summarise(windows((4, 0, 6)), Scoring()).attentiveness)
    assert summarise(windows(), Scoring()).known_share == 0


def test_why() -> None:
    segments = np.zeros(4, SEGMENT)
    segments["started_at"], segments["ended_at"] = [0, 10, 13, 20], [10, 13, 20, 24]
    segments["state"] = [State.FACING, State.AWAY, State.UNKNOWN, State.AWAY]
    segments["reason"] = [0, 0, Reason.CAMERA_OFF, 0]
    segments["yaw_deg"] = [1, 50, np.nan, -60]
    why = explain(segments, windows((10, 7, 7)), Scoring())
    assert (why.glances_away, why.longest_away_s) == (2, 4.0)
    assert why.unknown_s == {"camera_off": 7.0}
    assert why.summary.attentiveness == pytest.approx(10 / 17)
    second = {"from": 10.0, "to": 13.0, "state": "away", "reason": "known", "yaw_deg": 50.0, "pitch_deg": 0.0}
    assert why.segments[1] == second
    assert why.segments[2]["yaw_deg"] is None
    assert why.counted == ("facing", "notes")
