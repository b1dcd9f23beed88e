"""`manage.py import VIDEO --session CODE`: a recording becomes a session's history, faster than real time."""  # noqa: N999

from __future__ import annotations

import asyncio
from argparse import ArgumentParser
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import track

from analysis.face import FaceResult, Options, landmarker
from analysis.face_tracking import FaceTracker
from engagement.client import CaptureClient, ClientEnded
from engagement.management import joining, media, sight
from engagement.models import Participant

POINT_SET = "compact"
MOST_FACES = 6
# A face seen for a shorter time is a passer-by, or none at all.
AT_LEAST_S = 2.0


@dataclass(slots=True)
class Track:
    """One face of the recording: what was seen of it until it is clear that it is a participant."""

    client: CaptureClient | None = None
    waiting: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    seen: int = 0


class Command(BaseCommand):
    help = "Import a recording into a session on a recorded clock: one participant per face, to be named afterwards."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("video", help="video file")
        parser.add_argument("--session", required=True, help="join code of a session with a recorded clock")
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="address of the server")
        parser.add_argument("--rate", type=float, default=5.0, help="observations per second of the recording")
        parser.add_argument("--fov", type=float, help="vertical field of view of the camera in degrees, if known")

    def handle(self, *args: Any, **options: Any) -> None:
        self.site, self.code = options["url"].rstrip("/"), options["session"]
        self.rate_hz: float = options["rate"]
        self.fov_deg: float | None = options["fov"]
        self.console = Console(stderr=True)
        if self.rate_hz <= 0:
            raise CommandError(f"--rate is {self.rate_hz}; expected a number of observations a second above 0.")
        about = joining.look_up(self.site, self.code)
        if about["session"]["clock"] != "recorded":
            raise CommandError("This session is live; create one with a recorded clock and give its code.")
        self.console.print("Import only recordings whose people agreed to being measured.")
        try:
            asyncio.run(self.run_import(recording(options["video"])))
        except media.MediaError as error:
            raise CommandError(str(error)) from error
        except ClientEnded as error:
            raise CommandError(f"The server ended it: {error}") from error

    async def run_import(self, source: media.Source) -> None:
        self.tracks: dict[int, Track] = {}
        self.tracker = FaceTracker(landmarker(), Options(max_faces=MOST_FACES))
        async with AsyncExitStack() as self.connections:
            total = source.frame_count()
            frames = track(source.frames(), console=self.console, total=total)
            for frame in media.sampled(frames, self.rate_hz):
                faces = await asyncio.to_thread(self.tracker.step, frame.image)
                await self.observe(frame, faces)
            await self.finish()

    async def observe(self, frame: media.Frame, faces: dict[int, FaceResult]) -> None:
        for face_id in faces:
            self.tracks.setdefault(face_id, Track())
        for face_id, one in list(self.tracks.items()):
            face = faces.get(face_id)
            one.seen += face is not None
            await self.add(one, frame, sight.landmarks(face, 1, frame.image, POINT_SET))
            if one.client is None and len(one.waiting) - one.seen > self.tracker.remember:
                del self.tracks[face_id]  # a passer-by

    async def add(self, one: Track, frame: media.Frame, message: dict[str, Any]) -> None:
        one.waiting.append((frame.timestamp, message))
        if one.client is None and one.seen >= AT_LEAST_S * self.rate_hz:
            one.client = await self.enter(frame.image.shape)
        if one.client is not None:
            await self.send(one.client, one.waiting)
            one.waiting = []

    async def enter(self, shape: tuple[int, ...]) -> CaptureClient:
        number = sum(one.client is not None for one in self.tracks.values()) + 1
        ticket = await asyncio.to_thread(
            joining.join, self.site, self.code, f"Face {number}", Participant.Source.IMPORT
        )
        client = CaptureClient(
            ticket.socket,
            ticket.token,
            point_set=POINT_SET,
            picture=(shape[1], shape[0]),
            fov_deg=self.fov_deg,
            patient=True,
        )
        return await self.connections.enter_async_context(client)

    @staticmethod
    async def send(client: CaptureClient, waiting: list[tuple[float, dict[str, Any]]]) -> None:
        assert client.welcome is not None
        starts_at = client.welcome.session["started_at"]
        for timestamp, message in waiting:
            await client.send_landmarks(starts_at + timestamp, **message)

    async def finish(self) -> None:
        clients = [one.client for one in self.tracks.values() if one.client is not None]
        if not clients:
            raise CommandError("No face was followed for 2 seconds or more; nothing was imported.")
        stored = [await client.drain() for client in clients]
        observations = sum(client.report.acknowledged for client in clients)
        self.console.print(f"{len(clients)} people, {observations} observations; name them on the session's page.")
        if not all(stored):
            raise CommandError("Not everything was acknowledged; is a worker running?")


def recording(path: str) -> media.Source:
    sources = media.find(path)
    if len(sources) != 1 or not sources[0].is_video or sources[0].path is None:
        raise media.MediaError(f"{path}: expected one video file; import the videos of a folder one by one.")
    return sources[0]
