"""Which time of a session counts: what its host trimmed is left out, and so are breaks.

To the window: one counts when its middle does. Every history, curve, explanation and export asks here.

In a class-only session the class counts from the first window after its fifth person joined. Until then people may
share their timelines with the host, and what is told of single people is told of no class: or four who share would tell
what the fifth does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil

import numpy as np
from numpy.typing import NDArray

from engagement import access
from engagement.models import Break, Session
from engagement.pipeline.counting import WINDOW_S

# Before the first and behind the last session, in unix seconds.
ALWAYS = (0, 4_102_444_800)

Stretch = tuple[int, int]  # unix seconds, on the edges of windows


@dataclass(frozen=True)
class Counted:
    start: int
    end: int
    breaks: tuple[Stretch, ...]  # in their order, apart from each other

    @classmethod
    def of(cls, session: Session, breaks: Iterable[Break] | None = None) -> Counted:
        """With `breaks`, where somebody has read them already."""
        found = session.breaks.all() if breaks is None else breaks
        start = _edge(session.counts_from.timestamp()) if session.counts_from else ALWAYS[0]
        end = _edge(session.counts_until.timestamp()) if session.counts_until else ALWAYS[1]
        return cls(start, end, tuple(_apart(_of_break(one) for one in found)))

    @classmethod
    def of_class(cls, session: Session) -> Counted:
        return cls.of_classes([session])[session.pk]

    @classmethod
    def of_classes(cls, sessions: Collection[Session]) -> dict[int, Counted]:
        """By session, the time of which its class is told."""
        began = access.classes_began(sessions)
        return {
            session.pk: cls.of(session)._from(began.get(session.pk)) if access.may_share(session) else cls.of(session)
            for session in sessions
        }

    def _from(self, at: datetime | None) -> Counted:
        """Without what came before the first window after that time; None: it never came."""
        begins = (int(at.timestamp()) // WINDOW_S + 1) * WINDOW_S if at else ALWAYS[1]
        return replace(self, breaks=tuple(_apart([(ALWAYS[0], begins), *self.breaks])))

    def holds(self, at: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether the windows that start then count."""
        inside: NDArray[np.bool_] = (at >= self.start) & (at < self.end)
        for start, end in self.breaks:
            inside &= (at < start) | (at >= end)
        return inside

    def stretches(self, start: float = ALWAYS[0], end: float = ALWAYS[1]) -> list[tuple[float, float]]:
        """What counts between two times."""
        start, end = max(start, self.start), min(end, self.end)
        edges = [start, *(edge for one in self.breaks for edge in one), end]
        pieces = zip(edges[::2], edges[1::2], strict=True)
        cut = ((max(first, start), min(last, end)) for first, last in pieces)
        return [(first, last) for first, last in cut if first < last]

    def seconds(self, start: float, end: float) -> float:
        return sum(last - first for first, last in self.stretches(start, end))


def _edge(at: float) -> int:
    """The start of the first window whose middle is not before that time."""
    return ceil((at - WINDOW_S / 2) / WINDOW_S) * WINDOW_S


def _of_break(one: Break) -> Stretch:
    return _edge(one.started_at.timestamp()), _edge(one.ended_at.timestamp()) if one.ended_at else ALWAYS[1]


def _apart(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Those that touch, as one; those that are shorter than a window may be nothing."""
    joined: list[Stretch] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif start < end:
            joined.append((start, end))
    return joined
