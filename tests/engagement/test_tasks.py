"""What the workers do with the streams, on a real PostgreSQL and Valkey."""

import asyncio
import datetime as dt
import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any

import numpy as np
import pytest
import simplejpeg
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.db import DatabaseError, OperationalError, connection
from skimage.data import astronaut

from analysis import attentiveness
from analysis.types import Reason, State
from engagement import tasks
from engagement.models import (
    Checkpoint,
    Course,
    Observation,
    Participant,
    Scoring,
    Segment,
    Session,
    ShardState,
    Window,
)
from engagement.pipeline import broadcast, frames, store, stream
from engagement.pipeline.closing import finish_overdue
from engagement.pipeline.items import Item
from engagement.services import live, participants
from tests.engagement import make
from tests.engagement.items import WEB, News, end, frame, landmarks, listening, status

pytestmark = pytest.mark.django_db(transaction=True)

T0 = make.START.timestamp()


@pytest.fixture(autouse=True)
def _one_shard(settings: Any, valkey: Any) -> None:
    settings.SHARDS = 1


@pytest.fixture
def news(_one_shard: None) -> Iterator[News]:
    with listening() as heard:
        yield heard


@pytest.fixture
def ada(session: Session) -> Participant:
    return make.participant(session, "Ada")


def come_in(*items: Item, pictures: dict[int, stream.Picture] | None = None) -> None:
    stream.append(items, pictures or {}, WEB)


def drain(*items: Item, pictures: dict[int, stream.Picture] | None = None) -> None:
    if items:
        come_in(*items, pictures=pictures)
    tasks.drain(0)


def stored(of: Participant) -> list[int]:
    return list(Observation.objects.filter(participant=of).order_by("sequence").values_list("sequence", flat=True))


def seconds(count: int, of: Participant, first: int = 1, every: float = 0.5) -> list[Item]:
    """One item each half second from T0, numbered from 1; those from `first` on."""
    return [landmarks(of, sequence, T0 + (sequence - 1) * every) for sequence in range(first, first + count)]


def photo() -> bytes:
    jpeg: bytes = simplejpeg.encode_jpeg(astronaut()[:400].copy())
    return jpeg


def test_an_observation_is_stored_with_what_was_measured(ada: Participant) -> None:
    drain(landmarks(ada, 1, T0 + 1, yaw=20))
    row = Observation.objects.get(participant=ada)
    assert (row.day, row.captured_at) == (make.START.date(), make.at(1))
    assert (row.success, row.reason, row.faces) == (True, Reason.KNOWN, 1)
    assert row.yaw_deg == pytest.approx(20, abs=1)
    assert row.z_cm == pytest.approx(60, abs=3)


def test_what_is_absent_is_null(ada: Participant) -> None:
    drain(status(ada, 1, T0))
    row = Observation.objects.get(participant=ada)
    assert (row.success, row.reason, row.state) == (False, Reason.CAMERA_OFF, State.UNKNOWN)
    assert row.yaw_deg is None
    assert row.gaze_yaw_deg is None


def test_the_zone_that_is_taught_is_stored(ada: Participant) -> None:
    drain(landmarks(ada, 1, T0, teaching="notes"), landmarks(ada, 2, T0 + 1), status(ada, 3, T0 + 2))
    drain(frame(ada, 4, T0 + 3, teaching="screen"), pictures={ada.pk: (4, photo())})
    assert list(Observation.objects.order_by("sequence").values_list("teaching", flat=True)) == [3, 0, 0, 1]


def test_it_is_acknowledged_to_the_web_process_that_sent_it(ada: Participant, news: News) -> None:
    drain(*seconds(3, ada))
    assert news.read() == {"acks": [[ada.pk, 3, 0]], "resume": [], "reject": [], "entered": []}


def test_what_comes_twice_is_stored_once_and_acknowledged_again(ada: Participant, news: News) -> None:
    drain(*seconds(2, ada))
    news.read()
    drain(*seconds(3, ada))
    assert stored(ada) == [1, 2, 3]
    assert news.read()["acks"] == [[ada.pk, 3, 0]]


