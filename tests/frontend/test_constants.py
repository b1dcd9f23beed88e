"""The browser's copies of constants that `analysis` and `engagement` own."""

import re
from pathlib import Path
from types import ModuleType

import pytest

from analysis import face, face_detection, face_schedule, image, quality
from analysis.scoring import Scoring
from analysis.types import COMPACT_INDICES, POINT_SETS, WINDOW_SECONDS, Reason, State, Teaching
from engagement.messages import POINT_SET_CODES
from engagement.pipeline import frames

CAPTURE = Path(__file__).parents[2] / "frontend" / "src" / "capture"
VISION, SHARED = CAPTURE.with_name("vision"), CAPTURE.with_name("shared")


def test_compact_indices_are_those_of_analysis() -> None:
    source = (CAPTURE / "compact.ts").read_text().split("= [")[1]
    assert tuple(int(index) for index in re.findall(r"\d+", source)) == COMPACT_INDICES


def test_reasons_are_those_of_analysis() -> None:
    source = (CAPTURE / "protocol.ts").read_text().split("export const REASON = {")[1].split("}")[0]
    assert {name: int(value) for name, value in re.findall(r"(\w+): (\d+)", source)} == {
        reason.label: reason.value for reason in Reason
    }


def test_states_and_reasons_that_are_shown_are_those_of_analysis() -> None:
    source = (SHARED / "measures.ts").read_text()
    states, reasons = (source.split(f"export const {name} = [")[1].split("]")[0] for name in ("STATES", "REASONS"))
    assert re.findall(r"'(\w+)'", states) == [state.label for state in State]
    assert re.findall(r"'(\w+)'", reasons) == [reason.label for reason in Reason]


def test_numbers_that_are_shown_are_those_of_analysis() -> None:
    source = "".join((SHARED / f"{name}.ts").read_text() for name in ("time", "calibration"))
    numbers = {name: float(value) for name, value in re.findall(r"export const ([A-Z_]+) = ([\d.]+);", source)}
    assert numbers["WINDOW_S"] == WINDOW_SECONDS
    assert numbers["REACH"] == Scoring().enter


def test_point_sets_are_those_of_the_server() -> None:
    source = (CAPTURE / "protocol.ts").read_text()
    codes = source.split("POINT_SET = {")[1].split("}")[0]
    assert {int(code): name for name, code in re.findall(r"(\w+): (\d+)", codes)} == {0: "none", **POINT_SET_CODES}
    counts = source.split("POINTS: Record<PointSet, number> = {")[1].split("}")[0]
    assert {name: int(count) for name, count in re.findall(r"(\w+): (\d+)", counts)} == POINT_SETS


def test_zones_are_those_of_analysis() -> None:
    source = (CAPTURE / "protocol.ts").read_text().split("export const ZONE = {")[1].split("}")[0]
    assert {name: int(value) for name, value in re.findall(r"(\w+): (\d+)", source)} == {
        zone.label: zone.value for zone in Teaching if zone is not Teaching.NOTHING
    }


def test_limits_are_those_of_analysis() -> None:
    source = (CAPTURE / "hints.ts").read_text().split("LIMITS = {")[1].split("}")[0]
    assert {name: float(value) for name, value in re.findall(r"(\w+): ([\d.]+)", source)} == {
        "minFacePx": quality.MIN_FACE_PX,
        "minExposure": quality.MIN_EXPOSURE,
        "minSharpness": quality.MIN_SHARPNESS,
        "maxOutside": quality.MAX_OUTSIDE,
    }


@pytest.mark.parametrize(
    ("source", "module", "count"),
    [
        ("detector", face_detection, 7),
        ("regions", face_detection, 3),
        ("landmarker", face, 4),
        ("schedule", face_schedule, 1),
        ("quality", image, 1),
        ("tracker", frames, 2),
    ],
)
def test_steps_of_the_search_have_the_constants_of_python(source: str, module: ModuleType, count: int) -> None:
    named = re.findall(r"const ([A-Z]\w+) = ([\d./ ]+);", (VISION / f"{source}.ts").read_text())
    common = {name: value for name, value in named if hasattr(module, name)}
    assert len(common) == count
    for name, value in common.items():
        dividend, _, divisor = value.partition("/")
        assert float(dividend) / float(divisor or 1) == getattr(module, name), name
