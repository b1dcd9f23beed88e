"""What happened in a session or a course, read from windows and segments, never from raw observations.

Everything is columnar: each list is aligned with `times`. A window without data is null, which means unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db.models import prefetch_related_objects

from engagement import access
from engagement.models import Participant, Session
from engagement.pipeline.counting import STATES, Floats
from engagement.services import edits, sessions
from engagement.services.grid import FINE_UP_TO_S, MINIMUM_PEOPLE, Grid, grid_of, listed, one

# Of the figures' distribution over people: 0..1 in tenths.
BINS = 10


def of_session(session: Session) -> dict[str, Any]:
    """With nobody in it where the course shows its host no single people."""
    prefetch_related_objects([session], "breaks", "markers")
    people = list(access.participants_of(session))
    grid = grid_of(session, people, FINE_UP_TO_S)
    shows_people = access.shows_people(session.course)
    return {
        "class_only": not shows_people,
        "window_s": grid.window_s,
        "times": grid.times.tolist(),
        "curve": grid.curve(),
        "distribution": distribution(grid.totals[0]),
        "people": _people(grid, people) if shows_people else [],
        "markers": [sessions.marker_as_dict(marker) for marker in session.markers.all()],
        **edits.of(session),
    }


def distribution(attentiveness: Floats) -> dict[str, Any] | None:
    """How many people have which figure, in tenths; None for fewer than five with one."""
    known = attentiveness[np.isfinite(attentiveness)]
    if len(known) < MINIMUM_PEOPLE:
        return None
    q25, median, q75 = (one(value) for value in np.quantile(known, (0.25, 0.5, 0.75)))
    counts, _edges = np.histogram(known, BINS, (0, 1))
    return {"n": len(known), "counts": counts.tolist(), "q25": q25, "median": median, "q75": q75}


def _people(grid: Grid, people: Sequence[Participant]) -> list[dict[str, Any]]:
    names = np.array([*STATES, None], dtype=object)  # -1, nothing arrived, is the last
    attentiveness, known_share = grid.totals
    seconds = grid.seconds.sum(axis=1)
    cells, shares = grid.cells
    shares = np.where(grid.main_state >= 0, shares, np.nan)
    return [
        {
            "id": person.pk,
            "name": person.name,
            "joined_at": person.joined_at,
            "attentiveness": one(attentiveness[row]),
            "known_share": one(known_share[row]),
            "seconds": dict(zip(STATES, listed(seconds[row], 1), strict=True)),
            "windows": {
                "attentiveness": listed(cells[row]),
                "state": names[grid.main_state[row]].tolist(),
                "known_share": listed(shares[row]),
            },
        }
        for row, person in enumerate(people)
    ]
