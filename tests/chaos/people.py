"""People who take part while something breaks: Python clients in this process, and the browser's SDK in Node."""

import asyncio
import contextlib
import itertools
import json
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol

from django.conf import settings

from analysis.types import COMPACT_INDICES
from engagement.client import CaptureClient
from engagement.messages import Face
from tests.engagement.items import CAMERA, head

NODE = Path(sys.executable).with_name("node")
IN_NODE = Path(__file__).with_name("participant.mjs")
PICTURE = (int(CAMERA.width), int(CAMERA.height))
FACES = [Face.from_pixels("mesh478", head(yaw)) for yaw in (-10.0, 0.0, 10.0)]
PATIENCE_S = 60.0
LOOK_EVERY_S = 0.02


class Person(Protocol):
    """Somebody who streams until told to finish, and remembers when what was captured, by sequence."""

    sent: dict[int, float]

    @property
    def acknowledged(self) -> int: ...

    @property
    def resent(self) -> int: ...

    async def play(self) -> None: ...

    def finish(self) -> None: ...


class PythonPerson:
    def __init__(self, url: str, token: str) -> None:
        self.client = CaptureClient(url, token, point_set="mesh478", picture=PICTURE, fov_deg=CAMERA.fov_deg)
        self.sent: dict[int, float] = {}
        self._finishing = asyncio.Event()

    @property
    def acknowledged(self) -> int:
        return self.client.report.acknowledged

    @property
    def resent(self) -> int:
        return self.client.report.resent

    async def play(self) -> None:
        async with self.client:
            for face in itertools.cycle(FACES):
                await self._send(face)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._finishing.wait(), 1 / self.client.rate_hz)
                    break
            assert await self.client.drain(PATIENCE_S), f"{self.acknowledged} of {len(self.sent)} acknowledged"
        report = self.client.report
        assert (report.acknowledged, report.dropped_here, report.rejected) == (len(self.sent), 0, 0)

    def finish(self) -> None:
        self._finishing.set()

    async def _send(self, face: Face) -> None:
        now = time.time()
        self.sent[len(self.sent) + 1] = now
        await self.client.send_landmarks(now, face, exposure=0.5, width=PICTURE[0], height=PICTURE[1])


class NodePerson:
    """The built SDK of the browser, in a Node of its own."""

    def __init__(self, url: str, token: str) -> None:
        points = [float(value) for value in head()[list(COMPACT_INDICES)].ravel()]
        order = {"url": url, "token": token, "picture": PICTURE, "fov_deg": CAMERA.fov_deg, "points": points}
        self._order = json.dumps(order) + "\n"
        self.sent: dict[int, float] = {}
        self._acknowledged = self._resent = 0

    @property
    def acknowledged(self) -> int:
        return self._acknowledged

    @property
    def resent(self) -> int:
        return self._resent

    async def play(self) -> None:
        # A line of the report holds every time of capture.
        self._process = await asyncio.create_subprocess_exec(NODE, IN_NODE, sdk(), stdin=PIPE, stdout=PIPE, limit=2**20)
        try:
            await self._converse(self._process)
        except BaseException:
            self._process.kill()
            raise
        finally:
            await self._process.wait()

    def finish(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(b"finish\n")

    async def _converse(self, process: Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(self._order.encode())
        async for line in process.stdout:
            news = json.loads(line)
            assert "ended" not in news, news
            if "report" in news:
                self._report(**news["report"])
            else:
                self._acknowledged = news["acknowledged"]
        assert self.sent, "the client in Node ended without a report"

    def _report(self, sent: Sequence[float], lost: int, resent: int, rejected: Sequence[str]) -> None:
        self.sent = dict(enumerate(sent, start=1))
        self._resent = resent
        # Whoever is sent away hears why; a message that is refused would be lost.
        assert set(rejected) <= {"server.unavailable"}
        assert (self.acknowledged, lost) == (len(sent), 0)


def sdk() -> Path:
    """The capture SDK as `make setup` builds it."""
    manifest = json.loads((settings.FRONTEND_DIST / ".vite" / "manifest.json").read_text())
    return settings.FRONTEND_DIST / str(manifest["src/capture/index.ts"]["file"])


class Crowd:
    """People who stream together."""

    def __init__(self, people: dict[int, Person]) -> None:
        self.people = people

    @classmethod
    @contextlib.asynccontextmanager
    async def streaming(cls, people: dict[int, Person]) -> AsyncIterator["Crowd"]:
        """They stream inside; at the end everything that they sent is acknowledged."""
        crowd = cls(people)
        async with asyncio.TaskGroup() as tasks:
            for person in people.values():
                tasks.create_task(person.play())
            await crowd.goes_on()
            yield crowd
            crowd.finish()

    async def goes_on(self, by: int = 5, within_s: float = PATIENCE_S) -> float:
        """Until that many more messages of everybody are acknowledged. Returns how long it took, in seconds."""
        began = time.monotonic()
        goals = {participant: person.acknowledged + by for participant, person in self.people.items()}
        await until(lambda: self._behind(goals) == 0, within_s, lambda: f"{self._behind(goals)} people do not go on")
        return time.monotonic() - began

    def waiting(self) -> int:
        """How many messages of the Python clients are not acknowledged."""
        return sum(len(one.sent) - one.acknowledged for one in self.people.values() if isinstance(one, PythonPerson))

    def finish(self) -> None:
        for person in self.people.values():
            person.finish()

    def _behind(self, goals: dict[int, int]) -> int:
        return sum(person.acknowledged < goals[participant] for participant, person in self.people.items())


async def until(condition: Callable[[], bool], within_s: float, complaint: Callable[[], str]) -> None:
    try:
        async with asyncio.timeout(within_s):
            while not condition():  # noqa: ASYNC110 (what is waited for happens elsewhere and tells nobody)
                await asyncio.sleep(LOOK_EVERY_S)
    except TimeoutError:
        raise AssertionError(complaint()) from None


def crowd(url: str, tokens: dict[int, str], in_node: int = 2) -> dict[int, Person]:
    kinds: Iterable[Callable[[str, str], Person]] = itertools.chain(
        itertools.repeat(NodePerson, in_node), itertools.repeat(PythonPerson)
    )
    return {participant: kind(url, token) for (participant, token), kind in zip(tokens.items(), kinds, strict=False)}
