"""Pictures, folders, videos and webcams as frames with a timestamp: what `analyse`, `stream` and `import` read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from analysis import image

PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp"})
VIDEOS = frozenset({".mp4", ".m4v", ".mov", ".webm", ".mkv", ".avi", ".mjpeg", ".mjpg"})
# Containers only estimate their frame count; fewer than this share of it means that the end is missing.
COMPLETE = 0.9
# A raw MJPEG stream has no clock of its own.
DEFAULT_FPS = 25.0


class MediaError(Exception):
    """One plain sentence about one file, in the language of whoever reads it."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True, slots=True)
class Frame:
    """One RGB picture (height, width, 3) uint8 and its time in seconds from the start of its file."""

    index: int
    timestamp: float
    image: np.ndarray


@dataclass(frozen=True, slots=True)
class Source:
    """A picture file, a video file or a webcam."""

    name: str
    path: Path | None
    is_video: bool

    def frames(self) -> Iterator[Frame]:
        return _video(self) if self.is_video else _picture(self)

    def frame_count(self) -> int | None:
        """Frames that the container promises; None for a webcam or where it does not say."""
        if not self.is_video:
            return 1
        if self.path is None:
            return None
        capture = _open(self)
        count = int(capture.get(cv2.CAP_PROP_FRAME_COUNT))
        capture.release()
        return count if count > 0 else None


def find(path: str) -> list[Source]:
    """The sources that a path names: itself, or the pictures and videos directly in a folder; a number is a webcam."""
    if path.isdigit() and not Path(path).exists():
        return [Source(name=f"webcam {path}", path=None, is_video=True)]
    here = Path(path)
    if here.is_dir():
        return _folder(here)
    if not here.exists():
        raise MediaError(f"{path}: there is no such file or folder.")
    return [_source(here)]


def _folder(folder: Path) -> list[Source]:
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in PICTURES | VIDEOS)
    if not files:
        raise MediaError(
            f"{folder}: the folder holds no picture and no video ({', '.join(sorted(PICTURES | VIDEOS))})."
        )
    return [_source(file) for file in files]


def _source(path: Path) -> Source:
    return Source(name=str(path), path=path, is_video=path.suffix.lower() in VIDEOS)


def _picture(source: Source) -> Iterator[Frame]:
    assert source.path is not None
    try:
        yield Frame(0, 0.0, image.decode(source.path.read_bytes()))
    except (image.ImageError, OSError) as error:
        raise MediaError(f"{source.name}: {error}") from error


def _open(source: Source) -> cv2.VideoCapture:
    # ffmpeg writes its own complaints to stderr; ours is the one line that counts.
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    capture = cv2.VideoCapture(str(source.path) if source.path else int(source.name.split()[-1]))
    if not capture.isOpened():
        no_video = _("{name}: is no video that can be read, or it is damaged.")
        raise MediaError(format_lazy(no_video if source.path else _("{name}: cannot be opened."), name=source.name))
    return capture


def _video(source: Source) -> Iterator[Frame]:
    capture = _open(source)
    promised = int(capture.get(cv2.CAP_PROP_FRAME_COUNT))
    fps = capture.get(cv2.CAP_PROP_FPS) or DEFAULT_FPS
    index = 0
    try:
        while True:
            found, bgr = capture.read()
            if not found:
                break
            yield Frame(index, _timestamp(capture, index, fps), cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB))
            index += 1
    finally:
        capture.release()
    if index == 0:
        raise MediaError(format_lazy(_("{name}: holds no frame that can be decoded."), name=source.name))
    if index < promised * COMPLETE:
        cut = _("{name}: is cut off: {read} of {all} frames could be read.")
        raise MediaError(format_lazy(cut, name=source.name, read=index, all=promised))


def _timestamp(capture: cv2.VideoCapture, index: int, fps: float) -> float:
    position = capture.get(cv2.CAP_PROP_POS_MSEC) / 1000.0
    return position if position > 0 else index / fps


def sampled(frames: Iterable[Frame], rate_hz: float) -> Iterator[Frame]:
    """At most ``rate_hz`` frames per second of media time, the first always."""
    step, due = 1.0 / rate_hz, None
    for frame in frames:
        due = frame.timestamp if due is None else due
        if frame.timestamp + 1e-6 >= due:
            yield frame
            due = max(due, frame.timestamp - step) + step
