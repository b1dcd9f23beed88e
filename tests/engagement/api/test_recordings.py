"""`/api/courses/ID/recordings`, `/api/recordings/ID`, `/api/sessions/ID/faces`, `/api/participants/ID/entry`."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from engagement.models import Course, Job, Participant, Policy, RosterEntry, Session
from engagement.services import jobs, recordings
from tests.engagement import make

JSON, BYTES = "application/json", "application/octet-stream"
HEAD = b"\x00\x00\x00\x18ftypisom"


@pytest.fixture(autouse=True)
def _no_file_is_left() -> Iterator[None]:
    yield
    for file in recordings.folder().iterdir():
        file.unlink()


def begin(client: Client, course: Course, **values: Any) -> Any:
    about = {"title": "Lecture", "name": "a.mp4", "bytes": 20, "starts_at": "2026-03-02T09:00:00Z", "consent": True}
    return client.post(f"/api/courses/{course.pk}/recordings", about | values, content_type=JSON)


def put(client: Client, job: str, offset: int, piece: bytes) -> Any:
    return client.put(f"/api/recordings/{job}?offset={offset}", piece, content_type=BYTES)


def test_a_recording_comes_in_pieces(as_owner: Client, course: Course) -> None:
    job = begin(as_owner, course).json()["id"]
    assert put(as_owner, job, 0, HEAD).json() == {"received": 12}
    assert jobs.NOT_YET in Job.objects.get().parameters
    assert put(as_owner, job, 12, b"12345678").json() == {"received": 20}
    assert jobs.NOT_YET not in Job.objects.get().parameters
    assert recordings.path_of(Job.objects.get().pk).read_bytes() == HEAD + b"12345678"


@pytest.mark.parametrize(("offset", "piece"), [(0, b"again"), (13, b"gap"), (12, b"more than was said")])
def test_a_piece_that_does_not_fit_is_refused(as_owner: Client, course: Course, offset: int, piece: bytes) -> None:
    job = begin(as_owner, course).json()["id"]
    put(as_owner, job, 0, HEAD)
    assert put(as_owner, job, offset, piece).status_code == 409
    assert recordings.path_of(Job.objects.get().pk).read_bytes() == HEAD


def test_what_is_no_video_is_refused_with_its_first_piece(as_owner: Client, course: Course) -> None:
    job = begin(as_owner, course).json()["id"]
    answer = put(as_owner, job, 0, b"%PDF-1.7 and so on")
    assert (answer.status_code, answer.json()["code"]) == (400, "field.invalid")
    assert not Job.objects.exists()
    assert list(recordings.folder().iterdir()) == []


@pytest.mark.parametrize(
    ("values", "status"),
    [({"consent": False}, 403), ({"bytes": 10**12}, 413), ({"title": " "}, 400), ({"starts_at": "never"}, 400)],
)
def test_what_cannot_be_taken_is_refused(as_owner: Client, course: Course, values: dict[str, Any], status: int) -> None:
    assert begin(as_owner, course, **values).status_code == status
    assert not Job.objects.exists()
    assert list(recordings.folder().iterdir()) == []


def test_a_cancelled_upload_leaves_no_file(as_owner: Client, course: Course) -> None:
    job = begin(as_owner, course).json()["id"]
    assert as_owner.delete(f"/api/jobs/{job}").status_code == 204
    assert list(recordings.folder().iterdir()) == []


def test_a_stranger_uploads_nothing(as_owner: Client, as_stranger: Client, course: Course) -> None:
    assert begin(as_stranger, course).status_code == 404
    assert as_stranger.get(f"/api/courses/{course.pk}/recordings").status_code == 404
    job = begin(as_owner, course).json()["id"]
    assert put(as_stranger, job, 0, HEAD).status_code == 404
    assert recordings.path_of(Job.objects.get().pk).read_bytes() == b""


def test_an_export_takes_no_pieces(as_owner: Client, session: Session) -> None:
    job = jobs.request(session.course.owner, session.course, Job.Kind.EXPORT)
    assert put(as_owner, str(job.pk), 0, HEAD).status_code == 404


def test_a_face_becomes_somebody_of_the_roster(as_owner: Client, participant: Participant, course: Course) -> None:
    entry = RosterEntry.objects.create(course=course, name="Grace Hopper")
    path = f"/api/participants/{participant.pk}/entry"
    Participant.objects.filter(pk=participant.pk).update(source="import")
    answer = as_owner.put(path, {"entry": entry.pk}, content_type=JSON).json()
    assert (answer["name"], answer["entry"]) == ("Grace Hopper", entry.pk)
    listed = as_owner.get(f"/api/sessions/{participant.session_id}/faces").json()
    assert listed["roster"] == [{"id": entry.pk, "name": "Grace Hopper"}]
    assert listed["faces"][0]["roster_entry"] == entry.pk
    as_owner.put(path, {"entry": None}, content_type=JSON)
    participant.refresh_from_db()
    assert (participant.roster_entry, participant.name) == (None, "Grace Hopper")


def test_nobody_of_another_roster_is_taken(as_owner: Client, participant: Participant, course: Course) -> None:
    entry = RosterEntry.objects.create(course=make.course(course.owner), name="Grace")
    answer = as_owner.put(f"/api/participants/{participant.pk}/entry", {"entry": entry.pk}, content_type=JSON)
    assert answer.status_code == 409


def test_a_stranger_names_nobody(as_stranger: Client, participant: Participant, course: Course) -> None:
    entry = RosterEntry.objects.create(course=course, name="Grace")
    answer = as_stranger.put(f"/api/participants/{participant.pk}/entry", {"entry": entry.pk}, content_type=JSON)
    assert answer.status_code == 404
    assert as_stranger.get(f"/api/sessions/{participant.session_id}/faces").status_code == 404


def test_where_single_people_are_not_shown_nobody_is_named(as_owner: Client, participant: Participant) -> None:
    Policy.objects.create(course=participant.session.course, show_people=False)
    seen = {"participant": participant.pk, "first_s": 0.0, "seen_s": 9.0, "box": [0, 0, 1, 1]}
    job = _recording(participant.session, Job.Status.DONE, result={"session": 1, "faces": [seen]})
    for answer in (
        as_owner.get(f"/api/sessions/{participant.session_id}/faces"),
        as_owner.patch(f"/api/participants/{participant.pk}", {"name": "Ada"}, content_type=JSON),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "policy.people_hidden")
    assert as_owner.get(f"/api/jobs/{job.pk}").json()["result"] == {"session": 1}


def _recording(session: Session, status: str, **values: Any) -> Job:
    """As the job of a recording notes it."""
    owner = session.course.owner
    kind, parameters = Job.Kind.RECORDING, {"session": session.pk, "title": "Lecture"}
    return Job.objects.create(
        owner=owner, course=session.course, kind=kind, status=status, parameters=parameters, **values
    )


@pytest.fixture
def measured(course: Course) -> Session:
    session = make.session(course, clock="recorded")
    _recording(session, Job.Status.RUNNING, progress=0.42)
    return session


def test_a_recording_is_being_measured_until_its_job_ends(as_owner: Client, measured: Session, course: Course) -> None:
    def told() -> list[Any]:
        listed = as_owner.get(f"/api/courses/{course.pk}").json()["sessions"]
        one = as_owner.get(f"/api/sessions/{measured.pk}/live").json()["session"]
        return [*(session["measuring"] for session in listed), one["measuring"]]

    assert told() == [0.42, 0.42]
    Job.objects.update(status=Job.Status.DONE)
    assert told() == [None, None]


def test_the_job_of_another_session_measures_it_not(as_owner: Client, measured: Session, course: Course) -> None:
    other = make.session(course, clock="recorded")
    assert as_owner.get(f"/api/sessions/{other.pk}/live").json()["session"]["measuring"] is None


def test_nobody_joins_or_closes_what_is_being_measured(
    as_owner: Client, as_stranger: Client, anonymous: Client, measured: Session
) -> None:
    ada = {"name": "Ada", "consent": True, "source": "python"}
    joining = anonymous.post(f"/api/join/{measured.code}", ada, content_type=JSON)
    assert (joining.status_code, joining.json()["code"]) == (409, "session.recording")
    closing = as_owner.post(f"/api/sessions/{measured.pk}/close")
    assert (closing.status_code, closing.json()["code"]) == (409, "conflict")
    assert as_stranger.post(f"/api/sessions/{measured.pk}/close").status_code == 404
    measured.refresh_from_db()
    assert (measured.status, measured.participants.count()) == ("open", 0)
    Job.objects.all().delete()
    assert anonymous.post(f"/api/join/{measured.code}", ada, content_type=JSON).status_code == 201
