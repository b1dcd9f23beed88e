"""Django's `migrate`, which gives way: a change of a table that is in use waits for a moment and is tried again.

Who asks for a lock that shuts out everybody makes everybody who comes later wait behind them, so that one long reader
and one migration together would stop a live class.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration
from psycopg import errors

# Of PostgreSQL's advisory locks.
MIGRATE_LOCK = 0x48454147
LOCK_MS = 1000
PAUSES_S = (1, 2, 4, 8, 15, 30, 60)


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        self.connection = connections[options["database"]]
        with _one_at_a_time(self.connection):
            for pause_s in PAUSES_S:
                if self._migrate(*args, **options):
                    return
                self.stdout.write(f"A table is in use; trying again in {pause_s} s.")
                time.sleep(pause_s)
            if not self._migrate(*args, **options):
                raise CommandError(
                    "A table was in use all the time (by a backup, or an open transaction), and changing it would have "
                    "stopped everybody else. Nothing is half done: try again when it has ended."
                )

    def _migrate(self, *args: Any, **options: Any) -> bool:
        """False when somebody used a table for too long; the migrations before that one are done."""
        try:
            super().handle(*args, **options)
        except OperationalError as error:
            if isinstance(error.__cause__, errors.LockNotAvailable):
                return False
            raise
        finally:
            self._wait_at_most(0)
        return True

    def migration_progress_callback(self, action: str, migration: Migration | None = None, fake: bool = False) -> None:
        """What is not atomic works CONCURRENTLY: it shuts out nobody while it waits, and must not stop half-way."""
        if action in {"apply_start", "unapply_start"} and migration is not None:
            self._wait_at_most(LOCK_MS if migration.atomic else 0)
        super().migration_progress_callback(action, migration, fake)

    def _wait_at_most(self, milliseconds: int) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{milliseconds}ms"])


@contextmanager
def _one_at_a_time(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Two machines that start at once take turns, and the second finds nothing to do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATE_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATE_LOCK])
