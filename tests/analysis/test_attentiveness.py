"""Observations made by hand, with times and sums that can be added up on paper."""

import numpy as np
import pytest

from analysis.attentiveness import Scoring, Step, finish, new_people, step
from analysis.engine import absent
from analysis.types import MEASURED, Reason, State
from tests.analysis.looks import SCORING, START, every, look, play, window


def test_a_window_of_looking_at_the_screen() -> None:
    result = play((every(0.2, 0, 10.4), look()))
    row = window(result, 0)
    assert row["facing_s"] == pytest.approx(10.0)
    assert row["known_s"] == pytest.approx(10.0)
    assert row["attentiveness"] == pytest.approx(1.0)
    assert row["on_zone_low_s"] == pytest.approx(10.0)
    assert row["observations"] == 50
    assert row["yaw_deg"] == pytest.approx(0.0)
    assert row["pitch_sd_deg"] == pytest.approx(0.0, abs=1e-3)
    assert row["distance_cm"] == pytest.approx(60.0)
    assert row["main_reason"] == Reason.KNOWN


def test_away_begins_two_seconds_after_the_head_turned() -> None:
    result = play((every(0.5, 0, 4), look()), (every(0.5, 4, 12), look(yaw=70)))
    # At 4.0 the head has turned; the buffer bridges 4.0 .. 6.0.
    row = window(result, 0)
    assert row["facing_s"] == pytest.approx(6.0)
    assert row["away_s"] == pytest.approx(4.0)
    assert row["attentiveness"] == pytest.approx(0.6)
    (facing,) = result.segments
    assert (facing["started_at"], facing["ended_at"]) == (START, START + 6.0)
    assert facing["state"] == State.FACING


def test_a_glance_shorter_than_the_buffer_is_no_absence() -> None:
    result = play((every(0.2, 0, 5), look()), (every(0.2, 5, 6.6), look(yaw=70)), (every(0.2, 6.6, 10.4), look()))
    assert not (result.state == State.AWAY).any()
    row = window(result, 0)
    assert row["attentiveness"] == pytest.approx(1.0)
    assert row["on_zone_low_s"] < 9.0
    assert row["on_zone_high_s"] == pytest.approx(10.0)


def test_back_on_the_screen_counts_after_half_a_second() -> None:
    result = play((every(0.1, 0, 4), look(yaw=70)), (every(0.1, 4, 8), look()))
    back = np.flatnonzero(result.state == State.AWAY)[-1] * 0.1 + 0.1
    # The filter needs a few observations to arrive at the screen before the half second begins.
    assert 4.5 <= back <= 5.0


def test_a_stretch_across_the_edge_of_a_window_is_split_there() -> None:
    result = play(([8.5, 9.4, 11.0], look()))
    assert window(result, 0)["facing_s"] == pytest.approx(1.5)
    assert window(result, 10)["facing_s"] == pytest.approx(1.0)


def test_a_gap_holds_for_two_seconds_and_is_then_unknown() -> None:
    result = play(([0.0, 1.0, 7.0, 10.0], look()))
    row = window(result, 0)
    assert row["facing_s"] == pytest.approx(1 + 2 + 2)
    assert row["unknown_s"] == pytest.approx(4 + 1)
    assert row["main_reason"] == Reason.DISCONNECTED
    states = [(s["state"], s["started_at"] - START, s["ended_at"] - START) for s in result.segments]
    assert states[:2] == [(State.FACING, 0.0, 3.0), (State.UNKNOWN, 3.0, 7.0)]


def test_a_declared_absence_holds_until_its_next_repetition() -> None:
    result = play(([0.0, 5.0, 10.0], absent(Reason.CAMERA_OFF, 1)))
    row = window(result, 0)
    assert row["unknown_s"] == pytest.approx(10.0)
    assert row["main_reason"] == Reason.CAMERA_OFF
    assert not len(result.segments)


def test_a_lost_face_is_unknown_and_not_away() -> None:
    result = play((every(0.5, 0, 3), look()), (every(0.5, 3, 10.5), absent(Reason.NO_FACE, 1)))
    row = window(result, 0)
    assert row["away_s"] == 0
    assert row["unknown_s"] == pytest.approx(7.0)
    assert np.isnan(row["attentiveness"])
    assert row["main_reason"] == Reason.NO_FACE


def test_half_known_is_enough() -> None:
    result = play((every(0.5, 0, 5), look()), (every(0.5, 5, 10.5), absent(Reason.NO_FACE, 1)))
    assert window(result, 0)["attentiveness"] == pytest.approx(1.0)


