"""Lists of people as spreadsheets write them."""

import pytest

from engagement.errors import FieldInvalid
from engagement.services import roster_file


def people(content: bytes) -> list[tuple[str, str]]:
    return [(row.name, row.email) for row in roster_file.read(content).rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_what_programs_write_reads_alike(encoding: str, delimiter: str, ending: str) -> None:
    text = ending.join(["Name;E-Mail", "Zoë Müller;zoe@example.org", ""]).replace(";", delimiter)
    assert people(text.encode(encoding)) == [("Zoë Müller", "zoe@example.org")]


def test_a_sign_that_only_windows_has_is_read() -> None:
    assert people("name\nO’Neil".encode("cp1252")) == [("O’Neil", "")]


@pytest.mark.parametrize(
    ("headings", "cells", "name"),
    [
        ("Name,E-mail", "Ada Lovelace,a@b.org", "Ada Lovelace"),
        ("e-mail address,Full name", "a@b.org,Ada Lovelace", "Ada Lovelace"),
        ("Vorname;Nachname;E-Mail-Adresse", "Ada;Lovelace;a@b.org", "Ada Lovelace"),
        ("Vorname;Name;Mail", "Ada;Lovelace;a@b.org", "Ada Lovelace"),
        ("Surname\tFirst name\tID\tEmail", "Lovelace\tAda\t17\ta@b.org", "Ada Lovelace"),
        ("Teilnehmer;E-Mail", "Ada Lovelace;a@b.org", "Ada Lovelace"),
    ],
)
def test_columns_are_found_by_their_headings(headings: str, cells: str, name: str) -> None:
    assert people(f"{headings}\n{cells}\n".encode()) == [(name, "a@b.org")]


def test_a_list_without_headings() -> None:
    assert people(b"Ada,a@b.org\nGrace,g@b.org") == [("Ada", "a@b.org"), ("Grace", "g@b.org")]
    assert people(b"Ada\nGrace\n") == [("Ada", ""), ("Grace", "")]


def test_quoted_cells_hold_delimiters_quotes_and_lines() -> None:
    content = b'name,email\r\n"Lovelace, Ada ""Byron""",a@b.org\r\n"Grace\r\nHopper",g@b.org\r\nEmmy,\r\n'
    rows = roster_file.read(content).rows
    assert (rows[0].name, rows[0].line) == ('Lovelace, Ada "Byron"', 2)
    assert rows[1].problem is not None  # a name is one line
    assert (rows[2].name, rows[2].line) == ("Emmy", 5)


def test_each_row_says_what_is_wrong_with_it() -> None:
    rows = roster_file.read(b"name,email\nAda,a@b.org\n,g@b.org\nEmmy,emmy at home\n\nMaria\n").rows
    assert [(row.line, row.problem is None) for row in rows] == [(2, True), (3, False), (4, False), (6, True)]
    assert "emmy at home" in str(rows[2].problem)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"name\n" + b"A\n" * 2001, "2000"),
        (b"name\n" + b"A" * 600_000, "KiB"),
        (b"PK\x03\x04 sheet", "CSV"),
        (b"name\n\x00", "CSV"),
        (b'name\n"Ada\n', "line 2"),
        (b"email,role\na@b.org,student\n", "role"),
    ],
)
def test_a_file_that_is_no_list_is_refused(content: bytes, word: str) -> None:
    with pytest.raises(FieldInvalid) as refused:
        roster_file.read(content)
    assert word in refused.value.sentence
