"""Make the weights: ``python -m analysis.networks.convert [--check] [--cache DIR]``."""

import argparse
import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

from . import heads
from .canonical import canonical_face
from .graph import Graph
from .operators import Converter
from .sources import fetch

WEIGHTS = Path(__file__).parents[1] / "weights"
CACHE = Path.home() / ".cache" / "headway" / "networks"
HEADS: dict[str, tuple[str, Callable[[Converter], heads.Outputs]]] = {
    "face_detection_short_range": ("face_detection_short_range", heads.detector([(16, 2), (8, 6)])),
    "face_detection_full_range": ("face_detection_full_range_sparse", heads.detector([(48, 1)])),
    "face_mesh_468": ("face_landmark", heads.mesh),
    "face_mesh_478": ("face_landmark_with_attention", heads.attention_mesh),
}


def convert(name: str, cache: Path) -> bytes:
    """Return one network as the bytes of an ONNX file."""
    source, head = HEADS[name]
    graph = Graph(fetch(f"{source}.tflite", cache))
    converter = Converter(graph)
    converter.run()
    return converter.builder.model(name, graph.shape(graph.input)[1:], head(converter))


def build(cache: Path) -> dict[str, bytes]:
    """Return the contents of every file of ``weights``."""
    files = {f"{name}.onnx": convert(name, cache) for name in HEADS}
    metadata = fetch("geometry_pipeline_metadata_landmarks.binarypb", cache)
    return files | {"canonical_face.json": canonical_face(metadata).encode()}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m analysis.networks.convert", description=__doc__)
    parser.add_argument("--check", action="store_true", help="build again and compare with the files that are there")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where the published files are kept (%(default)s)")
    options = parser.parse_args()
    different = []
    for name, content in build(options.cache).items():
        path = WEIGHTS / name
        if not options.check:
            path.write_bytes(content)
        elif not path.exists() or path.read_bytes() != content:
            different.append(name)
        sys.stdout.write(f"{hashlib.sha256(content).hexdigest()}  {len(content):>9}  {name}\n")
    if different:
        sys.stderr.write(f"not what this build makes: {', '.join(different)}. Run without --check to write them\n")
    return int(bool(different))


if __name__ == "__main__":
    sys.exit(main())
