"""One person across the sessions of a course: their figure in each, its trend, and what they did when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from psycopg import sql

from engagement import access
from engagement.models import Annotation, Participant, User
from engagement.pipeline.counting import STATES
from engagement.services import people
from engagement.services.course_history import trend
from engagement.services.grid import WINDOW_COLUMNS, Grid, counting_of, grid_from, listed, one
from engagement.services.records import read_records

WINDOWS = sql.SQL("""
    SELECT participant_id, extract(epoch FROM started_at)::bigint,
           facing_s, second_screen_s, notes_s, away_s, eyes_closed_s, unknown_s
    FROM engagement_window WHERE participant_id = ANY(%(participants)s)
""")


def of(user: User, participant: Participant) -> dict[str, Any]:
    """Every participation of the same person that the user may see, oldest first."""
    key = people.key_of(participant)
    beside = access.people_beside(user, participant)
    theirs = list(people.same(participant, beside).prefetch_related("annotations"))
    lines = _lines(theirs)
    course = participant.session.course
    return {
        "name": theirs[-1].name,
        "by": key.by,
        "own": participant.user_id == user.pk,
        "hosts": course.owner_id == user.pk,
        "course": {"id": course.pk, "title": course.title},
        "sessions": lines,
        "trend": trend([one.session for one in theirs], [line["attentiveness"] for line in lines]),
    }


def _lines(theirs: Sequence[Participant]) -> list[dict[str, Any]]:
    records = read_records(WINDOWS, WINDOW_COLUMNS, {"participants": [one.pk for one in theirs]})
    return [_line(one, _grid(records[records["participant"] == one.pk], one)) for one in theirs]


def _grid(records: np.ndarray, participant: Participant) -> Grid:
    session = participant.session
    return grid_from(records, session, [participant], counting_of(session), fine_up_to_s=0)


def _line(participant: Participant, grid: Grid) -> dict[str, Any]:
    names = np.array([*STATES, None], dtype=object)
    attentiveness, known_share = grid.totals
    cells, shares = grid.cells
    present = grid.main_state[0] >= 0
    return {
        "participant": participant.pk,
        "session": {
            "id": participant.session_id,
            "title": participant.session.title,
            "started_at": participant.session.started_at,
        },
        "attentiveness": one(attentiveness[0]),
        "known_share": one(known_share[0]),
        "seconds": dict(zip(STATES, listed(grid.seconds[0].sum(axis=0), 1), strict=True)),
        "window_s": grid.window_s,
        "times": grid.times.tolist(),
        "windows": {
            "attentiveness": listed(cells[0]),
            "state": names[grid.main_state[0]].tolist(),
            "known_share": listed(np.where(present, shares[0], np.nan)),
        },
        "annotations": [_said(annotation) for annotation in participant.annotations.all()],
    }


def _said(annotation: Annotation) -> dict[str, Any]:
    return {
        "from": annotation.started_at.timestamp(),
        "to": annotation.ended_at.timestamp(),
        "label": str(annotation.get_kind_display()),
        "text": annotation.text,
    }
