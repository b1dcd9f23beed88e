"""Which windows of a session count."""

import numpy as np
import pytest

from engagement.models import Course, Session
from engagement.services.counted import Counted
from tests.engagement import make

START = int(make.START.timestamp())


@pytest.fixture
def session(course: Course) -> Session:
    return make.session(course, lasts_s=60)


def held(session: Session) -> list[int]:
    """The seconds at which the windows start that count."""
    seconds = np.arange(0, 60, 10)
    return seconds[Counted.of(session).holds(START + seconds)].tolist()


def pause(session: Session, start: float, end: float | None) -> None:
    session.breaks.create(started_at=make.at(start), ended_at=None if end is None else make.at(end))


def test_all_of_a_session_counts(session: Session) -> None:
    assert held(session) == [0, 10, 20, 30, 40, 50]


def test_what_is_trimmed_does_not_count(session: Session) -> None:
    session.counts_from, session.counts_until = make.at(20), make.at(50)
    assert held(session) == [20, 30, 40]


# The middle of the window at 10 is 15.
@pytest.mark.parametrize(("start", "first"), [(14.9, 10), (15, 10), (15.1, 20)])
def test_a_window_counts_when_its_middle_does(session: Session, start: float, first: int) -> None:
    session.counts_from = make.at(start)
    assert held(session)[0] == first


def test_a_break_does_not_count(session: Session) -> None:
    pause(session, 10, 30)
    assert held(session) == [0, 30, 40, 50]


def test_a_break_that_goes_on_has_no_end(session: Session) -> None:
    pause(session, 40, None)
    assert held(session) == [0, 10, 20, 30]


def test_breaks_may_overlap(session: Session) -> None:
    pause(session, 10, 40)
    pause(session, 20, 30)
    assert held(session) == [0, 40, 50]
    assert Counted.of(session).stretches(START, START + 60) == [(START, START + 10), (START + 40, START + 60)]


def test_a_break_within_one_window_may_be_nothing(session: Session) -> None:
    pause(session, 11, 14)
    assert len(held(session)) == 6


def test_stretches_are_what_is_left_of_a_time(session: Session) -> None:
    session.counts_from = make.at(10)
    pause(session, 20, 30)
    counted = Counted.of(session)
    assert counted.stretches(START, START + 45) == [(START + 10, START + 20), (START + 30, START + 45)]
    assert counted.seconds(START, START + 45) == 25
    assert counted.stretches(START + 20, START + 30) == []
