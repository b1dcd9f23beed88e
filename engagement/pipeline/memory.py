"""What is remembered of people between batches, and what they were a while ago, so that time can be turned back."""

from collections.abc import Collection, Mapping
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
# Of a person's two checkpoints what must be known all the time; NaN: there is none yet, they would be fresh rows.
MARK = np.dtype([("newer_at", "<f8"), ("newer_sequence", "<i8"), ("older_sequence", "<i8")])


@dataclass(frozen=True, slots=True)
class Memory:
    """The people of a shard: one row of each array.

    A checkpoint is the row of `PERSON` after exactly the observations up to its time `at`, of those at that very time
    the ones up to its `last_sequence` (`observations.time_of` says what the time of one is). The older one lies more
    than `LATE_S` before the newest observation; while there is no such moment yet it is a fresh row. Both rest in
    their table, because they are large and seldom needed.
    """

    participants: tuple[int, ...]
    people: np.ndarray  # (n,) PERSON
    marks: np.ndarray  # (n,) MARK

    @classmethod
    def empty(cls) -> Self:
        return cls((), new_people(0), np.empty(0, MARK))

    @classmethod
    def of(cls, state: ShardState) -> Self:
        """Empty where another version of the analysis wrote it: its people begin anew."""
        if state.version != PERSON_VERSION:
            return cls.empty()
        people, marks = np.frombuffer(state.people, PERSON), np.frombuffer(state.marks, MARK)
        return cls(tuple(state.participants), people, marks)

    def as_fields(self) -> dict[str, Any]:
        """Of `ShardState`."""
        return {
            "participants": list(self.participants),
            "people": self.people.tobytes(),
            "marks": self.marks.tobytes(),
            "version": PERSON_VERSION,
        }

    def settled(self) -> dict[int, int]:
        return dict(zip(self.participants, self.people["last_sequence"].tolist(), strict=True))

    def rows(self) -> dict[int, int]:
        return {participant: row for row, participant in enumerate(self.participants)}

    def rows_of(self, participants: np.ndarray) -> np.ndarray:
        """(m,) the row of each of some participants (m,), all of whom are known."""
        mine = np.array(self.participants, np.int64)
        order = np.argsort(mine)
        rows: np.ndarray = order[np.searchsorted(mine, participants, sorter=order)]
        return rows

    def with_people(self, settled: Mapping[int, int]) -> "Memory":
        """Newcomers and the sequences after which they go on."""
        newcomers, marks = new_people(len(settled)), np.empty(len(settled), MARK)
        newcomers["last_sequence"] = marks["newer_sequence"] = marks["older_sequence"] = list(settled.values())
        marks["newer_at"] = np.nan
        everybody = np.concatenate([self.people, newcomers])
        return Memory((*self.participants, *settled), everybody, np.concatenate([self.marks, marks]))

    def only(self, participants: set[int]) -> "Memory":
        if participants.issuperset(self.participants):
            return self
        rows = [row for row, participant in enumerate(self.participants) if participant in participants]
        return Memory(tuple(self.participants[row] for row in rows), self.people[rows], self.marks[rows])

    def patience(self) -> np.ndarray:
        """(n,) how late an observation of each person may come and still be scored, seconds."""
        since = self.people["last_sequence"].astype(np.int64) - self.marks["older_sequence"]
        return np.where(since > MOST_REPLAYED, 0.0, LATE_S)

    def due(self, heard: Collection[int]) -> np.ndarray:
        """Rows of those, among whom was heard in this batch, whose newer checkpoint becomes the older one.

        Nobody until it is overdue for somebody, and then all for whom it can be: these rows are large.
        """
        newer_at = np.where(np.isnan(self.marks["newer_at"]), -np.inf, self.marks["newer_at"])
        ahead_s = np.where([one in heard for one in self.participants], self.people["at"] - newer_at, 0.0)
        return np.flatnonzero(ahead_s > LATE_S) if (ahead_s > 2 * LATE_S).any() else np.empty(0, np.intp)

    def with_checkpoints(self, rows: np.ndarray) -> "Memory":
        """With people as they are now as their newer checkpoint, which goes into its table."""
        marks = self.marks.copy()
        marks["older_sequence"][rows] = marks["newer_sequence"][rows]
        marks["newer_at"][rows] = self.people["at"][rows]
        marks["newer_sequence"][rows] = self.people["last_sequence"][rows]
        return replace(self, marks=marks)
