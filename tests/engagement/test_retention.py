"""What the policy of a course keeps, and what is forgotten: nothing more and nothing less."""

import base64
import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.contrib.sessions.models import Session as Login
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from engagement import tasks
from engagement.models import (
    Calibration,
    Checkpoint,
    Course,
    Marker,
    Observation,
    Participant,
    Policy,
    Segment,
    Session,
    User,
    Window,
)
from engagement.pipeline import partitions
from engagement.services import retention
from tests.engagement import make

pytestmark = pytest.mark.django_db

DAY = "2026-03-02"  # of make.START
HOUR = 3600.0


def days(number: float) -> dt.datetime:
    """A moment so many days after the end of a session that lasts an hour."""
    return make.at(HOUR) + dt.timedelta(days=number)


def past_session(course: Course, **values: Any) -> Session:
    return make.session(course, lasts_s=HOUR, **({"created_at": make.START} | values))


def somebody(session: Session, name: str = "Ada", **values: Any) -> Participant:
    """With an observation, and all that a history has."""
    person = make.participant(session, name, **({"ended_at": make.at(HOUR)} | values))
    make.observation(person, 1, 0)
    make.observation(person, 2, 1)
    make.window(person, 0, facing=10)
    make.segment(person, 0, 10, "facing")
    Calibration.objects.create(participant=person, described={})
    Checkpoint.objects.create(participant=person, newer=b"")
    return person


def keep(course: Course, observations: int = 30, history: int = 365) -> None:
    Policy.objects.create(course=course, keep_observations_days=observations, keep_history_days=history)


def forget(now: dt.datetime) -> Counter[str]:
    numbers: Counter[str] = Counter()
    for _position, some in retention.forget(now):
        numbers.update(some)
    return +numbers


def is_there(day: str = DAY) -> bool:
    return day in [partition.day.isoformat() for partition in partitions.all_partitions()]


def observed() -> set[int]:
    return set(Observation.objects.values_list("participant_id", flat=True))


@pytest.fixture
def other_course(stranger: User) -> Course:
    return make.course(stranger, "Acoustics")


@pytest.fixture
def other() -> Iterator[BaseDatabaseWrapper]:
    """A second connection."""
    connected = connection.copy()
    yield connected
    connected.close()


def test_a_day_of_which_nothing_is_kept_is_dropped_and_its_history_stays(course: Course) -> None:
    person = somebody(past_session(course))
    assert forget(days(29.9)) == {}
    numbers = forget(days(30.1))
    assert numbers["days"] == 1
    assert numbers["bytes"] > 8192
    assert set(numbers) == {"days", "bytes"}
    assert not is_there()
    assert (Window.objects.get().participant, Segment.objects.get().participant) == (person, person)
    assert forget(days(30.2)) == {}


@pytest.mark.parametrize(("keeps", "still", "over"), [(7, 6.9, 7.1), (0, -0.01, 0.01)])
def test_a_policy_of_the_course_counts(keeps: int, still: float, over: float, course: Course) -> None:
    keep(course, observations=keeps)
    somebody(past_session(course))
    tomorrow = dt.timedelta(days=1)  # the day itself is never dropped
    session = past_session(course, started_at=make.START - tomorrow, ended_at=make.at(HOUR))
    person = make.participant(session, ended_at=make.at(HOUR))
    make.observation(person, 1, 0)
    forget(days(still))
    assert person.pk in observed()
    forget(days(over))
    assert person.pk not in observed()


def test_of_a_mixed_day_only_single_rows_go(course: Course, other_course: Course) -> None:
    keep(other_course, observations=100)
    gone, kept = somebody(past_session(course)), somebody(past_session(other_course))
    assert forget(days(31)) == {"observations": 2}
    assert observed() == {kept.pk}
    assert gone.windows.count() == 1
    assert forget(days(101))["days"] == 1


@pytest.mark.parametrize("status", ["open", "closing"])
def test_a_session_that_is_not_closed_is_never_touched(status: str, course: Course) -> None:
    person = somebody(past_session(course, status=status))
    assert forget(days(4000)) == {}
    assert observed() == {person.pk}


