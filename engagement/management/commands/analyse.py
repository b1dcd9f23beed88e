"""`manage.py analyse PATH... --csv OUT`: head orientation, eyes and state of every face in pictures and videos."""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from analysis import attentiveness, engine, gaze, openface
from analysis.attentiveness import Scoring
from analysis.face import FaceResult, Options, landmarker
from analysis.face_tracking import FaceTracker
from analysis.pictures import landmark_batch
from analysis.types import Reason, State
from engagement.management import media

MEASURES = (
    *("yaw_deg", "pitch_deg", "roll_deg", "x_cm", "y_cm", "z_cm"),
    *("openness_left", "openness_right", "gaze_yaw_deg", "gaze_pitch_deg"),
    *("yaw_error_deg", "pitch_error_deg", "roll_error_deg", "distance_cm", "quality"),
)
SIGHT = ("sight_yaw_deg", "sight_pitch_deg")
"""Head and eyes together, less where this person's sight usually went so far when they faced the screen."""
COLUMNS = (
    *("file", "frame", "timestamp", "face_id", "confidence", "success"),
    *MEASURES,
    *SIGHT,
    *("state", "reason"),
    *openface.COLUMNS,
)


class Command(BaseCommand):
    help = "Measure every face in pictures, folders and videos; one row per frame and face as CSV."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="picture, video or folder")
        parser.add_argument("--csv", default="-", help="file to write (default: standard output)")
        parser.add_argument("--fov", type=float, help="vertical field of view of the camera in degrees, if known")
        parser.add_argument("--max-faces", type=int, default=6, help="most faces of one frame (default: 6)")

    def handle(self, *args: Any, **options: Any) -> None:
        self.console = Console(stderr=True, soft_wrap=True)
        self.failures = 0
        self.fov_deg: float | None = options["fov"]
        if options["max_faces"] < 1:
            raise CommandError(f"--max-faces is {options['max_faces']}; expected at least 1.")
        self.faces = Options(max_faces=options["max_faces"], everywhere=True)
        sources = list(self.sources(options["paths"]))
        try:
            with _output(options["csv"], self.stdout) as out:
                self.write(sources, out)
        except OSError as error:
            raise CommandError(
                f"{options['csv']} cannot be written ({error.strerror}); choose another --csv."
            ) from error
        if self.failures:
            raise SystemExit(1)

    def sources(self, paths: list[str]) -> Iterator[media.Source]:
        for path in paths:
            try:
                yield from media.find(path)
            except media.MediaError as error:
                self.fail(error)

    def fail(self, error: media.MediaError) -> None:
        self.failures += 1
        self.console.print(str(error), style="red", markup=False, highlight=False)

    def write(self, sources: list[media.Source], out: TextIO) -> None:
        rows = csv.DictWriter(out, COLUMNS)
        rows.writeheader()
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=self.console) as progress:
            whole = progress.add_task("files", total=len(sources))
            for source in sources:
                try:
                    self.write_source(source, rows, progress)
                except media.MediaError as error:
                    self.fail(error)
                progress.advance(whole)

    def write_source(self, source: media.Source, rows: csv.DictWriter[str], progress: Progress) -> None:
        people = People(FaceTracker(landmarker(), self.faces), self.fov_deg)
        bar = progress.add_task(Path(source.name).name, total=source.frame_count(), visible=source.is_video)
        try:
            for frame in source.frames():
                about = {"file": source.name, "frame": frame.index, "timestamp": round(frame.timestamp, 4)}
                rows.writerows({**about, **row} for row in people.rows(frame))
                progress.advance(bar)
        finally:
            progress.remove_task(bar)


class People:
    """The faces of one source, each with what has to be remembered about it."""

    def __init__(self, tracker: FaceTracker, fov_deg: float | None) -> None:
        self._tracker, self._fov_deg = tracker, fov_deg
        self._people = attentiveness.new_people(0)
        self._index: dict[int, int] = {}
        self._scoring = Scoring()

    def rows(self, frame: media.Frame) -> list[dict[str, Any]]:
        found = self._tracker.step(frame.image)
        if not found:
            return [{"face_id": 0, "confidence": 0, "success": 0, **_labels(State.UNKNOWN, Reason.NO_FACE)}]
        step = self._observe(found, frame)
        angles = openface.columns(step.measured) | self._sight(found, step)
        return [
            _row(face_id, step, at, {name: values[at] for name, values in angles.items()})
            for at, face_id in enumerate(found)
        ]

    def _observe(self, found: dict[int, FaceResult], frame: media.Frame) -> attentiveness.Step:
        count = len(found)
        height, width = frame.image.shape[:2]
        faces, sizes = list(found.values()), [(width, height)] * count
        batch = landmark_batch(faces, sizes, [count] * count, [self._fov_deg] * count, [False] * count)
        index, times = self._rows_of(found), np.full(count, frame.timestamp)
        step = attentiveness.step(self._people, index, times, engine.measure(batch), self._scoring)
        self._people = step.people
        return step

    def _sight(self, found: dict[int, FaceResult], step: attentiveness.Step) -> dict[str, np.ndarray]:
        zero = step.people["sight"]["angles"][self._rows_of(found)]
        return dict(zip(SIGHT, (gaze.sight(step.measured) - zero).T, strict=True))

    def _rows_of(self, found: dict[int, FaceResult]) -> np.ndarray:
        new = [face_id for face_id in found if face_id not in self._index]
        self._index |= {face_id: len(self._index) + at for at, face_id in enumerate(new)}
        self._people = np.concatenate([self._people, attentiveness.new_people(len(new))])
        return np.array([self._index[face_id] for face_id in found])


def _row(face_id: int, step: attentiveness.Step, at: int, angles: dict[str, float]) -> dict[str, Any]:
    measured = step.measured[at]
    return {
        "face_id": face_id,
        "confidence": _text(measured["confidence"]),
        "success": int(measured["success"]),
        **{name: _text(measured[name]) for name in MEASURES},
        **_labels(State(int(step.state[at])), Reason(int(step.reason[at]))),
        **{name: _text(value) for name, value in angles.items()},
    }


def _labels(state: State, reason: Reason) -> dict[str, str]:
    return {"state": state.label, "reason": reason.label}


def _text(value: float) -> str:
    """Absent is an empty cell."""
    return "" if np.isnan(value) else f"{value:.4f}"


def _output(path: str, stdout: Any) -> Any:
    return nullcontext(stdout) if path == "-" else Path(path).open("w", newline="", encoding="utf-8")
