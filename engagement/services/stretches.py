"""Stretches of one person in one state, with the one that is still going on, and how exact their angles are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
from django.db.models import Max
from numpy.typing import NDArray
from psycopg import sql

from engagement.models import Observation, Participant, Segment
from engagement.pipeline.counting import STATES
from engagement.services.grid import REASONS
from engagement.services.records import read_records

COLUMNS = {
    **dict.fromkeys(("at", "state", "reason", "out_of_range", "teaching"), "bigint"),
    **dict.fromkeys(("yaw_deg", "pitch_deg", "roll_deg", "yaw_error_deg", "pitch_error_deg", "roll_error_deg"), "real"),
}
OBSERVED = sql.SQL("""
    SELECT (extract(epoch FROM captured_at) * 1000000)::bigint, state, reason, out_of_range::int, teaching,
           coalesce(yaw_deg, 'NaN'), coalesce(pitch_deg, 'NaN'), coalesce(roll_deg, 'NaN'),
           coalesce(yaw_error_deg, 'NaN'), coalesce(pitch_error_deg, 'NaN'), coalesce(roll_error_deg, 'NaN')
    FROM engagement_observation
    WHERE day = %(day)s AND participant_id = %(participant)s AND late_at IS NULL
      AND captured_at >= %(start)s AND captured_at <= %(end)s
    ORDER BY captured_at, sequence
""")
ANGLES = ("yaw_deg", "pitch_deg", "roll_deg")
ERRORS = ("yaw_error_deg", "pitch_error_deg", "roll_error_deg")
MICROSECONDS = 1_000_000


@dataclass(frozen=True)
class Stretch:
    """Angles are medians over its observations, errors one standard deviation of one observation; None is absent."""

    start: datetime
    end: datetime
    state: str
    reason: str
    yaw_deg: float | None
    pitch_deg: float | None
    roll_deg: float | None
    observations: int
    is_open: bool = False
    yaw_error_deg: float | None = None
    pitch_error_deg: float | None = None
    roll_error_deg: float | None = None

    @property
    def seconds(self) -> float:
        return (self.end - self.start).total_seconds()

    def cut(self, start: datetime, end: datetime) -> Stretch:
        return replace(self, start=max(self.start, start), end=min(self.end, end))


def observed(participant: Participant, start: datetime, end: datetime) -> NDArray[np.void]:
    """What was scored of a stretch of time, as far as it is kept: rows of `COLUMNS`, in the order of time."""
    values = {"day": participant.session.day, "participant": participant.pk, "start": start, "end": end}
    return read_records(OBSERVED, COLUMNS, values)


def between(participant: Participant, start: datetime, end: datetime, seen: NDArray[np.void]) -> list[Stretch]:
    """The stretches of a time, cut to it; `seen` is what was observed in it."""
    closed = Segment.objects.filter(participant=participant, started_at__lt=end, ended_at__gt=start)
    stretches = [_closed(segment) for segment in closed.order_by("started_at")]
    going_on = _going_on(participant, seen)
    if going_on is not None and going_on.end > start:
        stretches.append(going_on)
    return [_with_errors(one.cut(start, end), seen) for one in stretches]


def _closed(segment: Segment) -> Stretch:
    return Stretch(
        start=segment.started_at,
        end=segment.ended_at,
        state=STATES[segment.state],
        reason=REASONS[segment.reason],
        yaw_deg=segment.yaw_deg,
        pitch_deg=segment.pitch_deg,
        roll_deg=segment.roll_deg,
        observations=segment.observations,
    )


def _going_on(participant: Participant, seen: NDArray[np.void]) -> Stretch | None:
    """A segment is stored when it ends; what was observed since then is the one that goes on."""
    if participant.ended_at is not None:
        return None
    since = Segment.objects.filter(participant=participant).aggregate(at=Max("ended_at"))["at"]
    rows = seen[seen["at"] >= round(since.timestamp() * MICROSECONDS)] if since else seen
    if not len(rows):
        return None
    known = rows[~np.isnan(rows["yaw_deg"])]
    return Stretch(
        start=since or _time(rows["at"][0]),
        end=_newest(participant) or _time(rows["at"][-1]),
        state=STATES[int(rows["state"][-1])],
        reason=REASONS[int(rows["reason"][-1])],
        **{name: _median(known[name]) for name in ANGLES},
        observations=len(rows),
        is_open=True,
    )


def _newest(participant: Participant) -> datetime | None:
    stored = Observation.objects.filter(day=participant.session.day, participant=participant, late_at=None)
    newest: datetime | None = stored.aggregate(at=Max("captured_at"))["at"]
    return newest


def _with_errors(stretch: Stretch, seen: NDArray[np.void]) -> Stretch:
    first, behind = np.searchsorted(
        seen["at"], [round(at.timestamp() * MICROSECONDS) for at in (stretch.start, stretch.end)]
    )
    return replace(stretch, **errors_of(seen[first:behind]))


def errors_of(seen: NDArray[np.void]) -> dict[str, Any]:
    """The median error of each angle."""
    return {name: _median(seen[name][~np.isnan(seen[name])]) for name in ERRORS}


def _median(values: NDArray[np.floating[Any]]) -> float | None:
    return float(np.median(values)) if len(values) else None


def _time(microseconds: int) -> datetime:
    return datetime.fromtimestamp(int(microseconds) / MICROSECONDS, UTC)
