"""Migrations run while a class is live: what they do to the large tables, and how they wait for their locks.

The rules look at the statements that PostgreSQL gets, whatever operation made them. They are few on purpose: each names
something that reads or writes a whole large table behind a lock, or that breaks processes of the version before, which
still run. A RunPython says nothing about what it does, so it has to be read by a person and entered below.
"""

import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from engagement.management.commands import migrate

pytestmark = pytest.mark.django_db

LARGE = ("observation", "window", "segment")
RULES = {
    r"create (unique )?index (?!concurrently)": "builds an index behind a lock: use AddIndexConcurrently, on each "
    "partition of the observations",
    r"alter column \S+ (set data )?type ": "writes the whole table anew: add a second column",
    r"alter column \S+ set not null": "reads the whole table behind a lock: add a CHECK NOT VALID, validate it later",
    r"add column (?!.* default ).* not null": "fails where there are rows: give it a db_default",
    r"alter column \S+ drop default": "the version before, which still runs, knows no value for it: use db_default",
    r"add column .* default [^,;]*(random|clock_timestamp|uuid)": "writes the whole table anew: add it as null",
    r"add constraint (?!.* not valid)": "reads the whole table behind a lock: add it NOT VALID, validate it later",
    r"^\s*(update|delete from|truncate)": "touches every row in one transaction: do it in portions, in a command",
    r"(drop|rename) column|rename to|drop table": "the version before, which still runs, needs it: stop using it first",
    r"^\s*(cluster|vacuum full|lock table|reindex (?!.*concurrently))": "shuts everybody out",
}
# Migrations of before there was a live table anywhere.
FOUNDING = {"0001_initial", "0002_observation_partitions", "0003_observation_errors"}
# Migrations with a RunPython -> why it does no harm.
READ_BY_A_PERSON: dict[str, str] = {}


def offences(statements: list[str]) -> list[str]:
    """What of these, in one migration, is no good for a live table. Tables that it makes itself are empty."""
    lines = [re.sub(r"\s+", " ", one.replace('"', "").lower()).strip() for one in statements]
    made = {table for line in lines for table in re.findall(r"^create table (?:if not exists )?(\S+)", line)}
    large = re.compile("|".join(rf"\bengagement_{name}(_\d{{8}})?\b" for name in LARGE))
    found = [
        f"{line[:100]}: {why}"
        for line in lines
        if (table := large.search(line)) and table.group() not in made
        for rule, why in RULES.items()
        if re.search(rule, line)
    ]
    # It does not say of which table.
    dropped = [line for line in lines if re.search(r"^drop index (?!concurrently)", line)]
    return found + [f"{line[:100]}: waits for everybody: use RemoveIndexConcurrently" for line in dropped]


@pytest.fixture
def outside() -> Iterator[BaseDatabaseWrapper]:
    """A connection that is in no transaction: CONCURRENTLY is possible there."""
    other = connection.copy()
    yield other
    other.close()


def sql_of(name: str, database: BaseDatabaseWrapper) -> list[str]:
    executor = MigrationExecutor(database)
    return executor.loader.collect_sql([(executor.loader.graph.nodes["engagement", name], False)])


def statements(lines: list[str]) -> list[str]:
    """Without comments; those of one RunSQL may lie in one string."""
    text = "\n".join(line for line in "\n".join(lines).splitlines() if not line.lstrip().startswith("--"))
    return [statement for statement in text.split(";") if statement.strip()]


def our_migrations() -> list[str]:
    return sorted(name for app, name in MigrationExecutor(None).loader.disk_migrations if app == "engagement")


