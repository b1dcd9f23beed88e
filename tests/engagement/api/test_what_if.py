"""`/api/sessions/ID/what-if`: a session scored again by a background job, beside what is stored."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from analysis.attentiveness import Scoring
from engagement.models import Course, Job, Observation, Policy, Rescoring, Session, User, Window
from engagement.models import Scoring as ScoringRow
from engagement.pipeline import rescoring, scorings, store
from engagement.services import jobs, what_if
from engagement.services.rescoring import rescored
from tests.engagement import make

pytestmark = pytest.mark.django_db(transaction=True)

LASTS_S = 120
STEP_S = 0.5
GLANCE_S = 3.0


def lesson(course: Course, people: int = 5) -> Session:
    """Everybody looks at the screen and, each 20 s, so far to the side for so long that the buffer decides."""
    session = make.session(course, lasts_s=LASTS_S, scoring=scorings.stored(Scoring()))
    store.ensure_partition(session.day)
    for number in range(people):
        person = make.participant(session, f"Person {number}", ended_at=make.at(LASTS_S))
        Observation.objects.bulk_create(
            Observation(
                day=session.day,
                participant=person,
                sequence=sequence,
                captured_at=make.at(sequence * STEP_S),
                received_at=make.at(sequence * STEP_S),
                success=True,
                reason=0,
                state=0,
                faces=1,
                quality=0.9,
                yaw_deg=70.0 if sequence * STEP_S % 20 < GLANCE_S else 0.0,
                **dict.fromkeys(("pitch_deg", "roll_deg"), 0.0),
                **dict.fromkeys(("yaw_error_deg", "pitch_error_deg", "roll_error_deg"), 2.0),
            )
            for sequence in range(int(LASTS_S / STEP_S))
        )
    rescoring.save(session, rescored(_people(session), Scoring(), save=True), Scoring())
    return session


def _people(session: Session) -> list[Any]:
    return list(session.participants.select_related("session"))


def ask(client: Client, session: Session, is_saved: bool = False, version: int | None = None, **changes: Any) -> Any:
    body = {"changes": changes, "version": version, "save": is_saved}
    return client.post(f"/api/sessions/{session.pk}/what-if", body, "application/json")


def result(client: Client, session: Session, is_saved: bool = False, **values: Any) -> Any:
    """What the job leaves behind, run here and now."""
    job = Job.objects.get(pk=ask(client, session, is_saved, **values).json()["id"])
    jobs.run(job.pk, lambda kind: what_if.handle)
    return client.get(f"/api/jobs/{job.pk}").json()


def test_the_page_is_told_what_can_be_turned_and_how_long(as_owner: Client, course: Course) -> None:
    session = lesson(course, people=1)
    answer = as_owner.get(f"/api/sessions/{session.pk}/what-if").json()
    assert answer["scoring"]["version"] == Scoring().version
    assert {knob["name"]: knob["default"] for knob in answer["knobs"]}["buffer_s"] == Scoring().buffer_s
    assert (answer["has_observations"], answer["can_save"], answer["former"]) == (True, True, [])
    kept_until = dt.datetime.fromisoformat(answer["kept_until"])
    assert kept_until == session.created_at + dt.timedelta(days=30)  # made after it ended, as an import is


def test_nothing_turned_is_nothing_changed(as_owner: Client, course: Course) -> None:
    done = result(as_owner, lesson(course))
    assert (done["status"], done["error"]) == ("done", None)
    told = done["result"]
    assert told["curves"]["old"] == told["curves"]["new"]
    assert told["totals"]["old"] == told["totals"]["new"]
    assert (told["bands"]["up"], told["bands"]["down"]) == (0, 0)


def test_a_shorter_buffer_makes_more_away_for_everybody(as_owner: Client, course: Course) -> None:
    session = lesson(course)
    before = list(Window.objects.order_by("participant", "started_at").values_list())
    told = result(as_owner, session, buffer_s=0.5)["result"]
    old, new = (told["totals"][name]["states"]["away"] for name in ("old", "new"))
    # Of each 20 s: about 3 s - 0.5 s, or 3 s - 2 s, and half a second until back.
    assert (old, new) == (pytest.approx(1.5 / 20, abs=0.03), pytest.approx(3 / 20, abs=0.03))
    assert all(row["new"]["attentiveness"] < row["old"]["attentiveness"] for row in told["people"])
    assert len(told["people"]) == 5
    assert list(Window.objects.order_by("participant", "started_at").values_list()) == before  # nothing is saved


def test_saving_makes_a_new_version_and_the_old_can_be_taken_back(
    as_owner: Client, owner: User, course: Course
) -> None:
    session = lesson(course)
    before = sum(Window.objects.values_list("away_s", flat=True))
    told = result(as_owner, session, is_saved=True, buffer_s=0.5)["result"]
    session.refresh_from_db()
    assert (told["saved_as"], session.scoring_id) == (1001, 1001)
    assert set(Window.objects.values_list("scoring_id", flat=True)) == {1001}
    assert sum(Window.objects.values_list("away_s", flat=True)) > before
    assert ScoringRow.objects.get(version=1001).parameters["buffer_s"] == 0.5
    former = Rescoring.objects.get()
    assert (former.before_id, former.after_id, former.by) == (Scoring().version, 1001, owner)
    page = as_owner.get(f"/api/sessions/{session.pk}/what-if").json()
    assert [one["version"] for one in page["former"]] == [Scoring().version]
    back = result(as_owner, session, is_saved=True, buffer_s=Scoring().buffer_s)["result"]
    assert back["saved_as"] == Scoring().version
    assert sum(Window.objects.values_list("away_s", flat=True)) == pytest.approx(before)


def test_all_values_of_a_former_version_are_taken_also_those_without_a_slider(
    as_owner: Client, owner: User, course: Course
) -> None:
    session = lesson(course)
    first = Scoring(version=1500, calibrate_s=7.0, buffer_s=3.0)
    rescoring.save(session, rescored(_people(session), first, save=True), first)
    session.refresh_from_db()
    second = Scoring()
    rescoring.save(session, rescored(_people(session), second, save=True), second, owner)
    former = as_owner.get(f"/api/sessions/{session.pk}/what-if").json()["former"]
    assert [(one["version"], one["parameters"]["calibrate_s"], one["by"]) for one in former] == [
        (second.version, second.calibrate_s, None),
        (1500, 7.0, owner.name or owner.email),
    ]
    assert result(as_owner, session, is_saved=True, version=1500)["result"]["saved_as"] == 1500
    session.refresh_from_db()
    told = result(as_owner, session, is_saved=True, version=1500, buffer_s=4.0)["result"]
    kept = ScoringRow.objects.get(version=told["saved_as"]).parameters
    assert (kept["calibrate_s"], kept["buffer_s"]) == (7.0, 4.0)


def test_a_version_that_the_session_never_had_is_refused(as_owner: Client, course: Course) -> None:
    scorings.stored(Scoring(version=1500, buffer_s=3.0))
    answer = ask(as_owner, lesson(course, people=1), version=1500)
    assert (answer.status_code, "never scored" in answer.json()["sentence"]) == (400, True)


def test_what_it_is_now_is_told_without_a_job(as_owner: Client, course: Course) -> None:
    session = lesson(course)
    now = as_owner.get(f"/api/sessions/{session.pk}/what-if").json()["now"]
    assert not Job.objects.exists()
    told = result(as_owner, session, buffer_s=0.5)["result"]
    assert (now["curves"]["old"], now["totals"]["old"]) == (told["curves"]["old"], told["totals"]["old"])
    assert now["curves"]["new"] == now["curves"]["old"]
    Policy.objects.create(course=course, show_people=False)
    assert as_owner.get(f"/api/sessions/{session.pk}/what-if").json()["now"]["people"] is None


def test_a_session_that_was_scored_meanwhile_is_left_alone(as_owner: Client, course: Course) -> None:
    session = lesson(course)
    job = ask(as_owner, session, is_saved=True, buffer_s=0.5).json()["id"]
    result(as_owner, session, is_saved=True, buffer_s=3.0)
    jobs.run(UUID(job), lambda kind: what_if.handle)
    answer = as_owner.get(f"/api/jobs/{job}").json()
    assert (answer["status"], "meanwhile" in answer["error"]) == ("failed", True)
    session.refresh_from_db()
    assert session.scoring is not None
    assert session.scoring.parameters["buffer_s"] == 3.0


def test_what_is_asked_again_replaces_what_waits(as_owner: Client, course: Course) -> None:
    session = lesson(course, people=1)
    first, second = (ask(as_owner, session, buffer_s=seconds).json()["id"] for seconds in (1.0, 1.5))
    assert [str(pk) for pk in Job.objects.values_list("pk", flat=True)] == [second]
    assert as_owner.get(f"/api/jobs/{first}").status_code == 404


def test_class_only_is_told_of_the_class_only(as_owner: Client, course: Course) -> None:
    session = lesson(course)
    shown = result(as_owner, session, buffer_s=0.5)
    Policy.objects.create(course=course, show_people=False)
    told = result(as_owner, session, buffer_s=0.5)["result"]
    assert told["people"] is None
    assert told["totals"]["new"]["n"] == 5
    assert "people" not in as_owner.get(f"/api/jobs/{shown['id']}").json()["result"]  # made before the policy


def test_four_people_are_no_class(as_owner: Client, course: Course) -> None:
    Policy.objects.create(course=course, show_people=False)
    told = result(as_owner, lesson(course, people=4), buffer_s=0.5)["result"]
    assert (told["people"], told["totals"], told["bands"]) == (None, None, None)
    assert set(told["curves"]["new"]["median"]) == {None}


def test_who_sent_nothing_makes_four_no_class(as_owner: Client, course: Course) -> None:
    Policy.objects.create(course=course, show_people=False)
    session = lesson(course, people=4)
    make.participant(session)
    told = result(as_owner, session, buffer_s=0.5)["result"]
    assert (told["totals"], told["bands"]) == (None, None)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"buffer_s": 99}, "from 0.5 to 10"),
        ({"buffer_s": "2"}, "a number"),
        ({"buffer_s": True}, "a number"),
        ({"sd_yaw_deg": 12}, "expected one of"),
        ({"counted": ["away"]}, "second_screen"),
        ({"counted": "notes"}, "second_screen"),
        ({"counted": [["notes"]]}, "second_screen"),
        ({"enter": 2.5, "leave": 2.0}, "at least as far"),
    ],
)
def test_what_is_no_scoring_is_refused(as_owner: Client, course: Course, changes: dict[str, Any], says: str) -> None:
    answer = ask(as_owner, lesson(course, people=1), **changes)
    assert (answer.status_code, says in answer.json()["sentence"]) == (400, True)


def test_without_observations_there_is_no_what_if(as_owner: Client, course: Course) -> None:
    session = lesson(course, people=1)
    Observation.objects.all().delete()
    page = as_owner.get(f"/api/sessions/{session.pk}/what-if").json()
    assert (page["has_observations"], ask(as_owner, session).status_code) == (False, 409)


def test_half_forgotten_is_shown_but_not_saved(as_owner: Client, course: Course) -> None:
    session = lesson(course, people=2)
    Observation.objects.filter(participant=session.participants.first()).delete()
    assert ask(as_owner, session, buffer_s=1.0).status_code == 202
    assert ask(as_owner, session, is_saved=True, buffer_s=1.0).status_code == 409


def test_stranger_gets_nothing(as_stranger: Client, anonymous: Client, course: Course) -> None:
    session = lesson(course, people=1)
    for client, status in ((as_stranger, 404), (anonymous, 401)):
        assert client.get(f"/api/sessions/{session.pk}/what-if").status_code == status
        assert ask(client, session, buffer_s=1.0).status_code == status
        assert ask(client, session, is_saved=True, buffer_s=1.0).status_code == status
    assert not Job.objects.exists()
