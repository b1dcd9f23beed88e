"""The numbers of the analysis that the web process knows without importing it."""

from analysis.types import WINDOW_SECONDS, Reason, State
from engagement.pipeline import counting
from engagement.services import grid


def test_states_and_windows_are_those_of_the_analysis() -> None:
    states = list(counting.STATES)
    assert states == [state.label for state in State]
    assert states[counting.KNOWN] == [state.label for state in State if state is not State.UNKNOWN]
    assert counting.WINDOW_S == WINDOW_SECONDS


def test_reasons_are_those_of_the_analysis() -> None:
    assert tuple(reason.label for reason in Reason) == grid.REASONS
