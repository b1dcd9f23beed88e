"""A host with a course, a stranger with one of their own, and somebody without a login."""

import pytest
from django.test import Client

from engagement.models import Course, Participant, Session, User
from engagement.pipeline import scorings
from tests.engagement import make


@pytest.fixture(autouse=True)
def _versions_mean_what_they_mean_in_this_test() -> None:
    scorings.of_version.cache_clear()


@pytest.fixture
def owner(db: None) -> User:
    return make.user("owner@example.org")


@pytest.fixture
def stranger(db: None) -> User:
    return make.user("stranger@example.org")


@pytest.fixture
def course(owner: User) -> Course:
    return make.course(owner)


@pytest.fixture
def session(course: Course) -> Session:
    return make.session(course)


@pytest.fixture
def participant(session: Session) -> Participant:
    return make.participant(session)


@pytest.fixture
def as_owner(owner: User) -> Client:
    return _client_of(owner)


@pytest.fixture
def as_stranger(stranger: User) -> Client:
    return _client_of(stranger)


@pytest.fixture
def anonymous(db: None) -> Client:
    return Client()


def _client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
