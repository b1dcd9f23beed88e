"""Whether a session can be scored again, what comes of it, and saving that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _  # a job may say it to somebody else

from engagement.errors import Conflict
from engagement.models import Observation, Participant, Session, User
from engagement.pipeline import rescoring, scorings
from engagement.pipeline.rescoring import Rescored, Told
from engagement.services.counted import Counted
from engagement.services.grid import LONGEST_S, Grid, grid_from


def rescored(
    people: Sequence[Participant], scoring: Any, save: bool, told: Told = lambda share: None
) -> list[Rescored]:
    """Whoever does not save it needs no observations."""
    done = rescoring.rescore(people, scoring, told)
    return [one if save else replace(one, changed=one.changed[:0]) for one in done]


def grid_of(session: Session, all_rescored: Sequence[Rescored], scoring: Any, fine_up_to_s: float = LONGEST_S) -> Grid:
    """The session's history as this scoring tells it."""
    people = [one.participant for one in all_rescored]
    records = rescoring.records_of(all_rescored)
    return grid_from(records, session, people, scorings.counting_of(scoring), fine_up_to_s, Counted.of_class(session))


def save(session: Session, all_rescored: Sequence[Rescored], scoring: Any, by: User | None = None) -> None:
    try:
        rescoring.save(session, all_rescored, scoring, by)
    except rescoring.Moved as error:
        raise Conflict(what=_("the session changed while it was scored again; try once more")) from error


def has_observations(session: Session) -> bool:
    return Observation.objects.filter(day=session.day, participant__session=session).exists()


def require_observations(session: Session) -> None:
    if not has_observations(session):
        raise Conflict(what=_("No observations of this session are kept; it cannot be scored again."))


def require_fit_to_save(session: Session, people: Sequence[Participant]) -> None:
    """While a session is forgotten person by person, whose observations are gone would lose their history too."""
    if session.status != Session.Status.CLOSED or any(person.ended_at is None for person in people):
        raise Conflict(what=_("The session is still going on; save when it is closed and everything is stored."))
    observed = Observation.objects.filter(day=session.day, participant=OuterRef("pk"))
    counted = Participant.objects.filter(pk__in=[one.pk for one in people]).exclude(windows=None)
    if counted.filter(~Exists(observed)).exists():
        raise Conflict(what=_("Not all observations of this session are kept any more; a new history would have gaps."))
