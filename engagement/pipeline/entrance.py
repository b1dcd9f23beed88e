"""Where somebody who connects again waits until everything from the older connections is stored.

A page that was loaded again does not know what the one before it sent last: it would number its messages like those.
"""

import asyncio
from collections.abc import Awaitable

from engagement.errors import HeadwayError, Replaced, Unavailable
from engagement.pipeline.connection import Connection
from engagement.pipeline.items import ENTER, Item

SETTLED_WITHIN_S = 8.0


class Entrance:
    def __init__(self) -> None:
        self._waiting: dict[int, tuple[float, asyncio.Future[int]]] = {}

    @property
    def participants(self) -> set[int]:
        return set(self._waiting)

    async def settled(self, connection: Connection, asking: Awaitable[None]) -> int:
        """The participant's last sequence, from the worker that has stored everything up to it."""
        answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        place = connection.opened_at, answer
        self._waiting[connection.participant] = place
        try:
            async with asyncio.timeout(SETTLED_WITHIN_S):
                await asking
                last_sequence = await answer
            if self._waiting.get(connection.participant) is not place:
                raise Replaced  # between the answer and now
            return last_sequence
        except TimeoutError:
            raise Unavailable from None
        finally:
            if self._waiting.get(connection.participant) is place:
                del self._waiting[connection.participant]

    def admit(self, participant: int, opened_at: float, last_sequence: int) -> None:
        if participant in self._waiting:
            since, answer = self._waiting[participant]
            if since == opened_at and not answer.done():
                answer.set_result(last_sequence)

    def replace(self, participant: int, opened_at: float) -> None:
        """A newer connection came, here or in another process."""
        if participant in self._waiting and self._waiting[participant][0] < opened_at:
            self._refuse(participant, Replaced())

    def refuse_all(self) -> None:
        for participant in self.participants:
            self._refuse(participant, Unavailable())

    def _refuse(self, participant: int, error: HeadwayError) -> None:
        _, answer = self._waiting.pop(participant)
        if not answer.done():
            answer.set_exception(error)


def item_of(connection: Connection) -> Item:
    """It goes through the stream behind all that came before; the worker answers it with the last sequence."""
    return Item(ENTER, connection.participant, connection.session.id, captured_at=connection.opened_at)
