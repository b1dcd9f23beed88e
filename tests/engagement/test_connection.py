"""What one capture connection accepts: order, resends, loss, credit, rate, clocks. Times are given, nothing waits."""

from dataclasses import dataclass, field

import pytest

from analysis.types import Reason
from engagement import errors
from engagement.messages import Frame, Hello, Landmarks, Resume, ServerText, Status
from engagement.pipeline.connection import LIVE_CREDIT, Bucket, ClockOffset, Connection, SessionFacts, is_over
from engagement.pipeline.items import STATUS, Item

NOW = 1_700_000_000.0


@dataclass
class Said:
    """What a client heard, in order."""

    messages: list[ServerText] = field(default_factory=list)
    acks: list[tuple[int, int]] = field(default_factory=list)
    closed: list[errors.HeadwayError] = field(default_factory=list)

    def put(self, message: ServerText) -> None:
        self.messages.append(message)

    def acknowledge(self, sequence: int, dropped: int) -> None:
        self.acks.append((sequence, dropped))

    def close(self, error: errors.HeadwayError) -> None:
        self.closed.append(error)


def connection(
    last_sequence: int = 0,
    point_set: str | None = "mesh478",
    is_recorded: bool = False,
    status: str = "open",
    ended_at: float | None = None,
) -> tuple[Connection, Said]:
    said = Said()
    hello = Hello(token="t", point_set=point_set, picture=(640, 480), sent_at=NOW, client="test/1")
    session = SessionFacts(1, is_recorded, status, NOW - 3600, ended_at)
    return Connection(5, session, hello, last_sequence, said), said


def no_face(sequence: int, captured_at: float = NOW) -> Landmarks:
    return Landmarks(
        sequence=sequence, captured_at=captured_at, face=None, reason="no_face", faces=0, width=640, height=480
    )


def accept(one: Connection, message: Landmarks | Frame | Status, received_at: float) -> Item | None:
    if isinstance(message, Landmarks):
        return one.accept_landmarks(message.to_wire(), received_at)
    return one.accept(message, received_at)


def accept_all(one: Connection, *sequences: int) -> list[int | None]:
    """The `previous` of each accepted message, None for those that were passed over."""
    items = [accept(one, no_face(sequence, NOW + sequence), NOW + sequence) for sequence in sequences]
    return [item.previous if item else None for item in items]


def test_each_item_names_the_one_before_it() -> None:
    one, _ = connection(last_sequence=10)
    assert accept_all(one, 11, 12, 15) == [10, 11, 12]


def test_a_sequence_in_flight_is_out_of_order() -> None:
    one, _ = connection()
    accept_all(one, 1, 2)
    with pytest.raises(errors.SequenceOutOfOrder, match="Sequence 2 came after 2"):
        accept_all(one, 2)


def test_a_sequence_that_is_stored_is_acknowledged_again() -> None:
    one, said = connection(last_sequence=10)
    assert accept_all(one, 9) == [None]
    assert said.acks == [(10, 0)]


def test_an_older_ack_takes_nothing_back() -> None:
    one, said = connection(last_sequence=10)
    one.acknowledge(8, 0)
    one.tell_acknowledged()
    assert said.acks == [(10, 0)]


def test_after_a_resume_what_was_underway_is_passed_over_until_the_client_starts_again() -> None:
    one, said = connection(last_sequence=10)
    accept_all(one, 11, 12, 13)
    one.resume(10, NOW)
    assert said.messages == [Resume(last_sequence=10)]
    assert accept_all(one, 14, 15) == [None, None]
    assert accept_all(one, 11, 12, 13, 14, 15, 16) == [10, 11, 12, 13, 14, 15]


def test_the_client_may_start_again_behind_a_hole() -> None:
    one, _ = connection(last_sequence=10)
    accept_all(one, 11, 12, 13)
    one.resume(10, NOW)
    assert accept_all(one, 13, 14) == [10, 13]  # 11 and 12 were rejected meanwhile, or fell out of its buffer


