"""The one transaction that makes a batch true: its rows, its people's memory and how far the stream is stored."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import psycopg
from django.db import connection, models, transaction
from django.utils import timezone
from psycopg import sql

from engagement.models import Calibration, Checkpoint, Observation, Participant, Segment, ShardState, Window
from engagement.pipeline.binary_copy import encode
from engagement.pipeline.columns import Columns, array, time_of, without

# Of PostgreSQL's advisory locks: the first number says what for, the second which one.
SHARD_LOCKS = 0x48454144
PARTITION_LOCK = 0x48454145

STATE = ("last_entry", "participants", "people", "marks", "version")
LOAD = f"SELECT {', '.join(STATE)} FROM engagement_shardstate WHERE shard = %s"  # noqa: S608 (constants)
SAVE = f"UPDATE engagement_shardstate SET {', '.join(f'{name} = %b' for name in STATE)} WHERE shard = %s"  # noqa: S608
BINARY = psycopg.pq.Format.BINARY

Described = dict[str, Any]  # what `analysis.calibration.describe` says of a person

COUNT = """
    UPDATE engagement_participant p
    SET last_seen_at = %(now)s, dropped = p.dropped + n.dropped, rejected = p.rejected + n.rejected,
        late = p.late + n.late
    FROM unnest(%(ids)s::bigint[], %(dropped)s::int[], %(rejected)s::int[], %(late)s::int[])
        AS n(id, dropped, rejected, late)
    WHERE p.id = n.id
"""
# Of checkpoints, in the order of the fields of `Checkpoints`.
KEEP = (
    """
    UPDATE engagement_checkpoint c SET newer = kept.newer FROM unnest(%s::bigint[], %s::bytea[]) AS kept(id, newer)
    WHERE c.participant_id = kept.id
    """,
    """
    INSERT INTO engagement_checkpoint (participant_id, older, newer)
    SELECT id, '', newer FROM unnest(%s::bigint[], %s::bytea[]) AS kept(id, newer)
    ON CONFLICT (participant_id) DO UPDATE SET older = EXCLUDED.older, newer = EXCLUDED.newer
    """,
    """
    UPDATE engagement_checkpoint c SET older = c.newer, newer = kept.newer
    FROM unnest(%s::bigint[], %s::bytea[]) AS kept(id, newer) WHERE c.participant_id = kept.id
    """,
)
FORGET_SEGMENTS = """
    DELETE FROM engagement_segment s USING unnest(%s::bigint[], %s::timestamptz[]) AS rewritten(id, since)
    WHERE s.participant_id = rewritten.id AND s.started_at >= rewritten.since
"""


class Counts(NamedTuple):
    dropped: int
    rejected: int
    late: int


class Way(NamedTuple):
    """Into a table: its columns with their types, and the statements that lead there."""

    types: Mapping[str, str]
    make_incoming: str
    copy: str
    insert: str


class Checkpoints(NamedTuple):
    """Newer checkpoints by participant, and whose are needed no more."""

    again: Mapping[int, bytes]  # in the place of the newer one
    anew: Mapping[int, bytes]  # instead of whatever there was
    further: Mapping[int, bytes]  # the newer one becomes the older one
    forgotten: Collection[int]


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything that has to become true together with how far the stream is stored."""

    participants: Collection[int]  # everybody the batch is about
    counts: Mapping[int, Counts]  # of those to be written down
    checkpoints: Checkpoints
    observations: Columns
    rewritten: Mapping[int, float]  # whose observations are stored already, and from when on segments are replaced
    segments: Columns
    windows: Columns
    calibrations: Mapping[int, Described]
    ended: Mapping[int, dt.datetime]


@dataclass(frozen=True, slots=True)
class History:
    """What is made of observations, and those of them whose state it changed."""

    observations: Columns
    segments: Columns
    windows: Columns


