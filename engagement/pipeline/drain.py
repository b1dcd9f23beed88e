"""Empty a shard: read, sort out, analyse, store, and only then acknowledge and show."""

import datetime as dt
import logging
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.db import OperationalError
from django.utils import timezone
from redis.exceptions import RedisError

from analysis.attentiveness import Scoring
from engagement.errors import AnalysisFailed
from engagement.models import Session, ShardState
from engagement.pipeline import broadcast, intake, observations, scorings, store, stream, windows
from engagement.pipeline.analyse import Analysed, analyse
from engagement.pipeline.counting import last_minutes
from engagement.pipeline.intake import Intake, Person
from engagement.pipeline.items import FRAME, Items
from engagement.pipeline.late import past_of
from engagement.pipeline.memory import Memory
from engagement.pipeline.stream import Entry

logger = logging.getLogger(__name__)

# A service is away: nothing is acknowledged, and the next request tries again.
AWAY = (OperationalError, RedisError)
ENTRIES = 16  # of one transaction
# last_seen_at is for people to read; written more often it would only make work.
SEEN_EVERY_S = 5.0
# A job that goes on longer makes way: the shards take turns, so that a long import does not hold up a live session.
JOB_S = 0.5


def drain(shard: int) -> None:
    stream.clear_drain_request(shard)
    with store.shard_lock(shard) as is_ours:
        if not is_ours:
            return
        state = store.load(shard)
        until = time.monotonic() + JOB_S
        while (entries := _entries(shard, state.last_entry, ENTRIES)) and time.monotonic() < until:
            state = _drain_batch(state, entries)
    # What is left, and what came while the lock was held: it asked for a job that found the lock taken.
    if _entries(shard, state.last_entry, 1):
        stream.request_drain(shard)


def _drain_batch(state: ShardState, entries: Sequence[Entry]) -> ShardState:
    try:
        return _drain_together(state, entries)
    except AWAY:
        raise
    except Exception:
        logger.exception("a batch of shard=%d failed; its participants are taken one by one", state.shard)
        return _drain_apart(state.shard, entries)


def _drain_apart(shard: int, entries: Sequence[Entry]) -> ShardState:
    """A mistake of ours about one person must not stop everybody of their shard.

    Killed half-way, the rest of the entries is gone; it was not acknowledged, so it is asked for again.
    """
    state = store.load(shard)
    for participant in sorted(set().union(*_senders(entries).values())):
        theirs = [_only(entry, participant) for entry in entries]
        try:
            state = _drain_together(state, theirs)
        except AWAY:
            raise
        except Exception:
            logger.exception("participant=%d cannot be analysed; what they sent is rejected", participant)
            _reject_all(theirs)
            state = _drain_together(state, [_only(entry, None) for entry in entries])
    return state


def _only(entry: Entry, participant: int | None) -> Entry:
    return entry._replace(items=entry.items.only(entry.items.head["participant"] == (participant or 0)))


def _reject_all(entries: Iterable[Entry]) -> None:
    error = AnalysisFailed()
    for entry in entries:
        sent = entry.items.head[entry.items.head["sequence"] > 0][["participant", "sequence"]].tolist()
        rejects = [(participant, sequence, error.code, error.sentence) for participant, sequence in sent]
        if entry.process and rejects:
            stream.acknowledge(entry.process, [], [], rejects)


def _drain_together(state: ShardState, entries: Sequence[Entry]) -> ShardState:
    batch = _Batch.of(Memory.of(state), entries)
    past = past_of(batch.memory, batch.accepted, batch.days)
    analysed = analyse(batch.memory, batch.intake, batch.accepted, batch.pictures, batch.scorings, past)
    for day in {batch.days[participant] for participant in analysed.heard}:
        store.ensure_partition(day)
    known = set(state.participants)
    state = ShardState(shard=state.shard, last_entry=entries[-1].id, **analysed.memory.as_fields())
    gone = store.store(state, _to_store(batch, analysed, known - set(state.participants)))
    stream.trim(state.shard, state.last_entry)
    _acknowledge(entries, batch, analysed)
    _show(batch, analysed, gone)
    return state


def _entries(shard: int, after: str, count: int) -> list[Entry]:
    """What waits after an entry.

    IDs are times. If Valkey was restarted empty and its clock went back, new entries stand before the last stored one;
    looking from the start finds them. What was stored before is known by its sequences.
    """
    return stream.read(shard, after, count) or stream.read(shard, "0", count)


