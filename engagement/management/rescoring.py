"""A finished session scored again from its stored observations."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.core.management.base import CommandError
from django.db.models import Max

from analysis import attentiveness
from analysis.attentiveness import WINDOW, Scoring
from engagement.models import Participant, Session
from engagement.models import Scoring as ScoringRow
from engagement.pipeline import observations, scorings, store, windows
from engagement.pipeline.counting import STATES, WINDOW_S
from engagement.services.grid import Grid, grid_from

# Versions below are those of the program's own defaults.
FIRST_OF_OURS = 1001


@dataclass(frozen=True, slots=True)
class Rescored:
    """What a scoring makes of one person's observations, as arrays whose `person` is 0."""

    participant: Participant
    changed: np.ndarray  # (n,) OBSERVED, those whose state or openness is another one than is stored
    segments: np.ndarray
    windows: np.ndarray

    @property
    def history(self) -> store.History:
        participants, days = [self.participant.pk], {self.participant.pk: self.participant.session.day}
        return store.History(
            observations=observations.columns_of(self.changed, days),
            segments=windows.columns_of(self.segments, participants),
            windows=windows.columns_of(self.windows, participants),
        )


def rescore(participant: Participant, scoring: Scoring) -> Rescored:
    """Nothing is written. Who is still there keeps their last segment and window open."""
    stored = observations.of_participant(participant.pk, participant.session.day)
    late = ~np.isnan(stored["late_at"])
    scored = stored[~late]
    ended_at = np.array([participant.ended_at.timestamp() if participant.ended_at else np.nan])
    measured = np.ascontiguousarray(scored["measured"])
    step = attentiveness.rescore(np.zeros(len(scored), np.intp), scored["captured_at"], measured, ended_at, scoring)
    again = scored.copy()
    again["state"], again["measured"] = step.state, step.measured
    touched = _with_late(step.windows, stored["late_at"][late])
    return Rescored(participant, again[_differ(scored, again)], step.segments, touched)


def _differ(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    old, new = (np.frombuffer(rows.tobytes(), np.uint8).reshape(len(rows), -1) for rows in (one, other))
    different: np.ndarray = (old != new).any(axis=1)
    return different


def _with_late(windows: np.ndarray, late_at: np.ndarray) -> np.ndarray:
    """Those that came too late are counted in the window in which they came."""
    windows = windows.copy()
    started_at, number = np.unique(late_at // WINDOW_S * WINDOW_S, return_counts=True)
    windows["late"][np.searchsorted(windows["started_at"], started_at)] += number.astype(np.uint32)
    return windows


def grid_of(session: Session, all_rescored: Sequence[Rescored], scoring: Scoring) -> Grid:
    """The session's history as this scoring tells it."""
    names = [f"{state}_s" for state in STATES]
    dtype = [("participant", "<i8"), ("at", "<i8"), *((name, "<f4") for name in names)]
    records = np.empty(sum(len(one.windows) for one in all_rescored), dtype)
    records["participant"] = np.repeat(
        [one.participant.pk for one in all_rescored], [len(one.windows) for one in all_rescored]
    )
    together = np.concatenate([np.empty(0, WINDOW), *(one.windows for one in all_rescored)])
    records["at"] = together["started_at"]
    for name in names:
        records[name] = together[name]
    people = [one.participant for one in all_rescored]
    return grid_from(records, session, people, scorings.counting_of(scoring))


def chosen(session: Session, wanted: str | None) -> Scoring:
    """The session's own scoring, the stored one of a version, or its own changed by a file's parameters."""
    if session.scoring is None:
        raise CommandError("Nothing of this session has been scored yet; there is nothing to score again.")
    own = scorings.of_row(session.scoring)
    if wanted is None:
        return own
    if wanted.isdecimal():
        return _of_version(int(wanted))
    return _numbered({**own.as_dict(), **_read(Path(wanted))})


def _of_version(version: int) -> Scoring:
    row = ScoringRow.objects.filter(version=version).first()
    if row is None:
        known = ", ".join(str(one) for one in ScoringRow.objects.order_by("pk").values_list("pk", flat=True))
        raise CommandError(f"There is no scoring of version {version}; there are: {known}.")
    return scorings.of_row(row)


def _read(path: Path) -> dict[str, object]:
    try:
        parameters = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} cannot be read as JSON: {error}") from error
    if not isinstance(parameters, dict):
        raise CommandError(f"{path} holds no JSON object; expected parameters by their names.")
    return parameters


def _numbered(parameters: dict[str, object]) -> Scoring:
    """With the version of the stored scoring that has these parameters, or the next one that is free."""
    try:
        scoring = Scoring.from_dict({**parameters, "version": 0})
    except (TypeError, ValueError) as error:
        raise CommandError(f"This is no scoring: {error}") from error
    for row in ScoringRow.objects.order_by("pk"):
        if {**scorings.of_row(row).as_dict(), "version": 0} == scoring.as_dict():
            return scorings.of_row(row)
    last = ScoringRow.objects.aggregate(last=Max("version"))["last"]
    return Scoring.from_dict({**parameters, "version": max(last + 1, FIRST_OF_OURS)})
