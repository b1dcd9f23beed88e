"""Tables as files: CSV (RFC 4180), XLSX, Parquet, JSON. Libraries are loaded by who needs them."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import IO, Any

from django.utils.translation import gettext as _

from engagement.errors import JobFailed
from engagement.services.exports.tables import Column, Row, Table

AT_ONCE = 20_000
EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
EXCEL_ROWS = 1_048_576
EXCEL_TIME = "yyyy-mm-dd hh:mm:ss"
# A spreadsheet takes a cell that begins with one of these for a formula.
FORMULA = re.compile(r"[\t\r\n ]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r]")

Count = Callable[[int], None]


def csv_archive(tables: Sequence[Table], counted: Count) -> bytes:
    """One file for each table. Their mark of UTF-8 is for spreadsheets, which would guess otherwise."""
    return _archive(tables, "csv", lambda table, file: _write_csv(table, file, counted))


def parquet_archive(tables: Sequence[Table], counted: Count, zone: str) -> bytes:
    return _archive(tables, "parquet", lambda table, file: _write_parquet(table, file, zone, counted))


def json_file(tables: Sequence[Table], counted: Count) -> bytes:
    """An object with a list of objects for each table; written row by row."""
    output = io.StringIO()
    for number, table in enumerate(tables):
        output.write(f"{',' if number else '{'}\n{json.dumps(table.name)}: [")
        names = [column.name for column in table.columns]
        for row_number, row in enumerate(_counted(table, counted)):
            output.write(",\n " if row_number else "\n ")
            plain = (_iso(value) if isinstance(value, datetime) else value for value in row)
            output.write(json.dumps(dict(zip(names, plain, strict=True)), ensure_ascii=False, allow_nan=False))
        output.write("\n]")
    output.write("\n}\n")
    return output.getvalue().encode()


def workbook(tables: Sequence[Table], counted: Count) -> bytes:
    """A sheet for each table. Times are local, because a spreadsheet's have no zone."""
    import xlsxwriter

    output = io.BytesIO()
    never_formulas = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    options = {"constant_memory": True, "in_memory": True, "nan_inf_to_errors": False, **never_formulas}
    with xlsxwriter.Workbook(output, options) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        time = book.add_format({"num_format": EXCEL_TIME, "align": "left"})
        for table in tables:
            _write_sheet(book.add_worksheet(table.name), table, (head, time), counted)
    return output.getvalue()


def _archive(tables: Sequence[Table], ending: str, write: Callable[[Table, IO[bytes]], None]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables:
            with archive.open(f"{table.name}.{ending}", "w", force_zip64=True) as file:
                write(table, file)
    return output.getvalue()


def _write_csv(table: Table, file: IO[bytes], counted: Count) -> None:
    with io.TextIOWrapper(file, encoding="utf-8-sig", newline="") as text:
        rows = csv.writer(text)  # of RFC 4180: commas, CRLF, quotes doubled
        rows.writerow(column.name for column in table.columns)
        rows.writerows(map(_csv_value, row) for row in _counted(table, counted))


def _csv_value(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if FORMULA.match(value) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    return _iso(value) if isinstance(value, datetime) else value


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="microseconds" if at.microsecond else "seconds")


def _write_sheet(sheet: Any, table: Table, formats: tuple[Any, Any], counted: Count) -> None:
    head, time = formats
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, _width(table, column))
        sheet.write_string(0, at, column.name, head)
    last = 0
    for last, row in enumerate(_counted(table, counted), 1):
        if last >= EXCEL_ROWS:
            raise JobFailed(
                sentence=_("A spreadsheet has room for %(rows)d rows and “%(table)s” has more; choose CSV or Parquet.")
                % {"rows": EXCEL_ROWS - 1, "table": table.name}
            )
        for at, value in enumerate(row):
            _write_cell(sheet, last, at, value, time)
    sheet.autofilter(0, 0, last, len(table.columns) - 1)


def _write_cell(sheet: Any, row: int, at: int, value: Any, time: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(row, at, value)
    elif isinstance(value, bool):
        sheet.write_boolean(row, at, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, at, value.replace(tzinfo=None), time)
    elif value is not None:
        sheet.write_number(row, at, value)


def _width(table: Table, column: Column) -> int:
    if column.kind == "time":
        return 19
    wide = {"meaning": 70, "kind": 14, "column": 20, "name": 24, "title": 28, "course": 24, "text": 40}
    return max(len(column.name) + 3, wide.get(column.name, 10) if column.kind == "text" else 10)


def _write_parquet(table: Table, file: IO[bytes], zone: str, counted: Count) -> None:
    from arro3.core import RecordBatch, RecordBatchReader
    from arro3.io import write_parquet

    schema = _schema(table.columns, zone)
    batches = [
        RecordBatch.from_arrays(
            [_array(column, values) for column, values in zip(schema, zip(*rows, strict=True), strict=True)],
            schema=schema,
        )
        for rows in _in_batches(_counted(table, counted))
    ]
    whole = io.BytesIO()
    write_parquet(RecordBatchReader.from_batches(schema, batches), whole)
    file.write(whole.getvalue())


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


def _array(field: Any, values: Sequence[Any]) -> Any:
    from arro3.core import Array, DataType

    if not DataType.is_timestamp(field.type):
        return Array(list(values), field.type)
    return Array([at and (at - EPOCH) // MICROSECOND for at in values], DataType.int64()).cast(field.type)


def _in_batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while some := list(islice(rows, AT_ONCE)):
        yield some


def _counted(table: Table, counted: Count) -> Iterator[Row]:
    for number, row in enumerate(table.rows(), 1):
        yield row
        if number % 1000 == 0:
            counted(1000)
