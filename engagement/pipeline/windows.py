"""Windows and segments on their way into their tables, and the last minute out of them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from django.db import connection

from analysis.scoring import Scoring
from analysis.types import WINDOW_SECONDS
from engagement.pipeline.columns import Columns, plain, times

WINDOWS = 6  # of a minute, the one that is still open included
LAST_MINUTES = """
    SELECT w.participant_id,
           sum(w.facing_s + wanted.second_screen::int * w.second_screen_s + wanted.notes::int * w.notes_s),
           sum(w.known_s), sum(w.unknown_s)
    FROM unnest(%s::bigint[], %s::float8[], %s::bool[], %s::bool[]) AS wanted(id, first, second_screen, notes)
    JOIN engagement_window w ON w.participant_id = wanted.id AND w.started_at >= to_timestamp(wanted.first)
    GROUP BY w.participant_id
"""


class Minute(NamedTuple):
    attentiveness: float | None
    known_share: float


def columns_of(rows: np.ndarray, participants: Sequence[int]) -> Columns:
    """Of an array of `WINDOW` or `SEGMENT`, whose `person` counts `participants`; of a row given twice, the last."""
    ids = np.array(participants, np.int64)[rows["person"]]
    keys = zip(ids.tolist(), rows["started_at"].tolist(), strict=True)
    newest = list({key: row for row, key in enumerate(keys)}.values())
    rows, ids = rows[newest], ids[newest]
    columns = {name: plain(rows[name]) for name in rows.dtype.names or () if not name.endswith("_at")}
    columns |= {name: times(rows[name]) for name in ("started_at", "ended_at") if name in (rows.dtype.names or ())}
    return columns | {"participant_id": ids.tolist(), "scoring_id": columns["scoring_version"]}


def last_minutes(until: Mapping[int, float], scorings: Mapping[int, Scoring]) -> dict[int, Minute]:
    """The minute before each participant's time, by the scoring of each."""
    first = [at // WINDOW_SECONDS * WINDOW_SECONDS - (WINDOWS - 1) * WINDOW_SECONDS for at in until.values()]
    counted = [scorings[participant].counted for participant in until]
    with connection.cursor() as cursor:
        cursor.execute(
            LAST_MINUTES,
            [
                list(until),
                first,
                ["second_screen" in zones for zones in counted],
                ["notes" in zones for zones in counted],
            ],
        )
        return {
            participant: _minute(counted_s, known_s, unknown_s, scorings[participant].min_known_share)
            for participant, counted_s, known_s, unknown_s in cursor.fetchall()
        }


def _minute(counted_s: float, known_s: float, unknown_s: float, min_known_share: float) -> Minute:
    elapsed_s = known_s + unknown_s
    known_share = known_s / elapsed_s if elapsed_s else 0.0
    enough = known_s > 0 and known_share >= min_known_share
    return Minute(round(counted_s / known_s, 3) if enough else None, round(known_share, 3))
