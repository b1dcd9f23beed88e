"""What if: a session scored again with other parameters, beside what it has; saved only as a new scoring version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _  # a job may say it to somebody else

from engagement import access
from engagement.errors import Conflict, FieldInvalid
from engagement.models import Job, Participant, Session, User
from engagement.pipeline import knobs, rescoring, scorings
from engagement.pipeline.counting import KNOWN, STATES, Floats
from engagement.services import jobs, retention, scored, sessions
from engagement.services.grid import FINE_UP_TO_S, MINIMUM_PEOPLE, Grid, grid_of, listed, one
from engagement.services.jobs import Outcome, Progress
from engagement.services.rescoring import (
    grid_of as grid_of_rescored,
)
from engagement.services.rescoring import (
    has_observations,
    require_fit_to_save,
    require_observations,
    rescored,
    save,
)

# Low, mixed and high of an attentiveness: no finer words than these (measures.md).
BANDS = (1 / 3, 2 / 3)
# Of the work, what writing takes.
WRITING = 0.1


def of_session(session: Session) -> dict[str, Any]:
    """What can be turned, and for how long."""
    can_score = session.scoring is not None and has_observations(session)
    return {
        **scored.of_session(session),
        "now": _as_it_is(session) if can_score else None,
        "knobs": knobs.as_dicts(),
        "zones": list(knobs.ZONES),
        "default_zones": knobs.default_zones(),
        "has_observations": can_score,
        "kept_until": retention.observations_until(session),
        "can_save": session.status == Session.Status.CLOSED,
        "class_only": not access.shows_people(session.course),
        "minimum_people": MINIMUM_PEOPLE,
    }


def request(user: User, session: Session, changes: dict[str, Any], version: int | None, is_saved: bool) -> Job:
    """A job that scores the session again, with the values of one of its versions and what is changed of them.

    What the user asked before, and nobody waits for any more, is dropped.
    """
    if session.scoring is None:
        raise Conflict(what=_("nothing of this session has been scored yet"))
    require_observations(session)
    if is_saved:
        require_fit_to_save(session, list(access.participants_of(session)))
    _changed(session, changes, version)
    waiting = access.jobs_of(user).filter(session=session, kind=Job.Kind.WHAT_IF, status__in=jobs.UNFINISHED)
    waiting.filter(parameters__save=False).delete()
    parameters = {"changes": changes, "version": version, "save": is_saved, "scoring": session.scoring.pk}
    return jobs.request(user, session.course, Job.Kind.WHAT_IF, parameters, session)


def handle(job: Job, progress: Progress) -> Outcome:
    assert job.session is not None, "it is asked of a session"
    session = Session.objects.select_related("course__policy", "scoring").get(pk=job.session.pk)
    is_saved = bool(job.parameters["save"])
    if session.scoring_id != job.parameters["scoring"]:
        raise Conflict(what=_("the session was scored again by somebody else meanwhile; load the page anew"))
    people = list(access.participants_of(session).select_related("session"))
    require_observations(session)
    if is_saved:
        require_fit_to_save(session, people)
    scoring = _changed(session, job.parameters["changes"], job.parameters.get("version"))
    if is_saved:
        scoring = rescoring.keep(scoring)
    old = grid_of(session, people, FINE_UP_TO_S)
    done = rescored(people, scoring, is_saved, lambda share: progress((1 - WRITING) * share))
    new = grid_of_rescored(session, done, scoring, FINE_UP_TO_S)
    result = compared(session, people, old, new)
    if is_saved:
        save(session, done, scoring, job.owner)
        result["saved_as"] = scoring.version
    return Outcome({**result, "changes": job.parameters["changes"], "before": job.parameters["scoring"]})


def compared(session: Session, people: Sequence[Participant], old: Grid, new: Grid) -> dict[str, Any]:
    """Old beside new; nobody alone where the course shows its host no single people."""
    shows_people = access.shows_people(session.course)
    both = {"old": old, "new": new}
    # Of people with a figure: who sent nothing hides nobody.
    is_class = all(np.isfinite(grid.totals[0]).sum() >= MINIMUM_PEOPLE for grid in both.values())
    return {
        "window_s": new.window_s,
        "times": new.times.tolist(),
        "markers": [sessions.marker_as_dict(marker) for marker in session.markers.all()],
        "curves": {name: grid.curve() for name, grid in both.items()},
        "totals": {name: _totals(grid) for name, grid in both.items()} if shows_people or is_class else None,
        "bands": _bands(old, new) if shows_people or is_class else None,
        "people": _people(people, old, new) if shows_people else None,
    }


def _as_it_is(session: Session) -> dict[str, Any]:
    """The session as it is scored, in the form of an answer: nothing has to be computed again for it."""
    people = list(access.participants_of(session))
    grid = grid_of(session, people, FINE_UP_TO_S)
    return compared(session, people, grid, grid)


def _changed(session: Session, changes: dict[str, Any], version: int | None) -> Any:
    """One of the session's scorings, by default the one it has, with some parameters changed."""
    assert session.scoring is not None, "somebody asked for the scoring of a session that has one"
    for name, value in changes.items():
        _require_in_range(name, value)
    base = scored.version_of(session, version or session.scoring.pk)
    if base is None:
        raise FieldInvalid(field="version", what=_("this session was never scored with it."))
    parameters = {**scorings.of_row(base).as_dict(), **changes}
    parameters["counted"] = [zone for zone in knobs.ZONES if zone in parameters["counted"]]
    if parameters["leave"] < parameters["enter"]:
        raise FieldInvalid(field="leave", what=_("leaving a zone takes at least as far as entering it; choose more."))
    return rescoring.numbered(parameters)


