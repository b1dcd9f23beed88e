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
from engagement.messages import Face, Landmarks

POSES = 64
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


@contextmanager
def loaders(
    url: str, tokens: Sequence[str], rate_hz: float, seconds: float, patience_s: float
) -> Iterator[list[Loader]]:
    """Processes that play the holders of the tokens, all connected and waiting for `go`."""
    messages = [base64.b64encode(message).decode() for message in landmarks()]
    order = {"url": url, "messages": messages, "rate_hz": rate_hz, "seconds": seconds, "patience_s": patience_s}
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
    for loader in running:
        _tell(loader, "go")
    heard(running)


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
