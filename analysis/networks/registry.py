"""Every network that ships with Headway, and the one way to load it.

All of them are mediapipe's (Apache-2.0), converted to ONNX by ``python -m analysis.networks.convert``. They take
``image``, float32 (batch, height, width, 3), RGB, and know nothing about pictures beyond it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import onnxruntime

WEIGHTS = Path(__file__).parent / "weights"
CPU, CUDA = "CPUExecutionProvider", "CUDAExecutionProvider"
PROVIDERS = (CPU,)


class NetworkError(RuntimeError):
    """A network cannot be loaded: its file is absent or damaged, or what should run it is not there."""


@dataclass(frozen=True)
class Network:
    """One network.

    Attributes
    ----------
    name : str
    file : str
        Name of the ONNX file in ``analysis/networks/weights``.
    sha256 : str
        SHA-256 of that file, checked whenever it is loaded.
    input_shape : tuple of int
        Shape of one picture (height, width, 3); the batch axis comes before it.
    input_range : tuple of float
        What 0 and 255 of a picture become.
    outputs : dict of str to tuple of int
        Shape of every output for one picture. Boxes, scores and presence are shares (0..1), points are pixels of the
        input.
    source, licence : str
    """

    name: str
    file: str
    sha256: str
    input_shape: tuple[int, int, int]
    input_range: tuple[float, float]
    outputs: MappingProxyType[str, tuple[int, ...]]
    source: str
    licence: str = "Apache-2.0"

    @property
    def path(self) -> Path:
        return WEIGHTS / self.file


_WHEEL = "mediapipe 0.10.21 (PyPI), mediapipe/modules"
NETWORKS = {
    network.name: network
    for network in (
        Network(
            name="face_detection_short_range",
            file="face_detection_short_range.onnx",
            sha256="9e996818cda99a71af7e320057cf1a1af50696b37a56a700fcc5c7cb48233476",
            input_shape=(128, 128, 3),
            input_range=(-1.0, 1.0),
            outputs=MappingProxyType({"boxes": (896, 16), "scores": (896,)}),
            source=f"{_WHEEL}/face_detection/face_detection_short_range.tflite",
        ),
        Network(
            name="face_detection_full_range",
            file="face_detection_full_range.onnx",
            sha256="0c108b088078d0d2a80da8c8a0100ef4fa4648b5f34493ef640eceb9f925f86c",
            input_shape=(192, 192, 3),
            input_range=(-1.0, 1.0),
            outputs=MappingProxyType({"boxes": (2304, 16), "scores": (2304,)}),
            source=f"{_WHEEL}/face_detection/face_detection_full_range_sparse.tflite",
        ),
        Network(
            name="face_mesh_468",
            file="face_mesh_468.onnx",
            sha256="a93ae1f5ef55d87072bc2374c57b3b1a0b44d574b41bddcbf6fafbf2da0c8118",
            input_shape=(192, 192, 3),
            input_range=(0.0, 1.0),
            outputs=MappingProxyType({"points": (468, 3), "presence": ()}),
            source=f"{_WHEEL}/face_landmark/face_landmark.tflite",
        ),
        Network(
            name="face_mesh_478",
            file="face_mesh_478.onnx",
            sha256="a21a401006c86963a592155a0bb6537244bc46a80e256ada79ec9c1375ae4f5f",
            input_shape=(192, 192, 3),
            input_range=(0.0, 1.0),
            outputs=MappingProxyType({"points": (478, 3), "presence": ()}),
            source=f"{_WHEEL}/face_landmark/face_landmark_with_attention.tflite",
        ),
    )
}


def providers(device: str) -> tuple[str, ...]:
    """Return onnxruntime's execution providers for a device.

    Parameters
    ----------
    device : {"cpu", "cuda"}

    Raises
    ------
    NetworkError
        Where this onnxruntime has no CUDA.
    """
    if device == "cpu":
        return PROVIDERS
    if CUDA not in onnxruntime.get_available_providers():
        there = ", ".join(onnxruntime.get_available_providers())
        raise NetworkError(
            f"the networks are to run on {device}, but this onnxruntime has only {there}: install onnxruntime-gpu in "
            "its place, or ask for cpu"
        )
    return (CUDA, CPU)


def load(network: Network, providers: Sequence[str] = PROVIDERS) -> onnxruntime.InferenceSession:
    """Load a network for one thread.

    Parameters
    ----------
    network : Network
        One of `NETWORKS`.
    providers : sequence of str
        onnxruntime's execution providers, in order of preference.

    Returns
    -------
    onnxruntime.InferenceSession
        Input ``image``, outputs as in ``network.outputs``. One thread: several processes share the cores better.

    Raises
    ------
    NetworkError
        Where the file is absent, its SHA-256 differs, or the first provider does not start.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(_verified(network), options, providers=list(providers))
    used = session.get_providers()
    if used[0] != providers[0]:  # onnxruntime itself goes on with another one, and says so in a log at most
        raise NetworkError(f"{providers[0]} does not start, there is only {', '.join(used)}: see onnxruntime's words")
    return session


def _verified(network: Network) -> bytes:
    try:
        content = network.path.read_bytes()
    except FileNotFoundError as error:
        raise NetworkError(f"{network.path} is absent: install Headway again, or {_REBUILD}") from error
    digest = hashlib.sha256(content).hexdigest()
    if digest != network.sha256:
        raise NetworkError(
            f"{network.path} is damaged: its sha256 is {digest}, expected {network.sha256}. "
            f"Install Headway again, or {_REBUILD}"
        )
    return content


_REBUILD = "make it again with: python -m analysis.networks.convert"