def test_a_day_stays_while_a_session_of_it_may_still_get_observations(course: Course, other_course: Course) -> None:
    somebody(past_session(course))
    make.session(other_course, created_at=make.START)  # open, nobody has come yet
    assert forget(days(31)) == {"observations": 2}
    assert is_there()


def test_a_plan_that_came_to_nothing_keeps_no_day(course: Course, other_course: Course) -> None:
    somebody(past_session(course))
    make.session(other_course, status="planned", started_at=None, created_at=make.START)
    assert forget(days(31))["days"] == 1


def test_people_who_have_something_in_the_streams_are_waited_for_but_not_for_ever(course: Course) -> None:
    keep(course, observations=0, history=0)
    session = past_session(course, started_at=make.START - dt.timedelta(days=1))
    make.observation(make.participant(session, "Grace", ended_at=make.at(HOUR)), 1, 0)
    make.observation(make.participant(session, "Ada", ended_at=None), 1, 0)
    assert forget(days(0.9)) == {}
    assert forget(days(1.1))["sessions"] == 1


def test_who_withdrew_is_not_waited_for(course: Course) -> None:
    session = past_session(course)
    somebody(session, ended_at=None, withdrawn_at=make.at(60))
    keep(course, observations=0)
    session.started_at = make.START - dt.timedelta(days=1)
    assert retention.beyond(retention.OBSERVATIONS, days(0.1)).exists()


def test_a_recording_of_last_year_is_kept_from_its_import_on(course: Course) -> None:
    imported_at = days(200)
    person = somebody(past_session(course, clock="recorded", created_at=imported_at))
    assert forget(imported_at + dt.timedelta(days=29)) == {}
    assert observed() == {person.pk}
    assert forget(imported_at + dt.timedelta(days=31))["days"] == 1


@pytest.mark.parametrize("how", ["participant", "session"])
def test_observations_of_people_who_are_gone_go_too(how: str, course: Course, other_course: Course) -> None:
    orphan, kept = somebody(past_session(course)), somebody(past_session(other_course))
    with connection.cursor() as cursor:  # not through Django, which would delete the observations itself
        for table in ("window", "segment", "calibration", "checkpoint"):
            cursor.execute(f"DELETE FROM engagement_{table} WHERE participant_id = %s", [orphan.pk])
        cursor.execute("DELETE FROM engagement_participant WHERE id = %s", [orphan.pk])
        if how == "session":
            cursor.execute("DELETE FROM engagement_session WHERE id = %s", [orphan.session_id])
    assert observed() == {orphan.pk, kept.pk}
    assert forget(days(1)) == {"observations": 2}
    assert observed() == {kept.pk}


def test_history_that_is_over_goes_with_everything_of_the_session(course: Course, other_course: Course) -> None:
    keep(course, observations=500, history=90)  # what is measured of nobody is kept for nobody
    session, kept = past_session(course), somebody(past_session(other_course))
    for number in range(retention.PEOPLE_AT_ONCE + 1):
        somebody(session, f"Person {number}")
    Marker.objects.create(session=session, text="a slide", at=make.at(5))
    forget(days(31))
    assert forget(days(89)) == {}
    numbers = forget(days(91))
    people = retention.PEOPLE_AT_ONCE + 1
    assert numbers == {
        "days": 1,
        "bytes": numbers["bytes"],
        **dict.fromkeys(("participants", "windows", "segments", "calibrations", "checkpoints"), people),
        "markers": 1,
        "sessions": 1,
    }
    assert Session.objects.get() == kept.session
    for model in (Participant, Window, Segment, Calibration, Checkpoint):
        assert model.objects.count() == 1
    assert (Course.objects.count(), Policy.objects.count()) == (2, 1)


def test_today_and_the_days_to_come_are_left_alone(course: Course) -> None:
    partitions.make_ahead(make.START.date())
    made = [partition.day.isoformat() for partition in partitions.all_partitions()]
    assert [day for day in made if DAY <= day <= "2026-03-09"] == [f"2026-03-{day:02}" for day in range(2, 10)]
    assert forget(days(0)) == {}
    assert forget(days(1))["days"] == 1  # of yesterday, which nobody used
    assert not is_there()


