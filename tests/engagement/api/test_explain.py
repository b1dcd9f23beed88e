"""`/api/sessions/ID/explain`."""

from typing import Any

import pytest
from django.test import Client

from engagement.models import Course, Participant, Session
from tests.engagement import make

START = make.START.timestamp()


def explain(client: Client, of: Participant, start: float = 0, end: float = 10, **facts: Any) -> Any:
    query: dict[str, Any] = {"participant": of.pk, "from": START + start, "to": START + end} | facts
    return client.get(f"/api/sessions/{of.session_id}/explain", query)


@pytest.fixture
def turned_away(participant: Participant) -> Participant:
    make.window(participant, 0, low=6.0, high=8.0, facing=7.2, away=2.8)
    make.segment(participant, 0, 7.2, "facing", yaw_deg=2.0, pitch_deg=0.0)
    make.segment(participant, 7.2, 14.0, "away", yaw_deg=41.3, pitch_deg=-8.0)
    return participant


def test_sentence_says_what_made_the_number(as_owner: Client, turned_away: Participant) -> None:
    assert explain(as_owner, turned_away).json()["sentence"] == (
        "Known for 10.0 of 10.0 s (100 %). Facing the screen for 7.2 s, then away for 2.8 s: "
        "head turned 41 degrees to their left and 8 degrees down on average."
    )


def test_numbers_come_with_their_interval_and_seconds(as_owner: Client, turned_away: Participant) -> None:
    answer = explain(as_owner, turned_away).json()
    assert (answer["attentiveness"], answer["interval"], answer["known_share"]) == (0.72, [0.6, 0.8], 1.0)
    assert answer["seconds"]["away"] == 2.8
    assert answer["parameters"] == {"counted": ["notes"], "min_known_share": 0.5}


def test_segments_are_cut_to_the_time_asked_for(as_owner: Client, turned_away: Participant) -> None:
    segments = explain(as_owner, turned_away).json()["segments"]
    assert [(segment["from"] - START, segment["to"] - START) for segment in segments] == [
        (0, pytest.approx(7.2)),
        (pytest.approx(7.2), 10),
    ]


def test_time_is_widened_to_whole_windows(as_owner: Client, turned_away: Participant) -> None:
    answer = explain(as_owner, turned_away, start=3, end=4).json()
    assert (answer["from"], answer["to"]) == (START, START + 10)


def test_unknown_time_is_told_with_its_reason(as_owner: Client, participant: Participant) -> None:
    make.window(participant, 0, unknown=10)
    make.segment(participant, 0, 10, "unknown", reason=7)
    answer = explain(as_owner, participant).json()
    assert answer["sentence"] == "Known for 0.0 of 10.0 s (0 %). Unknown for 10.0 s: the camera was off."
    assert (answer["attentiveness"], answer["interval"]) == (None, None)


def test_many_stretches_are_summed_up(as_owner: Client, participant: Participant) -> None:
    for second in range(0, 10, 2):
        make.segment(participant, second, second + 1.5, "facing")
        make.segment(participant, second + 1.5, second + 2, "away", yaw_deg=-30.0)
    sentence = explain(as_owner, participant).json()["sentence"]
    assert sentence.endswith("Facing the screen for 7.5 s, away for 2.5 s, in 10 stretches.")


def test_participant_of_another_session_is_not_found(
    as_owner: Client, participant: Participant, course: Course
) -> None:
    other = make.participant(make.session(course))
    assert explain(as_owner, participant, participant=other.pk).status_code == 404


@pytest.mark.parametrize("facts", [{"participant": "x"}, {"from": "nan"}, {"to": START}, {"to": 1e300}, {"from": ""}])
def test_question_that_makes_no_sense_is_refused(as_owner: Client, participant: Participant, facts: dict) -> None:
    answer = explain(as_owner, participant, **facts)
    assert (answer.status_code, answer.json()["code"]) == (400, "field.invalid")


def test_stranger_gets_no_explanation(as_stranger: Client, participant: Participant) -> None:
    assert explain(as_stranger, participant).status_code == 404


def test_anonymous_gets_no_explanation(anonymous: Client, session: Session, participant: Participant) -> None:
    assert explain(anonymous, participant).status_code == 401