def test_resumes_for_the_same_loss_are_said_once() -> None:
    one, said = connection(last_sequence=10)
    accept_all(one, 11, 12)
    one.resume(10, NOW)
    accept_all(one, 11)
    one.resume(10, NOW)
    assert len(said.messages) == 1


def test_a_second_loss_is_said_again() -> None:
    one, said = connection(last_sequence=10)
    accept_all(one, 11, 12)
    one.resume(10, NOW)
    accept_all(one, 11, 12)
    one.acknowledge(11, 0)
    one.resume(11, NOW)
    assert said.messages == [Resume(last_sequence=10), Resume(last_sequence=11)]


def test_a_resume_that_is_not_answered_ends_the_connection() -> None:
    one, said = connection(last_sequence=10)
    accept_all(one, 11)
    one.resume(10, NOW)
    one.check_resume(NOW + 10)
    assert said.closed == []
    one.check_resume(NOW + 20)
    assert isinstance(said.closed[0], errors.Unavailable)


def test_when_valkey_lost_its_memory_the_unacknowledged_is_asked_for() -> None:
    one, said = connection()
    accept_all(one, 1, 2, 3)
    one.acknowledge(2, 0)
    one.lose_unacknowledged(NOW)
    assert said.messages == [Resume(last_sequence=2)]


def test_when_everything_is_stored_a_loss_is_no_loss() -> None:
    one, said = connection()
    accept_all(one, 1)
    one.acknowledge(1, 0)
    one.lose_unacknowledged(NOW)
    assert said.messages == []


def test_a_live_client_is_stopped_above_its_rate() -> None:
    one, _ = connection()
    accept(one, no_face(1, NOW), NOW)
    with pytest.raises(errors.TooFast):
        [accept(one, no_face(number, NOW + number / 100), NOW + number / 100) for number in range(2, 100)]


def test_a_backlog_may_come_all_at_once() -> None:
    one, _ = connection()
    for number in range(1, 1001):
        assert accept(one, no_face(number, NOW - 300 + number / 5), NOW)
        one.acknowledge(number, 0)


def test_what_is_sent_again_after_a_resume_is_not_too_fast() -> None:
    one, _ = connection()
    everything = list(range(1, LIVE_CREDIT + 1))
    accept_all(one, *everything)
    one.resume(0, NOW)
    assert accept_all(one, *everything) == [sequence - 1 for sequence in everything]


def test_a_recording_is_bound_by_credit_only() -> None:
    one, _ = connection(is_recorded=True)
    for number in range(1, 2 * one.credit + 1):
        accept(one, no_face(number, NOW), NOW)
    with pytest.raises(errors.CreditExceeded):
        accept(one, no_face(2 * one.credit + 1, NOW), NOW)


def test_a_recording_sends_pictures_one_by_one() -> None:
    assert connection(point_set=None, is_recorded=True)[0].credit == 1


@pytest.mark.parametrize(("early_s", "is_right"), [(-299, True), (-301, False), (43_100, True), (43_300, False)])
def test_a_live_time_is_near_now(early_s: float, is_right: bool) -> None:
    one, _ = connection()
    message = no_face(1, NOW - early_s)
    if is_right:
        assert accept(one, message, NOW)
    else:
        with pytest.raises(errors.TimeImplausible):
            accept(one, message, NOW)


@pytest.mark.parametrize("captured_at", [NOW - 3600 - 61, NOW - 3600 + 25 * 3600])
def test_a_recorded_time_is_within_its_session(captured_at: float) -> None:
    one, _ = connection(is_recorded=True)
    with pytest.raises(errors.TimeImplausible):
        accept(one, no_face(1, captured_at), NOW)


def test_what_comes_from_the_future_counts_as_captured_when_it_came() -> None:
    one, _ = connection()
    ahead = accept(one, no_face(1, NOW + 200), NOW)
    behind = accept(one, no_face(2, NOW - 2), NOW + 0.1)
    assert ahead is not None
    assert behind is not None
    assert (ahead.captured_at, behind.captured_at) == (NOW, NOW - 2)