@pytest.mark.django_db(transaction=True)
def test_a_day_that_somebody_reads_waits_and_keeps_nobody_waiting(course: Course, other: BaseDatabaseWrapper) -> None:
    somebody(past_session(course))
    other.set_autocommit(False)
    with other.cursor() as reader:
        reader.execute("SELECT count(*) FROM engagement_observation")
    assert forget(days(31)) == {"postponed": 1}
    assert is_there()
    other.rollback()
    assert forget(days(31))["days"] == 1


def test_whether_a_day_is_needed_is_asked_again_behind_the_lock(course: Course) -> None:
    somebody(past_session(course))
    (partition,) = (one for one in partitions.all_partitions() if one.day.isoformat() == DAY)
    assert not partitions.drop(partition, lambda day: True)
    assert is_there()


def test_it_can_be_done_bit_by_bit(course: Course, other_course: Course) -> None:
    keep(other_course, observations=1000, history=1000)
    for number in range(3):
        somebody(past_session(course), f"Person {number}")
    somebody(past_session(other_course))
    rounds, position = 1, retention.forget_some(days(400), "", seconds=0)
    while position is not None:
        rounds, position = rounds + 1, retention.forget_some(days(400), position, seconds=0)
    assert rounds > 6
    assert (Session.objects.count(), len(observed())) == (1, 1)


def test_two_at_once_do_not_get_in_each_other_s_way(course: Course, other: BaseDatabaseWrapper) -> None:
    somebody(past_session(course))
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [retention.RETAIN_LOCK])
        assert retention.forget_some(days(31), "", seconds=60) is None
        with pytest.raises(CommandError, match="at this moment"):
            call_command("retain")
        assert is_there()
        cursor.execute("SELECT pg_advisory_unlock(%s)", [retention.RETAIN_LOCK])
    assert retention.forget_some(days(31), "", seconds=60) is None
    assert not is_there()


def test_the_jobs_do_it(course: Course, valkey: Any) -> None:
    somebody(past_session(course))  # of last spring: its history is kept still
    tasks.make_partitions()
    tasks.retain()
    assert not is_there()
    assert is_there(timezone.now().date().isoformat())
    assert is_there((timezone.now() + dt.timedelta(days=partitions.AHEAD_DAYS)).date().isoformat())


def test_what_takes_long_makes_way_and_goes_on_where_it_was(
    course: Course, valkey: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "RETAIN_S", 0)
    somebody(past_session(course))
    made = partitions.all_partitions()[0].day.isoformat()
    for after, then in (("", "0"), ("0", made)):
        tasks.retain(after)
        (asked,) = valkey.lrange("celery", 0, -1)
        assert json.loads(asked)["headers"]["task"] == "engagement.tasks.retain"
        assert json.loads(base64.b64decode(json.loads(asked)["body"]))[0] == [then]
        valkey.flushall()


def test_the_schedule_names_jobs_that_there_are(settings: Any) -> None:
    asked = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert asked == {tasks.make_partitions.name, tasks.retain.name, tasks.tend_jobs.name}


def said(*words: str) -> dict[str, str]:
    """Name -> number of what the command prints."""
    output = StringIO()
    call_command("retain", *words, stdout=output)
    lines = [line.split(maxsplit=1) for line in output.getvalue().splitlines()[1:]]
    return {name: number for number, name in lines}


def test_the_command_says_beforehand_what_it_will_forget(course: Course, other_course: Course) -> None:
    keep(course, history=30)
    keep(other_course, observations=1000, history=1000)
    over, kept = past_session(course, title="Over"), past_session(other_course)
    somebody(over)
    somebody(kept)
    Login.objects.create(session_key="old", session_data="", expire_date=make.START)
    foretold = said("--dry-run")
    assert foretold["single observations"] == "2"
    assert (foretold["sessions"], foretold["participants"], foretold["windows"]) == ("1", "1", "1")
    assert (Session.objects.count(), Participant.objects.count(), Login.objects.count()) == (2, 2, 1)
    assert said() == foretold
    assert (Session.objects.get(), Login.objects.count()) == (kept, 0)
    assert set(said().values()) == {"0"}


def test_the_command_tells_of_sessions_that_nobody_closed(course: Course) -> None:
    make.session(course, created_at=make.START)
    output = StringIO()
    call_command("retain", stdout=output)
    assert "nobody has closed are kept, also beyond their time: 1." in output.getvalue()