def test_what_came_before_is_known_even_without_a_memory(ada: Participant) -> None:
    drain(*seconds(2, ada))
    ShardState.objects.update(participants=[], people=b"", version=0)
    drain(*seconds(3, ada))
    assert stored(ada) == [1, 2, 3]


def test_after_a_gap_nothing_is_stored_and_the_client_resumes(ada: Participant, news: News) -> None:
    drain(*seconds(1, ada))
    news.read()
    drain(*seconds(2, ada, first=4))
    assert stored(ada) == [1]
    assert news.read()["resume"] == [[ada.pk, 1]]
    drain(*seconds(4, ada, first=2))
    assert stored(ada) == [1, 2, 3, 4, 5]


def test_sequences_that_were_refused_before_are_no_gap(ada: Participant) -> None:
    drain(landmarks(ada, 1, T0), landmarks(ada, 4, T0 + 1, previous=1))
    assert stored(ada) == [1, 4]


@pytest.fixture
def dying_worker() -> Iterator[None]:
    """The server ends the worker's connection in the middle of its transaction, as if the worker had been killed."""
    with connection.cursor() as cursor:
        cursor.execute(
            """CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
               $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$"""
        )
        cursor.execute("CREATE TRIGGER die BEFORE UPDATE ON engagement_shardstate FOR EACH ROW EXECUTE FUNCTION die()")
    yield
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION die CASCADE")


def test_a_worker_that_dies_half_way_changes_nothing(ada: Participant, news: News, dying_worker: None) -> None:
    with pytest.raises(DatabaseError):
        drain(*seconds(3, ada))
    connection.close()
    assert (stored(ada), Window.objects.count(), news.read()["acks"]) == ([], 0, [])
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER die ON engagement_shardstate")
    drain()
    assert (stored(ada), Window.objects.get().observations) == ([1, 2, 3], 3)
    assert news.read()["acks"] == [[ada.pk, 3, 0]]


@pytest.fixture(
    params=["RAISE EXCEPTION 'full' USING ERRCODE = '53100'", "PERFORM pg_terminate_backend(pg_backend_pid())"]
)
def broken_copy(request: pytest.FixtureRequest) -> Iterator[None]:
    """The disk is full, or PostgreSQL goes away, while a batch is copied into the table that it comes in by."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE IF NOT EXISTS incoming_engagement_observation (LIKE engagement_observation)"
        )
        cursor.execute(
            f"""CREATE FUNCTION pg_temp.break() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN {request.param}; RETURN NEW; END $$"""
        )
        cursor.execute(
            """CREATE TRIGGER break BEFORE INSERT ON incoming_engagement_observation
               FOR EACH ROW EXECUTE FUNCTION pg_temp.break()"""
        )
    yield
    _close_for_good()


def _close_for_good() -> None:
    """And with it what is temporary."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]


def test_what_cannot_be_stored_now_is_not_rejected(ada: Participant, news: News, broken_copy: None) -> None:
    with pytest.raises(OperationalError):
        drain(*seconds(3, ada))
    _close_for_good()
    assert (stored(ada), news.read()) == ([], {"acks": [], "resume": [], "reject": [], "entered": []})
    drain()
    assert stored(ada) == [1, 2, 3]
    assert news.read()["acks"] == [[ada.pk, 3, 0]]


def test_only_one_worker_drains_a_shard(ada: Participant) -> None:
    other = connection.copy()
    with closing(other), other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, 0)", [store.SHARD_LOCKS])
        drain(*seconds(1, ada))
        assert stored(ada) == []
        cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [store.SHARD_LOCKS])
    drain()
    assert stored(ada) == [1]


def test_what_is_stored_leaves_the_stream(ada: Participant) -> None:
    drain(*seconds(2, ada))
    assert stream.read(0, "0", 10) == []


