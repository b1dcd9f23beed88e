"""What comes behind time is put in its place: the same is stored in whatever order and batches observations came."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analysis.attentiveness import PERSON
from analysis.types import State
from engagement import tasks
from engagement.models import Checkpoint, Observation, Participant, Segment, Session, ShardState, Window
from engagement.pipeline import memory, stream
from engagement.pipeline.items import Item
from engagement.services import live
from tests.engagement import make
from tests.engagement.items import end, landmarks, status

pytestmark = pytest.mark.django_db(transaction=True)

T0 = make.START.timestamp()
Shown = tuple[float, dict[str, Any]]  # captured at, and how the head stood then


@pytest.fixture(autouse=True)
def _one_shard(settings: Any, valkey: Any) -> None:
    settings.SHARDS = 1


@pytest.fixture
def ada(session: Session) -> Participant:
    return make.participant(session, "Ada")


def lesson(seconds: float = 45.0) -> list[Shown]:
    """At the screen, away, back, notes being taught, a gap, the camera off, and at the screen again."""
    random = np.random.default_rng(5)
    times = np.cumsum(random.uniform(0.15, 0.6, int(seconds / 0.375)))
    times[times > 25] += 6.3
    return [(round(float(at), 4), shown(float(at))) for at in times]


def shown(at: float) -> dict[str, Any]:
    if 33 < at < 37:
        return {"reason": "camera_off"}
    if 18 < at < 21:
        return {"yaw": 32.0, "teaching": "notes"}
    return {"yaw": 70.0 if 8 < at < 13 or 21 < at < 24 else 3.0 * np.sin(at)}


def items(of: Participant, arrivals: Sequence[Shown]) -> list[Item]:
    """Numbered as they come."""
    made = []
    for sequence, (at, how) in enumerate(arrivals, 1):
        make_item = status if "reason" in how else landmarks
        made.append(make_item(of, sequence, T0 + at, **how))
    return made


def shuffled(lesson: Sequence[Shown], seed: int, by_s: float = 4.9) -> list[Shown]:
    """None comes behind another one that is more than `by_s` newer."""
    delays = np.random.default_rng(seed).uniform(0, by_s, len(lesson))
    return [lesson[row] for row in np.argsort([at for at, _ in lesson] + delays, kind="stable")]


def drain(*some: Item) -> None:
    stream.append(some, {}, "web1")
    tasks.drain(0)


def drain_in_batches(some: Sequence[Item], seed: int, batches: int) -> None:
    cuts = np.random.default_rng(seed).choice(np.arange(1, len(some)), batches - 1, replace=False)
    for start, stop in pairwise([0, *sorted(cuts.tolist()), len(some)]):
        drain(*some[start:stop])


def states(of: Participant) -> list[tuple[Any, ...]]:
    rows = Observation.objects.filter(participant=of).order_by("captured_at", "sequence")
    return list(rows.values_list("captured_at", "state", "reason", "openness_left", "openness_right", "teaching"))


def history(of: Participant) -> list[list[tuple[Any, ...]]]:
    tables = (model.objects.filter(participant=of).order_by("started_at").values_list() for model in (Window, Segment))
    return [[row[2:] for row in table] for table in tables]


@pytest.fixture
def in_order(session: Session) -> Participant:
    """The same lesson of somebody whose observations came one after the other."""
    grace = make.participant(session, "Grace")
    drain(*items(grace, lesson()))
    return grace


def test_the_lesson_holds_every_kind_of_moment(in_order: Participant) -> None:
    seen = set(Segment.objects.values_list("state", flat=True))
    assert seen >= {State.FACING, State.AWAY, State.UNKNOWN}
    assert Observation.objects.filter(teaching=3).count() > 3


@pytest.mark.parametrize(("seed", "batches"), [(1, 2), (2, 9), (3, 40)])
def test_any_order_within_five_seconds_gives_the_history_of_the_right_order(
    ada: Participant, in_order: Participant, seed: int, batches: int
) -> None:
    drain_in_batches(items(ada, shuffled(lesson(), seed)), seed, batches)
    assert states(ada) == states(in_order)
    assert history(ada) == history(in_order)
    for person in (ada, in_order):
        drain(end(person, T0 + 60))
    assert history(ada) == history(in_order)


def arrivals_with_some_too_late() -> list[Shown]:
    arrivals = shuffled(lesson(), 7)
    for place, at in ((30, 1.234), (60, 2.345), (90, 3.456)):
        arrivals.insert(place, (at, {"yaw": 70.0}))
    return arrivals


@pytest.mark.parametrize(("seed", "batches"), [(1, 1), (2, 30)])
def test_what_comes_later_still_is_stored_and_counted_but_not_scored(
    ada: Participant, in_order: Participant, seed: int, batches: int
) -> None:
    drain_in_batches(items(ada, arrivals_with_some_too_late()), seed, batches)
    late = Observation.objects.filter(participant=ada, late_at__isnull=False)
    assert [row.captured_at for row in late.order_by("sequence")] == [make.at(s) for s in (1.234, 2.345, 3.456)]
    assert set(late.values_list("state", flat=True)) == {State.UNKNOWN}
    ada.refresh_from_db()
    assert ada.late == 3
    windows, segments = history(ada)
    windows_in_order, segments_in_order = history(in_order)
    assert segments == segments_in_order
    place = [field.column for field in Window._meta.concrete_fields].index("late") - 2
    assert sum(row[place] for row in windows) == 3
    assert [row[:place] + row[place + 1 :] for row in windows] == [
        row[:place] + row[place + 1 :] for row in windows_in_order
    ]


def test_the_batches_do_not_decide_what_comes_too_late(session: Session) -> None:
    """12 s, then 5 s, which is too late, then 8 s, which is not."""
    arrivals: list[Shown] = [(at, {"yaw": 9.0}) for at in (12.0, 5.0, 8.0, 14.0)]
    together, apart = make.participant(session, "Ada"), make.participant(session, "Grace")
    drain(*items(together, arrivals))
    for item in items(apart, arrivals):
        drain(item)
    assert [row[0] for row in states(together)] == [make.at(at) for at in (5, 8, 12, 14)]
    assert (states(together), history(together)) == (states(apart), history(apart))
    late = Observation.objects.filter(late_at__isnull=False).values_list("sequence", "late_at")
    assert list(late) == [(2, make.at(12)), (2, make.at(12))]


def test_two_at_the_same_time_stay_in_the_order_in_which_they_came(session: Session) -> None:
    arrivals: list[Shown] = [
        *((at, {"yaw": 9.0}) for at in np.arange(0, 20, 0.5).tolist()),
        *((19.5, {"reason": "camera_off"}), (18.0, {"yaw": 70.0}), (18.0, {"yaw": 9.0}), (20.0, {"yaw": 9.0})),
    ]
    together, apart = make.participant(session, "Ada"), make.participant(session, "Grace")
    drain(*items(together, arrivals))
    for item in items(apart, arrivals):
        drain(item)
    assert (states(together), history(together)) == (states(apart), history(apart))


def test_a_reconnect_changes_nothing(ada: Participant, in_order: Participant) -> None:
    """What was stored already comes again between what is new."""
    some = items(ada, shuffled(lesson(), 3))
    drain(*some[:50])
    drain(*some[30:80])
    drain(*some[20:])
    assert (states(ada), history(ada)) == (states(in_order), history(in_order))


def test_others_of_the_shard_are_not_touched(ada: Participant, in_order: Participant) -> None:
    mary = make.participant(ada.session, "Mary")
    adas, marys = items(ada, shuffled(lesson(), 2)), items(mary, lesson())
    for start in range(0, len(adas), 10):
        drain(*marys[start : start + 10], *adas[start : start + 10])
    for person in (ada, mary):
        assert (states(person), history(person)) == (states(in_order), history(in_order))


def test_nothing_more_is_read_while_nothing_is_late(ada: Participant) -> None:
    some = items(ada, lesson())
    drain(*some[:40])
    with CaptureQueriesContext(connection) as queries:
        drain(*some[40:45])
    reading = [query["sql"] for query in queries if "FROM unnest" in query["sql"] and "_observation o" in query["sql"]]
    assert reading == []
    behind = some[45]._replace(captured_at=T0 + lesson()[43][0] + 0.01)
    with CaptureQueriesContext(connection) as queries:
        drain(behind)
    reading = [query["sql"] for query in queries if "FROM unnest" in query["sql"] and "_observation o" in query["sql"]]
    assert len(reading) == 1


def test_the_older_checkpoint_follows_and_is_not_written_on_every_tick(ada: Participant) -> None:
    some = items(ada, lesson())
    with CaptureQueriesContext(connection) as queries:
        for first in range(0, len(some), 2):
            drain(*some[first : first + 2])
            older = bytes(Checkpoint.objects.get(participant=ada).older)
            assert not older or 5 < some[first].captured_at - np.frombuffer(older, PERSON)[0]["at"] < 22
    assert older
    written = [query["sql"] for query in queries if "engagement_checkpoint c SET older" in query["sql"]]
    assert 2 <= len(written) <= 5


def test_a_replay_is_bounded(ada: Participant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who sends a great many observations of the same few seconds gets no replay of them all every time."""
    monkeypatch.setattr(memory, "MOST_REPLAYED", 20)
    random = np.random.default_rng(1)
    arrivals: list[Shown] = [(4.0, {"yaw": 0.0}), *((float(at), {"yaw": 0.0}) for at in random.uniform(0, 4, 30))]
    for item in items(ada, arrivals):
        drain(item)
    scored = Observation.objects.filter(participant=ada, late_at=None)
    assert scored.count() == 21
    ada.refresh_from_db()
    assert ada.late == 10


