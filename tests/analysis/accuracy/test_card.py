"""The card: limits, rounding, renewing a part of it, the page."""

import json

import pytest

from analysis import engine
from analysis.benchmarks.accuracy import beside, card, limits, run
from analysis.benchmarks.accuracy.context import Context, Looks, Picture
from analysis.benchmarks.accuracy.limits import Limit
from analysis.benchmarks.accuracy.peer import Mediapipe, PeerError
from analysis.benchmarks.accuracy.section import Section, Table
from analysis.types import Reason
from tests.analysis.accuracy.pictures import portrait, write_folder


def section(name, value, figure="error_deg"):
    table = Table("Errors", ("what", "true |yaw|", "°"), (("all", None, value),), "A note.")
    return Section(name, name.title(), "In words.", (table,), {figure: value})


@pytest.mark.parametrize(("at_most", "value", "holds"), [(True, 3.1, True), (True, 3.2, False), (False, 3.0, False)])
def test_limits_hold_up_to_their_bound(at_most, value, holds) -> None:
    assert Limit("sets.error", "error", 3.1, at_most).holds({"sets.error": value}) is holds


def test_a_figure_that_is_absent_breaks_its_limit_and_one_that_was_not_measured_does_not() -> None:
    limit = Limit("sets.error", "error", 3.1, at_most=True)
    assert limit.holds({"sets.error": None}) is False
    assert limit.holds({}) is None


def test_only_limits_that_were_measured_are_shown() -> None:
    shown = limits.section({"jitter.yaw_deg": 0.4, "jitter.pitch_deg": 0.9})
    assert [row[3] for row in shown.tables[0].rows] == ["yes", "no"]
    assert shown.summary == "1 of 2 limits hold."


def test_the_card_holds_what_was_measured_rounded() -> None:
    made = card.make([section("jitter", 0.123456, "yaw_deg")])
    assert [part["name"] for part in made["sections"]] == ["limits", "jitter"]
    assert made["sections"][1]["tables"][0]["rows"] == [["all", None, 0.123]]
    assert made["figures"] == {"jitter.yaw_deg": 0.123}
    verdict = next(limit for limit in made["limits"] if limit["figure"] == "jitter.yaw_deg")
    assert (verdict["value"], verdict["bound"], verdict["holds"]) == (0.123, 0.5, True)


def test_a_part_is_renewed_and_the_rest_kept() -> None:
    earlier = card.make([section("sets", 3.0), section("jitter", 0.7, "yaw_deg")])
    made = card.make([section("jitter", 0.2, "yaw_deg")], json.loads(card.as_json(earlier)))
    assert [part["name"] for part in made["sections"]] == ["limits", "sets", "jitter"]
    assert made["figures"] == {"jitter.yaw_deg": 0.2, "sets.error_deg": 3.0}
    assert made["sections"][0]["tables"][0]["rows"][0][2:] == [0.2, "yes"]


def test_a_card_that_is_written_twice_is_the_same(tmp_path) -> None:
    made = card.make([section("sets", 3.0)])
    card.write(made, tmp_path)
    first = [(tmp_path / name).read_bytes() for name in ("accuracy.json", "accuracy.md")]
    card.write(card.make([section("sets", 3.0)], card.read(tmp_path)), tmp_path)
    assert [(tmp_path / name).read_bytes() for name in ("accuracy.json", "accuracy.md")] == first


def test_speed_stays_out_of_the_card() -> None:
    kept = card.of_any_machine([section("sets", 3.0), section("speed", 1.0)])
    assert [part.name for part in kept] == ["sets"]


def test_the_page_has_tables_that_hold_together() -> None:
    page = card.as_markdown(card.make([section("sets", 3.0)]))
    lines = [line for line in page.splitlines() if "°" in line and line.startswith("|")]
    assert r"| what | true \|yaw\| | ° |" in lines
    assert "| all | – | 3.00 |" in page
    assert page.startswith("# How exact is this?")


def test_somebody_else_is_measured_on_the_same_pictures_by_the_same_rules(tmp_path) -> None:
    pictures = [("images/a.png", portrait())]
    columns = ["file", "yaw_deg", "pitch_deg", "roll_deg"]
    write_folder(tmp_path / "people", columns, [["images/a.png", 10, 0, 0]], pictures)

    def blind(shown):
        return Looks([None] * len(shown), engine.absent(Reason.NO_FACE, len(shown)))

    with Context(tmp_path, workers=0) as context:
        ours = [section for _, section in run.run(context, ["sets"]) if section is not None]
        compared = beside.measure(context, blind, "peer", "Somebody", ours)
    rows = {row[0]: row[1:] for row in compared.tables[0].rows}
    assert rows["sets: people.not found"] == (0, 1)
    assert compared.figures["sets.people.mean_mae_offset_deg"] is None


def test_a_peer_that_cannot_be_started_is_named() -> None:
    with pytest.raises(PeerError, match="--peer /nowhere/python cannot be started"):
        Mediapipe("/nowhere/python")


def test_a_peer_without_mediapipe_is_named(tmp_path) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    write_folder(tmp_path / "set", ["file", "label"], [], [("images/a.png", portrait())])
    with Mediapipe(str(python)) as peer, pytest.raises(PeerError, match=r"mediapipe==0\.10\.21 does not run there"):
        peer([Picture(tmp_path / "set" / "images" / "a.png")])
