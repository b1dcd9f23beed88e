"""A table before it has a format: columns that say what they mean, and rows that come one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Kind = Literal["int", "float", "text", "time", "bool"]
Row = Sequence[Any]
Values = Sequence[Any]  # of a column

# Rows that are in memory at a time.
AT_ONCE = 5000

KIND_WORDS = {
    "int": _("whole number"),
    "float": _("number"),
    "text": _("text"),
    "time": _("time"),
    "bool": _("yes or no"),
}


@dataclass(frozen=True)
class Column:
    """One name in every format and language; what it means is said in the reader's."""

    name: str
    kind: Kind
    about: str | Promise
    unit: str = ""
    words: Sequence[str] = ()  # rows hold the number of one of these

    def told(self, values: Values) -> Values:
        return [None if value is None else self.words[value] for value in values] if self.words else values


@dataclass(frozen=True)
class Table:
    """Absent values are None. Times know their offset; whose local ones they become is up to the format."""

    name: str
    about: str | Promise
    columns: Sequence[Column]
    rows: Callable[[], Iterable[Row]]

    def batches(self) -> Iterator[list[Values]]:
        """Some rows at a time, as columns: what a format does with a value it decides once for a column."""
        rows = iter(self.rows())
        while some := list(islice(rows, AT_ONCE)):
            yield [column.told(values) for column, values in zip(self.columns, zip(*some, strict=True), strict=True)]


def dictionary(tables: Sequence[Table]) -> Table:
    """What every column of the others means."""
    listed = [
        (table.name, column.name, str(KIND_WORDS[column.kind]), column.unit or None, str(column.about))
        for table in tables
        for column in table.columns
    ]
    columns = (
        Column("table", "text", _("Table")),
        Column("column", "text", _("Column")),
        Column("kind", "text", _("Kind of value")),
        Column("unit", "text", _("Unit")),
        Column("meaning", "text", _("What it means")),
    )
    return Table("dictionary", _("What every column means."), columns, lambda: listed)
