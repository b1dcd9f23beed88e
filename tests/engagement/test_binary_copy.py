"""Columns as PostgreSQL reads them."""

import datetime as dt

import numpy as np
import pytest
from django.db import connection

from engagement.pipeline.binary_copy import encode
from engagement.pipeline.columns import Columns

pytestmark = pytest.mark.django_db

TYPES = {
    "big": "bigint",
    "whole": "integer",
    "small": "smallint",
    "share": "real",
    "yes": "boolean",
    "day": "date",
    "at": "timestamp with time zone",
}
NOON = dt.datetime(2026, 3, 2, 12, 0, 0, 123_457, tzinfo=dt.UTC)


def read_back(columns: Columns) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE kinds ({', '.join(map(' '.join, TYPES.items()))}) ON COMMIT DROP")
        with cursor.copy("COPY kinds FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(encode(columns, TYPES))
        cursor.execute("SELECT * FROM kinds")
        return cursor.fetchall()


def columns(count: int) -> dict[str, np.ndarray]:
    return {
        "big": np.array([2**40, -1, 0])[:count],
        "whole": np.array([7, -(2**31), 2**31 - 1])[:count],
        "small": np.array([9, 255, 0], np.uint8)[:count],
        "share": np.array([0.25, np.nan, -1e30], np.float32)[:count],
        "yes": np.array([True, False, True])[:count],
        "day": np.array(["2026-03-02", "1999-12-31", "2000-01-01"], "datetime64[D]")[:count],
        "at": np.array([NOON.timestamp(), np.nan, 0.0])[:count],
    }


def test_every_kind_of_value_arrives_and_what_is_absent_is_null() -> None:
    assert read_back(columns(3)) == [
        (2**40, 7, 9, 0.25, True, dt.date(2026, 3, 2), NOON),
        (-1, -(2**31), 255, None, False, dt.date(1999, 12, 31), None),
        (0, 2**31 - 1, 0, pytest.approx(-1e30), True, dt.date(2000, 1, 1), dt.datetime(1970, 1, 1, tzinfo=dt.UTC)),
    ]


def test_no_rows_are_no_rows() -> None:
    assert read_back(columns(0)) == []