def test_entries_of_a_valkey_whose_clock_went_back_are_found(ada: Participant) -> None:
    drain(*seconds(1, ada))
    ShardState.objects.update(last_entry="99999999999999-0")
    drain(*seconds(1, ada, first=2))
    drain(*seconds(1, ada, first=3))
    assert stored(ada) == [1, 2, 3]


def test_a_picture_is_measured(ada: Participant) -> None:
    drain(frame(ada, 1, T0), pictures={ada.pk: (1, photo())})
    row = Observation.objects.get(participant=ada)
    assert (row.success, row.faces) == (True, 1)
    assert abs(row.yaw_deg or 90) < 30


def test_two_faces_in_a_picture_are_told_and_nobody_is_followed(ada: Participant) -> None:
    pair = np.hstack([astronaut()[:400, 50:400]] * 2)
    drain(frame(ada, 1, T0), pictures={ada.pk: (1, simplejpeg.encode_jpeg(pair.copy()))})
    row = Observation.objects.get(participant=ada)
    assert (row.success, row.reason, row.faces) == (False, Reason.SEVERAL_FACES, 2)
    drain(frame(ada, 2, T0 + 1), pictures={ada.pk: (2, photo())})
    assert Observation.objects.get(sequence=2).success


def test_a_small_face_behind_the_largest_one_is_a_passer_by(ada: Participant) -> None:
    picture = np.hstack([astronaut()[:400, 50:400], np.zeros((400, 200, 3), np.uint8)])
    picture[:200, 350:525] = astronaut()[:400:2, 50:400:2]
    drain(frame(ada, 1, T0), pictures={ada.pk: (1, simplejpeg.encode_jpeg(picture))})
    row = Observation.objects.get(participant=ada)
    assert (row.success, row.faces) == (True, 2)


def test_whoever_is_followed_stays_the_one_who_is_meant(ada: Participant) -> None:
    alone = np.hstack([astronaut()[:400, 50:400], np.zeros((400, 350, 3), np.uint8)])
    pair = np.hstack([astronaut()[:400, 50:400]] * 2)
    drain(frame(ada, 1, T0), pictures={ada.pk: (1, simplejpeg.encode_jpeg(alone.copy()))})
    drain(frame(ada, 10, T0 + 1, previous=1), pictures={ada.pk: (10, simplejpeg.encode_jpeg(pair.copy()))})
    row = Observation.objects.get(sequence=10)
    assert (row.success, row.faces) == (True, 2)
    assert Observation.objects.get(sequence=1).yaw_deg == pytest.approx(row.yaw_deg, abs=2)


def _empty_jpeg(width: int, height: int) -> bytes:
    return bytes(simplejpeg.encode_jpeg(np.zeros((height, width, 1), np.uint8), 5, "GRAY"))


@pytest.mark.parametrize(
    "picture",
    [b"\xff\xd8\xff no picture", _empty_jpeg(60000, 1), _empty_jpeg(4000, 4000)],
    ids=["no picture", "a thread", "far too large"],
)
def test_a_picture_that_cannot_be_measured_is_rejected_and_the_rest_goes_on(
    ada: Participant, news: News, picture: bytes
) -> None:
    grace = make.participant(ada.session, "Grace")
    drain(frame(ada, 1, T0), landmarks(grace, 1, T0), pictures={ada.pk: (1, picture)})
    heard = news.read()
    assert [row[:3] for row in heard["reject"]] == [[ada.pk, 1, "frame.unreadable"]]
    assert heard["acks"] == [[ada.pk, 1, 0], [grace.pk, 1, 0]]
    assert (stored(ada), stored(grace)) == ([], [1])
    ada.refresh_from_db()
    assert ada.rejected == 1


def test_landmarks_that_are_no_face_are_told_as_such_and_the_rest_goes_on(ada: Participant) -> None:
    grace = make.participant(ada.session, "Grace")
    drain(with_points(landmarks(ada, 1, T0), np.s_[:], SCRAMBLED), landmarks(grace, 1, T0))
    reasons = dict(Observation.objects.values_list("participant", "reason"))
    assert reasons == {ada.pk: Reason.NO_FACE, grace.pk: Reason.KNOWN}