def _require_in_range(name: str, value: Any) -> None:
    if name == "counted":
        if not isinstance(value, list) or any(zone not in knobs.ZONES for zone in value):
            raise FieldInvalid(field=name, what=_("expected some of {names}.").format(names=", ".join(knobs.ZONES)))
        return
    knob = knobs.BY_NAME.get(name)
    if knob is None:
        raise FieldInvalid(field=name, what=_("expected one of {names}.").format(names=", ".join(knobs.BY_NAME)))
    if isinstance(value, bool) or not isinstance(value, int | float) or not knob.low <= value <= knob.high:
        raise FieldInvalid(
            field=name, what=_("expected a number from {low} to {high}.").format(low=knob.low, high=knob.high)
        )


def _totals(grid: Grid) -> dict[str, Any]:
    """Of everybody together: quartiles over people as for any class, mean, and the share of each state."""
    attentiveness, known_share = grid.totals
    known = attentiveness[np.isfinite(attentiveness)]
    seconds = grid.seconds.sum(axis=(0, 1))
    known_s = seconds[KNOWN].sum()
    quartiles = np.quantile(known, (0.25, 0.5, 0.75)) if len(known) >= MINIMUM_PEOPLE else np.full(3, np.nan)
    return {
        "n": len(known),
        "quartiles": listed(quartiles),
        "mean": one(known.mean()) if len(known) else None,
        "known_share": one(known_share.mean()) if len(known_share) else None,
        "states": dict(
            zip(STATES[KNOWN], listed(seconds[KNOWN] / known_s if known_s else seconds[KNOWN]), strict=True)
        ),
    }


def _bands(old: Grid, new: Grid) -> dict[str, int]:
    """How many people change their band, of those who have one in both."""
    before, after = (_band(grid.totals[0]) for grid in (old, new))
    both = (before >= 0) & (after >= 0)
    return {
        "n": int(both.sum()),
        "up": int((after > before)[both].sum()),
        "down": int((after < before)[both].sum()),
        "appear": int(((before < 0) & (after >= 0)).sum()),
        "vanish": int(((before >= 0) & (after < 0)).sum()),
    }


def _band(attentiveness: Floats) -> Any:
    """0 low, 1 mixed, 2 high, -1 without enough known time."""
    return np.where(np.isfinite(attentiveness), np.digitize(attentiveness, BANDS), -1)


def _people(people: Sequence[Participant], old: Grid, new: Grid) -> list[dict[str, Any]]:
    (before, known_before), (after, known_after) = old.totals, new.totals
    return [
        {
            "id": person.pk,
            "name": person.name,
            "old": {"attentiveness": one(before[row]), "known_share": one(known_before[row])},
            "new": {"attentiveness": one(after[row]), "known_share": one(known_after[row])},
        }
        for row, person in enumerate(people)
    ]