@contextmanager
def shard_lock(shard: int) -> Iterator[bool]:
    """Whether this process is the one that drains the shard now. A killed worker's lock ends with its connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [SHARD_LOCKS, shard])
        taken = bool(cursor.fetchone()[0])
        try:
            yield taken
        finally:
            if taken:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [SHARD_LOCKS, shard])


def ensure_partition(day: dt.date) -> None:
    """Make the day's part of the observations where it is not there yet."""
    name = f"{Observation._meta.db_table}_{day:%Y%m%d}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [name])
        if cursor.fetchone()[0] is None:
            _make_partition(name, day)


def _make_partition(name: str, day: dt.date) -> None:
    """Made apart and then attached: a partition made in its place would shut out everybody who reads or writes,
    and everybody who comes while somebody reads for long (a backup) would wait behind it."""
    parts = {
        "name": sql.Identifier(name),
        "table": sql.Identifier(Observation._meta.db_table),
        "day": sql.Literal(day.isoformat()),
        "next": sql.Literal((day + dt.timedelta(days=1)).isoformat()),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        # Two processes that both miss it would otherwise both make it.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PARTITION_LOCK])
        cursor.execute("SELECT to_regclass(%s)", [name])
        if cursor.fetchone()[0] is None:
            cursor.execute(sql.SQL("CREATE TABLE {name} (LIKE {table} INCLUDING ALL)").format(**parts))
            attach = "ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ({day}) TO ({next})"
            cursor.execute(sql.SQL(attach).format(**parts))


def load(shard: int) -> ShardState:
    with _binary_cursor() as cursor:
        cursor.execute(LOAD, [shard])
        row = cursor.fetchone()
    return ShardState.objects.create(shard=shard) if row is None else ShardState(shard, *row)


def _save(state: ShardState) -> None:
    with _binary_cursor() as cursor:
        cursor.execute(SAVE, [*(getattr(state, name) for name in STATE), state.shard])
        if cursor.rowcount != 1:
            raise ShardState.DoesNotExist(f"the row of shard {state.shard} is gone")


@contextmanager
def _binary_cursor() -> Iterator[psycopg.Cursor[Any]]:
    """Django's own cursors spell everything out in the statement: hundreds of kilobytes, with every batch."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.format = BINARY
        yield cursor


def last_sequences(participants: Mapping[int, dt.date]) -> dict[int, int]:
    """The highest stored sequence of each participant, who is filed under a day; 0 without any."""
    stored = (
        Observation.objects.filter(day__in=set(participants.values()), participant__in=participants)
        .values_list("participant_id")
        .annotate(last=models.Max("sequence"))
    )
    return dict.fromkeys(participants, 0) | dict(stored)


@transaction.atomic
def store(state: ShardState, batch: Batch) -> set[int]:
    """Make it all true, or nothing. Returns who withdrew or was removed meanwhile: nothing of them is stored."""
    gone = set(batch.participants) - lock_participants(sorted(batch.participants))
    _write(Observation, without(batch.observations, gone), overwrite=bool(batch.rewritten))
    _forget_segments({participant: at for participant, at in batch.rewritten.items() if participant not in gone})
    _write(Segment, without(batch.segments, gone), overwrite=True)
    _write(Window, without(batch.windows, gone), overwrite=True)
    _calibrate({participant: said for participant, said in batch.calibrations.items() if participant not in gone})
    _keep(batch.checkpoints, gone)
    _count(sorted(set(batch.counts) - gone), batch.counts)
    _end({participant: at for participant, at in batch.ended.items() if participant not in gone})
    _save(state)
    return gone


@transaction.atomic
def replace_history(participants: Sequence[int], history: History) -> None:
    """Everything that was made of the observations of people whose books are closed, and whom the caller has locked.

    Once in a transaction: what came in for a table stays there until its end.
    """
    for model, columns in ((Segment, history.segments), (Window, history.windows)):
        model.objects.filter(participant__in=participants).delete()
        _write(model, columns, overwrite=False)
    _write(Observation, history.observations, overwrite=True)


def lock_participants(participants: Sequence[int]) -> set[int]:
    """Who of them still takes part, and will until this transaction ends: withdrawing waits for it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM engagement_participant WHERE id = ANY(%s::bigint[]) AND withdrawn_at IS NULL "
            "ORDER BY id FOR SHARE",
            [array(participants)],
        )
        return {row[0] for row in cursor.fetchall()}


