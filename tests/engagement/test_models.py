"""The tables themselves."""

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import IntegrityError

from analysis.types import MEASURED, SEGMENT, WINDOW
from engagement.models import Course, Observation, Participant, Segment, Session, User, Window
from engagement.models.session import CODE_ALPHABET, new_code
from tests.engagement import make

pytestmark = pytest.mark.django_db


def columns(model: type) -> set[str]:
    return {field.column for field in model._meta.concrete_fields}  # type: ignore[attr-defined]


def test_the_migrations_make_these_tables() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.parametrize(("model", "numbers"), [(Observation, MEASURED), (Window, WINDOW), (Segment, SEGMENT)])
def test_everything_measured_has_a_column(model: type, numbers: object) -> None:
    names = set(getattr(numbers, "names", ())) - {"person", "scoring_version"}
    assert names <= columns(model)


def test_the_login_is_an_e_mail_address_in_any_case() -> None:
    user = User.objects.create_user(" Ada@Example.ORG ", "correct horse")
    assert user.email == "ada@example.org"
    assert authenticate(email="ADA@example.org", password="correct horse") == user
    assert authenticate(email="ada@example.org", password="wrong") is None


def test_two_logins_do_not_share_an_address() -> None:
    User.objects.create_user("ada@example.org")
    with pytest.raises(IntegrityError):
        User.objects.create_user("ADA@example.org")


def test_a_user_without_an_address_is_refused() -> None:
    with pytest.raises(ValueError, match="e-mail"):
        User.objects.create_user("")


def test_a_superuser_may_administer() -> None:
    user = User.objects.create_superuser("root@example.org", "correct horse")
    assert (user.is_staff, user.is_superuser) == (True, True)


def test_codes_hold_no_letters_that_people_mix_up() -> None:
    code = new_code()
    assert len(code) == 6
    assert set(code) <= set(CODE_ALPHABET)
    assert not set(CODE_ALPHABET) & set("01ILOU")


def test_a_session_is_filed_under_the_day_it_started_on(course: Course) -> None:
    session = make.session(course, started_at=make.START.replace(hour=23, minute=59))
    assert session.day == make.START.date()


def test_a_session_that_goes_takes_everything_with_it(session: Session, participant: Participant) -> None:
    make.observation(participant, 1, 0)
    make.window(participant, 0, facing=10)
    make.segment(participant, 0, 10, "facing")
    session.delete()
    assert not any(model.objects.exists() for model in (Participant, Observation, Window, Segment))


def test_a_person_s_data_go_when_the_participant_goes(participant: Participant) -> None:
    other = make.participant(participant.session, "Grace")
    make.observation(participant, 1, 0)
    make.observation(other, 1, 0)
    participant.delete()
    assert Observation.objects.get().participant == other
