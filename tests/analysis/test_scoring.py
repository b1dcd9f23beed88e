import json

import pytest

from analysis.scoring import Scoring


def test_parameters_survive_json() -> None:
    scoring = Scoring(version=3, counted=("second_screen",), buffer_s=1.5)
    assert Scoring.from_dict(json.loads(json.dumps(scoring.as_dict()))) == scoring


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ({"bufer_s": 1}, "bufer_s"),
        ({"buffer_s": 0}, "buffer_s"),
        ({"buffer_s": "2"}, "buffer_s"),
        ({"neutral_pitch_deg": float("nan")}, "neutral_pitch_deg"),
        ({"enter": 3}, "leave"),
        ({"counted": ["away"]}, "away"),
    ],
)
def test_impossible_parameters_are_named(parameters: dict[str, object], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        Scoring.from_dict(parameters)


def test_parameters_stored_by_the_first_version_still_load() -> None:
    stored = {"version": 1, "counted": ["notes"], "enter": 1.5, "leave": 2.0, "sd_yaw_deg": 14.0, "beta": 0.05}
    scoring = Scoring.from_dict(stored)
    assert (scoring.version, scoring.beta) == (1, 0.05)
    assert scoring != Scoring()
