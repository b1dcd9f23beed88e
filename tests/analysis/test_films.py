from pathlib import Path

import numpy as np
import pytest

from analysis.benchmarks.accuracy import clips, eyes, films
from analysis.benchmarks.accuracy.context import Context
from analysis.benchmarks.accuracy.films import Film
from analysis.engine import absent
from analysis.types import Reason


def film(frames: int = 50, fps: int = 25, **labels: object) -> Film:
    nothing: dict[str, object] = {"blinks": [], "partial": [], "one_eye": [], "lowered": [], "gaze": []}
    return Film(Path("made-up.mp4"), {"fps": fps, "frames": frames, **nothing, **labels})


def test_labels_lie_within_their_clips_and_do_not_overlap() -> None:
    for name, labels in films._labels().items():
        one = Film(Path(name), labels)
        for kind in ("blinks", "partial", "one_eye", "lowered", "gaze"):
            lengths = [stretch["last"] - stretch["first"] + 1 for stretch in labels[kind]]
            assert one.marked(kind).sum() == sum(lengths), (name, kind)
        assert not (one.marked("blinks") & one.marked("partial")).any()
        assert len(labels["head"]) == len(labels["look"]) == one.frames // one.fps


def test_a_clip_runs_forth_and_back_at_any_rate() -> None:
    at, frame = films.forth_and_back(film(frames=5, fps=1), 10, 1)
    assert at.tolist() == list(range(10))
    assert frame.tolist() == [0, 1, 2, 3, 4, 3, 2, 1, 0, 1]
    assert films.forth_and_back(film(), 2, 5)[1].tolist() == [0, 5, 10, 15, 20, 25, 30, 35, 40, 45]
    assert len(films.forth_and_back(film(), 2, 100)[0]) == 50


def test_blinks_are_matched_one_to_one() -> None:
    # A blink that is labelled, one that is not, and one that is labelled but not there.
    rows = absent(Reason.KNOWN, 100)
    rows["pitch_deg"], rows["aperture_left"], rows["aperture_right"] = 0, 0.25, 0.25
    for first in (20, 60):
        rows["aperture_left"][first : first + 4] = rows["aperture_right"][first : first + 4] = 0.03
    made_up = film(frames=100, blinks=[{"first": 20, "last": 23}, {"first": 40, "last": 43}])
    counted = eyes.count_blinks(made_up, rows, 25)
    assert counted.found == pytest.approx(counted.real / 2, abs=4)
    assert counted.false == pytest.approx(counted.real / 2, abs=4)


def test_turns_shorter_than_the_buffer_are_glances() -> None:
    label = np.array([0] * 10 + [3] * 5 + [0] * 10 + [3] * 15)
    by_rule = clips._without_glances(label)
    assert by_rule.tolist() == [0] * 25 + [3] * 15


def test_without_clips_there_is_nothing_to_say(tmp_path: Path) -> None:
    with Context(tmp_path, workers=0) as context:
        assert eyes.measure(context) is None
        assert clips.measure(context) is None
