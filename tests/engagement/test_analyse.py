"""Sorting out and measuring a batch: values in, values out."""

from typing import Any

import numpy as np
import pytest

from analysis.attentiveness import PERSON, PERSON_VERSION, Scoring
from analysis.types import Reason, State
from engagement import messages
from engagement.management import sight
from engagement.messages import Face
from engagement.models import Participant, ShardState
from engagement.pipeline.analyse import Analysed, analyse
from engagement.pipeline.intake import Intake, Person, sort_out
from engagement.pipeline.items import Item, Items
from engagement.pipeline.late import Past
from engagement.pipeline.memory import Memory
from tests.engagement.items import end, face_of, frame, head, landmarks, no_face, status

T0 = 1_700_000_000.0
ADA, GRACE = Participant(pk=1, session_id=10), Participant(pk=2, session_id=10)
KNOWN = {1: Person(10, withdrawn=False, ended=False, dropped=0), 2: Person(10, withdrawn=False, ended=False, dropped=0)}


def sort(
    *items: Item, known: dict[int, Person] = KNOWN, pictures: Any = None, **settled: int
) -> tuple[Intake, list[tuple[int, int]]]:
    """And whose items were accepted, with their sequences."""
    before = {1: settled.get("ada", 0), 2: settled.get("grace", 0)}
    sent = Items.of(items)
    intake = sort_out(sent, known, before, pictures or {})
    taken = sent.head[np.array(intake.accepted, np.intp)][["participant", "sequence"]].tolist()
    return intake, taken


def run(*items: Item) -> Analysed:
    memory = Memory.empty().with_people({1: 0, 2: 0})
    sent = Items.of(items)
    intake = sort_out(sent, KNOWN, memory.settled(), {})
    accepted = sent.only(np.array(intake.accepted, np.intp))
    return analyse(memory, intake, accepted, {}, {1: Scoring(), 2: Scoring()}, Past.none())


def test_everybody_s_items_are_taken_in_order() -> None:
    intake, taken = sort(status(ADA, 1, T0), status(GRACE, 1, T0), status(ADA, 2, T0))
    assert taken == [(1, 1), (2, 1), (1, 2)]
    assert intake.settled == {1: 2, 2: 1}


def test_what_was_settled_before_is_passed_over() -> None:
    intake, taken = sort(status(ADA, 2, T0), status(ADA, 3, T0), ada=2)
    assert (taken, intake.lost) == ([(1, 3)], set())


def test_what_follows_a_gap_is_left_until_it_is_sent_again() -> None:
    intake, taken = sort(status(ADA, 3, T0), status(ADA, 4, T0), status(GRACE, 1, T0), ada=1)
    assert (taken, intake.lost) == ([(2, 1)], {1})
    assert intake.settled[1] == 1


def test_what_is_sent_again_within_the_batch_closes_the_gap() -> None:
    _, taken = sort(status(ADA, 3, T0), status(ADA, 2, T0, previous=1), status(ADA, 3, T0), ada=1)
    assert taken == [(1, 2), (1, 3)]


@pytest.mark.parametrize(
    ("person", "code"),
    [
        (None, "participant.removed"),
        (Person(10, withdrawn=True, ended=False, dropped=0), "consent.withdrawn"),
        (Person(10, withdrawn=True, ended=False, dropped=0, removed=True), "participant.removed"),
        (Person(10, withdrawn=False, ended=True, dropped=0), "session.closed"),
    ],
)
def test_who_takes_no_part_is_refused(person: Person | None, code: str) -> None:
    intake, taken = sort(status(ADA, 1, T0), known={1: person} if person else {})
    assert [(one.sequence, one.error.code) for one in intake.rejected] == [(1, code)]
    assert taken == []


def test_nothing_is_taken_after_the_end() -> None:
    intake, taken = sort(status(ADA, 1, T0), end(ADA, T0), status(ADA, 2, T0))
    assert (taken, intake.ended) == ([(1, 1)], {1: T0})
    assert [one.sequence for one in intake.rejected] == [2]


