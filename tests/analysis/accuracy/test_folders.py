"""What is read from a truth.csv, and what is said about one that is wrong."""

import numpy as np
import pytest

from analysis.benchmarks.accuracy import folders
from analysis.benchmarks.accuracy.folders import DataError
from tests.analysis.accuracy.pictures import portrait, write_folder

PICTURE = [("images/a.png", portrait())]


def test_angles_are_read_in_their_order_and_one_that_is_not_told_is_absent(tmp_path) -> None:
    folder = folders.read(
        write_folder(tmp_path / "s", ["roll_deg", "file", "yaw_deg"], [[3, "images/a.png", 1]], PICTURE)
    )
    np.testing.assert_array_equal(folder.angles, [[1.0, np.nan, 3.0]])
    assert folder.directions is None


def test_labels_are_read(tmp_path) -> None:
    folder = folders.read(write_folder(tmp_path / "s", ["file", "label"], [["images/a.png", "left"]], PICTURE))
    assert folder.directions is not None
    assert folder.directions.tolist() == ["left"]
    assert folder.angles is None
    assert folder.column("eyes") is None


def test_only_folders_with_a_truth_are_found_by_name(tmp_path) -> None:
    (tmp_path / "clips").mkdir()
    for name in ("b", "a"):
        write_folder(tmp_path / name, ["file", "label"], [["images/a.png", "up"]], PICTURE)
    assert [folder.name for folder in folders.find(tmp_path)] == ["a", "b"]


def test_a_set_itself_is_found(tmp_path) -> None:
    write_folder(tmp_path / "set", ["file", "label"], [["images/a.png", "up"]], PICTURE)
    assert [folder.name for folder in folders.find(tmp_path / "set")] == ["set"]


@pytest.mark.parametrize(
    ("columns", "row", "said"),
    [
        (["picture", "label"], ["images/a.png", "up"], "truth.csv has no column file; it has: picture, label"),
        (["file", "smile"], ["images/a.png", "1"], "expected columns yaw_deg, pitch_deg, roll_deg or label"),
        (["file", "label"], ["images/b.png", "up"], r"line 2: there is no picture .*images/b\.png"),
        (["file", "label"], ["images/a.png"], "line 2: expected 2 values"),
        (["file", "label"], ["images/a.png", "up", "down"], "line 2: expected"),
    ],
)
def test_a_wrong_truth_is_named(tmp_path, columns, row, said) -> None:
    write_folder(tmp_path / "s", columns, [row], PICTURE)
    with pytest.raises(DataError, match=said):
        folders.find(tmp_path)


def test_a_truth_without_pictures_is_named(tmp_path) -> None:
    write_folder(tmp_path / "s", ["file", "label"], [])
    with pytest.raises(DataError, match=r"truth\.csv names no picture"):
        folders.find(tmp_path)


@pytest.mark.parametrize(("column", "value"), [("yaw_deg", "left"), ("yaw_deg", ""), ("label", "down")])
def test_a_wrong_value_is_named_with_its_line(tmp_path, column, value) -> None:
    folder = folders.read(write_folder(tmp_path / "s", ["file", column], [["images/a.png", value]], PICTURE))
    with pytest.raises(DataError, match=f"line 2: {column} is '{value}'; expected"):
        _ = folder.angles if column == "yaw_deg" else folder.directions


def test_data_that_is_not_there_is_named(tmp_path) -> None:
    with pytest.raises(DataError, match="nowhere is no folder"):
        folders.find(tmp_path / "nowhere")


def test_a_truth_that_is_no_utf_8_is_named(tmp_path) -> None:
    folder = write_folder(tmp_path / "s", ["file", "label"], [["images/a.png", "left"]], PICTURE)
    (folder / "truth.csv").write_bytes("file,label\nimages/ä.png,left\n".encode("latin-1"))
    with pytest.raises(DataError, match="UTF-8"):
        folders.read(folder)