@pytest.mark.parametrize("name", our_migrations())
def test_a_migration_leaves_the_large_tables_free(name: str, outside: BaseDatabaseWrapper) -> None:
    lines = sql_of(name, outside)
    if name not in FOUNDING:
        assert offences(statements(lines)) == []
    assert ("CANNOT BE WRITTEN AS SQL" in "".join(lines)) == (name in READ_BY_A_PERSON)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ('CREATE INDEX "late" ON "engagement_observation" ("late_at")', "AddIndexConcurrently"),
        ("CREATE INDEX late ON engagement_observation_20260302 (late_at)", "AddIndexConcurrently"),
        ('DROP INDEX IF EXISTS "engagement__course__8ea821_idx"', "RemoveIndexConcurrently"),
        ('ALTER TABLE "engagement_window" ALTER COLUMN "late" TYPE bigint USING "late"::bigint', "second column"),
        ("ALTER TABLE engagement_segment\n    ALTER COLUMN yaw_deg SET DATA TYPE float8", "second column"),
        ('ALTER TABLE "engagement_window" ALTER COLUMN "yaw_deg" SET NOT NULL', "NOT VALID"),
        ('ALTER TABLE "engagement_segment" ADD COLUMN "sure" real NOT NULL', "db_default"),
        ('ALTER TABLE "engagement_segment" ALTER COLUMN "sure" DROP DEFAULT', "db_default"),
        ('ALTER TABLE "engagement_window" ADD COLUMN "key" uuid DEFAULT gen_random_uuid() NOT NULL', "as null"),
        ('ALTER TABLE "engagement_window" ADD CONSTRAINT "c" CHECK ("late" >= 0)', "NOT VALID"),
        ('UPDATE "engagement_window" SET "late" = 0', "portions"),
        ('ALTER TABLE "engagement_window" DROP COLUMN "late" CASCADE', "version before"),
        ("LOCK TABLE engagement_window", "shuts everybody out"),
    ],
)
def test_what_would_stop_a_live_class_is_found(statement: str, why: str) -> None:
    found = offences([statement])
    assert len(found) == 1
    assert why in found[0]


@pytest.mark.parametrize(
    "statement",
    [
        'CREATE INDEX CONCURRENTLY "late" ON "engagement_window" ("late")',
        'ALTER TABLE "engagement_window" ADD COLUMN "sure" real NULL',
        'ALTER TABLE "engagement_window" ADD COLUMN "sure" real DEFAULT 0.0 NOT NULL',
        'ALTER TABLE "engagement_window" ADD CONSTRAINT "c" CHECK ("late" >= 0) NOT VALID',
        'ALTER TABLE "engagement_window" VALIDATE CONSTRAINT "c"',
        'CREATE INDEX "title" ON "engagement_session" ("title")',
    ],
)
def test_what_takes_a_moment_is_allowed(statement: str) -> None:
    assert offences([statement]) == []


def test_a_table_that_the_migration_makes_is_empty() -> None:
    made = 'CREATE TABLE "engagement_window" ("late" integer NOT NULL)'
    assert offences([made, 'CREATE INDEX "late" ON "engagement_window" ("late")']) == []


class Told(StringIO):
    """What a command writes; the first time it is to try again, whoever is in its way leaves."""

    def __init__(self, in_the_way: BaseDatabaseWrapper) -> None:
        super().__init__()
        self.in_the_way = in_the_way

    def write(self, text: str) -> int:
        if "trying again" in text:
            self.in_the_way.rollback()
        return super().write(text)


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[BaseDatabaseWrapper]:
    """Somebody in the middle of reading the table of the logins, and migrations without patience."""
    monkeypatch.setattr(migrate, "PAUSES_S", (0,))
    monkeypatch.setattr(migrate, "LOCK_MS", 50)
    other = connection.copy()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
    yield other
    other.close()


def setting(name: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_a_migration_gives_way_and_is_tried_again(reader: BaseDatabaseWrapper) -> None:
    told = Told(reader)
    call_command("migrate", "sessions", "zero", stdout=told)
    assert "trying again in 0 s" in told.getvalue()
    assert "django_session" not in connection.introspection.table_names()
    call_command("migrate", "sessions", verbosity=0)
    assert "django_session" in connection.introspection.table_names()
    assert setting("lock_timeout") == "0"


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_never_gets_its_turn_changes_nothing(reader: BaseDatabaseWrapper) -> None:
    with pytest.raises(CommandError, match="in use all the time"):
        call_command("migrate", "sessions", "zero", stdout=StringIO())
    assert "django_session" in connection.introspection.table_names()
    assert setting("lock_timeout") == "0"
