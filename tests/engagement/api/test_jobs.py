"""`/api/jobs`, `/api/jobs/ID`, `/api/jobs/ID/content`."""

import uuid

import pytest
from django.test import Client

from engagement.models import Course, Job, Policy, User
from engagement.services import jobs


@pytest.fixture
def job(owner: User, course: Course) -> Job:
    """One that is done, and has made a file with people in it."""
    asked = jobs.request(owner, course, Job.Kind.EXPORT)
    outcome = jobs.Outcome({"people": True}, 'Physik "Ö"\r\n.csv', "text/csv", b"name\r\nAda\r\n")
    jobs.run(asked.pk, lambda kind: lambda job, progress: outcome)
    return Job.objects.get(pk=asked.pk)


def test_a_job_says_how_far_it_is(as_owner: Client, owner: User, course: Course) -> None:
    job = jobs.request(owner, course, Job.Kind.EXPORT)
    jobs.progress(job, 0.25)
    answer = as_owner.get(f"/api/jobs/{job.pk}").json()
    assert (answer["status"], answer["progress"], answer["error"], answer["content"]) == ("waiting", 0.25, None, None)
    assert (answer["kind"], answer["course"], answer["session"]) == ("export", course.pk, None)


def test_a_job_that_is_done_names_its_file(as_owner: Client, job: Job) -> None:
    answer = as_owner.get(f"/api/jobs/{job.pk}").json()
    assert (answer["status"], answer["content"]) == ("done", f"/api/jobs/{job.pk}/content")


def test_the_file_is_saved_and_never_shown(as_owner: Client, job: Job) -> None:
    answer = as_owner.get(f"/api/jobs/{job.pk}/content")
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"name\r\nAda\r\n", "text/csv")
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert "\n" not in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_file_with_people_is_gone_when_the_policy_hides_them(as_owner: Client, job: Job, course: Course) -> None:
    Policy.objects.create(course=course, show_people=False)
    assert as_owner.get(f"/api/jobs/{job.pk}/content").status_code == 404


def test_a_job_without_a_file_has_no_content(as_owner: Client, owner: User, course: Course) -> None:
    job = jobs.request(owner, course, Job.Kind.EXPORT)
    assert as_owner.get(f"/api/jobs/{job.pk}/content").status_code == 404


def test_a_job_can_be_deleted(as_owner: Client, job: Job) -> None:
    assert as_owner.delete(f"/api/jobs/{job.pk}").status_code == 204
    assert not Job.objects.exists()


def test_jobs_are_listed_by_course_and_kind(as_owner: Client, job: Job, course: Course) -> None:
    assert [one["id"] for one in as_owner.get("/api/jobs").json()] == [str(job.pk)]
    assert len(as_owner.get(f"/api/jobs?course={course.pk}&kind=export").json()) == 1
    assert as_owner.get(f"/api/jobs?course={course.pk + 1}").json() == []
    assert as_owner.get("/api/jobs?kind=recording").json() == []
    assert as_owner.get("/api/jobs?kind=nonsense").status_code == 400


@pytest.mark.parametrize("path", ["", "/content"])
def test_a_stranger_finds_no_job(as_stranger: Client, anonymous: Client, job: Job, path: str) -> None:
    theirs, absent = f"/api/jobs/{job.pk}{path}", f"/api/jobs/{uuid.uuid4()}{path}"
    answers = [as_stranger.get(theirs), as_stranger.get(absent)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert anonymous.get(theirs).status_code == 401
    assert as_stranger.get("/api/jobs").json() == []


def test_a_stranger_deletes_no_job(as_stranger: Client, job: Job) -> None:
    assert as_stranger.delete(f"/api/jobs/{job.pk}").status_code == 404
    assert Job.objects.exists()
