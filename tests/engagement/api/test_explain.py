"""`/api/sessions/ID/explain`."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from engagement.models import Course, Participant, Session, Window
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
        "Known for 10 s of 10 s (100 %). Facing the screen for 7.2 s, then away for 2.8 s: "
        "head turned about 41 degrees to their left and 8 degrees down."
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
    assert answer["sentence"] == "Known for 0 s of 10 s (0 %). Unknown for 10 s: the camera was off."
    assert (answer["attentiveness"], answer["interval"]) == (None, None)


def test_decimals_are_those_of_the_reader(as_owner: Client, participant: Participant) -> None:
    make.window(participant, 0, facing=7.5, unknown=2.5)
    as_owner.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"
    assert explain(as_owner, participant).json()["sentence"].startswith("Bekannt sind 7,5 s von 10 s (75 %).")


def test_many_stretches_are_summed_up(as_owner: Client, participant: Participant) -> None:
    for second in range(0, 10, 2):
        make.segment(participant, second, second + 1.5, "facing")
        make.segment(participant, second + 1.5, second + 2, "away", yaw_deg=-30.0)
    sentence = explain(as_owner, participant).json()["sentence"]
    assert sentence.endswith("Facing the screen for 7.5 s, away for 2.5 s, in 10 stretches.")


def observe(of: Participant, sequence: int, second: float, state: str, yaw: float = 0.0, **values: Any) -> None:
    numbers = {"yaw_deg": yaw, "pitch_deg": -4.0, "roll_deg": 1.0, "yaw_error_deg": 2.0, "pitch_error_deg": 2.5}
    make.observation(of, sequence, second, **({"state": make.STATES.index(state)} | numbers | values))


@pytest.fixture
def still_away(turned_away: Participant) -> Participant:
    """Away since 14 s, which is not stored as a segment yet: it still goes on."""
    make.window(turned_away, 10, away=8.5)
    for sequence, second in enumerate((1.0, 6.0, 8.0, 13.0), 1):
        observe(turned_away, sequence, second, "facing" if second < 7 else "away")
    for sequence, (second, yaw) in enumerate(((14.0, 50.0), (16.0, 60.0), (18.5, 52.0)), 5):
        observe(turned_away, sequence, second, "second_screen", yaw)
    return turned_away


def test_a_stretch_that_still_goes_on_is_told_too(as_owner: Client, still_away: Participant) -> None:
    answer = explain(as_owner, still_away, 10, 20).json()
    closed, going_on = answer["segments"]
    assert (closed["to"] - START, closed["open"]) == (14.0, False)
    assert (going_on["from"] - START, going_on["to"] - START, going_on["open"]) == (14.0, 18.5, True)
    assert (going_on["state"], going_on["yaw_deg"], going_on["observations"]) == ("second_screen", 52.0, 3)
    assert answer["sentence"].endswith(
        "then at the second screen for 4.5 s so far: head turned about 52 degrees to their left."
    )


def test_what_goes_on_is_not_told_of_a_time_before_it(as_owner: Client, still_away: Participant) -> None:
    assert [one["open"] for one in explain(as_owner, still_away).json()["segments"]] == [False, False]


def test_nothing_goes_on_after_the_end(as_owner: Client, still_away: Participant) -> None:
    Participant.objects.update(ended_at=make.at(14))
    assert [one["open"] for one in explain(as_owner, still_away, 10, 20).json()["segments"]] == [False]


def test_everything_is_still_going_on_before_the_first_segment_ended(
    as_owner: Client, participant: Participant
) -> None:
    make.window(participant, 0, facing=2)
    observe(participant, 2, 3.0, "facing")
    observe(participant, 1, 1.0, "facing")
    (segment,) = explain(as_owner, participant).json()["segments"]
    assert (segment["from"] - START, segment["to"] - START, segment["open"]) == (1.0, 3.0, True)


def test_errors_are_those_of_the_observations(as_owner: Client, still_away: Participant) -> None:
    observe(still_away, 8, 19.0, "second_screen", yaw_error_deg=4.0)
    answer = explain(as_owner, still_away, 10, 20).json()
    assert [(one["yaw_error_deg"], one["pitch_error_deg"]) for one in answer["segments"]] == [(2.0, 2.5), (2.0, 2.5)]
    assert (answer["yaw_error_deg"], answer["pitch_error_deg"], answer["roll_error_deg"]) == (2.0, 2.5, None)
    assert (
        "One reading of the head is exact to about 2.0 degrees sideways and 2.5 degrees up and down."
        in (answer["details"])
    )


def test_what_was_left_out_or_is_uncertain_is_counted_and_said(as_owner: Client, still_away: Participant) -> None:
    Window.objects.update(late=2)
    observe(still_away, 8, 15.0, "away", out_of_range=True)
    observe(still_away, 9, 15.5, "notes", teaching=3)
    observe(still_away, 10, 9.0, "away", late_at=make.at(19), yaw=-80.0)
    answer = explain(as_owner, still_away, 10, 20).json()
    assert (answer["observations"], answer["late"], answer["out_of_range"], answer["teaching"]) == (50, 2, 1, 1)
    assert "2 observations came too late to be counted." in answer["details"]
    assert "In 1 observation a zone was being taught: it counts as that zone." in answer["details"]
    assert any("turned further than can be read" in one for one in answer["details"])


def test_the_zones_that_count_and_the_interval_are_said(as_owner: Client, turned_away: Participant) -> None:
    answer = explain(as_owner, turned_away).json()
    assert answer["counted"] == ["facing", "notes"]
    assert answer["scoring_version"] == make.scoring().version
    assert answer["details"][:2] == [
        "Counted as attentive: facing the screen and at the notes.",
        "Surely 60 % and possibly 80 % of the known time: directions near an edge may be on either side.",
    ]
    assert (answer["out_of_range"], answer["teaching"]) == (None, None)  # observations are not kept for ever


def test_perclos_is_hidden_unless_the_scoring_asks_for_it(as_owner: Client, turned_away: Participant) -> None:
    assert explain(as_owner, turned_away).json()["perclos"] is None
    Window.objects.update(eyes_s=5, perclos=0.25)
    make.window(turned_away, 10, facing=10)
    Window.objects.filter(started_at=make.at(10)).update(eyes_s=10, perclos=0.1)
    answer = explain(as_owner, turned_away, end=20).json()
    assert answer["perclos"] == 0.15
    assert "Eyes were at least 80 % closed for 15 % of the time in which they could be seen." in answer["details"]


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
