"""Why a number is what it is: the stretches, angles and seconds behind it, and a sentence that says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import Sum
from django.utils.translation import gettext as _

from engagement.errors import FieldInvalid
from engagement.models import Participant, Segment, Session, Window
from engagement.pipeline.counting import KNOWN, STATES, WINDOW_S
from engagement.services.grid import REASONS, counting_of, one
from engagement.services.sentences import Stretch, sentence

LONGEST = timedelta(hours=24)
SUMS = (*(f"{state}_s" for state in STATES), "on_zone_low_s", "on_zone_high_s")


@dataclass(frozen=True)
class Span:
    """Whole windows, since those are what the numbers were made from."""

    start: datetime
    end: datetime

    @classmethod
    def around(cls, start: datetime, end: datetime) -> Span:
        if not timedelta(0) < end - start <= LONGEST:
            raise FieldInvalid(field="to", what=_("choose a time after “from”, at most 24 hours later."))
        first = start.timestamp() // WINDOW_S * WINDOW_S
        last = -(-end.timestamp() // WINDOW_S) * WINDOW_S
        return cls(datetime.fromtimestamp(first, start.tzinfo), datetime.fromtimestamp(last, start.tzinfo))

    @property
    def seconds(self) -> float:
        return (self.end - self.start).total_seconds()


def explain(participant: Participant, session: Session, start: datetime, end: datetime) -> dict[str, Any]:
    span = Span.around(start, end)
    sums = _sums(participant, span)
    seconds = np.array([sums[f"{state}_s"] for state in STATES])
    attentiveness, known_share = (float(value) for value in counting_of(session).totals(seconds, span.seconds))
    known_s = float(seconds[KNOWN].sum())
    stretches = _stretches(participant, span)
    return {
        "sentence": sentence(stretches, known_s, span.seconds),
        "attentiveness": one(attentiveness),
        "interval": _interval(sums, known_s) if one(attentiveness) is not None else None,
        "known_share": one(known_share),
        "segments": [_segment_as_dict(stretch) for stretch in stretches],
        "parameters": session.scoring.parameters if session.scoring else {},
        "seconds": {state: round(sums[f"{state}_s"], 1) for state in STATES},
        "from": span.start.timestamp(),
        "to": span.end.timestamp(),
    }


def _sums(participant: Participant, span: Span) -> dict[str, float]:
    windows = Window.objects.filter(participant=participant, started_at__gte=span.start, started_at__lt=span.end)
    sums = windows.aggregate(**{name: Sum(name) for name in SUMS})
    return {name: value or 0.0 for name, value in sums.items()}


def _interval(sums: dict[str, float], known_s: float) -> list[float | None]:
    return [one(min(sums[name] / known_s, 1)) for name in ("on_zone_low_s", "on_zone_high_s")]


def _stretches(participant: Participant, span: Span) -> list[Stretch]:
    segments = Segment.objects.filter(participant=participant, started_at__lt=span.end, ended_at__gt=span.start)
    return [
        Stretch(
            start=max(segment.started_at, span.start),
            end=min(segment.ended_at, span.end),
            state=STATES[segment.state],
            reason=REASONS[segment.reason],
            yaw_deg=segment.yaw_deg,
            pitch_deg=segment.pitch_deg,
        )
        for segment in segments.order_by("started_at")
    ]


def _segment_as_dict(stretch: Stretch) -> dict[str, Any]:
    return {
        "from": stretch.start.timestamp(),
        "to": stretch.end.timestamp(),
        "state": stretch.state,
        "reason": stretch.reason,
        "yaw_deg": one(stretch.yaw_deg, 1),
        "pitch_deg": one(stretch.pitch_deg, 1),
    }
