"""Two participants who are one person become one; and who of the roster a participant is.

Only when both are over: while one is measured, the worker remembers them, and what it writes next would not know of the
other. Until then both can be matched to one entry of the roster, and attendance counts them once.

Where both have a window at the same time, it becomes one. When the two were not there at once (their time with a
connection fits into the window), it is the sum of both. Otherwise it is the window of who is known for longer in it,
and the observations that made the other one go with it. Segments are cut to match; where nobody was connected, what is
left says so. Everything else is added up, or the earlier, the later or the newer of both.

What hangs on the other goes along: annotations, signals (of two raised hands the earlier one stays up), the
calibration, and the token to their own data, which now reads, and can delete, what both have become. Whoever logged in
as two users, or stands for two people on the roster, is not one person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils.translation import gettext as _

from engagement import access
from engagement.errors import Conflict
from engagement.models import (
    Annotation,
    Calibration,
    Merged,
    Observation,
    Participant,
    RosterEntry,
    Segment,
    Signal,
    Window,
)
from engagement.pipeline import broadcast
from engagement.pipeline.counting import STATES, WINDOW_S
from engagement.services import participants
from engagement.services.grid import REASONS

GONE = REASONS.index("disconnected")
UNKNOWN = STATES.index("unknown")
WINDOW = timedelta(seconds=WINDOW_S)
ADDED = (
    *("facing_s", "second_screen_s", "notes_s", "away_s", "eyes_closed_s", "known_s"),
    *("on_zone_low_s", "on_zone_high_s", "eyes_s", "observations", "late"),
)
SLACK_S = 0.05  # times are kept with six digits

Span = tuple[datetime, datetime]
Row = TypeVar("Row", Window, Segment)


@dataclass
class Settled:
    """Windows by their start, and in which of them the time of one of the two is not kept."""

    windows: list[Window]
    lost_by_kept: list[Span]
    lost_by_other: list[Span]


@transaction.atomic
def merge(kept: Participant, other: Participant) -> None:
    """`other` becomes a part of `kept`, and is no participant of their own any more."""
    _require_over(kept, other)
    settled = _settle(list(kept.windows.all()), list(other.windows.all()))
    _merge_segments(kept, other, settled)
    Window.objects.filter(participant__in=[kept.pk, other.pk]).delete()
    Window.objects.bulk_create(_of(kept, settled.windows))
    _merge_observations(kept, other, settled)
    _merge_rest(kept, other)
    news = {"id": other.pk, "name": other.name, "connected": False}
    transaction.on_commit(
        lambda: broadcast.send(kept.session_id, {"type": "participant", "change": "left", "participant": news})
    )
    other.delete()


def match(participant: Participant, entry: RosterEntry | None) -> None:
    """Who of the roster it is; nobody, again. Somebody whom a recording showed has no other name."""
    access.require_people(participant.session)
    if entry and entry.course_id != participant.session.course_id:
        raise Conflict(what=_("this person is on the roster of another course"))
    participant.roster_entry = entry
    participant.save(update_fields=["roster_entry"])
    if entry and participant.source == Participant.Source.IMPORT:
        participants.rename(participant, entry.name)


def _require_over(kept: Participant, other: Participant) -> None:
    access.require_people(kept.session)
    if kept.pk == other.pk:
        raise Conflict(what=_("this is one and the same participant; choose another"))
    if kept.session_id != other.session_id:
        raise Conflict(what=_("they took part in different sessions; match both to one person on the roster instead"))
    if _differ(kept.user_id, other.user_id):
        raise Conflict(what=_("they were logged in with two accounts, so they are two people"))
    if _differ(kept.roster_entry_id, other.roster_entry_id):
        raise Conflict(what=_("they stand for two people on the roster; match both to one of these first"))
    people = list(Participant.objects.select_for_update().filter(pk__in=[kept.pk, other.pk], withdrawn_at=None))
    if len(people) < 2 or any(one.ended_at is None for one in people):
        raise Conflict(
            what=_(
                "both are still being measured, or were a moment ago; close the session first, and wait a few seconds. "
                "Until then you can match both to one person on the roster"
            )
        )


def _differ(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and one != other


def _settle(kept: Sequence[Window], other: Sequence[Window]) -> Settled:
    mine, theirs = ({window.started_at: window for window in windows} for windows in (kept, other))
    settled = Settled([], [], [])
    for at in sorted(mine.keys() | theirs.keys()):
        one, two = mine.get(at), theirs.get(at)
        if one is None or two is None:
            settled.windows.extend(window for window in (one, two) if window)
        elif _connected_s(one) + _connected_s(two) <= WINDOW_S + SLACK_S:
            settled.windows.append(_sum(one, two))
        elif one.known_s >= two.known_s:
            settled.windows.append(one)
            settled.lost_by_other.append((at, at + WINDOW))
        else:
            settled.windows.append(two)
            settled.lost_by_kept.append((at, at + WINDOW))
    return settled


def _connected_s(window: Window) -> float:
    return window.known_s + (0.0 if window.main_reason == GONE else window.unknown_s)


def _sum(one: Window, two: Window) -> Window:
    """What describes rather than counts is that of who is known for longer."""
    longer, shorter = (one, two) if (one.known_s, one.observations) >= (two.known_s, two.observations) else (two, one)
    booked_s = max(one.known_s + one.unknown_s, two.known_s + two.unknown_s)
    longer.attentiveness = _mean(longer, shorter)
    for name in ADDED:
        setattr(longer, name, getattr(longer, name) + getattr(shorter, name))
    if longer.blinks is not None and shorter.blinks is not None:
        longer.blinks += shorter.blinks
    longer.unknown_s = max(booked_s - longer.known_s, 0.0)
    if longer.main_reason == GONE and _connected_s(shorter) > 0:
        longer.main_reason = shorter.main_reason
    return longer


def _mean(longer: Window, shorter: Window) -> float | None:
    """Weighted by what is known of each."""
    if shorter.attentiveness is None or longer.attentiveness is None or not shorter.known_s:
        return longer.attentiveness
    known_s = longer.known_s + shorter.known_s
    return (longer.attentiveness * longer.known_s + shorter.attentiveness * shorter.known_s) / known_s


def _merge_segments(kept: Participant, other: Participant, settled: Settled) -> None:
    """First what the one saw in the windows that are theirs, then what the other did, then who was gone."""
    mine, theirs = list(kept.segments.all()), list(other.segments.all())
    parts: list[tuple[Segment, Span]] = []
    for segments, lost in ((mine, settled.lost_by_kept), (theirs, settled.lost_by_other)):
        _place(parts, (segment for segment in segments if segment.reason != GONE), lost)
    for segments in (mine, theirs):
        _place(parts, (segment for segment in segments if segment.reason == GONE), [])
    rows = {part[0]: _cut(segment, part) for segment, part in sorted(parts, key=lambda one: one[1])}
    Segment.objects.filter(participant__in=[kept.pk, other.pk]).delete()
    Segment.objects.bulk_create(_of(kept, rows.values()))


def _place(parts: list[tuple[Segment, Span]], segments: Iterable[Segment], lost: Sequence[Span]) -> None:
    """Adds, in place, of each segment of one person what is neither lost nor taken already."""
    taken = sorted([*lost, *(span for _segment, span in parts)])
    for segment in segments:
        parts.extend((segment, span) for span in _without((segment.started_at, segment.ended_at), taken))


def _without(span: Span, taken: Sequence[Span]) -> list[Span]:
    """What is left of a span; what is taken is in the order of time."""
    left: list[Span] = []
    start, end = span
    for begin, stop in taken:
        if stop <= start or begin >= end:
            continue
        if begin > start:
            left.append((start, begin))
        start = max(start, stop)
        if start >= end:
            return left
    return [*left, (start, end)] if start < end else left


def _cut(segment: Segment, span: Span) -> Segment:
    """Its angles are medians of all of it; its observations are shared out by time."""
    whole_s = (segment.ended_at - segment.started_at).total_seconds()
    share = (span[1] - span[0]).total_seconds() / whole_s if whole_s else 1.0
    values = {field.attname: getattr(segment, field.attname) for field in Segment._meta.concrete_fields if field.column}
    cut = {"started_at": span[0], "ended_at": span[1], "observations": max(round(segment.observations * share), 1)}
    return Segment(**values | cut)


def _of(kept: Participant, rows: Iterable[Row]) -> list[Row]:
    listed = list(rows)
    for row in listed:
        row.participant_id = kept.pk
    return listed


def _merge_observations(kept: Participant, other: Participant, settled: Settled) -> None:
    """Numbered on: who was there first keeps their numbers. Two steps, so that no two rows ever have one number."""
    day = kept.session.day
    for person, lost in ((kept, settled.lost_by_kept), (other, settled.lost_by_other)):
        _forget(day, person, lost)
    first, second = sorted((kept, other), key=lambda person: _began(day, person))
    last = Observation.objects.filter(day=day, participant=first).aggregate(last=Max("sequence"))["last"] or 0
    _renumber(day, second, first, last)
    if first is not kept:
        _renumber(day, first, kept, 0)


def _began(day: date, person: Participant) -> datetime:
    stored = Observation.objects.filter(day=day, participant=person)
    began: datetime | None = stored.aggregate(at=Min("captured_at"))["at"]
    return began or person.joined_at


def _forget(day: date, person: Participant, lost: Sequence[Span]) -> None:
    if lost:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM engagement_observation o USING unnest(%s::timestamptz[], %s::timestamptz[]) AS lost(a, b) "
                "WHERE o.day = %s AND o.participant_id = %s AND o.captured_at >= lost.a AND o.captured_at < lost.b",
                [[span[0] for span in lost], [span[1] for span in lost], day, person.pk],
            )


def _renumber(day: date, source: Participant, target: Participant, after: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE engagement_observation SET participant_id = %s, sequence = sequence + %s "
            "WHERE day = %s AND participant_id = %s",
            [target.pk, after, day, source.pk],
        )


def _merge_rest(kept: Participant, other: Participant) -> None:
    for model in (Annotation, Signal, Merged):
        model.objects.filter(participant=other).update(participant=kept)
    Merged.objects.create(former=other.pk, participant=kept)
    _lower_second_hand(kept)
    _merge_calibration(kept, other)
    kept.joined_at = min(kept.joined_at, other.joined_at)
    kept.ended_at = max(one.ended_at for one in (kept, other) if one.ended_at)
    kept.consented_at = min((one.consented_at for one in (kept, other) if one.consented_at), default=None)
    kept.last_seen_at = max((one.last_seen_at for one in (kept, other) if one.last_seen_at), default=None)
    for name in ("dropped", "rejected", "late"):
        setattr(kept, name, getattr(kept, name) + getattr(other, name))
    kept.roster_entry_id = kept.roster_entry_id or other.roster_entry_id
    kept.user_id = kept.user_id or other.user_id
    kept.save()


def _lower_second_hand(kept: Participant) -> None:
    """As if they had raised one hand: a second tap changes nothing."""
    raised = kept.signals.filter(kind=Signal.Kind.HAND, lowered_at=None).order_by("at", "pk")
    raised.filter(pk__in=[hand.pk for hand in raised[1:]]).delete()


def _merge_calibration(kept: Participant, other: Participant) -> None:
    """The newer one."""
    both = Calibration.objects.filter(participant__in=[kept.pk, other.pk]).order_by("-updated_at")
    newest = both.first()
    if newest is None:
        return
    both.delete()
    Calibration.objects.create(participant=kept, described=newest.described, updated_at=newest.updated_at)
