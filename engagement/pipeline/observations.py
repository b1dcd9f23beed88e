"""Observations of many people as one array: from items, from their table, and back into it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np
from django.db import connection
from psycopg import sql

from analysis.types import MEASURED, State
from engagement.pipeline.columns import Columns
from engagement.pipeline.items import Items

OBSERVED = np.dtype(
    [
        ("participant", "<i8"),
        ("sequence", "<i8"),
        ("captured_at", "<f8"),
        ("received_at", "<f8"),
        ("late_at", "<f8"),  # NaN: it is scored
        ("state", "u1"),
        ("measured", MEASURED),
    ]
)
TIMES = ("captured_at", "received_at", "late_at")
HEAD = ("participant_id", "sequence", *TIMES, "state")
NUMBERS = MEASURED.names or ()
MAY_BE_ABSENT = [name for name in NUMBERS if MEASURED[name].kind == "f"]


def _listed() -> sql.Composable:
    """Of the table `o`; absent numbers are NULL there and NaN here."""
    forms = dict.fromkeys(TIMES, "coalesce(extract(epoch FROM {})::float8, 'NaN')")
    forms |= dict.fromkeys(MAY_BE_ABSENT, "coalesce({}, 'NaN')")
    columns = [sql.SQL(forms.get(name, "{}")).format(sql.Identifier("o", name)) for name in (*HEAD, *NUMBERS)]
    return sql.SQL(", ").join(columns)


SINCE = sql.SQL("""
    SELECT {} FROM unnest(%s::bigint[], %s::date[], %s::bigint[]) AS wanted(id, day, sequence)
    JOIN engagement_observation o
      ON o.day = wanted.day AND o.participant_id = wanted.id AND o.sequence > wanted.sequence
""").format(_listed())
OF_PARTICIPANT = sql.SQL("SELECT {} FROM engagement_observation o WHERE o.day = %s AND o.participant_id = %s").format(
    _listed()
)


def of_items(items: Items, measured: np.ndarray) -> np.ndarray:
    """(n,) OBSERVED. Captured to the microsecond, as the table keeps it: to replay gives the same then."""
    rows = np.empty(len(items), OBSERVED)
    for name in ("participant", "sequence", "received_at"):
        rows[name] = items.head[name]
    rows["captured_at"] = np.round(items.head["captured_at"] * 1e6) / 1e6
    rows["late_at"], rows["state"], rows["measured"] = np.nan, State.UNKNOWN, measured
    return rows


def time_of(rows: np.ndarray) -> np.ndarray:
    """(n,) where each one stands in time: one that is too late where it came, behind what had come before it."""
    return np.where(np.isnan(rows["late_at"]), rows["captured_at"], rows["late_at"])


def stored_since(sequences: Mapping[int, int], days: Mapping[int, dt.date]) -> np.ndarray:
    """What came of some participants after a sequence each. `days`, by participant too, says where it is filed."""
    people = list(sequences)
    return _read(SINCE, [people, [days[one] for one in people], list(sequences.values())])


def of_participant(participant: int, day: dt.date) -> np.ndarray:
    """All that is stored, in the order of time."""
    rows = _read(OF_PARTICIPANT, [day, participant])
    return rows[np.lexsort((rows["sequence"], time_of(rows)))]


def _read(query: sql.Composable, values: list[Any]) -> np.ndarray:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return np.array([(*row[: len(HEAD)], row[len(HEAD) :]) for row in cursor.fetchall()], OBSERVED)


def columns_of(rows: np.ndarray, days: Mapping[int, dt.date]) -> Columns:
    """The columns of the table of observations; `days` is by participant."""
    filed = np.array([days[one] for one in rows["participant"].tolist()], "datetime64[D]")
    names = dict.fromkeys(NUMBERS, rows["measured"]) | dict.fromkeys((*TIMES, "sequence", "state"), rows)
    return {name: part[name] for name, part in names.items()} | {"participant_id": rows["participant"], "day": filed}
