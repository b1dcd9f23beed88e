"""The days of observations as tables of their own: made ahead, looked into, dropped."""

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from django.db import OperationalError, connection, transaction
from psycopg import errors, sql

from engagement.models import Observation
from engagement.pipeline import store

TABLE = Observation._meta.db_table
AHEAD_DAYS = 7
# Everybody who stores observations waits as long behind a DROP that waits for somebody who reads them.
LOCK_MS = 250

# One look into the index for each participant, however many observations they have.
PARTICIPANTS = sql.SQL("""
    WITH RECURSIVE found (id) AS (
        SELECT min(participant_id) FROM {table} WHERE day = {day}
        UNION ALL
        SELECT (SELECT min(participant_id) FROM {table} WHERE day = {day} AND participant_id > found.id)
        FROM found WHERE found.id IS NOT NULL
    )
    SELECT id FROM found WHERE id IS NOT NULL
""")


class Partition(NamedTuple):
    day: dt.date
    bytes: int  # with its index

    @property
    def name(self) -> str:
        return f"{TABLE}_{self.day:%Y%m%d}"


def make_ahead(today: dt.date) -> None:
    """Today's and those of the coming days, so that no drain has to make one."""
    for days in range(AHEAD_DAYS + 1):
        store.ensure_partition(today + dt.timedelta(days=days))


def all_partitions() -> list[Partition]:
    """Oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT right(relname, 8), pg_total_relation_size(oid) FROM pg_inherits JOIN pg_class ON oid = inhrelid "
            "WHERE inhparent = %s::regclass ORDER BY relname",
            [TABLE],
        )
        return [Partition(dt.datetime.strptime(day, "%Y%m%d").date(), size) for day, size in cursor.fetchall()]  # noqa: DTZ007


def participants_in(partition: Partition) -> list[int]:
    """Whose observations it holds, also of those who are deleted."""
    statement = PARTICIPANTS.format(table=sql.Identifier(TABLE), day=sql.Literal(partition.day.isoformat()))
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [participant for (participant,) in cursor.fetchall()]


def drop(partition: Partition, is_needed: Callable[[dt.date], bool]) -> bool:
    """Forget a day at once, unless it is needed after all. False where it is still there.

    A DROP shuts out everybody else from the whole table, so it waits for a moment only: where somebody reads it for
    long, a backup for example, the day stays until it is tried again. What is needed is asked once more behind the
    lock: what a session sends comes to be stored much later than the session comes to be.
    """
    table, name = sql.Identifier(TABLE), sql.Identifier(partition.name)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{LOCK_MS}ms"])
            cursor.execute(sql.SQL("LOCK TABLE ONLY {} IN ACCESS EXCLUSIVE MODE").format(table))
            if is_needed(partition.day):
                return False
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(name))
    except OperationalError as error:
        if isinstance(error.__cause__, errors.LockNotAvailable):
            return False
        raise
    return True
