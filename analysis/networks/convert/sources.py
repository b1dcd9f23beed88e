"""The published files that the weights are made from: which package, which file, which SHA-256."""

import hashlib
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

WHEEL = "mediapipe==0.10.21"
# One named wheel, whatever machine runs the build: the tflite files are the same in all of them.
WHEEL_OPTIONS = ("--no-deps", "--only-binary=:all:", "--platform=manylinux_2_28_x86_64", "--python-version=3.11")
NPM_PACKAGE = "@mediapipe/face_mesh@0.4.1657299874"
NPM_ASSETS = "package/face_mesh_solution_packed_assets.data"


@dataclass(frozen=True)
class Source:
    """One published file. ``span`` is its byte range where the package packs several files into one."""

    name: str
    package: str
    member: str
    sha256: str
    span: tuple[int, int] | None = None


_MODULES = "mediapipe/modules"
SOURCES = {
    source.name: source
    for source in (
        Source(
            "face_detection_short_range.tflite", WHEEL,
            f"{_MODULES}/face_detection/face_detection_short_range.tflite",
            "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
        ),
        Source(
            "face_detection_full_range_sparse.tflite", WHEEL,
            f"{_MODULES}/face_detection/face_detection_full_range_sparse.tflite",
            "2c3728e6da56f21e21a320433396fb06d40d9088f2247c05e5635a688d45dfe1",
        ),
        Source(
            "face_landmark.tflite", WHEEL,
            f"{_MODULES}/face_landmark/face_landmark.tflite",
            "1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814",
        ),
        Source(
            "face_landmark_with_attention.tflite", WHEEL,
            f"{_MODULES}/face_landmark/face_landmark_with_attention.tflite",
            "e06a804e0144f9929eda782122916b35d60c697c3c9344013ca2bbe76a6ce2b4",
        ),
        Source(
            "geometry_pipeline_metadata_landmarks.binarypb", NPM_PACKAGE, NPM_ASSETS,
            "bdbcda96dfcb7da883da124aaa2c55dee49770d934f0fcc71747f8c21bdc75b4",
            span=(3737848, 3757224),
        ),
    )
}  # fmt: skip


class SourceError(RuntimeError):
    """A published file could not be fetched, or is not the one that this build was written for."""


def fetch(name: str, cache: Path) -> bytes:
    """Return the bytes of one source, fetched into ``cache`` on first use and verified every time."""
    path = cache / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_extract(SOURCES[name], _archive(SOURCES[name].package, cache)))
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != SOURCES[name].sha256:
        raise SourceError(f"{path} has sha256 {digest}, expected {SOURCES[name].sha256}: delete it and run again")
    return content


def _archive(package: str, cache: Path) -> Path:
    pattern, command = _client(package, cache)
    if not any(cache.glob(pattern)):
        finished = subprocess.run(command, cwd=cache, capture_output=True, text=True, check=False)
        if finished.returncode != 0:
            raise SourceError(f"could not fetch {package} with {command[0]}: {finished.stderr.strip()}")
    return next(cache.glob(pattern))


def _client(package: str, cache: Path) -> tuple[str, list[str]]:
    if package == WHEEL:
        return "mediapipe-*.whl", [sys.executable, "-m", "pip", "download", *WHEEL_OPTIONS, "--dest", ".", package]
    npm = shutil.which("npm")
    if npm is None:
        raise SourceError(f"npm is not on the PATH and {package} is not in {cache}: install Node.js, or add npm")
    return "mediapipe-face_mesh-*.tgz", [npm, "pack", "--silent", package]


def _extract(source: Source, archive: Path) -> bytes:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            content = wheel.read(source.member)
    else:
        with tarfile.open(archive) as package:
            member = package.extractfile(source.member)
            if member is None:
                raise SourceError(f"{archive} holds no file {source.member}")
            content = member.read()
    start, end = source.span or (0, len(content))
    return content[start:end]
