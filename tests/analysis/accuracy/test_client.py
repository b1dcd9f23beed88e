"""How the agreement of two observers is told; what the browser finds is compared in tests/browser."""

from dataclasses import replace

import numpy as np
import pytest

from analysis import engine
from analysis.benchmarks.accuracy import browser, client
from analysis.benchmarks.accuracy.browser import BrowserError, in_browser
from analysis.benchmarks.accuracy.context import Looks, look
from analysis.face import FaceResult
from analysis.types import Reason
from tests.analysis.accuracy.pictures import portrait


@pytest.fixture(scope="module")
def seen() -> Looks:
    """The astronaut, and nobody."""
    face, measured = look(portrait())
    return Looks([face, None], np.concatenate([measured, engine.absent(Reason.NO_FACE, 1)]))


def moved(face: FaceResult, x: float) -> FaceResult:
    shift = np.array([x, 0, 0], np.float32)
    region = face.region + np.array([x, 0, 0, 0, 0], np.float32)
    return replace(face, points=face.points + shift, region=region)


def with_face(seen: Looks, face: FaceResult | None) -> Looks:
    return replace(seen, faces=[face, *seen.faces[1:]])


def test_the_same_in_both_agrees_entirely(seen: Looks) -> None:
    found = client.agreement([seen], [seen])
    assert found.alike.tolist() == [True, True]
    assert (found.apart.shape, found.apart.max(), found.turned.max()) == ((1, 478), 0, 0)


def test_distances_are_percent_of_that_between_the_eyes(seen: Looks) -> None:
    face = seen.faces[0]
    assert face is not None
    between = float(np.linalg.norm(face.points[33, :2] - face.points[263, :2]))
    found = client.agreement([seen], [with_face(seen, moved(face, between / 100))])
    np.testing.assert_allclose(found.apart, 1.0, atol=1e-3)


def test_another_face_and_a_missed_one_do_not_agree(seen: Looks) -> None:
    face = seen.faces[0]
    assert face is not None
    for other in (moved(face, 2 * float(face.region[2])), None):
        found = client.agreement([seen], [with_face(seen, other)])
        assert found.alike.tolist() == [False, True]
        assert len(found.apart) == len(found.turned) == 0


def test_what_a_browser_needs_is_named(tmp_path, monkeypatch) -> None:
    with pytest.raises(BrowserError, match=r"manifest\.json is missing; build the pages"), in_browser(tmp_path):
        pass
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite" / "manifest.json").write_text('{"src/capture/index.ts": {"file": "assets/sdk.js"}}')
    monkeypatch.setattr(browser, "_CHROMIUM", ("no-such-browser",))
    with pytest.raises(BrowserError, match=r"no Chromium \(looked for no-such-browser\)"), in_browser(tmp_path):
        pass
