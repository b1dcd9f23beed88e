"""Tables as a workbook (XLSX): a sheet each.

The library writes everything but the rows: sheets, formats, heads, filters. Rows are put into its sheets afterwards, as
they come: to hand it four million cells one by one takes a minute and a gigabyte.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import IO, NamedTuple
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from engagement.errors import JobFailed
from engagement.services.exports.sheets import COMPRESSION, Output, Source
from engagement.services.exports.tables import Column, Table, Values

EXCEL_ROWS = 1_048_576
# Its times have no zone; they count days from here.
EXCEL_EPOCH, DAY = datetime(1899, 12, 30), timedelta(days=1)  # noqa: DTZ001
EXCEL_TIME = "yyyy-mm-dd hh:mm:ss"
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

# Of the library's XML.
ROWS_END = b"</sheetData>"
SIZE = re.compile(rb"<dimension[^>]*/>")  # a hint, which would be wrong
FILTER = re.compile(rb'(<autoFilter ref="A1:[A-Z]+)1"')
NAMED_FILTER = re.compile(rb'(localSheetId="(\d+)" hidden="1">[^<]*\$)1<')
STYLED = re.compile(rb'<col min="(\d+)" max="(\d+)"[^>]* style="(\d+)"')  # columns that are alike come as one


def write(source: Source) -> bytes:
    """Times are local, because a spreadsheet's have no zone."""
    output, last = Output(), []
    with (
        zipfile.ZipFile(_without_rows(source)) as parts,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as archive,
    ):
        tables = {f"xl/worksheets/sheet{number}.xml": table for number, table in enumerate(source.tables, 1)}
        for name in parts.namelist():  # the workbook comes behind its sheets
            part = parts.read(name)
            with archive.open(name, "w", force_zip64=True) as file:
                if table := tables.get(name):
                    last.append(_fill(source, table, part, file))
                elif name == "xl/workbook.xml":
                    file.write(NAMED_FILTER.sub(lambda found: b"%b%d<" % (found[1], last[int(found[2])]), part))
                else:
                    file.write(part)
    return output.getvalue()


def _without_rows(source: Source) -> IO[bytes]:
    import xlsxwriter

    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        time = book.add_format({"num_format": EXCEL_TIME, "align": "left"})
        for table in source.tables:
            sheet = book.add_worksheet(table.name)
            sheet.freeze_panes(1, 0)
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
            for at, column in enumerate(table.columns):
                sheet.set_column(at, at, _width(column), time if column.kind == "time" else None)
                sheet.write_string(0, at, column.name, head)
            sheet.autofilter(0, 0, 0, len(table.columns) - 1)
    return output


def _width(column: Column) -> int:
    if column.kind == "time":
        return 19
    wide = {"meaning": 70, "kind": 14, "column": 20, "name": 24, "title": 28, "course": 24, "text": 40, "status": 16}
    return max(len(column.name) + 3, wide.get(column.name, 10) if column.kind == "text" else 10)


def _fill(source: Source, table: Table, part: bytes, file: IO[bytes]) -> int:
    """Number of the last row."""
    before, after = SIZE.sub(b"", part).split(ROWS_END)
    styles = {
        at: int(style) for first, last, style in STYLED.findall(before) for at in range(int(first), int(last) + 1)
    }
    heads = [Head(letters_of(at), styles.get(at)) for at in range(1, len(table.columns) + 1)]
    last = 1
    file.write(before)
    for batch in source.batches(table):
        numbers = range(last + 1, last + 1 + len(batch[0]))
        last = numbers[-1]
        _require_room(table, last)
        cells = [
            _cells(column, head, numbers, values, source.zone)
            for column, head, values in zip(table.columns, heads, batch, strict=True)
        ]
        rows = zip(numbers, map("".join, zip(*cells, strict=True)), strict=True)
        file.write("".join([f'<row r="{number}">{row}</row>' for number, row in rows]).encode())
    file.write(ROWS_END + FILTER.sub(rb'\g<1>%d"' % last, after))
    return last


def _require_room(table: Table, row: int) -> None:
    if row > EXCEL_ROWS:
        sentence = _("A spreadsheet has room for {rows} rows and “{table}” has more; choose CSV or Parquet.")
        raise JobFailed(sentence=format_lazy(sentence, rows=EXCEL_ROWS - 1, table=table.name))


class Head(NamedTuple):
    """Of a column: its letters and the style of its cells."""

    letters: str
    style: int | None


def letters_of(number: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def _cells(column: Column, head: Head, numbers: Sequence[int], values: Values, zone: ZoneInfo) -> list[str]:
    """Nothing where nothing is."""
    at, more = f'<c r="{head.letters}', "" if head.style is None else f' s="{head.style}"'
    if column.kind == "text":
        told = {text: _xml(text) for text in set(values) if text}
        more += ' t="inlineStr"'
        cells = [text and f'<is><t xml:space="preserve">{told[text]}</t></is>' for text in values]
    elif column.kind == "bool":
        more += ' t="b"'
        cells = [None if value is None else f"<v>{value:d}</v>" for value in values]
    elif column.kind == "time":
        cells = [time and f"<v>{_days(time.astimezone(zone))!r}</v>" for time in values]
    else:
        cells = [None if value is None else f"<v>{value!r}</v>" for value in values]
    return [f'{at}{number}"{more}>{cell}</c>' if cell else "" for number, cell in zip(numbers, cells, strict=True)]


def _days(at: datetime) -> float:
    return (at.replace(tzinfo=None) - EXCEL_EPOCH) / DAY


def _xml(text: str) -> str:
    return escape(NO_XML.sub("", text))
