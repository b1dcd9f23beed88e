"""Zones that are learned and taught, with directions whose medians and differences are known."""

import numpy as np
import pytest

from analysis.attentiveness import Scoring, Step, step
from analysis.types import State, Teaching
from tests.analysis.looks import START, every, look, play, window

SCREEN, NOTES = 0, 2


def drawn(centre: tuple[float, float], n: int, seed: int = 0, teaching: Teaching = Teaching.NOTHING) -> np.ndarray:
    """Directions around a centre as one estimate scatters."""
    rows = look(n=n, teaching=teaching)
    rows["yaw_deg"], rows["pitch_deg"] = np.random.default_rng(seed).normal(centre, [1.9, 2.8], (n, 2)).T
    return rows


def teach_notes(at: tuple[float, float] = (-5.0, -35.0)) -> Step:
    """A minute at the screen, four seconds of teaching, and back to the screen."""
    return play(
        (every(0.2, 0, 60), drawn((0, -2), 300)),
        (every(0.2, 60, 64), drawn(at, 20, 1, Teaching.NOTES)),
        (every(0.2, 64, 80), drawn((0, -2), 80, 2)),
    )


def go_on(before: Step, start: float, rows: np.ndarray, scoring: Scoring | None = None) -> Step:
    times = START + start + 0.2 * np.arange(len(rows))
    return step(before.people, np.zeros(len(rows), int), times, rows, scoring or Scoring())


def test_the_screen_is_the_median_of_the_first_steady_seconds() -> None:
    rows = drawn((12, -11), 150)
    rows["yaw_deg"][40:60] += 12.0  # Four seconds on something else nearby.
    result = play((every(0.2, 0, 30), rows))
    assert result.people["learned_s"][0] >= Scoring().calibrate_s
    assert result.people["zones"][0, SCREEN, :2] == pytest.approx([12, -11], abs=1.5)


def test_before_that_the_screen_is_wide_and_in_front_of_the_camera() -> None:
    at_25 = play((every(0.2, 0, 3), look(yaw=20)), (every(0.2, 3, 9), look(yaw=50)))
    assert (at_25.state[:15] == State.FACING).all()
    learned = go_on(play((every(0.2, 0, 60), drawn((0, -2), 300))), 60, look(yaw=22, n=50))
    assert learned.state[-1] == State.AWAY


def test_the_screen_is_followed_slowly() -> None:
    learned = play((every(0.2, 0, 60), drawn((0, -2), 300)))
    after = [go_on(learned, 60, drawn((9, -2), seconds * 5)).people["zones"][0, SCREEN, 0] for seconds in (10, 300)]
    assert after[0] < 3.0
    assert after[1] > 6.0


def test_taught_notes_are_a_state_of_their_own() -> None:
    taught = teach_notes()
    later = go_on(taught, 80, drawn((-5, -35), 50, 3))
    assert (later.state[5:] == State.NOTES).all()
    untaught = go_on(play((every(0.2, 0, 80), drawn((0, -2), 400))), 80, drawn((-5, -35), 50, 3))
    assert untaught.state[-1] == State.AWAY


def test_a_zone_is_usable_as_soon_as_enough_of_it_came() -> None:
    result = play((every(0.2, 0, 40), look()), (every(0.2, 40, 44), look(pitch=-35, teaching=Teaching.NOTES)))
    known = np.flatnonzero(~np.isnan(result.people["zones"][0, NOTES]))
    assert len(known) == 5
    short = play((every(0.2, 0, 40), look()), (every(0.2, 40, 41.4), look(pitch=-35, teaching=Teaching.NOTES)))
    assert np.isnan(short.people["zones"][0, NOTES]).all()


def test_while_they_teach_a_zone_people_are_on_it() -> None:
    result = play((every(0.2, 0, 8), look()), (every(0.2, 8, 10.4), look(pitch=-60, teaching=Teaching.NOTES)))
    assert (result.state[40:] == State.NOTES).all()
    assert window(result, 0)["on_zone_low_s"] == pytest.approx(10.0)


def test_the_turn_toward_a_zone_does_not_belong_to_it() -> None:
    turning = drawn((-5, -35), 20, 1, Teaching.NOTES)
    turning["yaw_deg"][:4], turning["pitch_deg"][:4] = [0, 0, -1, -3], [-2, -2, -12, -25]
    result = play((every(0.2, 0, 60), drawn((0, -2), 300)), (every(0.2, 60, 64), turning))
    assert result.people["zones"][0, NOTES, :2] == pytest.approx([-5, -35], abs=2.5)