def test_only_the_newest_picture_is_left() -> None:
    intake, taken = sort(frame(ADA, 1, T0), frame(ADA, 2, T0), pictures={1: (2, b"")})
    assert (taken, intake.superseded) == ([(1, 2)], {1: 1})


def test_a_memory_survives_its_bytes() -> None:
    memory = run(landmarks(ADA, 1, T0), landmarks(GRACE, 1, T0)).memory
    row = ShardState(**memory.as_fields())
    assert Memory.of(row).settled() == {1: 1, 2: 1}
    for name in ("people", "marks"):
        assert getattr(Memory.of(row), name).tobytes() == getattr(memory, name).tobytes()


def test_the_memory_of_another_version_is_not_read() -> None:
    row = ShardState(participants=[1], people=b"?" * (PERSON.itemsize + 1), version=PERSON_VERSION + 1)
    assert Memory.of(row).participants == ()


@pytest.mark.parametrize("is_float32", [False, True])
@pytest.mark.parametrize("point_set", list(messages.POINTS))
def test_every_way_to_send_a_face_gives_the_same_pose(point_set: str, is_float32: bool) -> None:
    face = Face.from_pixels(point_set, sight.select(head(25), point_set), is_float32)
    (row,) = run(face_of(ADA, 1, T0, face)).rows["measured"]
    assert row["yaw_deg"] == pytest.approx(25, abs=1.5 if point_set == "ibug68" else 0.5)
    assert np.isnan(row["gaze_yaw_deg"]) == (point_set in ("mesh468", "ibug68"))


def test_a_mirrored_picture_turns_the_other_way() -> None:
    (row,) = run(landmarks(ADA, 1, T0, yaw=25, mirrored=True)).rows["measured"]
    assert row["yaw_deg"] == pytest.approx(-25, abs=0.5)


def test_a_reason_instead_of_a_face_is_kept() -> None:
    analysed = run(no_face(ADA, 1, T0, "several_faces", faces=3), status(GRACE, 1, T0, "paused"))
    assert analysed.rows["measured"]["reason"].tolist() == [Reason.SEVERAL_FACES, Reason.PAUSED]
    assert analysed.rows["measured"]["faces"].tolist() == [3, 0]
    assert analysed.rows["state"].tolist() == [State.UNKNOWN, State.UNKNOWN]


def test_the_moment_of_each_participant_is_their_newest() -> None:
    items = [landmarks(ADA, sequence, T0 + sequence, yaw=0) for sequence in (1, 2, 3)]
    moments = run(*items, status(GRACE, 1, T0)).moments
    ada, grace = moments[1], moments[2]
    assert (ada.at, ada.state, ada.reason, ada.held_s) == (T0 + 3, "facing", "known", 2.0)
    assert (grace.state, grace.reason, grace.yaw, grace.openness) == ("unknown", "camera_off", None, None)


def test_a_moment_says_that_a_head_is_turned_further_than_can_be_read() -> None:
    moments = run(landmarks(ADA, 1, T0, yaw=10), landmarks(GRACE, 1, T0, yaw=80)).moments
    assert [moments[1].out_of_range, moments[2].out_of_range] == [False, True]


def test_a_late_observation_is_no_moment() -> None:
    analysed = run(landmarks(ADA, 1, T0 + 9), landmarks(ADA, 2, T0 + 1))
    assert analysed.moments[1].at == T0 + 9
    assert analysed.late == {1: 1}


def test_who_ends_is_forgotten_and_their_segment_closed() -> None:
    analysed = run(landmarks(ADA, 1, T0), landmarks(GRACE, 1, T0), end(ADA, T0 + 1))
    assert analysed.memory.participants == (2,)
    assert analysed.ended == {1: T0 + 1}
    assert analysed.segments[["person", "started_at", "ended_at"]].tolist() == [(0, T0, T0 + 1)]
