from importlib import import_module

import pytest

from engagement.management.media import MediaError

recording = import_module("engagement.management.commands.import").recording


@pytest.mark.parametrize("files", [["a.mp4", "b.mp4"], ["a.png"]])
def test_anything_but_one_video_is_refused(tmp_path, files):
    for name in files:
        (tmp_path / name).touch()
    with pytest.raises(MediaError, match="expected one video file"):
        recording(str(tmp_path))


def test_one_video_is_taken(tmp_path):
    (tmp_path / "a.mp4").touch()
    assert recording(str(tmp_path / "a.mp4")).path == tmp_path / "a.mp4"