def test_eyes_are_closed_after_a_second() -> None:
    result = play((every(0.1, 0, 3), look()), (every(0.1, 3, 6), look(aperture=0.01)), (every(0.1, 6, 8), look()))
    closed = np.flatnonzero(result.state == State.EYES_CLOSED) * 0.1
    assert closed[0] == pytest.approx(4.0)
    assert closed[-1] == pytest.approx(5.9)
    assert window(result, 0)["blinks"] == 0


def test_blinks_are_counted_where_the_rate_can_see_them() -> None:
    def blinking(interval: float) -> Step:
        times = every(interval, 0, 11)
        rows = look(n=len(times))
        rows["aperture_left"] = rows["aperture_right"] = np.where(times % 3 > 2.7, 0.01, 0.21)
        return play((times, rows))

    assert window(blinking(0.05), 0)["blinks"] == 3
    assert np.isnan(window(blinking(0.2), 0)["blinks"])


def test_openness_is_judged_by_the_persons_own_eyes() -> None:
    narrow = play((every(0.2, 0, 60), look(aperture=0.12)), ([60.0], look(aperture=0.06)))
    assert narrow.measured["openness_left"][-2] > 0.9
    assert 0.3 < narrow.measured["openness_left"][-1] < 0.6


def test_the_screen_is_where_the_person_usually_looks() -> None:
    result = play((every(0.2, 0, 120), look(yaw=18, pitch=-10)))
    assert result.people["zones"][0, 0, :2] == pytest.approx([18, -10], abs=2)


def test_who_always_looks_elsewhere_does_not_become_facing() -> None:
    result = play((every(0.2, 0, 300), look(yaw=45)))
    assert (result.state[10:] == State.AWAY).all()
    assert result.people["zones"][0, 0, :2] == pytest.approx([0, SCORING.neutral_pitch_deg])


def test_a_taught_zone_is_a_state_and_counts_only_if_the_scoring_says_so() -> None:
    people = new_people(1)
    people["zones"][0, 0] = [0, -2, 14**2, 11**2, 0]
    people["zones"][0, 2] = [0, -45, 100, 100, 0]
    times = START + every(0.5, 0, 10.5)
    reading = look(pitch=-45, n=len(times))
    index = np.zeros(len(times), int)
    counted = step(people, index, times, reading, Scoring(counted=("notes",)))
    assert (counted.state == State.NOTES).all()
    assert window(counted, 0)["attentiveness"] == pytest.approx(1.0)
    assert window(step(people, index, times, reading, Scoring(counted=())), 0)["attentiveness"] == 0.0


def test_what_is_older_than_the_last_observation_is_late_and_changes_no_state() -> None:
    on_time = play(([0.0, 1.0, 2.0], look()))
    with_late = play(([0.0, 1.0, 0.5, 2.0], look()))
    assert with_late.late.tolist() == [False, False, True, False]
    assert with_late.state[2] == State.UNKNOWN
    assert window(with_late, 0)["late"] == 1
    assert window(with_late, 0)["observations"] == 3
    assert window(with_late, 0)["facing_s"] == window(on_time, 0)["facing_s"]


def test_a_window_tells_all_its_contents_each_time() -> None:
    first = play(([0.0, 1.0], look()))
    second = step(first.people, np.array([0]), np.array([START + 2.0]), look(), SCORING)
    assert window(second, 0)["facing_s"] == pytest.approx(2.0)
    assert window(second, 0)["observations"] == 3


def test_finish_closes_what_is_open() -> None:
    result = play((every(0.5, 0, 4), look()))
    end = finish(result.people, np.array([0]), START + 4.0, SCORING)
    (segment,) = end.segments
    assert (segment["started_at"], segment["ended_at"]) == (START, START + 4.0)
    assert segment["observations"] == 8
    assert window(end, 0)["facing_s"] == pytest.approx(4.0)
    again = finish(end.people, np.array([0]), START + 4.0, SCORING)
    assert not len(again.segments)
    assert again.people.tobytes() == end.people.tobytes()
    assert again.windows.tobytes() == end.windows.tobytes()


def test_who_comes_back_within_the_window_goes_on_with_it() -> None:
    left = finish(play(([0.0, 1.0, 2.0], look())).people, np.array([0]), START + 2.0, SCORING)
    back = step(left.people, np.array([0, 0]), START + np.array([5.0, 6.0]), look(n=2), SCORING)
    assert window(back, 0)["facing_s"] == pytest.approx(3.0)
    assert window(back, 0)["unknown_s"] == 0


