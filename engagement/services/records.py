"""Many rows from PostgreSQL without the ORM between: numbers straight into numpy, or tuples some at a time."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import QuerySet
from numpy.typing import NDArray
from psycopg import ServerCursor, sql
from psycopg.types.datetime import TimestamptzLoader

# PostgreSQL writes these as big-endian bytes, and numpy reads them as such.
PACKED = {"bigint": ("int8send", ">i8"), "real": ("float4send", ">f4")}


def read_records(query: sql.SQL | sql.Composed, columns: dict[str, str], values: dict[str, Any]) -> NDArray[np.void]:
    """The rows of `query`, which returns exactly these columns (name -> bigint or real), none of them NULL."""
    packed = sql.SQL(" || ").join(
        sql.SQL("{}({})").format(sql.Identifier(PACKED[kind][0]), sql.Identifier(name))
        for name, kind in columns.items()
    )
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("SELECT string_agg({}, '') FROM ({}) AS records ({})").format(packed, query, names)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchone()[0]
    return np.frombuffer(found or b"", [(name, PACKED[kind][1]) for name, kind in columns.items()])


def read_rows(wanted: QuerySet[Any, tuple[Any, ...]], at_once: int) -> Iterator[tuple[Any, ...]]:
    """Of a `values_list`; the server keeps those that were not asked for yet.

    Times come as psycopg reads them: Django's own reader, in Python, takes longer than everything else together.
    """
    statement, values = wanted.query.sql_with_params()
    connection.ensure_connection()
    with ServerCursor(connection.connection, f"rows_{uuid.uuid4().hex}", withhold=True) as cursor:
        cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
        cursor.itersize = at_once
        yield from cursor.execute(statement, values)
