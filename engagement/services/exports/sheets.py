"""Tables as files: CSV (RFC 4180), Parquet, JSON. Libraries are loaded by who needs them.

Values are turned into a format's column by column, some thousand rows at a time.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import IO, Any
from zoneinfo import ZoneInfo

from engagement.services import jobs
from engagement.services.exports.tables import Column, Kind, Table, Values

EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
# A spreadsheet takes a cell that begins with one of these for a formula.
FORMULA = re.compile(r"[\t\r\n ]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r]")
# Twice as quick as zlib's own choice, for a tenth more bytes.
COMPRESSION = 3

Count = Callable[[int], None]


@dataclass(frozen=True)
class Source:
    tables: Sequence[Table]
    zone: ZoneInfo
    counted: Count  # told of rows that are done

    def batches(self, table: Table) -> Iterator[list[Values]]:
        for columns in table.batches():
            yield columns
            self.counted(len(columns[0]))


class Output(io.BytesIO):
    """Ends a job as soon as its file is larger than may be kept."""

    def write(self, piece: Any) -> int:
        jobs.require_room(self.tell() + len(piece))
        return super().write(piece)


def csv_archive(source: Source) -> bytes:
    """One file for each table. Their mark of UTF-8 is for spreadsheets, which would guess otherwise."""
    return _archive(source, "csv", _write_csv)


def parquet_archive(source: Source) -> bytes:
    return _archive(source, "parquet", _write_parquet)


def json_file(source: Source) -> bytes:
    """An object with a list of objects for each table, one on a line."""
    output = Output()
    for number, table in enumerate(source.tables):
        output.write(f"{',' if number else '{'}\n{json.dumps(table.name)}: [".encode())
        lines = _json_lines(source, table)
        output.write(next(lines, "").encode())
        for some in lines:
            output.write(b"," + some.encode())
        output.write(b"\n]")
    output.write(b"\n}\n")
    return output.getvalue()


def _json_lines(source: Source, table: Table) -> Iterator[str]:
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    names = [column.name for column in table.columns]
    for columns in source.batches(table):
        plain = _plain(table.columns, columns, source.zone)
        yield ",".join(f"\n {encode(dict(zip(names, row, strict=True)))}" for row in zip(*plain, strict=True))


def _archive(source: Source, ending: str, write: Callable[[Source, Table, IO[bytes]], None]) -> bytes:
    output = Output()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as archive:
        for table in source.tables:
            with archive.open(f"{table.name}.{ending}", "w", force_zip64=True) as file:
                write(source, table, file)
    return output.getvalue()


def _write_csv(source: Source, table: Table, file: IO[bytes]) -> None:
    with io.TextIOWrapper(file, encoding="utf-8-sig", newline="") as text:
        rows = csv.writer(text)  # of RFC 4180: commas, CRLF, quotes doubled
        rows.writerow(column.name for column in table.columns)
        for columns in source.batches(table):
            plain = _plain(table.columns, columns, source.zone)
            safe = map(_csv_values, table.columns, plain)
            rows.writerows(zip(*safe, strict=True))


def _csv_values(column: Column, values: Values) -> Values:
    if column.kind == "text" and not column.words:
        return [f"'{text}" if text and FORMULA.match(text) else text for text in values]
    if column.kind == "bool":
        return [None if value is None else "true" if value else "false" for value in values]
    return values


def _plain(columns: Sequence[Column], batch: Sequence[Values], zone: ZoneInfo) -> list[Values]:
    """With local times as text."""
    return [
        [at and _iso(at.astimezone(zone)) for at in values] if column.kind == "time" else values
        for column, values in zip(columns, batch, strict=True)
    ]


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="microseconds" if at.microsecond else "seconds")


def _write_parquet(source: Source, table: Table, file: IO[bytes]) -> None:
    from arro3.core import RecordBatch, RecordBatchReader
    from arro3.io import write_parquet

    schema = _schema(table.columns, source.zone.key)
    batches = [
        RecordBatch.from_arrays(
            [
                _array(column.kind, values, field.type)
                for column, values, field in zip(table.columns, columns, schema, strict=True)
            ],
            schema=schema,
        )
        for columns in source.batches(table)
    ]
    whole = io.BytesIO()
    write_parquet(RecordBatchReader.from_batches(schema, batches), whole)
    file.write(whole.getbuffer())


def _schema(columns: Sequence[Column], zone: str) -> Any:
    from arro3.core import DataType, Field, Schema

    types = {
        "int": DataType.int64(),
        "float": DataType.float64(),
        "text": DataType.utf8(),
        "bool": DataType.bool(),
        "time": DataType.timestamp("us", tz=zone),
    }
    return Schema([Field(column.name, types[column.kind]) for column in columns])


def _array(kind: Kind, values: Values, as_type: Any) -> Any:
    from arro3.core import Array, DataType

    if kind != "time":
        return Array(list(values), as_type)
    return Array([at and (at - EPOCH) // MICROSECOND for at in values], DataType.int64()).cast(as_type)
