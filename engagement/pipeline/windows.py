"""Windows and segments on their way into their tables."""

from collections.abc import Sequence

import numpy as np

from engagement.pipeline.columns import Columns, plain, times


def columns_of(rows: np.ndarray, participants: Sequence[int]) -> Columns:
    """Of an array of `WINDOW` or `SEGMENT`, whose `person` counts `participants`; of a row given twice, the last."""
    ids = np.array(participants, np.int64)[rows["person"]]
    keys = zip(ids.tolist(), rows["started_at"].tolist(), strict=True)
    newest = list({key: row for row, key in enumerate(keys)}.values())
    rows, ids = rows[newest], ids[newest]
    columns = {name: plain(rows[name]) for name in rows.dtype.names or () if not name.endswith("_at")}
    columns |= {name: times(rows[name]) for name in ("started_at", "ended_at") if name in (rows.dtype.names or ())}
    return columns | {"participant_id": ids.tolist(), "scoring_id": columns["scoring_version"]}
