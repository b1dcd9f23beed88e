"""The job of a recording, from a film of faces to a session's history; and that the film is gone afterwards."""

import datetime as dt
import os
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
import redis
from django.utils import timezone

from engagement import tasks
from engagement.management import recordings as recording
from engagement.models import Course, Job, Observation, Participant, Session, User
from engagement.pipeline import stream
from engagement.services import jobs, recordings
from tests.browser.film import portrait

pytestmark = pytest.mark.django_db

FPS, SECONDS = 5, 6


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Two tiles with a face each; the right one's camera is off for the first half."""
    face = portrait()
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), FPS, (1280, 480))
    for number in range(FPS * SECONDS):
        right = face if number >= FPS * SECONDS // 2 else np.zeros_like(face)
        writer.write(np.hstack([face, right])[..., ::-1])
    writer.release()
    return path.read_bytes()


@pytest.fixture(autouse=True)
def _workers_that_are_always_there(valkey: redis.Redis, settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "request_drain", tasks.drain)


def uploaded(owner: User, course: Course, content: bytes) -> Job:
    began = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
    about = {"title": "Lecture 3", "name": "lecture.mp4", "size": len(content), "starts_at": began, "consent": True}
    job = recordings.begin(owner, course, **about)
    for offset in range(0, len(content), recordings.PIECE):
        recordings.add(job, offset, content[offset : offset + recordings.PIECE])
    return job


def run(job: Job) -> Job:
    jobs.run(job.pk, lambda kind: recording.handle)
    return Job.objects.get(pk=job.pk)


def files() -> list[Path]:
    return list(recordings.folder().iterdir())


def test_a_recording_becomes_a_session_with_a_person_for_each_face(owner: User, course: Course, film: bytes) -> None:
    job = uploaded(owner, course, film)
    assert files()[0].stat().st_mode & 0o777 == 0o600
    done = run(job)
    assert (done.status, done.error) == ("done", "")
    session = Session.objects.get()
    assert done.session == session
    assert (session.title, session.clock, session.started_at) == (
        "Lecture 3",
        "recorded",
        dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC),
    )
    people = Participant.objects.filter(session=session).order_by("pk")
    assert [one.name for one in people] == ["Person 1", "Person 2"]
    assert {one.source for one in people} == {"import"}
    counts = [Observation.objects.filter(participant=one, success=True).count() for one in people]
    assert counts == [FPS * SECONDS, FPS * SECONDS // 2]
    first = Observation.objects.filter(participant=people[1]).order_by("captured_at")[0]
    assert (first.captured_at - session.started_at).total_seconds() == pytest.approx(SECONDS / 2, abs=0.3)
    assert files() == []


def test_where_each_face_was_is_told_to_who_names_them(owner: User, course: Course, film: bytes) -> None:
    run(uploaded(owner, course, film))
    left, right = recordings.faces(Session.objects.get())
    assert left["box"][0] + left["box"][2] < 0.5 < right["box"][0]
    assert (left["seen_s"], right["seen_s"]) == (SECONDS, SECONDS / 2)
    assert right["first_s"] == pytest.approx(SECONDS / 2, abs=0.3)


def test_what_only_looks_like_a_video_fails_with_a_sentence(owner: User, course: Course) -> None:
    failed = run(uploaded(owner, course, b"\x00\x00\x00\x18ftypisom" + b"nonsense" * 100))
    assert failed.status == "failed"
    assert "lecture.mp4" in failed.error
    assert files() == []
    assert not Session.objects.exists()


def test_a_film_without_a_face_fails_with_a_sentence(owner: User, course: Course, tmp_path: Path) -> None:
    writer = cv2.VideoWriter(str(tmp_path / "empty.mp4"), cv2.VideoWriter.fourcc(*"mp4v"), FPS, (320, 240))
    for _ in range(FPS * 3):
        writer.write(np.full((240, 320, 3), 90, np.uint8))
    writer.release()
    failed = run(uploaded(owner, course, (tmp_path / "empty.mp4").read_bytes()))
    assert "No face" in failed.error
    assert files() == []
    assert not Session.objects.exists()


def test_a_job_that_is_cancelled_leaves_nothing(
    owner: User, course: Course, film: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = uploaded(owner, course, film)
    monkeypatch.setattr(jobs, "PROGRESS_EVERY_S", 0)
    monkeypatch.setattr(jobs, "progress", lambda job, share: jobs.cancel(job) if share < 0.5 else jobs.note(job))
    jobs.run(job.pk, lambda kind: recording.handle)
    assert (files(), Session.objects.count(), Job.objects.count()) == ([], 0, 0)


def test_a_job_that_was_cut_off_begins_anew(owner: User, course: Course, film: bytes) -> None:
    job = uploaded(owner, course, film)
    begun = Session.objects.create(course=course, title="Lecture 3", clock="recorded", status="open")
    Job.objects.update(status="running", attempts=1, parameters={**job.parameters, "session": begun.pk})
    assert run(job).status == "done"
    assert Session.objects.count() == 1
    assert not Session.objects.filter(pk=begun.pk).exists()


def test_what_no_job_needs_any_more_is_deleted(owner: User, course: Course, film: bytes) -> None:
    running, stopped, gone = (uploaded(owner, course, film) for _ in range(3))
    Job.objects.filter(pk=stopped.pk).update(parameters={**stopped.parameters, jobs.NOT_YET: True})
    old = time.time() - 2 * recordings.STOPPED_AFTER_S
    for job in (running, stopped):
        os.utime(recordings.path_of(job.pk), (old, old))
    jobs.cancel(gone)
    recordings.tidy()
    assert files() == [recordings.path_of(running.pk)]
    assert Job.objects.get(pk=stopped.pk).status == "failed"
    recordings.forget(running.pk)


def test_an_upload_that_still_comes_in_is_not_begun(owner: User, course: Course) -> None:
    about = {"title": "x", "name": "x.mp4", "size": 100, "starts_at": timezone.now(), "consent": True}
    job = recordings.begin(owner, course, **about)
    Job.objects.update(created_at=timezone.now() - dt.timedelta(hours=1))
    assert jobs.wake_lost(timezone.now()) == 0
    jobs.run(job.pk, lambda kind: pytest.fail("it was begun"))
    recordings.tidy()
    assert files() == [recordings.path_of(job.pk)]
    recordings.forget(job.pk)
