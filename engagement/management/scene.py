"""The demo's people: simulated participants who speak the real protocol over the real websocket."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis.projection import Camera, Heads, points
from analysis.simulator.lesson import attend
from analysis.simulator.noise import Noise
from analysis.types import COMPACT_INDICES, Reason, Teaching
from engagement.client import CaptureClient, Report
from engagement.management.lessons import Lesson, temperament
from engagement.messages import Face

CAMERA = Camera()
STATUS_EVERY_S = 5.0
NOISE_PX = 0.25
# One in eight has a bad line: it goes away now and then, for so long (seconds).
BAD_LINE, AWAY_EVERY_S, AWAY_S = 8, 230.0, 35.0


@dataclass(frozen=True, slots=True)
class Moment:
    """What one client would send at one time of its script; `pixels` is None without a face."""

    at: float
    reason: Reason
    teaching: Teaching
    pixels: np.ndarray | None


class Person:
    """One simulated participant: a head that moves, and a line that may be bad."""

    def __init__(self, number: int, lesson: Lesson) -> None:
        seed = lesson.seed + number
        own = temperament(number)
        self._behaviour = attend(
            seed, own.attentive, lesson.duration_s, lesson.rhythm, own.habits, own.taught, own.manner
        )
        self._random = np.random.default_rng(seed)
        self._noise = Noise(np.random.default_rng(number), own.manner.glasses, own.manner.poor_camera)
        self._line_phase = float(self._random.uniform(60, AWAY_EVERY_S)) if number % BAD_LINE == 0 else None

    def is_connected(self, at: float) -> bool:
        if self._line_phase is None or at < self._line_phase:
            return True
        return (at - self._line_phase) % AWAY_EVERY_S > AWAY_S

    def moments(self, times: np.ndarray) -> Iterator[Moment]:
        seen = self._behaviour.at(times)
        angles = self._noise.angles(times, seen, CAMERA) + self._noise.white(self._random, seen, CAMERA)
        heads = Heads(angles, seen.heads.position, seen.heads.openness, seen.heads.gaze)
        faces = points(heads, CAMERA)[:, COMPACT_INDICES]
        faces = faces + self._random.normal(0.0, NOISE_PX, faces.shape).astype(np.float32)
        told = zip(times.tolist(), seen.reason.tolist(), seen.teaching.tolist(), faces, strict=True)
        for at, reason, teaching, face in told:
            yield Moment(at, Reason(reason), Teaching(teaching), None if reason else face)


class Actor:
    """Sends a person's moments as a client would: the camera's being off every few seconds only."""

    def __init__(self, client: CaptureClient, starts_at: float, skip: int = 0) -> None:
        self._client, self._starts_at, self._skip = client, starts_at, skip
        self._status_due = 0.0

    async def perform(self, moment: Moment) -> None:
        if moment.reason is Reason.CAMERA_OFF and moment.at < self._status_due:
            return
        self._status_due = moment.at + STATUS_EVERY_S if moment.reason is Reason.CAMERA_OFF else 0.0
        if self._skip:
            self._skip -= 1
            return
        await self._send(moment, self._starts_at + moment.at)

    async def _send(self, moment: Moment, captured_at: float) -> None:
        if moment.reason is Reason.CAMERA_OFF:
            await self._client.send_status(captured_at, moment.reason.label)
            return
        face = None if moment.pixels is None else Face.from_pixels("compact", moment.pixels)
        await self._client.send_landmarks(
            captured_at,
            face,
            teaching=moment.teaching.label,
            reason=moment.reason.label,
            faces=int(face is not None),
            confidence=0.98 if face else 0.0,
            sharpness=0.7 if face else None,
            exposure=0.5 if face else None,
            width=CAMERA.width,
            height=CAMERA.height,
        )


def connect(url: str, token: str, patient: bool) -> CaptureClient:
    size = (CAMERA.width, CAMERA.height)
    return CaptureClient(url, token, point_set="compact", picture=size, fov_deg=CAMERA.fov_deg, patient=patient)


async def attend_recorded(url: str, token: str, person: Person, starts_at: float, times: np.ndarray) -> Report:
    """A past session as fast as it goes; one that was interrupted goes on where it stopped."""
    async with connect(url, token, patient=True) as client:
        assert client.welcome is not None
        actor = Actor(client, starts_at, skip=client.welcome.last_sequence)
        for chunk in np.array_split(times, max(len(times) // 200, 1)):
            for moment in person.moments(chunk):
                if person.is_connected(moment.at):
                    await actor.perform(moment)
        if not await client.drain(timeout_s=300.0):
            raise TimeoutError("the server did not acknowledge the past session in 5 minutes; start the demo again")
        return client.report


async def attend_live(url: str, token: str, person: Person, starts_at: float, moved: asyncio.Event) -> None:
    """Take part for as long as the demo runs."""
    while True:
        async with connect(url, token, patient=False) as client:
            await _until_line_breaks(person, client, starts_at, moved)
        await asyncio.sleep(AWAY_S)


async def _until_line_breaks(person: Person, client: CaptureClient, starts_at: float, moved: asyncio.Event) -> None:
    actor = Actor(client, starts_at)
    while person.is_connected(now := time.time() - starts_at):
        for moment in person.moments(np.array([now])):
            await actor.perform(moment)
        if client.report.acknowledged:
            moved.set()
        await asyncio.sleep(1.0 / client.rate_hz)