@pytest.mark.parametrize(
    ("value", "code"), [(np.nan, "not_finite"), (np.inf, "not_finite"), (-np.inf, "not_finite"), (-2e4, "out_of_range")]
)
@pytest.mark.parametrize("coordinate", [0, 478 * 3 - 1])  # of a point that is not measured, and of one that is
def test_points_that_are_no_numbers_are_rejected_and_the_rest_goes_on(
    ada: Participant, news: News, coordinate: int, value: float, code: str
) -> None:
    drain(landmarks(ada, 1, T0), with_points(landmarks(ada, 2, T0 + 1), coordinate, value), landmarks(ada, 3, T0 + 2))
    heard = news.read()
    assert [row[:3] for row in heard["reject"]] == [[ada.pk, 2, f"landmarks.{code}"]]
    assert (heard["acks"], stored(ada)) == ([[ada.pk, 3, 0]], [1, 3])


SCRAMBLED = np.random.default_rng(1).uniform(-0.5, 0.5, 478 * 3)


def with_points(item: Item, where: Any, value: Any) -> Item:
    header, points = item.message[:40], np.frombuffer(item.message[40:], "<f2").copy()
    points[where] = value
    return item._replace(message=header + points.tobytes())


def test_superseded_pictures_are_counted_and_acknowledged(ada: Participant, news: News) -> None:
    drain(*(frame(ada, sequence, T0 + sequence) for sequence in (1, 2, 3)), pictures={ada.pk: (3, photo())})
    assert stored(ada) == [3]
    assert news.read()["acks"] == [[ada.pk, 3, 2]]
    drain(frame(ada, 4, T0 + 4))
    assert news.read()["acks"] == [[ada.pk, 4, 3]]
    ada.refresh_from_db()
    assert ada.dropped == 3


