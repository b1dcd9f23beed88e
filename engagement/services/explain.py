"""Why a number is what it is: the stretches, angles and seconds behind it, and sentences that say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

import numpy as np
from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from engagement.errors import FieldInvalid
from engagement.models import Participant, Session, Window
from engagement.pipeline.counting import KNOWN, STATES, WINDOW_S
from engagement.services import annotations as notes
from engagement.services import calibration, stretches
from engagement.services.counted import Counted
from engagement.services.details import details
from engagement.services.grid import counting_of, one
from engagement.services.sentences import sentence
from engagement.services.stretches import Stretch

LONGEST = timedelta(hours=24)
SUMS = (*(f"{state}_s" for state in STATES), "on_zone_low_s", "on_zone_high_s", "observations", "late")


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

    def counted(self, session: Session) -> list[Span]:
        """What of it counts."""
        pieces = Counted.of(session).stretches(self.start.timestamp(), self.end.timestamp())
        return [Span(*(datetime.fromtimestamp(edge, self.start.tzinfo) for edge in piece)) for piece in pieces]

    def as_query(self) -> Q:
        return Q(started_at__gte=self.start, started_at__lt=self.end)


def explain(participant: Participant, session: Session, start: datetime, end: datetime) -> dict[str, Any]:
    return told(participant, session, start, end)


def told(participant: Participant, session: Session, start: datetime, end: datetime) -> dict[str, Any]:
    """To whoever may see it: in a class-only session that is the participant alone."""
    span = Span.around(start, end)
    pieces = span.counted(session)
    counted_s = sum(piece.seconds for piece in pieces)
    sums = _sums(participant, pieces)
    seen = stretches.observed(participant, span.start, span.end)
    between = [
        one.cut(piece.start, piece.end)
        for one in stretches.between(participant, span.start, span.end, seen)
        for piece in pieces
        if one.start < piece.end and one.end > piece.start
    ]
    known_s = sum(sums[f"{state}_s"] for state in STATES[KNOWN])
    numbers = _numbers(session, counted_s, sums, known_s) | _counts(sums, seen)
    return {
        "sentence": sentence(between, known_s, counted_s),
        "details": details(numbers, span.seconds - counted_s),
        **numbers,
        "segments": [_segment_as_dict(stretch) for stretch in between],
        "parameters": session.scoring.parameters if session.scoring else {},
        "scoring_version": session.scoring.version if session.scoring else None,
        "calibration": calibration.of(participant),
        "annotations": notes.of(participant, span.start, span.end),
        "from": span.start.timestamp(),
        "to": span.end.timestamp(),
    }


def _sums(participant: Participant, pieces: Sequence[Span]) -> dict[str, float]:
    if not pieces:
        return dict.fromkeys((*SUMS, "shut_s", "seen_s"), 0.0)
    counted = reduce(or_, (piece.as_query() for piece in pieces))
    windows = Window.objects.filter(counted, participant=participant)
    eyes = {"shut_s": Sum(F("perclos") * F("eyes_s")), "seen_s": Sum("eyes_s", filter=Q(perclos__isnull=False))}
    sums = windows.aggregate(**{name: Sum(name) for name in SUMS}, **eyes)
    return {name: value or 0.0 for name, value in sums.items()}


def _numbers(session: Session, counted_s: float, sums: dict[str, float], known_s: float) -> dict[str, Any]:
    seconds = np.array([sums[f"{state}_s"] for state in STATES])
    counting = counting_of(session)
    attentiveness, known_share = (float(value) for value in counting.totals(seconds, counted_s))
    has_enough = one(attentiveness) is not None
    return {
        "attentiveness": one(attentiveness),
        "interval": _interval(sums, known_s) if has_enough else None,
        "known_share": one(known_share),
        "seconds": {state: round(sums[f"{state}_s"], 1) for state in STATES},
        "counted": [state for state, counts in zip(STATES, counting.counted, strict=True) if counts],
        "perclos": one(sums["shut_s"] / sums["seen_s"]) if sums["seen_s"] else None,
    }


def _interval(sums: dict[str, float], known_s: float) -> list[float | None]:
    return [one(min(sums[name] / known_s, 1)) for name in ("on_zone_low_s", "on_zone_high_s")]


def _counts(sums: dict[str, float], seen: NDArray[np.void]) -> dict[str, Any]:
    """`out_of_range`, `teaching` and errors are known as long as observations are kept."""
    is_kept = bool(len(seen))
    return {
        "observations": int(sums["observations"]),
        "late": int(sums["late"]),
        "out_of_range": int(seen["out_of_range"].sum()) if is_kept else None,
        "teaching": int((seen["teaching"] > 0).sum()) if is_kept else None,
        **{name: one(error, 1) for name, error in stretches.errors_of(seen).items()},
    }


def _segment_as_dict(stretch: Stretch) -> dict[str, Any]:
    numbers = (*stretches.ANGLES, *stretches.ERRORS)
    return {
        "from": stretch.start.timestamp(),
        "to": stretch.end.timestamp(),
        "state": stretch.state,
        "reason": stretch.reason,
        "open": stretch.is_open,
        "observations": stretch.observations,
        **{name: one(getattr(stretch, name), 1) for name in numbers},
    }
