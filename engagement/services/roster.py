"""Who is expected in the sessions of a course, and the personal link of each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from engagement.errors import FieldInvalid
from engagement.models import Course, RosterEntry
from engagement.models.roster_entry import new_key
from engagement.services import roster_file
from engagement.services.text import clean_line

MOST_PEOPLE = 2000
# A sheet that finds one of these at the start of a cell takes the rest for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def of(course: Course) -> QuerySet[RosterEntry]:
    """In the order of names, with the number of `sessions` that each joined."""
    here = Q(participations__withdrawn_at=None)
    joined = Count("participations__session", filter=here, distinct=True)
    return course.roster.annotate(sessions=joined).order_by("name", "pk")


def preview(course: Course, content: bytes) -> dict[str, Any]:
    """What an import would do, row by row. A row is new, or is there already, or cannot be taken and says why."""
    file = roster_file.read(content)
    known = _Known(course.roster.all())
    return {
        "encoding": file.encoding,
        "delimiter": file.delimiter,
        "name_columns": [file.headings[column] for column in file.columns.names] if file.headings else [],
        "email_column": file.headings[file.columns.email] if file.headings and file.columns.email is not None else None,
        "has_headings": file.columns.has_headings,
        "rows": [_previewed(row, known) for row in file.rows],
    }


@transaction.atomic
def add(course: Course, people: Sequence[Mapping[str, str]]) -> list[RosterEntry]:
    """All of these (`name`, `email`), or nobody: the first that cannot be taken is told."""
    Course.objects.select_for_update().get(pk=course.pk)  # two imports at once take turns
    known = _Known(course.roster.all())
    for number, person in enumerate(people, 1):
        name, email = person["name"].strip(), person["email"].strip().lower()
        problem = roster_file.problem_of(name, email) or known.take(_("row {row}").format(row=number), name, email)
        if problem:
            raise FieldInvalid(field=_("Row {row}").format(row=number), what=problem)
    if course.roster.count() + len(people) > MOST_PEOPLE:
        raise FieldInvalid(field=_("Roster"), what=_("at most {limit} people, please.").format(limit=MOST_PEOPLE))
    return RosterEntry.objects.bulk_create(
        RosterEntry(course=course, name=_name(person["name"]), email=person["email"].strip().lower())
        for person in people
    )


@transaction.atomic
def change(entry: RosterEntry, name: str | None = None, email: str | None = None) -> None:
    """Only what is given."""
    name, email = (entry.name if name is None else name.strip()), (entry.email if email is None else email.strip())
    problem = roster_file.problem_of(name, email)
    if problem:
        raise FieldInvalid(field=_("Roster"), what=problem)
    others = _Known(entry.course.roster.exclude(pk=entry.pk))
    told = others.take(_("this"), name, email.lower())
    if told:
        raise FieldInvalid(field=_("Roster"), what=told)
    entry.name, entry.email = _name(name), email.lower()
    entry.save(update_fields=["name", "email"])


def renew_key(entry: RosterEntry) -> None:
    """The links that were given out stop working."""
    entry.key = new_key()
    entry.save(update_fields=["key"])


def as_dict(entry: RosterEntry) -> dict[str, Any]:
    return {
        "id": entry.pk,
        "name": entry.name,
        "email": entry.email,
        "key": entry.key,
        "sessions": getattr(entry, "sessions", 0),
    }


def links_csv(entries: Iterable[RosterEntry], join_url: str) -> str:
    """Name, address and personal link of each. What comes after # is not sent to servers, so no log holds a key."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_("name"), _("e-mail"), _("link")])
    for entry in entries:
        writer.writerow([_plain(entry.name), _plain(entry.email), f"{join_url}#k={entry.key}"])
    return text.getvalue()


class _Known:
    """Whom the roster, and the rows before, hold already. Where both have an address, it is that which tells people
    apart: two people may have one name."""

    def __init__(self, entries: Iterable[RosterEntry]) -> None:
        self.emails: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.names_alone: dict[str, str] = {}  # of those without an address
        for entry in entries:
            self._note("", entry.name, entry.email)

    def take(self, where: str, name: str, email: str) -> str | None:
        """Why somebody is a second one of somebody; None, and they are known from now on."""
        alike = self.names_alone if email else self.names
        found = self.emails.get(email.lower(), alike.get(name.casefold()))
        if found is None:
            self._note(where, name, email)
            return None
        if found:
            return _("{name} is in {where} already.").format(name=email or name, where=found)
        return _("{name} is on the roster already.").format(name=email or name)

    def _note(self, where: str, name: str, email: str) -> None:
        if email:
            self.emails.setdefault(email.lower(), where)
        else:
            self.names_alone.setdefault(name.casefold(), where)
        self.names.setdefault(name.casefold(), where)


def _previewed(row: roster_file.Row, known: _Known) -> dict[str, Any]:
    twice = None
    if not row.problem:
        twice = known.take(_("line {line}").format(line=row.line), row.name, row.email)
    status = "wrong" if row.problem else "twice" if twice else "new"
    return {
        "line": row.line,
        "name": row.name,
        "email": row.email,
        "status": status,
        "problem": row.problem or twice,
    }


def _name(name: str) -> str:
    return clean_line(_("Name"), name, roster_file.NAME_LENGTH)


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
