"""Partitions, locks and what is counted."""

import datetime as dt

import pytest
from django.db import connection

from engagement.models import Observation, Participant
from engagement.pipeline import store
from tests.engagement import make

pytestmark = pytest.mark.django_db


def partitions() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'engagement_observation'::regclass"
        )
        return [name for (name,) in cursor.fetchall()]


def test_a_day_gets_one_partition_however_often_it_is_asked_for() -> None:
    for _ in range(2):
        store.ensure_partition(dt.date(2031, 7, 9))
    assert partitions().count("engagement_observation_20310709") == 1


@pytest.mark.django_db(transaction=True)
def test_a_new_partition_waits_for_nobody_who_reads_or_writes(participant: Participant) -> None:
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as reader, connection.cursor() as cursor:
            reader.execute("SELECT count(*) FROM engagement_observation")
            reader.execute("LOCK TABLE engagement_observation IN ROW EXCLUSIVE MODE")
            cursor.execute("SET lock_timeout = '1s'")
            store.ensure_partition(dt.date(2031, 7, 10))
            cursor.execute("RESET lock_timeout")
    finally:
        other.rollback()
        other.close()
    assert "engagement_observation_20310710" in partitions()


def test_observations_lie_in_the_partition_of_their_session_s_day(participant: Participant) -> None:
    make.observation(participant, 1, 0)
    make.observation(participant, 2, 24 * 3600)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tableoid::regclass::text FROM engagement_observation WHERE participant_id = %s",
            [participant.pk],
        )
        assert cursor.fetchall() == [("engagement_observation_20260302",)]


def test_dropping_a_day_forgets_its_observations_and_it_can_be_used_again(participant: Participant) -> None:
    make.observation(participant, 1, 0)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE engagement_observation_20260302")
    assert not Observation.objects.filter(participant=participant).exists()
    make.observation(participant, 1, 0)


def test_the_last_stored_sequence_of_each_participant(participant: Participant) -> None:
    other = make.participant(participant.session, "Grace")
    for sequence in (1, 2, 7):
        make.observation(participant, sequence, sequence)
    day = participant.session.day
    assert store.last_sequences({participant.pk: day, other.pk: day}) == {participant.pk: 7, other.pk: 0}


def test_a_shard_is_locked_for_one_and_free_afterwards() -> None:
    other = connection.copy()
    try:
        with store.shard_lock(5) as ours, other.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, 5)", [store.SHARD_LOCKS])
            assert (ours, cursor.fetchone()) == (True, (False,))
            cursor.execute("SELECT pg_try_advisory_lock(%s, 6)", [store.SHARD_LOCKS])
            assert cursor.fetchone() == (True,)
        with store.shard_lock(6) as ours:
            assert not ours
    finally:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")
        other.close()
