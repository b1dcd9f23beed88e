"""The ASGI lifespan: starts and stops the background tasks of a web process."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from engagement.pipeline import ingest

logger = logging.getLogger(__name__)
Message = dict[str, Any]


async def lifespan(
    scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    await receive()  # lifespan.startup
    try:
        await ingest.start()
    except Exception as error:
        logger.exception("the web process could not start")
        await send({"type": "lifespan.startup.failed", "message": str(error)})
        return
    await send({"type": "lifespan.startup.complete"})
    await receive()  # lifespan.shutdown
    await ingest.stop()
    await send({"type": "lifespan.shutdown.complete"})
