"""What is remembered of people between batches, and what they were a while ago, so that time can be turned back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from analysis.attentiveness import PERSON, PERSON_VERSION, new_people
from engagement.models import ShardState

# Whatever comes at most so late is put in its place.
LATE_S = 5.0
# With more observations than this since the older checkpoint nothing is put in its place any more.
MOST_REPLAYED = 5000
# They tell of what arrived, not of what was captured: a replay leaves them as they are.
OF_ARRIVAL = ("last_sequence", "region", "missed")


@dataclass(frozen=True, slots=True)
class Memory:
    """The people of a shard: one row of `PERSON` each in every array.

    A checkpoint holds exactly the observations up to its time `at`, of those at that very time the ones up to its
    `last_sequence`; see `analyse.Rows` for what the time of an observation is. The older one lies more than `LATE_S`
    before the newest observation; while there is no such moment yet it is a fresh row.
    """

    participants: tuple[int, ...]
    people: np.ndarray
    older: np.ndarray
    newer: np.ndarray

    @classmethod
    def empty(cls) -> Self:
        return cls((), *(new_people(0) for _ in range(3)))

    @classmethod
    def of(cls, state: ShardState) -> Self:
        """Empty where another version of the analysis wrote it: its people begin anew."""
        if state.version != PERSON_VERSION:
            return cls.empty()
        older, newer = np.frombuffer(state.checkpoints, PERSON).reshape(2, -1)
        return cls(tuple(state.participants), np.frombuffer(state.people, PERSON), older, newer)

    def changes(self, state: ShardState, before: "Memory") -> dict[str, Any]:
        """The fields of `ShardState` that have to be written; `before` is what was read from it."""
        fields = {"participants": list(self.participants), "people": self.people.tobytes(), "version": PERSON_VERSION}
        if state.version == PERSON_VERSION and self.older is before.older and self.newer is before.newer:
            return fields
        return fields | {"checkpoints": self.older.tobytes() + self.newer.tobytes()}

    def settled(self) -> dict[int, int]:
        return dict(zip(self.participants, self.people["last_sequence"].tolist(), strict=True))

    def rows(self) -> dict[int, int]:
        return {participant: row for row, participant in enumerate(self.participants)}

    def with_people(self, settled: Mapping[int, int]) -> "Memory":
        """Newcomers and the sequences after which they go on."""
        if not settled:
            return self
        newcomers = new_people(len(settled))
        newcomers["last_sequence"] = list(settled.values())
        arrays = (np.concatenate([rows, newcomers]) for rows in (self.people, self.older, self.newer))
        return Memory((*self.participants, *settled), *arrays)

    def only(self, participants: set[int]) -> "Memory":
        rows = [row for row, participant in enumerate(self.participants) if participant in participants]
        if len(rows) == len(self.participants):
            return self
        return Memory(
            tuple(self.participants[row] for row in rows), self.people[rows], self.older[rows], self.newer[rows]
        )

    def patience(self) -> np.ndarray:
        """(n,) how late an observation of each person may come and still be scored, seconds."""
        since = self.people["last_sequence"].astype(np.int64) - self.older["last_sequence"]
        return np.where(since > MOST_REPLAYED, 0.0, LATE_S)

    def with_checkpoints(self) -> "Memory":
        """After a batch: the newer checkpoint of whoever is far enough beyond it becomes the older one.

        Nothing is done until it is due for somebody, and then at once for all for whom it can be: these rows are large.
        """
        ahead_s = self.people["at"] - np.where(np.isnan(self.newer["at"]), -np.inf, self.newer["at"])
        if not (ahead_s > 2 * LATE_S).any():
            return self
        due = ahead_s > LATE_S
        older, newer = self.older.copy(), self.newer.copy()
        older[due], newer[due] = self.newer[due], self.people[due]
        return replace(self, older=older, newer=newer)

    def turned_back(self, rows: np.ndarray) -> np.ndarray:
        """All people, some of them as they were at their older checkpoint."""
        people = self.people.copy()
        people[rows] = self.older[rows]
        return people
