"""Many rows of numbers from PostgreSQL straight into numpy: ten times as fast as tuples."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray
from psycopg import sql

HEADER_BYTES = 19
TRAILER_BYTES = 2
TYPES = {"bigint": ">i8", "real": ">f4", "float8": ">f8"}


def read_records(query: str, columns: dict[str, str], **values: Any) -> NDArray[np.void]:
    """The rows of `query`, which returns exactly `columns` (name -> bigint, real or float8) and no NULL.

    `{name}` in the query stands for the value of that name.
    """
    fields = [field for name, kind in columns.items() for field in ((f"{name}_bytes", ">i4"), (name, TYPES[kind]))]
    row = np.dtype([("fields", ">i2"), *fields])
    records = np.frombuffer(_copied(query, values)[HEADER_BYTES:-TRAILER_BYTES], row)
    return records[list(columns)]


def _copied(query: str, values: dict[str, Any]) -> bytes:
    """https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS, binary."""
    with connection.cursor() as cursor:
        literals = {name: sql.Literal(value) for name, value in values.items()}
        statement = sql.SQL(f"COPY ({query}) TO STDOUT (FORMAT BINARY)").format(**literals)
        with cursor.copy(statement.as_string(cursor.connection)) as copy:
            return b"".join(copy)
