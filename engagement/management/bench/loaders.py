"""Processes that play participants, and what they send."""

import base64
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from django.conf import settings

from analysis.projection import Camera, Heads, points
from engagement.management.bench.scenes import jpeg, portrait
from engagement.messages import Face, Frame, Landmarks

POSES = 64
PICTURES = 16
PER_LOADER = 500
Loader = subprocess.Popen[str]


def landmarks(count: int = POSES) -> list[bytes]:
    """Messages of heads that look about, float16 points of the whole mesh."""
    random = np.random.default_rng(0)
    angles = random.normal(0, (15, 8, 4), (count, 3))
    position = random.normal((0, 0, 60), (5, 3, 5), (count, 3))
    heads = Heads(angles, position, np.full((count, 2), 0.9), random.normal(0, 5, (count, 2)))
    return [
        Landmarks(
            sequence=1,
            captured_at=0.0,
            face=Face.from_pixels("mesh478", pixels),
            confidence=0.98,
            sharpness=0.7,
            exposure=0.5,
            width=640,
            height=480,
        ).to_wire()
        for pixels in points(heads, Camera())
    ]


def pictures(count: int = PICTURES) -> list[bytes]:
    """Messages of somebody who sways before a camera of 640x480, as JPEG; after the last one comes the first."""
    turn = 2 * np.pi * np.arange(count) / count
    return [
        Frame(1, 0.0, "jpeg", _swaying(round(80 + 10 * across), round(20 + 4 * down))).to_wire()
        for across, down in zip(np.sin(turn), np.cos(turn), strict=True)
    ]


def _swaying(left: int, top: int) -> bytes:
    screen = np.full((480, 640, 3), 96, np.uint8)
    screen[top : top + 440, left : left + 512] = portrait()[:440]
    return jpeg(screen)


@contextmanager
def loaders(
    url: str, tokens: Sequence[str], rate_hz: float, seconds: float, patience_s: float, content: str = "landmarks"
) -> Iterator[list[Loader]]:
    """Processes that play the holders of the tokens, all connected and waiting for `go`."""
    point_set, made = ("mesh478", landmarks()) if content == "landmarks" else (None, pictures())
    messages = [base64.b64encode(message).decode() for message in made]
    order: dict[str, Any] = {"url": url, "point_set": point_set, "messages": messages}
    order |= {"rate_hz": rate_hz, "seconds": seconds, "patience_s": patience_s}
    parts = [tokens[start : start + PER_LOADER] for start in range(0, len(tokens), PER_LOADER)]
    command = [sys.executable, "-m", "engagement.management.bench.load"]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=settings.BASE_DIR)
        for _ in parts
    ]
    try:
        for loader, part in zip(running, parts, strict=True):
            _tell(loader, json.dumps({**order, "tokens": part}))
        heard(running)
        yield running
    finally:
        for loader in running:
            loader.kill()
            loader.communicate()


def go(running: Sequence[Loader]) -> None:
    """Have everybody send, and wait until all is sent."""
    start(running)
    heard(running)


def start(running: Sequence[Loader]) -> None:
    for loader in running:
        _tell(loader, "go")


def heard(running: Sequence[Loader]) -> list[dict[str, Any]]:
    """The next line of each."""
    return [_hear(loader) for loader in running]


def _tell(loader: Loader, line: str) -> None:
    assert loader.stdin is not None
    loader.stdin.write(line + "\n")
    loader.stdin.flush()


def _hear(loader: Loader) -> dict[str, Any]:
    assert loader.stdout is not None
    line = loader.stdout.readline()
    if not line:
        raise RuntimeError("a process of the load generator ended; its own words stand above")
    said: dict[str, Any] = json.loads(line)
    return said
