"""The product in a folder of its own for each test, and a class that streams."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.chaos.product import Product

HERE = Path(__file__).parent
MANIFEST = settings.FRONTEND_DIST / ".vite" / "manifest.json"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.chaos)
            if not MANIFEST.exists():
                item.add_marker(pytest.mark.skip(reason="The pages are not built: run `make setup` first."))


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not pytest's: that closes its folders to the user that PostgreSQL runs as, whenever another run begins."""
    with tempfile.TemporaryDirectory(prefix="headway-chaos-") as made:
        yield Path(made).resolve()


@pytest.fixture
def product(folder: Path) -> Iterator[Product]:
    with Product.serving(folder) as running:
        yield running
