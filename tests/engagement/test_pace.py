"""What a web process tells its connections about their rate. Times are given, nothing waits."""

import pytest

from engagement.messages import Landmarks, Rate
from engagement.pipeline.connection import Connection
from engagement.pipeline.pace import Pace
from tests.engagement.test_connection import NOW, Said, connection, no_face


def send(one: Connection, sequence: int, at: float) -> None:
    message = no_face(sequence, at)
    assert isinstance(message, Landmarks)
    assert one.accept_landmarks(message.to_wire(), at)


def rates(said: Said) -> list[float]:
    return [message.rate_hz for message in said.messages if isinstance(message, Rate)]


@pytest.fixture
def pictures() -> tuple[Connection, Said]:
    return connection(point_set=None)


def test_everybody_sends_half_while_most_wait_for_long_and_all_again_after_it() -> None:
    (ada, to_ada), (grace, to_grace), (mary, _) = connection(), connection(), connection()
    everybody, pace = [ada, grace, mary], Pace()
    send(ada, 1, NOW)
    pace.adapt(everybody, NOW + 6)
    assert (rates(to_ada), rates(to_grace)) == ([], [])  # one of three waits
    send(grace, 1, NOW)
    pace.adapt(everybody, NOW + 6)
    pace.adapt(everybody, NOW + 8)
    assert (rates(to_ada), rates(to_grace)) == ([2.5], [2.5])
    assert to_ada.messages[-1] == Rate(rate_hz=2.5, reason="The server is behind.")
    for one in (ada, grace):
        one.acknowledge(1, 0)
    pace.adapt(everybody, NOW + 10)
    assert rates(to_ada) == [2.5, 5.0]


def test_who_sends_pictures_sends_as_many_as_are_looked_at_and_others_go_on(
    pictures: tuple[Connection, Said],
) -> None:
    (camera, to_camera), (other, to_other) = pictures, connection()
    pace = Pace()
    for first in (1, 11):
        assert rates(to_camera) == []  # once may be an accident
        for sequence in range(first, first + 10):
            send(camera, sequence, NOW + sequence / 5)
        camera.acknowledge(first + 9, 4 * (first + 9) // 10)
        pace.adapt([camera, other], NOW + 2 * first)
    (said,) = [message for message in to_camera.messages if isinstance(message, Rate)]
    assert said == Rate(rate_hz=1.2, reason="The server gets more pictures than it can look at.")
    assert rates(to_other) == []


def test_pictures_come_faster_again_by_and_by(pictures: tuple[Connection, Said]) -> None:
    camera, said = pictures
    pace = Pace()
    lose(camera, pace)
    for seconds in range(4, 60, 2):
        pace.adapt([camera], NOW + seconds)
    assert rates(said) == [1.0, 1.25, 1.562, 1.953, 2.0]


def test_pictures_never_stop(pictures: tuple[Connection, Said]) -> None:
    camera, said = pictures
    pace = Pace()
    for number in range(1, 9):
        send(camera, number, NOW + number)
        camera.acknowledge(number, number)
        pace.adapt([camera], NOW + number)
    assert rates(said) == [1.0, 0.5, 0.25]


def lose(camera: Connection, pace: Pace) -> None:
    """Two looks in a row, each at one picture that nobody looked at."""
    for number in (1, 2):
        send(camera, number, NOW + number)
        camera.acknowledge(number, number)
        pace.adapt([camera], NOW + number)


def test_what_was_dropped_before_this_connection_does_not_count() -> None:
    said = Said()
    usual, _ = connection(point_set=None)
    camera = Connection(5, usual.session, usual.hello, 0, said, dropped=100)
    pace = Pace()
    for number in (1, 2):
        send(camera, number, NOW + number)
        camera.acknowledge(number, 100)
        pace.adapt([camera], NOW + number)
    assert rates(said) == []


def test_a_newcomer_is_told_what_the_others_were(pictures: tuple[Connection, Said]) -> None:
    camera, _ = pictures
    pace = Pace()
    lose(camera, pace)
    (newcomer, to_newcomer), (landmarks, to_landmarks) = connection(point_set=None), connection()
    pace.greet(newcomer)
    pace.greet(landmarks)
    assert (rates(to_newcomer), rates(to_landmarks)) == ([1.0], [])
