"""`manage.py accuracy` on folders of pictures of the one face that may be passed on."""

import io
import json

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from tests.analysis.accuracy.pictures import portrait, write_folder

ANGLES = ["file", "yaw_deg", "pitch_deg", "roll_deg"]


def accuracy(data, *arguments):
    out = io.StringIO()
    call_command("accuracy", "--data", str(data), "--workers", "0", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """The astronaut, her mirror image, and a wall."""
    folder = tmp_path_factory.mktemp("data")
    her = portrait()
    wall = np.full_like(her, 140)
    pictures = [("images/her.png", her), ("images/mirrored.png", her[:, ::-1]), ("images/wall.png", wall)]
    rows = [["images/her.png", 10, 0, 0], ["images/mirrored.png", -10, 0, 0], ["images/wall.png", 0, 0, 0]]
    write_folder(folder / "people", ANGLES, rows, pictures)
    write_folder(folder / "ways", ["file", "label"], [["images/her.png", "straight"]], pictures[:1])
    (folder / "clips").mkdir()
    return folder


@pytest.fixture(scope="module")
def written(data, tmp_path_factory):
    path = tmp_path_factory.mktemp("out") / "all.json"
    wanted = ("sets", "direction", "distance", "robustness", "fairness", "jitter")
    printed = accuracy(data, "--only", *wanted, "--json", str(path))
    return printed, json.loads(path.read_text())


def test_every_set_is_measured_and_a_wall_is_nobody(written) -> None:
    figures = written[1]["figures"]
    assert (figures["sets.people.pictures"], figures["sets.people.not_found"]) == (3, 1)
    # A mirror image turns the other way: its error has the other sign, and the same size.
    assert figures["sets.people.yaw_mae_raw_deg"] < 12
    assert figures["sets.people.roll_offset_deg"] == pytest.approx(0, abs=1)
    assert figures["direction.ways.all.right_percent"] == 100


def test_she_is_found_at_a_distance_and_in_the_dark(written) -> None:
    figures = written[1]["figures"]
    assert [figures[f"distance.people.found_{feet}ft_percent"] for feet in (2, 4, 8)] == [100, 100, 100]
    assert figures["robustness.people.jpeg_30_found_percent"] == 100
    assert figures["robustness.people.unchanged_mae_deg"] == figures["sets.people.mean_mae_offset_deg"]


def test_few_people_are_no_groups_to_compare(written) -> None:
    figures = written[1]["figures"]
    assert figures["fairness.people.skin_tone.error_gap"] is None
    assert figures["fairness.people.skin_tone.beyond"] == 0


def test_what_has_no_data_is_skipped_in_one_line(written, data) -> None:
    assert f"jitter: skipped, {data} has no data for it." in written[0].replace("\n", "")


def test_the_machine_and_the_limits_are_told(written) -> None:
    document = written[1]
    assert set(document) == {"sections", "figures", "limits", "versions", "machine"}
    assert {"figure", "what", "bound", "at_most", "value", "holds"} == set(document["limits"][0])


def test_a_second_run_on_other_workers_gives_the_same(data, written, tmp_path) -> None:
    path = tmp_path / "again.json"
    accuracy(data, "--workers", "2", "--only", "sets", "distance", "--json", str(path))
    again = json.loads(path.read_text())["figures"]
    assert again == {name: value for name, value in written[1]["figures"].items() if name in again}


def test_a_folder_without_anything_to_measure_is_refused(tmp_path) -> None:
    with pytest.raises(CommandError, match="holds nothing to measure with"):
        accuracy(tmp_path, "--only", "sets")


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("images/gone.png", None, r"there is no picture .*gone\.png"),
        ("images/text.png", b"hello", r"text\.png: This is no picture"),
    ],
)
def test_a_picture_that_cannot_be_had_is_named(tmp_path, file, content, said) -> None:
    folder = write_folder(tmp_path / "people", ANGLES, [[file, 0, 0, 0]])
    if content is not None:
        (folder / file).write_bytes(content)
    with pytest.raises(CommandError, match=said):
        accuracy(tmp_path, "--only", "sets")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--workers", "-1"], "--workers is -1; expected 0"),
        (["--json", "/nowhere/at/all.json"], "/nowhere/at/all.json cannot be written"),
        (["--only", "beauty"], "invalid choice: 'beauty'"),
    ],
)
def test_wrong_options_are_named(data, arguments, said) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("accuracy", "--data", str(data / "ways"), "--only", "direction", *arguments, stdout=io.StringIO())
