"""Recordings that are dropped on a course: they come in pieces, wait in a file, and are gone when their job ends.

The file lies in `settings.RECORDINGS_DIR`, readable by the server's user only, under the name of its job. Web processes
write it and background workers read it: on several machines they share the folder.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.errors import Conflict, ConsentMissing, FieldInvalid, TooLarge, Unavailable
from engagement.models import Course, Job, Participant, Session, User
from engagement.services import jobs
from engagement.services.sessions import EARLIEST, LATEST, TITLE_LENGTH
from engagement.services.text import clean_line

NAME_LENGTH = 120
PIECE = 1_000_000
# Space that stays free on the disk.
SPARE = 300_000_000
# An upload of which nothing came for so long is given up.
STOPPED_AFTER_S = 600.0
MB = 1_000_000


def begin(owner: User, course: Course, *, title: str, name: str, size: int, starts_at: datetime, consent: bool) -> Job:
    """A job that waits for its recording to come in."""
    if consent is not True:
        raise ConsentMissing
    if not EARLIEST <= starts_at < LATEST:
        raise FieldInvalid(field=_("Start"), what=_("choose a time between the years 1970 and 2099."))
    if size > settings.RECORDING_MAX_MB * MB:
        raise TooLarge(got=size, limit=settings.RECORDING_MAX_MB * MB)
    _require_room(size)
    wish = {
        "title": clean_line(_("Title"), title, TITLE_LENGTH),
        "name": clean_line(_("File"), name, NAME_LENGTH),
        "starts_at": starts_at.isoformat(),
        "bytes": size,
        jobs.NOT_YET: True,
    }
    job = jobs.request(owner, course, Job.Kind.RECORDING, wish)
    os.close(os.open(path_of(job.pk), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    return job


def add(job: Job, offset: int, piece: bytes) -> int:
    """Put the next piece behind the others; how much is there then. The last one lets the job begin."""
    if jobs.NOT_YET not in job.parameters or job.status != Job.Status.WAITING:
        raise Conflict(what=_("this recording has come in already"))
    size = job.parameters["bytes"]
    try:
        with path_of(job.pk).open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            there = os.fstat(file.fileno()).st_size
            if offset != there or there + len(piece) > size:
                raise Conflict(what=_("expected what comes after byte %d") % there)
            if offset == 0:
                _require_video(piece)
            file.write(piece)
    except FileNotFoundError as error:
        raise Conflict(what=_("the upload was given up; begin anew")) from error
    except FieldInvalid:
        cancel(job)
        raise
    if there + len(piece) == size:
        jobs.start(job)
    return there + len(piece)


def cancel(job: Job) -> None:
    jobs.cancel(job)
    forget(job.pk)


def forget(job_id: UUID) -> None:
    path_of(job_id).unlink(missing_ok=True)


def path_of(job_id: UUID) -> Path:
    return folder() / str(job_id)


def folder() -> Path:
    where = Path(settings.RECORDINGS_DIR)
    where.mkdir(mode=0o700, parents=True, exist_ok=True)
    return where


def tidy() -> None:
    """Uploads that stopped are given up, and files that no job needs any more are deleted."""
    waiting = {str(job.pk): job for job in Job.objects.filter(kind=Job.Kind.RECORDING, status__in=jobs.UNFINISHED)}
    now = time.time()
    for file in folder().iterdir():
        job = waiting.get(file.name)
        if job is not None and jobs.NOT_YET in job.parameters and file.stat().st_mtime < now - STOPPED_AFTER_S:
            jobs.fail(job, gettext_lazy("The upload stopped half-way; begin anew."))
            job = None
        # A file is made a moment after its job.
        if job is None:
            file.unlink(missing_ok=True)


def faces(session: Session) -> list[dict[str, Any]]:
    """Who is to be named: where in the picture and for how long each was seen, as far as it is still known."""
    job = Job.objects.filter(kind=Job.Kind.RECORDING, session=session).defer("content").first()
    seen = {one["participant"]: one for one in (job.result or {}).get("faces", [])} if job else {}
    nothing = {"first_s": None, "seen_s": None, "box": None}
    return [
        {
            "id": person.pk,
            "name": person.name,
            "roster_entry": person.roster_entry_id,
            **{name: seen.get(person.pk, nothing)[name] for name in nothing},
        }
        for person in Participant.objects.filter(session=session, withdrawn_at=None).order_by("pk")
    ]


def _require_room(size: int) -> None:
    if shutil.disk_usage(folder()).free < size + SPARE:
        raise Unavailable


def _require_video(head: bytes) -> None:
    """What its first bytes say; whether it can be read is found out by who reads it."""
    is_video = (
        head[4:8] in {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"}
        or head[:4] == b"\x1a\x45\xdf\xa3"
        or (head[:4] == b"RIFF" and head[8:12] == b"AVI ")
    )
    if not is_video:
        raise FieldInvalid(field=_("File"), what=_("choose a video: MP4, MOV, WebM, MKV or AVI."))