def _write(model: type[models.Model], columns: Columns, *, overwrite: bool) -> None:
    """Bring rows into a model's table by COPY; those that are there already are left alone or overwritten."""
    if not len(columns["participant_id"]):
        return
    way = _way(model, overwrite)
    with connection.cursor() as cursor:
        cursor.execute(way.make_incoming)
        # Django wraps what it executes itself. Unwrapped, a full disk would not be known as a service that is away.
        with connection.wrap_database_errors, cursor.copy(way.copy) as copy:
            copy.write(encode(columns, way.types))
        cursor.execute(way.insert)


def _forget_segments(since: Mapping[int, float]) -> None:
    if since:
        with connection.cursor() as cursor:
            cursor.execute(FORGET_SEGMENTS, [list(since), [time_of(at) for at in since.values()]])


def _keep(checkpoints: Checkpoints, gone: set[int]) -> None:
    for statement, rows in zip(KEEP, checkpoints[:3], strict=True):
        kept = {participant: row for participant, row in rows.items() if participant not in gone}
        if kept:
            with connection.cursor() as cursor:
                cursor.execute(statement, [list(kept), list(kept.values())])
    if checkpoints.forgotten:
        Checkpoint.objects.filter(participant__in=checkpoints.forgotten).delete()


def _calibrate(described: Mapping[int, Described]) -> None:
    rows = [Calibration(participant_id=participant, described=said) for participant, said in described.items()]
    Calibration.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["participant"], update_fields=["described", "updated_at"]
    )


@cache
def _way(model: type[models.Model], overwrite: bool) -> Way:
    types = _column_types(model)
    key = [field.column for field in model._meta.pk_fields if field.column]
    parts = {
        "table": sql.Identifier(model._meta.db_table),
        "incoming": sql.Identifier(f"incoming_{model._meta.db_table}"),
        "names": _listed(types),
        "key": _listed(key),
        "rest": _overwriting(set(types) - set(key)) if overwrite else sql.SQL("NOTHING"),
    }
    statements = (
        "CREATE TEMPORARY TABLE IF NOT EXISTS {incoming} (LIKE {table}) ON COMMIT DELETE ROWS",
        "COPY {incoming} ({names}) FROM STDIN (FORMAT BINARY)",
        "INSERT INTO {table} ({names}) SELECT {names} FROM {incoming} ON CONFLICT ({key}) DO {rest}",
    )
    return Way(types, *(sql.SQL(statement).format(**parts).as_string(None) for statement in statements))


def _listed(names: Iterable[str]) -> sql.Composable:
    return sql.SQL(", ").join([sql.Identifier(name) for name in names])


def _column_types(model: type[models.Model]) -> dict[str, str]:
    types = {field.column: field.db_type(connection) for field in model._meta.concrete_fields}
    return {name: kind for name, kind in types.items() if name and kind}


def _overwriting(names: set[str]) -> sql.Composable:
    pairs = [sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(name)) for name in sorted(names)]
    return sql.SQL("UPDATE SET ") + sql.SQL(", ").join(pairs)


def _count(participants: Sequence[int], counts: Mapping[int, Counts]) -> None:
    """Note that participants were heard of, and add to their counters."""
    if not participants:
        return
    added = [counts[participant] for participant in participants]
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT,
            {
                "now": timezone.now(),
                "ids": array(participants),
                "dropped": array(one.dropped for one in added),
                "rejected": array(one.rejected for one in added),
                "late": array(one.late for one in added),
            },
        )


def _end(ended: Mapping[int, dt.datetime]) -> None:
    for participant, at in ended.items():
        Participant.objects.filter(pk=participant).update(ended_at=at, connected=False)