def test_the_moment_shown_is_the_newest_in_time(ada: Participant) -> None:
    drain(landmarks(ada, 1, T0 + 1), landmarks(ada, 2, T0 + 12, yaw=20))
    drain(landmarks(ada, 3, T0 + 10, yaw=-40), landmarks(ada, 4, T0 + 2, yaw=-60))
    (moment,) = live.snapshot(ada.session)["people"]
    assert (moment["at"], moment["yaw"]) == (T0 + 12, pytest.approx(20, abs=1))


def test_the_checkpoints_go_with_the_end_and_with_the_participant(ada: Participant) -> None:
    grace = make.participant(ada.session, "Grace")
    drain(*items(ada, lesson()), *items(grace, lesson()))
    assert Checkpoint.objects.count() == 2
    drain(end(ada, T0 + 60))
    assert Checkpoint.objects.get().participant == grace
    grace.delete()
    assert not Checkpoint.objects.exists()


def test_who_began_anew_under_another_analysis_is_turned_back_to_there_at_most(
    ada: Participant, in_order: Participant
) -> None:
    """What was remembered is of no use to a new version: its people begin in the middle."""
    some = items(ada, shuffled(lesson(), 6))
    drain(*some[:60])
    ShardState.objects.update(version=0)
    drain(*some[60:70])
    drain(*some[70:])
    stored = Observation.objects.filter(participant=ada)
    assert (stored.count(), stored.filter(late_at__isnull=False).count()) == (len(some), 0)
    segments = list(Segment.objects.filter(participant=ada).order_by("started_at"))
    assert all(one.ended_at <= other.started_at for one, other in pairwise(segments[-4:]))


@pytest.fixture
def dying_worker(ada: Participant) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(
            """CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
               $$ BEGIN RAISE EXCEPTION 'the disk is full' USING ERRCODE = '53100'; END $$"""
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION die CASCADE")


def test_a_replay_that_fails_half_way_changes_nothing_and_is_done_again(
    ada: Participant, in_order: Participant, dying_worker: None
) -> None:
    some = items(ada, shuffled(lesson(), 4))
    drain(*some[:100])
    before = states(ada), history(ada)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TRIGGER die BEFORE UPDATE ON engagement_shardstate FOR EACH ROW EXECUTE FUNCTION die()")
    with pytest.raises(Exception, match="disk is full"):
        drain(*some[100:])
    assert (states(ada), history(ada)) == before
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER die ON engagement_shardstate")
    tasks.drain(0)
    assert (states(ada), history(ada)) == (states(in_order), history(in_order))
