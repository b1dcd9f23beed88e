"""What a browser has to fetch before the first page works."""

from pathlib import Path

import brotli
import pytest
from django.conf import settings

from engagement import pages

DIST = Path(settings.FRONTEND_DIST)
MANIFEST = DIST / ".vite" / "manifest.json"
LARGEST_BYTES = 200_000

pytestmark = pytest.mark.skipif(not MANIFEST.exists(), reason="The pages are not built: run `make setup` first.")


def compressed(name: str) -> int:
    return len(brotli.compress((DIST / name).read_bytes(), quality=9))


@pytest.mark.parametrize("entry", [pages.APP_ENTRY, pages.JOIN_ENTRY])
def test_scripts_of_the_first_page_are_small(entry: str) -> None:
    assets = pages.entry_assets(DIST, entry)
    assert assets is not None
    sizes = {name: compressed(name) for name in (assets.script, *assets.preloads)}
    assert sum(sizes.values()) <= LARGEST_BYTES, sizes


@pytest.mark.parametrize("entry", [pages.APP_ENTRY, pages.JOIN_ENTRY])
def test_measuring_is_loaded_by_who_measures_only(entry: str) -> None:
    """onnxruntime is in the worker, which the first page does not wait for."""
    assets = pages.entry_assets(DIST, entry)
    assert assets is not None
    for name in (assets.script, *assets.preloads):
        assert b"InferenceSession" not in (DIST / name).read_bytes(), name
    rest = [*DIST.glob("assets/*.js")]
    assert any(b"InferenceSession" in file.read_bytes() for file in rest)