def test_a_recording_may_be_ahead_of_the_present() -> None:
    one, _ = connection(is_recorded=True)
    item = accept(one, no_face(1, NOW + 200), NOW)
    assert item is not None
    assert item.captured_at == NOW + 200


def test_a_clock_that_was_set_back_is_known_at_the_next_exchange() -> None:
    clock = ClockOffset()
    for sent_at, received_at in ((100.0, 101.0), (110.0, 110.5), (120.0 - 3600, 120.2)):
        clock.learn(sent_at, received_at)
    assert clock.seconds == pytest.approx(3600.2)


def test_a_client_whose_clock_is_wrong_is_put_right() -> None:
    one, _ = connection()
    one.clock.learn(sent_at=NOW - 7200, received_at=NOW + 0.3)
    one.clock.learn(sent_at=NOW - 7190, received_at=NOW + 10.1)
    item = accept(one, no_face(1, NOW - 7180), NOW + 20.2)
    assert item is not None
    assert item.captured_at == pytest.approx(NOW + 20.1)


def test_the_offset_forgets_old_exchanges() -> None:
    clock = ClockOffset()
    for offset in [-5.0, *[3.0] * 8]:
        clock.learn(0.0, offset)
    assert clock.seconds == 3.0


def test_a_closing_session_takes_what_was_captured_before_its_end() -> None:
    one, _ = connection(status="closing", ended_at=NOW)
    assert accept(one, no_face(1, NOW - 3), NOW + 10)
    with pytest.raises(errors.SessionClosed):
        accept(one, no_face(2, NOW + 5), NOW + 10)


def test_the_tail_ends_after_a_minute() -> None:
    session = SessionFacts(1, False, "closing", NOW - 3600, NOW)
    assert not is_over(session, NOW + 59)
    assert is_over(session, NOW + 61)


def test_the_end_of_a_session_is_said_before_it_closes() -> None:
    one, said = connection()
    one.session_changed("closing", NOW, NOW + 1)
    assert [message.TYPE for message in said.messages] == ["notice"]
    assert said.closed == []
    one.session_changed("closed", NOW, NOW + 30)
    assert isinstance(said.closed[0], errors.SessionClosed)


def test_pictures_are_refused_where_landmarks_were_agreed() -> None:
    one, _ = connection()
    with pytest.raises(errors.MessageMalformed, match="mesh478"):
        accept(one, Frame(1, NOW, "jpeg", b""), NOW)


def test_a_status_becomes_an_item_with_its_reason() -> None:
    one, _ = connection()
    item = accept(one, Status(sequence=1, captured_at=NOW, reason="paused"), NOW)
    assert item is not None
    assert (item.kind, item.reason) == (STATUS, Reason.PAUSED)


def test_a_bucket_gives_what_flows_in() -> None:
    bucket = Bucket(per_second=2, capacity=3)
    assert [bucket.take(0) for _ in range(4)] == [True, True, True, False]
    assert [bucket.take(1) for _ in range(3)] == [True, True, False]


def test_acks_are_told_together_and_sooner_to_whoever_is_faster() -> None:
    one, said = connection()
    half = LIVE_CREDIT // 2
    for sequence in range(1, half + 2):
        assert accept(one, no_face(sequence, NOW + sequence / 5), NOW + sequence / 5)
    for sequence in range(1, half + 2):
        one.acknowledge(sequence, 0)
    assert said.acks == [(half, 0)]
    for _ in range(2):
        one.tell_acknowledged()
    assert said.acks == [(half, 0), (half + 1, 0)]


def test_who_may_send_one_picture_at_a_time_hears_of_each_at_once() -> None:
    one, said = connection(point_set=None, is_recorded=True)
    assert accept(one, Frame(1, NOW, "jpeg", b"picture"), NOW)
    one.acknowledge(1, 0)
    assert said.acks == [(1, 0)]