def test_pictures_for_which_there_is_no_time_are_dropped_and_told_so(
    ada: Participant, news: News, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [ada, *(make.participant(ada.session, name) for name in ("Grace", "Mary"))]
    monkeypatch.setattr(frames, "BUDGET_S", 0.0)
    monkeypatch.setattr(frames, "AT_ONCE", 1)
    items = [frame(one, 1, T0) for one in people]
    drain(*items, landmarks(make.participant(ada.session), 1, T0), pictures={one.pk: (1, photo()) for one in people})
    assert Observation.objects.filter(participant__in=people).count() == 1
    assert Observation.objects.count() == 2
    dropped = {one.pk: 1 - len(stored(one)) for one in people}
    assert {participant: lost for participant, _, lost in news.read()["acks"] if participant in dropped} == dropped
    assert dict(Participant.objects.filter(pk__in=dropped).values_list("pk", "dropped")) == dropped


def test_a_window_that_goes_on_is_overwritten(ada: Participant) -> None:
    drain(*seconds(4, ada))
    drain(*seconds(4, ada, first=5))
    window = Window.objects.get(participant=ada)
    assert (window.started_at, window.observations) == (make.START, 8)
    assert window.facing_s == pytest.approx(3.5)


def history(of: Participant) -> list[list[tuple[Any, ...]]]:
    rows: list[Iterable[tuple[Any, ...]]] = [
        model.objects.filter(participant=of).order_by("started_at").values_list() for model in (Window, Segment)
    ]
    return [[row[2:] for row in table] for table in rows]


def test_the_history_is_the_same_in_whatever_batches_it_came(ada: Participant) -> None:
    grace = make.participant(ada.session, "Grace")
    for item in [*seconds(50, ada), status(ada, 51, T0 + 30), end(ada, T0 + 32)]:
        come_in(item)
    drain(*seconds(50, grace), status(grace, 51, T0 + 30), end(grace, T0 + 32))
    windows, segments = history(ada)
    assert (len(windows), len(segments)) == (4, 3)
    assert history(grace) == [windows, segments]


def test_observations_that_come_too_late_are_stored_and_counted(ada: Participant) -> None:
    drain(landmarks(ada, 1, T0 + 7), landmarks(ada, 2, T0 + 1))
    ada.refresh_from_db()
    assert (stored(ada), ada.late) == ([1, 2], 1)


def test_the_first_observation_fixes_the_scoring_of_its_session(course: Course) -> None:
    ada = make.participant(make.session(course, scoring=None))
    drain(landmarks(ada, 1, T0))
    session = Session.objects.get(pk=ada.session_id)
    today = attentiveness.Scoring()
    assert session.scoring == Scoring.objects.get(version=today.version)
    assert session.scoring.parameters == today.as_dict()
    assert Window.objects.get().scoring == session.scoring


def test_everybody_is_scored_by_their_own_session(ada: Participant, course: Course) -> None:
    other = make.participant(make.session(course, scoring=None))
    drain(landmarks(ada, 1, T0), landmarks(other, 1, T0))
    scorings = dict(Window.objects.values_list("participant_id", "scoring_id"))
    assert scorings == {ada.pk: make.scoring().version, other.pk: attentiveness.Scoring().version}


def test_who_withdrew_is_not_stored_and_forgotten(ada: Participant, news: News) -> None:
    drain(*seconds(1, ada))
    Participant.objects.update(withdrawn_at=make.at(1))
    drain(*seconds(1, ada, first=2))
    assert stored(ada) == [1]
    assert [row[:3] for row in news.read()["reject"]] == [[ada.pk, 2, "consent.withdrawn"]]
    assert ShardState.objects.get().participants == []


def test_who_was_removed_is_not_stored(ada: Participant, news: News) -> None:
    item = landmarks(ada, 1, T0)
    ada.delete()
    drain(item)
    assert not Observation.objects.exists()
    assert [row[2] for row in news.read()["reject"]] == ["participant.removed"]


def test_who_was_taken_out_by_the_host_hears_so_and_is_forgotten_at_once(ada: Participant, news: News) -> None:
    drain(*seconds(2, ada))
    news.read()
    participants.remove(ada)
    drain()
    assert (ShardState.objects.get().participants, Checkpoint.objects.count()) == ([], 0)
    drain(*seconds(1, ada, first=3))
    assert stored(ada) == [1, 2]
    assert [row[2] for row in news.read()["reject"]] == ["participant.removed"]


def test_a_session_ends_behind_all_that_was_sent_before(ada: Participant, news: News) -> None:
    come_in(*seconds(4, ada))
    Session.objects.update(status="closing", ended_at=make.at(3))
    tasks.finish_session(ada.session_id)
    drain(landmarks(ada, 5, T0 + 2))
    assert stored(ada) == [1, 2, 3, 4]
    assert [row[1:3] for row in news.read()["reject"]] == [[5, "session.closed"]]
    segment = Segment.objects.get(participant=ada)
    assert (segment.started_at, segment.ended_at, segment.state) == (make.START, make.at(3), State.FACING)
    ada.refresh_from_db()
    assert (ada.ended_at, ada.session.status) == (make.at(3), "closed")
    assert ShardState.objects.get().participants == []


def test_a_recording_ends_for_everyone_with_their_last_observation(course: Course) -> None:
    session = make.session(course, clock="recorded", status="closing", ended_at=make.at(9999))
    ada = make.participant(session)
    never_came = make.participant(session)
    come_in(*seconds(3, ada))
    tasks.finish_session(session.pk)
    drain()
    ada.refresh_from_db()
    assert ada.ended_at == make.at(1)
    assert Segment.objects.get().ended_at == make.at(1)
    never_came.refresh_from_db()
    assert never_came.ended_at is not None


def test_a_session_ends_for_the_others_when_somebody_withdraws_meanwhile(ada: Participant) -> None:
    grace = make.participant(ada.session, "Grace")
    drain(*seconds(3, ada), *seconds(3, grace))
    Session.objects.update(status="closing", ended_at=make.at(3))
    tasks.finish_session(ada.session_id)
    Participant.objects.filter(pk=grace.pk).update(withdrawn_at=make.at(2))
    drain()
    ada.refresh_from_db()
    assert ada.ended_at == make.at(3)


def test_a_session_that_is_finished_twice_ends_once(ada: Participant) -> None:
    drain(*seconds(3, ada))
    Session.objects.update(status="closing", ended_at=make.at(3))
    for _ in range(2):
        tasks.finish_session(ada.session_id)
        drain()
    assert Segment.objects.count() == 1


@pytest.mark.parametrize("reached", ["closing", "closed"])
def test_a_session_whose_end_was_lost_is_finished_all_the_same(ada: Participant, reached: str) -> None:
    drain(*seconds(3, ada))
    Session.objects.update(status=reached, ended_at=make.at(3))
    finish_overdue()
    drain()
    ada.refresh_from_db()
    assert (ada.ended_at, ada.session.status) == (make.at(3), "closed")
    finish_overdue()
    assert not stream.read(0, "0", 1)


def test_a_session_whose_tail_still_comes_in_is_left_alone(ada: Participant) -> None:
    Session.objects.update(status="closing", ended_at=dt.datetime.now(dt.UTC))
    finish_overdue()
    ada.session.refresh_from_db()
    assert ada.session.status == "closing"


def test_a_session_that_nobody_closed_is_not_finished(ada: Participant) -> None:
    tasks.finish_session(ada.session_id)
    ada.session.refresh_from_db()
    assert ada.session.status == "open"


def test_people_are_seen(ada: Participant) -> None:
    drain(landmarks(ada, 1, T0))
    ada.refresh_from_db()
    assert ada.last_seen_at is not None
    assert dt.datetime.now(dt.UTC) - ada.last_seen_at < dt.timedelta(seconds=10)


async def test_dashboards_of_a_session_get_one_update_for_all_its_people(course: Course) -> None:
    session = await database_sync_to_async(make.session)(course)
    people = [await database_sync_to_async(make.participant)(session, name) for name in ("Ada", "Grace", "Mary")]
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add(broadcast.people_group(session.pk), channel)
    items = [item for person in people for item in seconds(5, person)]
    await database_sync_to_async(drain)(*items, landmarks(people[0], 6, T0 + 4, yaw=70))
    event = await asyncio.wait_for(layer.receive(channel), 5)
    update = json.loads(event["text"])
    assert (event["type"], update["type"]) == ("session.event", "update")
    rows = {row[0]: row[1:] for row in update["people"]}
    assert rows.keys() == {person.pk for person in people}
    at, state, reason, yaw, _, _, openness, attentive, known, quality, held, beyond = rows[people[1].pk]
    assert (at, state, reason, held) == (T0 + 2, "facing", "known", 2.0)
    assert yaw == pytest.approx(0, abs=1)
    assert (attentive, known, beyond) == (1.0, 1.0, False)
    assert 0.5 < openness <= 1
    assert 0.5 < quality <= 1
    assert rows[people[0].pk][3] == pytest.approx(70, abs=2)
    snapshot = await database_sync_to_async(live.snapshot)(session)
    assert [one["attentiveness"] for one in snapshot["people"]] == [rows[person.pk][7] for person in people]
    assert [one["known_share"] for one in snapshot["people"]] == [rows[person.pk][8] for person in people]
    await layer.group_discard(broadcast.people_group(session.pk), channel)


def test_what_nobody_foresaw_about_one_person_stops_nobody_else(
    ada: Participant, news: News, caplog: pytest.LogCaptureFixture
) -> None:
    grace = make.participant(make.session(ada.session.course), "Grace")
    Session.objects.filter(pk=grace.session_id).update(started_at=dt.datetime(9999, 12, 31, tzinfo=dt.UTC))
    drain(landmarks(grace, 1, T0), landmarks(ada, 1, T0))
    drain(landmarks(ada, 2, T0 + 1))
    assert stored(ada) == [1, 2]
    assert [reject[:3] for reject in news.read()["reject"]] == [[grace.pk, 1, "analysis.failed"]]
    assert f"participant={grace.pk} cannot be analysed" in caplog.text
