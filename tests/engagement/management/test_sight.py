import numpy as np
import pytest

from analysis.image import decode
from engagement.management import sight


@pytest.mark.parametrize(("size", "sent"), [((2160, 3840), (720, 1280)), ((480, 640), (480, 640))])
def test_a_picture_is_sent_no_larger_than_a_face_needs(size, sent):
    assert decode(sight.jpeg(np.zeros((*size, 3), np.uint8))).shape[:2] == sent
