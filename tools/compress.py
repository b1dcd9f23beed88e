"""Puts a .br and a .gz beside every built file that gains from it; WhiteNoise serves them. `compress.py FOLDER`"""

import gzip
import sys
from pathlib import Path

import brotli

COMPRESSIBLE = {".css", ".js", ".json", ".mjs", ".onnx", ".svg", ".wasm", ".html", ".txt", ".webmanifest"}
# The best level takes half a minute for onnxruntime's wasm alone and saves 5 % more.
BROTLI_QUALITY = 9
SMALLEST_GAIN = 0.95


def compress(file: Path) -> None:
    content = file.read_bytes()
    variants = {
        ".br": brotli.compress(content, quality=BROTLI_QUALITY),
        ".gz": gzip.compress(content, compresslevel=9, mtime=0),
    }
    for suffix, smaller in variants.items():
        if len(smaller) < SMALLEST_GAIN * len(content):
            file.with_name(file.name + suffix).write_bytes(smaller)


if __name__ == "__main__":
    for file in Path(sys.argv[1]).rglob("*"):
        if file.suffix in COMPRESSIBLE:
            compress(file)
