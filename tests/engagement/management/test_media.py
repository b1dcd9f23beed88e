from itertools import islice

import numpy as np
import pytest

from engagement.management import media
from engagement.management.commands.stream import forth_and_back


def frames(count, fps):
    return (media.Frame(index, index / fps, np.zeros((1, 1, 3), np.uint8)) for index in range(count))


def test_sampling_keeps_the_rate_of_media_time():
    kept = [frame.index for frame in media.sampled(frames(31, fps=30), rate_hz=5)]
    assert kept == [0, 6, 12, 18, 24, 30]


def test_sampling_a_slower_source_keeps_every_frame():
    assert len(list(media.sampled(frames(10, fps=2), rate_hz=5))) == 10


def test_a_loop_goes_forth_and_back():
    indices = [frame.index for frame in islice(forth_and_back(frames(4, fps=1)), 9)]
    assert indices == [0, 1, 2, 3, 2, 1, 0, 1, 2]


def test_a_loop_too_long_for_memory_is_refused(monkeypatch):
    monkeypatch.setattr("engagement.management.commands.stream.LOOP_FRAMES", 3)
    with pytest.raises(media.MediaError, match="lower --rate"):
        forth_and_back(frames(4, fps=1))
