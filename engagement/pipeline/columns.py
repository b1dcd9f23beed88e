"""Structured numpy arrays as columns of Python values, the way PostgreSQL takes them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

Columns = Mapping[str, Sequence[Any]]


def plain(values: np.ndarray) -> list[Any]:
    """NaN, which is absent, becomes None (NULL)."""
    if values.dtype.kind != "f":
        plain_values: list[Any] = values.tolist()
        return plain_values
    return [None if value != value else value for value in values.tolist()]


def times(values: np.ndarray) -> list[dt.datetime | None]:
    return [None if value != value else dt.datetime.fromtimestamp(value, dt.UTC) for value in values.tolist()]


def without(columns: Columns, gone: set[int]) -> Columns:
    """The rows of everybody but some participants."""
    if not gone:
        return columns
    stay = [row for row, participant in enumerate(columns["participant_id"]) if participant not in gone]
    return {name: [values[row] for row in stay] for name, values in columns.items()}