def test_a_day_without_observations_makes_no_windows() -> None:
    result = play(([0.0, 86400.0], look()))
    assert len(result.windows) == 2


def test_step_leaves_its_input_alone() -> None:
    people = new_people(2)
    before = people.tobytes()
    step(people, np.array([1, 0]), np.array([START, START]), look(n=2), SCORING)
    assert people.tobytes() == before


def test_state_survives_bytes() -> None:
    first = play((every(0.3, 0, 14), look()))
    restored = np.frombuffer(first.people.tobytes(), dtype=first.people.dtype)
    later = (np.array([0]), np.array([START + 14.2]), look(), SCORING)
    assert step(first.people, *later).people.tobytes() == step(restored, *later).people.tobytes()


def test_wrong_input_is_named() -> None:
    with pytest.raises(ValueError, match="1, 2 and 1 rows"):
        step(new_people(1), np.array([0]), np.array([START, START]), look(), SCORING)
    with pytest.raises(ValueError, match="not finite"):
        step(new_people(1), np.array([0]), np.array([np.nan]), look(), SCORING)


def test_nothing_makes_nothing() -> None:
    result = step(new_people(1), np.empty(0, int), np.empty(0), np.empty(0, MEASURED), SCORING)
    assert len(result.state) == len(result.windows) == len(result.segments) == 0


def test_segments_tell_medians() -> None:
    rows = look(n=21)
    rows["yaw_deg"] = np.arange(21) % 7
    rows["yaw_deg"][3] = 30.0  # A glance that a mean would follow.
    result = finish(play((every(0.2, 0, 4.2), rows)).people, np.array([0]), START + 4.2, SCORING)
    assert result.segments["yaw_deg"][0] == pytest.approx(np.median(rows["yaw_deg"]))


def test_medians_of_long_segments_are_those_of_an_even_sample() -> None:
    rows = look(n=1000)
    rows["pitch_deg"] = np.random.default_rng(0).normal(-4, 3, 1000) + np.linspace(-3, 3, 1000)
    result = finish(play((every(0.2, 0, 200), rows)).people, np.array([0]), START + 200, SCORING)
    (segment,) = result.segments
    assert segment["observations"] == 1000
    assert segment["pitch_deg"] == pytest.approx(np.median(rows["pitch_deg"][::32]), abs=0.02)


@pytest.mark.parametrize("yaw", [0.0, 13.0, 17.0, 20.0, 24.0])
def test_the_interval_holds_attentiveness_and_is_wider_the_less_is_sure(yaw: float) -> None:
    def interval(error: float) -> tuple[float, float]:
        rows = look(yaw=yaw, n=50, error=error)
        learned = play((every(0.2, 0, 60), look()), (every(0.2, 60, 70), rows), (every(0.2, 70, 70.4), look()))
        row = window(learned, 60)
        low, high = row["on_zone_low_s"] / row["known_s"], row["on_zone_high_s"] / row["known_s"]
        assert low - 1e-6 <= row["attentiveness"] <= high + 1e-6
        return float(low), float(high)

    widths = [high - low for low, high in map(interval, (0.5, 4.0, 30.0))]
    assert widths == sorted(widths)
    assert widths[2] > 0.9


def test_perclos_is_the_share_of_seen_time_with_shut_eyes() -> None:
    times = every(0.1, 0, 10.1)
    rows = look(n=len(times))
    rows["aperture_left"] = rows["aperture_right"] = np.where(times < 3, 0.0, 0.21)
    rows["aperture_left"][50:70] = rows["aperture_right"][50:70] = np.nan  # Eyes that cannot be seen.
    row = window(play((times, rows), scoring=Scoring(perclos=True)), 0)
    assert row["eyes_s"] == pytest.approx(8.0)
    assert row["perclos"] == pytest.approx(3.0 / 8.0)
    assert np.isnan(window(play((times, rows)), 0)["perclos"])


def test_distance_is_the_mean_of_those_that_are_known() -> None:
    rows = look(n=50)
    rows["distance_cm"] = np.where(np.arange(50) < 10, 50.0, np.where(np.arange(50) < 20, 70.0, np.nan))
    assert window(play((every(0.2, 0, 10), rows)), 0)["distance_cm"] == pytest.approx(60.0)


def test_observations_without_a_number_are_named() -> None:
    rows = look()
    rows["yaw_error_deg"] = np.nan
    with pytest.raises(ValueError, match="yaw_error_deg is not finite"):
        step(new_people(1), np.array([0]), np.array([START]), rows, SCORING)
