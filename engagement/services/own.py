"""One person's own data in one session: their trace, what they noted, and until when it is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np
from psycopg import sql

from engagement import access
from engagement.models import Participant, Session
from engagement.pipeline.counting import STATES
from engagement.services import annotations as notes
from engagement.services.grid import FINE_UP_TO_S, WINDOW_COLUMNS, counting_of, grid_from, listed, one
from engagement.services.records import read_records

# Also of somebody whom the host removed: it is still theirs.
WINDOWS = sql.SQL("""
    SELECT participant_id, extract(epoch FROM started_at)::bigint,
           facing_s, second_screen_s, notes_s, away_s, eyes_closed_s, unknown_s
    FROM engagement_window WHERE participant_id = %(participant)s
""")


def history(participant: Participant) -> dict[str, Any]:
    """Columnar like `services.history`: the lists of `windows` are aligned with `times`; null is unknown."""
    session = participant.session
    records = read_records(WINDOWS, WINDOW_COLUMNS, {"participant": participant.pk})
    grid = grid_from(records, session, [participant], counting_of(session), FINE_UP_TO_S)
    names = np.array([*STATES, None], dtype=object)  # -1, nothing arrived, is the last
    attentiveness, known_share = grid.totals
    cells, shares = grid.cells
    return {
        "session": _session_as_dict(session),
        "participant": {"id": participant.pk, "name": participant.name, "joined_at": participant.joined_at},
        "window_s": grid.window_s,
        "times": grid.times.tolist(),
        "attentiveness": one(attentiveness[0]),
        "known_share": one(known_share[0]),
        "counted": [state for state, counts in zip(STATES, grid.counting.counted, strict=True) if counts],
        "seconds": dict(zip(STATES, listed(grid.seconds[0].sum(axis=0), 1), strict=True)),
        "windows": {
            "attentiveness": listed(cells[0]),
            "state": names[grid.main_state[0]].tolist(),
            "known_share": listed(np.where(grid.main_state[0] >= 0, shares[0], np.nan)),
        },
        "annotations": notes.of(participant),
        "kept": _kept(session),
    }


def participation_as_dict(participant: Participant) -> dict[str, Any]:
    session = participant.session
    return {"name": participant.name, "joined_at": participant.joined_at, "session": _session_as_dict(session)}


def _session_as_dict(session: Session) -> dict[str, Any]:
    return {
        "title": session.title,
        "course": session.course.title,
        "code": session.code,
        "status": session.status,
        "clock": session.clock,
        "started_at": session.started_at,
        "ended_at": session.ended_at,
    }


def _kept(session: Session) -> dict[str, Any]:
    """Until when the observations and the rest are kept (`services.retention`); known once the session is over."""
    policy = access.policy_of(session.course)
    return {
        "observations_days": policy.keep_observations_days,
        "history_days": policy.keep_history_days,
        "observations_until": _until(session, min(policy.keep_observations_days, policy.keep_history_days)),
        "history_until": _until(session, policy.keep_history_days),
        "host_sees_people": access.shows_people(session.course),
    }


def _until(session: Session, days: int) -> datetime | None:
    if session.status != Session.Status.CLOSED or session.ended_at is None:
        return None
    return max(session.ended_at, session.created_at) + timedelta(days=days)