@dataclass(frozen=True, slots=True)
class _Batch:
    """What came in, and what must be known to go on with it."""

    memory: Memory
    known: Mapping[int, Person]
    intake: Intake
    accepted: Items
    pictures: Mapping[int, stream.Picture]
    days: Mapping[int, dt.date]  # by participant, like
    scorings: Mapping[int, Scoring]

    @classmethod
    def of(cls, memory: Memory, entries: Sequence[Entry]) -> "_Batch":
        items = Items.joined([entry.items for entry in entries])
        senders = set(items.head["participant"].tolist())
        known = intake.people(senders | set(memory.participants))
        active = {pk for pk, person in known.items() if not (person.withdrawn or person.ended)}
        sessions = _sessions({known[participant].session for participant in active})
        day_of = {pk: session.day for pk, session in sessions.items()}
        days = {participant: day_of[known[participant].session] for participant in active}
        by_session = _scorings(sessions)
        memory = memory.only(active)
        newcomers = sorted((senders & active) - set(memory.participants))
        if newcomers:
            memory = memory.with_people(store.last_sequences({one: days[one] for one in newcomers}))
        pictures = stream.pictures(set(items.head["participant"][items.head["kind"] == FRAME].tolist()))
        sorted_out = intake.sort_out(items, known, memory.settled(), pictures)
        return cls(
            memory,
            known,
            sorted_out,
            items.only(np.array(sorted_out.accepted, np.intp)),
            pictures,
            days,
            {participant: by_session[known[participant].session] for participant in active},
        )


def _sessions(ids: Iterable[int]) -> dict[int, Session]:
    return Session.objects.in_bulk(ids)


def _scorings(sessions: Mapping[int, Session]) -> dict[int, Scoring]:
    """By session. One that has none yet is measured by today's, from now to its end."""
    new = [pk for pk, session in sessions.items() if session.scoring_id is None]
    if new:
        Session.objects.filter(pk__in=new, scoring=None).update(scoring=scorings.stored(Scoring()))
        sessions = {**sessions, **_sessions(new)}
    return {pk: scorings.of_version(one.scoring_id) for pk, one in sessions.items() if one.scoring_id is not None}


def _to_store(batch: _Batch, analysed: Analysed, forgotten: set[int]) -> store.Batch:
    rejected = Counter(one.participant for one in batch.intake.rejected + analysed.rejected)
    superseded = batch.intake.superseded + analysed.left
    heard = set(analysed.heard) | set(rejected) | set(superseded)
    about = heard | set(analysed.ended)
    counted = {one for one in about if one in superseded or one in rejected or one in analysed.late}
    seen_before = time.time() - SEEN_EVERY_S
    unseen = {one for one in about if one in batch.known and batch.known[one].seen_at < seen_before}
    return store.Batch(
        participants=about,
        counts={one: store.Counts(superseded[one], rejected[one], analysed.late[one]) for one in counted | unseen},
        observations=observations.columns_of(analysed.rows, batch.days),
        checkpoints=store.Checkpoints(analysed.again, analysed.anew, analysed.further, forgotten),
        rewritten=analysed.rewritten,
        calibrations=analysed.calibrations,
        segments=windows.columns_of(analysed.segments, batch.memory.participants),
        windows=windows.columns_of(analysed.windows, batch.memory.participants),
        ended={participant: _time(at) for participant, at in analysed.ended.items()},
    )


def _time(at: float) -> dt.datetime:
    """Now for somebody of whom nothing was ever seen (NaN)."""
    return dt.datetime.fromtimestamp(at, dt.UTC) if at == at else timezone.now()


def _acknowledge(entries: Sequence[Entry], batch: _Batch, analysed: Analysed) -> None:
    """Tell each web process about the participants it sent items of."""
    settled, lost = batch.intake.settled, batch.intake.lost
    superseded = batch.intake.superseded + analysed.left
    rejected = batch.intake.rejected + analysed.rejected
    for process, senders in _senders(entries).items():
        if not process:
            continue  # items of our own, such as ends
        known = sorted(senders & set(settled))
        acks = [(one, settled[one], batch.known[one].dropped + superseded[one]) for one in known]
        rejects = [
            (one.participant, one.sequence, one.error.code, one.error.sentence)
            for one in rejected
            if one.participant in senders
        ]
        resumes = [(one, settled[one]) for one in sorted(lost & senders)]
        entered = [(one, at, settled[one]) for one, at in batch.intake.entered if one in settled and one in senders]
        stream.acknowledge(process, acks, resumes, rejects, entered)


def _senders(entries: Iterable[Entry]) -> dict[str, set[int]]:
    senders: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        senders[entry.process].update(entry.items.head["participant"].tolist())
    return senders


def _show(batch: _Batch, analysed: Analysed, gone: set[int]) -> None:
    """One update for each session that somebody of the batch is in."""
    moments = {one: moment for one, moment in analysed.moments.items() if one not in gone}
    by_session = {}
    for one in moments:
        session = batch.known[one].session
        if session not in by_session:
            by_session[session] = scorings.counting_of(batch.scorings[one])
    countings = {one: by_session[batch.known[one].session] for one in moments}
    minutes = last_minutes({one: moment.at for one, moment in moments.items()}, countings)
    rows = defaultdict(list)
    for participant, moment in moments.items():
        *pose, quality, held_s, out_of_range = moment
        row = [participant, *pose, *minutes[participant], quality, held_s, out_of_range]
        rows[batch.known[participant].session].append(row)
    now = time.time()
    broadcast.send_all({session: {"type": "update", "at": now, "people": people} for session, people in rows.items()})
