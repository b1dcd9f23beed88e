"""pytest plugin: the embedded PostgreSQL and Valkey, once per run, in a folder of their own.

Loaded by `-p tests.services` (pyproject.toml): the addresses must stand before Django reads its settings.
"""

import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from engagement.embedded import Postgres, Valkey


class Services:
    """The services of this run and the folder they live in."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="headway-test-")).resolve()
        os.environ["HEADWAY_VAR"] = str(self.folder)
        self.servers: list[Postgres | Valkey] = []
        if not os.environ.get("DATABASE_URL"):
            self.servers.append(Postgres(self.folder, fast=True))
        if not os.environ.get("REDIS_URL"):
            self.servers.append(Valkey(self.folder))

    def start(self) -> None:
        for server in self.servers:
            server.start()

    def stop(self) -> None:
        for server in reversed(self.servers):
            server.stop()
        shutil.rmtree(self.folder)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    services = Services()
    early_config.add_cleanup(services.stop)
    services.start()
    return (yield)