def test_a_screen_far_off_the_camera_is_possible_when_it_is_taught() -> None:
    rows = drawn((40, -2), 300)
    assert (play((every(0.2, 0, 60), rows)).state[20:] == State.AWAY).all()
    taught = play((every(0.2, 0, 4), drawn((40, -2), 20, 1, Teaching.SCREEN)), (every(0.2, 4, 64), rows))
    assert (taught.state == State.FACING).all()
    assert taught.people["zones"][0, SCREEN, 0] == pytest.approx(40, abs=1.5)
    assert go_on(taught, 64, look(n=50)).state[-1] == State.AWAY  # The camera is not where the screen is.


def test_a_nearby_zone_swallows_neither_the_screen_nor_is_it_swallowed() -> None:
    taught = teach_notes((0.0, -22.0))
    for seconds in range(10):
        start = 80 + 12 * seconds
        notes = go_on(taught, start, drawn((0, -22), 30, seconds))
        taught = go_on(notes, start + 6, drawn((0, -2), 30, seconds))
        assert notes.state[-1] == State.NOTES
        assert taught.state[-1] == State.FACING
    assert taught.people["zones"][0, :, 1][[SCREEN, NOTES]] == pytest.approx([-2, -22], abs=3)


def test_two_visits_tell_how_well_a_zone_repeats() -> None:
    parts = [(every(0.2, 0, 40), look(teaching=Teaching.NOTHING))]
    for start, pitch in ((40, -30.0), (50, -34.0)):
        parts.append((every(0.2, start, start + 4), look(pitch=pitch, teaching=Teaching.NOTES)))
        parts.append((every(0.2, start + 4, start + 10), look()))
    result = play(*parts)
    person = result.people[0]
    assert person["visits"].tolist() == [0, 0, 2]
    assert person["repeatability"] == pytest.approx([0, 4 / np.sqrt(2)], abs=0.1)
    assert (person["first_visit"][NOTES, 1], person["latest_visit"][NOTES, 1]) == pytest.approx((-30, -34), abs=0.1)


def test_what_does_not_repeat_is_less_sure() -> None:
    def probability(difference: float) -> float:
        visits = [(0, 0.0), (8, difference)]
        parts = [(every(0.2, t, t + 5), look(yaw=yaw, teaching=Teaching.SCREEN)) for t, yaw in visits]
        looked = play(parts[0], (every(0.2, 5, 8), look()), parts[1])
        middle = looked.people["zones"][0, SCREEN, 0]
        return float(go_on(looked, 13, look(yaw=middle + 15, n=5)).people["probability"][0])

    assert probability(8.0) < probability(0.0) - 0.05


def test_much_later_a_zone_is_taught_anew() -> None:
    taught = teach_notes()
    rows = np.concatenate([drawn((0, -2), 2000), drawn((20, -30), 25, 4, Teaching.NOTES)])
    later = go_on(taught, 80, rows)
    assert later.people["visits"][0, NOTES] == 1
    assert later.people["repeatability"][0] == pytest.approx([0, 0])
    assert later.people["zones"][0, NOTES, :2] == pytest.approx([20, -30], abs=2.5)


def test_a_profile_is_away_though_its_angles_can_not_be_read() -> None:
    rows = look(yaw=15, n=50)  # A face drawn onto a profile may seem to look anywhere.
    rows["out_of_range"] = True
    assert go_on(play((every(0.2, 0, 60), look())), 60, rows).state[-1] == State.AWAY


def test_a_screen_beyond_what_can_be_read_is_possible_when_it_is_taught() -> None:
    def turned(yaw: float, n: int, teaching: Teaching = Teaching.NOTHING) -> np.ndarray:
        rows = drawn((yaw, -2), n, 1, teaching)
        rows["yaw_error_deg"], rows["out_of_range"] = 22.0, True
        return rows

    taught = play((every(0.2, 0, 4), turned(52, 20, Teaching.SCREEN)), (every(0.2, 4, 34), turned(52, 150)))
    assert (taught.state == State.FACING).all()
    assert taught.people["probability"][0] <= 0.5  # It may be a profile as well.
    assert go_on(taught, 34, turned(-52, 50)).state[-1] == State.AWAY
    assert (play((every(0.2, 0, 34), turned(52, 170))).state[15:] == State.AWAY).all()
