"""Windows and segments on their way into their tables."""

from collections.abc import Sequence

import numpy as np

from engagement.pipeline.columns import Columns


def columns_of(rows: np.ndarray, participants: Sequence[int]) -> Columns:
    """Of an array of `WINDOW` or `SEGMENT`, whose `person` counts `participants`; of a row given twice, the last."""
    ids = np.array(participants, np.int64)[rows["person"]]
    order = np.lexsort((rows["started_at"], ids))
    rows, ids = rows[order], ids[order]
    newest = np.ones(len(rows), bool)
    newest[:-1] = (ids[1:] != ids[:-1]) | (rows["started_at"][1:] != rows["started_at"][:-1])
    rows, ids = rows[newest], ids[newest]
    columns = {name: rows[name] for name in rows.dtype.names or ()}
    return columns | {"participant_id": ids, "scoring_id": rows["scoring_version"]}
