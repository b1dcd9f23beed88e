"""Columns of numbers on their way into tables."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

Columns = Mapping[str, np.ndarray]
"""By name, all of one length. Times are unix seconds, days datetime64[D]; NaN, which is absent, becomes NULL."""

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def plain(values: np.ndarray) -> list[Any]:
    """As Python values; NaN becomes None."""
    if values.dtype.kind != "f":
        plain_values: list[Any] = values.tolist()
        return plain_values
    return [None if value != value else value for value in values.tolist()]


def microseconds(seconds: np.ndarray) -> np.ndarray:
    """Unix time as PostgreSQL keeps it: (n,) int64; 0 for NaN."""
    whole: np.ndarray = np.rint(np.nan_to_num(seconds) * 1e6).astype(np.int64)
    return whole


def time_of(seconds: float) -> dt.datetime:
    """The very time that `microseconds` gives."""
    return EPOCH + dt.timedelta(microseconds=round(seconds * 1e6))


def array(values: Iterable[float]) -> str:
    """Numbers as PostgreSQL spells an array: psycopg asks each value for its type, which takes ten times as long."""
    return "{" + ",".join(map(str, values)) + "}"


def without(columns: Columns, gone: set[int]) -> Columns:
    """The rows of everybody but some participants."""
    if not gone:
        return columns
    stay = ~np.isin(columns["participant_id"], list(gone))
    return {name: values[stay] for name, values in columns.items()}
