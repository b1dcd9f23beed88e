"""Asking for an export, and making it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _

from engagement import access
from engagement.errors import FieldInvalid
from engagement.models import Course, Job, Session, User
from engagement.services import jobs
from engagement.services.exports import sheets, workbook
from engagement.services.exports.contents import Contents

# What each is called, and what it is.
FORMATS = {
    "csv": ("zip", "application/zip"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "parquet": ("zip", "application/zip"),
    "json": ("json", "application/json"),
    "pdf": ("pdf", "application/pdf"),
}


def request(owner: User, course: Course, session: Session | None, *, form: str, zone: str, observations: bool) -> Job:
    if zone not in available_timezones():
        raise FieldInvalid(field=_("Zone"), what=_("name a time zone such as Europe/Berlin."))
    parameters = {"format": form, "zone": zone, "observations": observations and form != "pdf"}
    return jobs.request(owner, course, Job.Kind.EXPORT, parameters, session)


def handle(job: Job, progress: jobs.Progress) -> jobs.Outcome:
    wanted = job.parameters["format"]
    contents = _contents(job)
    content = _write(wanted, contents, _counting(contents, progress))
    ending, content_type = FORMATS[wanted]
    title = job.session.title if job.session else job.course.title
    return jobs.Outcome(
        # Of people: who may not see them any more does not get it, either.
        result={"format": wanted, "bytes": len(content), "people": contents.shows_people},
        filename=f"{_plain(title)}{'-' + wanted if ending == 'zip' else ''}.{ending}",
        content_type=content_type,
        content=content,
    )


def _contents(job: Job) -> Contents:
    begun = access.sessions_of(job.owner).filter(course=job.course, started_at__isnull=False)
    chosen = begun.filter(pk=job.session_id) if job.session_id else begun
    sessions = list(chosen.order_by("started_at", "pk"))
    return Contents(job.course, sessions, ZoneInfo(job.parameters["zone"]), job.parameters["observations"])


def _write(wanted: str, contents: Contents, counted: sheets.Count) -> bytes:
    if wanted == "pdf":
        from engagement.services.exports import report

        return report.pdf(contents)
    makers: dict[str, Callable[[sheets.Source], bytes]] = {
        "csv": sheets.csv_archive,
        "xlsx": workbook.write,
        "json": sheets.json_file,
        "parquet": sheets.parquet_archive,
    }
    return makers[wanted](sheets.Source(contents.tables(), contents.zone, counted))


def _counting(contents: Contents, progress: jobs.Progress) -> sheets.Count:
    done, total = 0, max(contents.row_count(), 1)

    def counted(rows: int) -> None:
        nonlocal done
        done += rows
        progress(0.95 * min(done / total, 1.0))

    progress(0.0)
    return counted


def _plain(title: str) -> str:
    """A name for a file, on any system."""
    letters = unicodedata.normalize("NFC", title)
    return re.sub(r"[^\w.-]+", "-", letters).strip("-._")[:80] or "export"
