"""A list of people as a spreadsheet writes it: decoded, its columns found by their headings, each row judged.

Nothing is saved here. RFC 4180, and what programs make of it: UTF-8 with and without its mark, Windows-1252 (of which
Latin-1 is a part, as far as it can be printed), commas, semicolons or tabs.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from engagement.errors import FieldInvalid
from engagement.services.text import clean_line

MOST_BYTES = 512 * 1024
MOST_ROWS = 2000
NAME_LENGTH = 120
EMAIL_LENGTH = 254
DELIMITERS = ",;\t"

# In small letters, without anything but letters.
FIRST_NAMES = {"firstname", "givenname", "forename", "vorname", "rufname"}
LAST_NAMES = {"lastname", "surname", "familyname", "nachname", "familienname"}
NAMES = {
    *("name", "fullname", "displayname", "student", "participant", "person", "learner"),
    *("vollständigername", "anzeigename", "teilnehmer", "teilnehmerin", "teilnehmende", "studierende", "schüler"),
}
EMAILS = {
    *("email", "mail", "emailaddress", "mailaddress", "address"),
    *("emailadresse", "mailadresse", "adresse"),
}


@dataclass(frozen=True)
class Columns:
    """Where what stands; a name is made of the columns `names`, joined."""

    names: tuple[int, ...]
    email: int | None
    has_headings: bool


@dataclass(frozen=True)
class Row:
    """`line` is that of the file on which the row begins. With a `problem`, a sentence, it cannot be taken."""

    line: int
    name: str
    email: str
    problem: str | None


@dataclass(frozen=True)
class File:
    encoding: str
    delimiter: str
    columns: Columns
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def read(content: bytes) -> File:
    text, encoding = _decoded(content)
    delimiter = _delimiter(text)
    lines = list(_lines(text, delimiter))
    if not lines:
        raise _wrong(_("it is empty; a row for each person is expected."))
    if len(lines) > MOST_ROWS + 1:
        raise _wrong(_("it has {got} rows; at most {limit} can be read.").format(got=len(lines), limit=MOST_ROWS))
    columns = columns_of(lines[0][1])
    people = lines[1:] if columns.has_headings else lines
    headings = tuple(lines[0][1]) if columns.has_headings else ()
    return File(encoding, delimiter, columns, headings, tuple(_row(line, cells, columns) for line, cells in people))


def columns_of(cells: Sequence[str]) -> Columns:
    """By the headings, English or German; without any, the first column without an @ holds names."""
    words = [re.sub(r"[\W\d_]", "", cell.casefold()) for cell in cells]
    email = _first(words, EMAILS)
    first, last, whole = (_first(words, some) for some in (FIRST_NAMES, LAST_NAMES, NAMES))
    if first is not None and last is None and whole is not None:
        last = whole  # "Vorname", "Name"
    if first is not None or last is not None:
        return Columns(tuple(one for one in (first, last) if one is not None), email, True)
    if whole is not None:
        return Columns((whole,), email, True)
    if email is not None:
        raise _wrong(_("no column is headed “name”; the headings are: {got}.").format(got=", ".join(cells)))
    return _without_headings(cells)


def problem_of(name: str, email: str) -> str | None:
    """What is wrong with a person's name or address, as a sentence."""
    try:
        clean_line(_("Name"), name, NAME_LENGTH)
        if email:
            validate_email(email)
    except FieldInvalid as error:
        return error.sentence
    except ValidationError:
        return _("E-mail: “{got}” is no address; expected something like ada@example.org.").format(got=email)
    if len(email) > EMAIL_LENGTH:
        return _("E-mail: at most {limit} characters, please.").format(limit=EMAIL_LENGTH)
    return None


def _decoded(content: bytes) -> tuple[str, str]:
    if len(content) > MOST_BYTES:
        limit = MOST_BYTES // 1024
        raise _wrong(_("it has {got} KiB; at most {limit} can be read.").format(got=len(content) // 1024, limit=limit))
    if b"\0" in content or content.startswith((b"PK", b"\xd0\xcf")):
        raise _wrong(_("it is no text; save the sheet as CSV first."))
    for encoding in ("utf-8-sig", "cp1252", "latin-1"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise AssertionError("Latin-1 reads everything")


def _delimiter(text: str) -> str:
    """The one that stands in the first line most often, outside quotes."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = re.sub(r'"[^"]*"', "", first)
    return max(DELIMITERS, key=outside.count)


def _lines(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, with the line on which each begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            problem = _("line {line} is not CSV ({error}); check its quotation marks.")
            raise _wrong(problem.format(line=line, error=error)) from error
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield line, [cell.strip() for cell in cells]


def _row(line: int, cells: Sequence[str], columns: Columns) -> Row:
    name = " ".join(part for part in (_cell(cells, column) for column in columns.names) if part)
    email = _cell(cells, columns.email).lower()
    return Row(line, name, email, problem_of(name, email))


def _cell(cells: Sequence[str], column: int | None) -> str:
    """A row may be shorter than its heading."""
    return cells[column] if column is not None and column < len(cells) else ""


def _without_headings(cells: Sequence[str]) -> Columns:
    email = next((number for number, cell in enumerate(cells) if "@" in cell), None)
    name = next((number for number, cell in enumerate(cells) if number != email and cell), None)
    if name is None:
        raise _wrong(_("no column holds names; give one the heading “name”."))
    return Columns((name,), email, False)


def _first(words: Sequence[str], wanted: set[str]) -> int | None:
    return next((number for number, word in enumerate(words) if word in wanted), None)


def _wrong(what: str) -> FieldInvalid:
    return FieldInvalid(field=_("File"), what=what)
