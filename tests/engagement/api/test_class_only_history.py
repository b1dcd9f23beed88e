"""Where a course shows its host no single people, no address tells of one; the class itself from five people on."""

from typing import Any

import pytest
from django.test import Client

from engagement.models import Course, Participant, Policy, Session
from tests.engagement import make

NAME = "Grace Hopper"


@pytest.fixture
def closed(course: Course) -> Session:
    Policy.objects.create(course=course, show_people=False)
    return make.session(course, lasts_s=60)


def attend(session: Session, people: int) -> Participant:
    for number in range(people):
        person = make.participant(session, f"{NAME} {number}")
        for second in range(0, 60, 10):
            make.window(person, second, facing=10)
    return person


def addresses(person: Participant) -> list[str]:
    session, start = person.session, make.START.timestamp()
    return [
        f"/api/sessions/{session.pk}/history",
        f"/api/sessions/{session.pk}/moment?at={start + 30}",
        f"/api/courses/{session.course_id}/history",
        f"/api/participants/{person.pk}/history",
        f"/api/participants/{person.pk}/explain?from={start}&to={start + 10}",
        f"/api/sessions/{session.pk}/explain?participant={person.pk}&from={start}&to={start + 10}",
    ]


def test_no_address_names_anybody(as_owner: Client, closed: Session) -> None:
    for address in addresses(attend(closed, 6)):
        assert NAME not in as_owner.get(address).content.decode(), address


def test_where_people_are_shown_the_same_addresses_name_them(as_owner: Client, course: Course) -> None:
    """So that the test above can fail."""
    named = [NAME in as_owner.get(one).content.decode() for one in addresses(attend(make.session(course, 60), 6))]
    assert named == [True, True, True, True, False, False]


def test_nobody_is_in_the_history_but_the_class(as_owner: Client, closed: Session) -> None:
    attend(closed, 5)
    answer = as_owner.get(f"/api/sessions/{closed.pk}/history").json()
    assert (answer["class_only"], answer["people"], answer["curve"]["median"][-1]) == (True, [], 1.0)
    assert answer["distribution"]["counts"] == [0] * 9 + [5]


def test_single_people_are_not_explained(as_owner: Client, closed: Session) -> None:
    statuses = [as_owner.get(address).status_code for address in addresses(attend(closed, 5))]
    assert statuses == [200, 200, 200, 404, 404, 404]


def test_four_people_are_no_class_anywhere(as_owner: Client, closed: Session) -> None:
    history, moment, course = (as_owner.get(address).json() for address in addresses(attend(closed, 4))[:3])
    assert (history["distribution"], set(history["curve"]["median"])) == (None, {None})
    assert (moment["class"]["median"], moment["class"]["states"]) == (None, None)
    assert (course["sessions"][0]["median"], course["people"]) == (None, None)


def test_own_data_stay_ones_own(as_stranger: Client, stranger: Any, closed: Session) -> None:
    mine = attend(closed, 5)
    mine.user = stranger
    mine.save()
    answer = as_stranger.get(f"/api/participants/{mine.pk}/history").json()
    assert (answer["own"], answer["hosts"], len(answer["sessions"])) == (True, False, 1)
    explained = as_stranger.get(addresses(mine)[4])
    assert (explained.status_code, explained.json()["attentiveness"]) == (200, 1.0)


def test_stranger_finds_nothing(as_stranger: Client, closed: Session) -> None:
    assert {as_stranger.get(address).status_code for address in addresses(attend(closed, 5))} == {404}
