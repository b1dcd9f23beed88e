"""`manage.py stream SOURCE --code CODE`: a video, a folder or a webcam takes part in a live session."""

from __future__ import annotations

import asyncio
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import chain, cycle
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from analysis.face import landmarker
from analysis.types import POINT_SETS
from engagement.client import CaptureClient, ClientEnded
from engagement.management import joining, media, sight
from engagement.models import Participant

# --loop keeps the clip in memory, as pictures.
LOOP_FRAMES = 3000
DRAIN_S = 15.0


class Command(BaseCommand):
    help = "Stream a video file, a folder of pictures or a webcam (a number) into a live session."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", help="video file, picture, folder, or the number of a webcam")
        parser.add_argument("--code", required=True, help="join code of the session")
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="address of the server")
        parser.add_argument("--name", default="Stream", help="name under which to take part")
        parser.add_argument("--as", dest="form", choices=["landmarks", "frames"], default="landmarks")
        parser.add_argument("--points", choices=list(POINT_SETS), default="compact", help="which landmarks to send")
        parser.add_argument("--rate", type=float, help="messages a second (default: what the server asks for)")
        parser.add_argument("--seconds", type=float, help="stop after so long (default: at the end of the source)")
        parser.add_argument("--loop", action="store_true", help="play a file forth and back until --seconds or Ctrl-C")
        parser.add_argument("--fov", type=float, help="vertical field of view of the camera in degrees, if known")

    def handle(self, *args: Any, **options: Any) -> None:
        self.options = options
        self.console = Console(stderr=True)
        if options["rate"] is not None and options["rate"] <= 0:
            raise CommandError(f"--rate is {options['rate']}; expected a number of messages a second above 0.")
        site = options["url"].rstrip("/")
        about = joining.look_up(site, options["code"])
        self.console.print(f"Joining “{about['session']['title']}” as {options['name']}. What is measured:")
        self.console.print(*(f"- {sentence}" for sentence in about["measured"]), sep="\n")
        try:
            first = next(self.frames(10.0))
            self.ticket = joining.join(site, options["code"], options["name"], Participant.Source.PYTHON)
            asyncio.run(self.stream((first.image.shape[1], first.image.shape[0])))
        except media.MediaError as error:
            raise CommandError(str(error)) from error
        except ClientEnded as error:
            raise CommandError(f"The server ended it: {error}") from error

    def frames(self, rate_hz: float) -> Iterator[media.Frame]:
        sources = media.find(self.options["source"])
        frames = media.sampled(chain.from_iterable(source.frames() for source in sources), rate_hz)
        return forth_and_back(frames) if self.options["loop"] else frames

    async def stream(self, picture: tuple[int, int]) -> None:
        point_set = self.options["points"] if self.options["form"] == "landmarks" else None
        client = CaptureClient(
            self.ticket.socket, self.ticket.token, point_set=point_set, picture=picture, fov_deg=self.options["fov"]
        )
        try:
            async with client:
                await self.send_all(client)
                if not await client.drain(DRAIN_S):
                    self.console.print(f"Not everything was acknowledged within {DRAIN_S:.0f} s.")
        except (KeyboardInterrupt, asyncio.CancelledError):
            self.console.print("Stopped.")
        finally:
            self.print_report(client)

    async def send_all(self, client: CaptureClient) -> None:
        rate_hz = min(self.options["rate"] or client.rate_hz, client.rate_hz)
        began, region = time.monotonic(), None
        with self.progress() as progress:
            bar = progress.add_task("", total=self.options["seconds"])
            for number, frame in enumerate(self.frames(rate_hz)):
                due = began + number / rate_hz
                await asyncio.sleep(max(due - time.monotonic(), 0.0))
                if self.options["seconds"] and time.monotonic() - began >= self.options["seconds"]:
                    return
                region = await self.send(client, frame, region)
                self.show(progress, bar, client, time.monotonic() - began)

    async def send(self, client: CaptureClient, frame: media.Frame, region: Any) -> Any:
        captured_at = time.time()
        if self.options["form"] == "frames":
            await client.send_frame(captured_at, await asyncio.to_thread(sight.jpeg, frame.image))
            return None
        faces = await asyncio.to_thread(landmarker().track, frame.image, region)
        face = faces[0] if faces else None
        message = sight.landmarks(face, len(faces), frame.image, self.options["points"])
        await client.send_landmarks(captured_at, **message)
        return face.region if face else None

    def progress(self) -> Progress:
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        return Progress(*columns, console=self.console)

    @staticmethod
    def show(progress: Progress, bar: TaskID, client: CaptureClient, elapsed: float) -> None:
        report = client.report
        line = f"sent {report.sent}, stored {report.acknowledged}, p50 {report.latency_ms(0.5):.0f} ms"
        progress.update(bar, description=line, completed=elapsed)

    def print_report(self, client: CaptureClient) -> None:
        report = client.report
        table = Table(show_header=False)
        for name, value in (
            ("sent", str(report.sent)),
            ("acknowledged", str(report.acknowledged)),
            ("  of these superseded by a newer picture", str(report.dropped_by_server)),
            ("rejected", " ".join([str(report.rejected), *(f"{c}: {n}" for c, n in report.rejections.items())])),
            ("dropped before they were sent", str(report.dropped_here)),
            ("sent again", str(report.resent)),
            ("reconnects", str(report.reconnects)),
            ("acknowledged after p50 / p99", f"{report.latency_ms(0.5):.0f} / {report.latency_ms(0.99):.0f} ms"),
        ):
            table.add_row(name, value)
        self.console.print(table)


def forth_and_back(frames: Iterator[media.Frame]) -> Iterator[media.Frame]:
    """The first to the last frame, back to the first, and so on."""
    kept = []
    for frame in frames:
        kept.append(frame)
        if len(kept) > LOOP_FRAMES:
            raise media.MediaError(
                f"--loop keeps a clip in memory, at most {LOOP_FRAMES} frames: choose a lower --rate."
            )
    return cycle(kept + kept[-2:0:-1])
