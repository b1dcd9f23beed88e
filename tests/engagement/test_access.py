from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from engagement import access
from engagement.errors import ConsentWithdrawn, NotFound, ParticipantRemoved, TokenExpired, TokenInvalid
from engagement.models import Course, Participant, Session, User
from engagement.services import participants
from tests.engagement import make

NOWHERE = 2**63 + 1


def test_owner_gets_course(owner: User, course: Course) -> None:
    assert access.course_of(owner, course.pk) == course


def test_owner_gets_session(owner: User, session: Session) -> None:
    assert access.session_of(owner, session.pk) == session


def test_owner_gets_participant(owner: User, participant: Participant) -> None:
    assert access.participant_of(owner, participant.pk) == participant


def test_course_of_somebody_else_looks_absent(stranger: User, course: Course) -> None:
    assert refusal(access.course_of, stranger, course.pk) == refusal(access.course_of, stranger, NOWHERE)


def test_session_of_somebody_else_looks_absent(stranger: User, session: Session) -> None:
    assert refusal(access.session_of, stranger, session.pk) == refusal(access.session_of, stranger, NOWHERE)


def test_participant_of_somebody_else_looks_absent(stranger: User, participant: Participant) -> None:
    found = refusal(access.participant_of, stranger, participant.pk)
    assert found == refusal(access.participant_of, stranger, NOWHERE)


def test_anonymous_gets_nothing(course: Course, session: Session, participant: Participant) -> None:
    nobody = AnonymousUser()
    refusal(access.course_of, nobody, course.pk)
    refusal(access.session_of, nobody, session.pk)
    refusal(access.participant_of, nobody, participant.pk)


def test_staff_get_no_more_than_others(session: Session) -> None:
    admin = User.objects.create(email="admin@example.org", is_staff=True, is_superuser=True)
    refusal(access.session_of, admin, session.pk)


@pytest.mark.parametrize("count", [1, 3])
def test_courses_take_one_query(owner: User, count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(count):
        make.session(make.course(owner))
    with django_assert_num_queries(1):
        assert [course.session_count for course in access.courses_of(owner)] == [1] * count


def test_sessions_count_only_who_takes_part(owner: User, session: Session) -> None:
    make.participant(session)
    make.participant(session, withdrawn_at=timezone.now())
    assert access.session_of(owner, session.pk).participant_count == 1


def test_code_in_small_letters_finds_session(session: Session) -> None:
    assert access.session_by_code(f" {session.code.lower()} ") == session


@pytest.mark.parametrize("code", ["", "ABC", "\x00" * 6, "ÄÖÜÄÖÜ"])
def test_wrong_code_is_not_found(session: Session, code: str) -> None:
    with pytest.raises(NotFound):
        access.session_by_code(code)


def test_token_finds_its_participant(participant: Participant) -> None:
    assert access.participant_by_token(access.join_token(participant)) == participant


@pytest.mark.parametrize("token", ["", "nonsense", "a:b:c", "\ud800", "ü:1:2"])
def test_forged_token_is_invalid(db: None, token: str) -> None:
    with pytest.raises(TokenInvalid):
        access.participant_by_token(token)


def test_token_signed_for_another_purpose_is_invalid(participant: Participant) -> None:
    other = signing.TimestampSigner(salt="something.else").sign_object([participant.pk, 1])
    with pytest.raises(TokenInvalid):
        access.participant_by_token(other)


def test_token_expires(participant: Participant, monkeypatch: pytest.MonkeyPatch) -> None:
    token = access.join_token(participant)
    monkeypatch.setattr(access, "TOKEN_HOURS", -1)
    with pytest.raises(TokenExpired):
        access.participant_by_token(token)


def test_token_of_older_serial_is_invalid(participant: Participant) -> None:
    token = access.join_token(participant)
    Participant.objects.update(token_serial=2)
    with pytest.raises(TokenInvalid):
        access.participant_by_token(token)


def test_withdrawn_participant_is_told_so(participant: Participant) -> None:
    Participant.objects.update(withdrawn_at=timezone.now())
    with pytest.raises(ConsentWithdrawn):
        access.participant_by_token(access.join_token(participant))


def test_removed_participant_is_told_so(participant: Participant) -> None:
    token = access.join_token(participant)
    participants.remove(participant)
    with pytest.raises(ParticipantRemoved):
        access.participant_by_token(token)


def test_own_token_finds_its_participant_and_so_does_a_join_token(participant: Participant) -> None:
    for token in (access.own_token(participant), access.join_token(participant)):
        assert access.participant_by_own_token(token) == participant


def test_own_token_neither_joins_nor_measures(participant: Participant) -> None:
    with pytest.raises(TokenInvalid):
        access.participant_by_token(access.own_token(participant))


def test_own_token_still_serves_who_was_removed(participant: Participant) -> None:
    participants.remove(participant)
    assert access.participant_by_own_token(access.own_token(participant)) == participant


def test_own_token_of_nobody_is_invalid(participant: Participant) -> None:
    token = access.own_token(participant)
    participant.delete()
    with pytest.raises(TokenInvalid):
        access.participant_by_own_token(token)


@pytest.mark.parametrize("token", ["", "nonsense", "a:b:c", "\ud800", "WzFd:c2lnbmF0dXJl"])
def test_forged_own_token_is_invalid(participant: Participant, token: str) -> None:
    with pytest.raises(TokenInvalid):
        access.participant_by_own_token(token)


def refusal(find: Callable[..., object], *arguments: object) -> str:
    with pytest.raises(NotFound) as caught:
        find(*arguments)
    return str(caught.value)
