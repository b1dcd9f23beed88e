"""Columns in PostgreSQL's binary COPY format (its documentation, "COPY", "Binary Format"), all rows at once.

psycopg writes it value by value, which took longer than to measure a face.
"""

from collections.abc import Callable, Mapping

import numpy as np

from engagement.pipeline.columns import Columns, microseconds

_SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = b"\xff\xff"
_YEAR_2000_S = 946_684_800
_YEAR_2000 = np.datetime64("2000-01-01", "D")


def _times(values: np.ndarray) -> np.ndarray:
    return microseconds(values) - _YEAR_2000_S * 1_000_000


def _days(values: np.ndarray) -> np.ndarray:
    days: np.ndarray = (values - _YEAR_2000).astype(np.int64)
    return days


def _same(values: np.ndarray) -> np.ndarray:
    return values


# By PostgreSQL's name: how a value is written, and how it is made.
_TYPES: dict[str, tuple[str, Callable[[np.ndarray], np.ndarray]]] = {
    "bigint": (">i8", _same),
    "integer": (">i4", _same),
    "smallint": (">i2", _same),
    "real": (">f4", _same),
    "boolean": ("u1", _same),
    "date": (">i4", _days),
    "timestamp with time zone": (">i8", _times),
}


def encode(columns: Columns, types: Mapping[str, str]) -> bytes:
    """The rows of the columns that `types` names, in its order; it says what PostgreSQL calls their types."""
    forms = {name: _TYPES[kind] for name, kind in types.items()}
    parts = [part for name, (form, _) in forms.items() for part in ((f"{name} size", ">i4"), (name, form))]
    rows = np.empty(len(next(iter(columns.values()))), np.dtype([("fields", ">i2"), *parts]))
    rows["fields"] = len(types)
    written = np.ones((len(rows), rows.itemsize), bool)
    for name, (form, made) in forms.items():
        rows[name], size = made(columns[name]), np.dtype(form).itemsize
        rows[f"{name} size"] = size
        if columns[name].dtype.kind == "f" and (absent := np.isnan(columns[name])).any():
            rows[f"{name} size"][absent] = -1
            start = rows.dtype.fields[name][1] if rows.dtype.fields else 0
            written[absent, start : start + size] = False
    return _SIGNATURE + rows.view(np.uint8).reshape(written.shape)[written].tobytes() + _END
