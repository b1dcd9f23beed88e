import csv
import io

import cv2
import pytest
from django.core.management import call_command
from skimage.data import astronaut


def analyse(*paths, capsys):
    """The rows, and what was said about files that could not be read; raises SystemExit as the command does."""
    out = io.StringIO()
    status: object = 0
    try:
        call_command("analyse", *map(str, paths), stdout=out)
    except SystemExit as stop:
        status = stop.code
    return list(csv.DictReader(io.StringIO(out.getvalue()))), capsys.readouterr().err, status


def write_picture(path, picture):
    cv2.imwrite(str(path), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    return path


def write_video(path, codec, pictures):
    height, width = pictures[0].shape[:2]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*codec), 10.0, (width, height))
    for picture in pictures:
        writer.write(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    writer.release()
    return path


@pytest.fixture(scope="module")
def face():
    return astronaut()


def test_a_picture_with_a_face_is_one_row(tmp_path, face, capsys):
    rows, _, status = analyse(write_picture(tmp_path / "a.png", face), capsys=capsys)
    assert status == 0
    assert [(row["face_id"], row["success"], row["reason"]) for row in rows] == [("1", "1", "known")]
    assert abs(float(rows[0]["yaw_deg"])) < 30


def test_a_mirrored_picture_turns_yaw_round(tmp_path, face, capsys):
    write_picture(tmp_path / "a.png", face)
    write_picture(tmp_path / "b.png", face[:, ::-1].copy())
    (first, second), _, _ = analyse(tmp_path, capsys=capsys)
    assert float(first["yaw_deg"]) == pytest.approx(-float(second["yaw_deg"]), abs=2)
    assert float(first["pitch_deg"]) == pytest.approx(float(second["pitch_deg"]), abs=2)


def test_a_picture_without_a_face_is_one_row_without_success(tmp_path, face, capsys):
    rows, _, status = analyse(write_picture(tmp_path / "a.png", face[300:, :150] * 0), capsys=capsys)
    assert status == 0
    assert [(row["success"], row["state"], row["reason"], row["yaw_deg"]) for row in rows] == [
        ("0", "unknown", "no_face", "")
    ]


@pytest.mark.parametrize(("name", "codec"), [("a.mp4", "mp4v"), ("a.webm", "VP80"), ("a.avi", "MJPG")])
def test_a_video_is_a_row_per_frame_with_its_time(tmp_path, face, capsys, name, codec):
    path = write_video(tmp_path / name, codec, [face] * 5)
    rows, _, status = analyse(path, capsys=capsys)
    assert status == 0
    assert [float(row["timestamp"]) for row in rows] == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4], abs=0.02)
    assert {row["face_id"] for row in rows} == {"1"}


def test_what_cannot_be_read_is_named_and_the_rest_goes_on(tmp_path, face, capsys):
    (tmp_path / "empty").mkdir()
    (tmp_path / "no.jpg").write_text("no picture")
    write_picture(tmp_path / "good.png", face)
    rows, said, status = analyse(
        tmp_path / "empty", tmp_path / "no.jpg", tmp_path / "absent.mp4", tmp_path / "good.png", capsys=capsys
    )
    assert status == 1
    assert [row["success"] for row in rows] == ["1"]
    for sentence in (
        "empty: the folder holds no picture",
        "no.jpg: This is no picture",
        "absent.mp4: there is no such",
    ):
        assert said.count(sentence) == 1


def test_a_truncated_video_keeps_its_rows_and_fails(tmp_path, face, capsys):
    whole = write_video(tmp_path / "whole.avi", "MJPG", [face] * 30).read_bytes()
    (tmp_path / "cut.avi").write_bytes(whole[: len(whole) // 2])
    rows, said, status = analyse(tmp_path / "cut.avi", capsys=capsys)
    assert status == 1
    assert 5 < len(rows) < 25
    assert "cut.avi: is cut off" in said
