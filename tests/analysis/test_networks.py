"""Networks: the files are the registered ones, they load, batches equal single runs, the conversion is right."""

import dataclasses
import hashlib
import json
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from analysis.networks import registry
from analysis.networks.registry import NETWORKS, WEIGHTS, Network, NetworkError, load

EVERY = pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
CACHE = Path.home() / ".cache" / "headway" / "networks"


def pictures(network: Network, count: int) -> np.ndarray:
    low, high = network.input_range
    return np.random.default_rng(1).uniform(low, high, (count, *network.input_shape)).astype(np.float32)


@EVERY
def test_the_registered_sha256_is_that_of_the_file(network: Network) -> None:
    assert hashlib.sha256(network.path.read_bytes()).hexdigest() == network.sha256


def test_every_onnx_file_is_registered() -> None:
    assert {path.name for path in WEIGHTS.glob("*.onnx")} == {network.file for network in NETWORKS.values()}


@EVERY
def test_a_batch_of_three_equals_three_single_runs(network: Network) -> None:
    session, images = load(network), pictures(network, 3)
    names = list(network.outputs)
    together = session.run(names, {"image": images})
    singles = [session.run(names, {"image": image[None]}) for image in images]
    for index, name in enumerate(names):
        assert together[index].shape == (3, *network.outputs[name])
        np.testing.assert_allclose(together[index], np.concatenate([run[index] for run in singles]), atol=2e-3)


def test_a_damaged_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    network = NETWORKS["face_mesh_468"]
    content = bytearray(network.path.read_bytes())
    content[1000] ^= 1
    (tmp_path / network.file).write_bytes(content)
    monkeypatch.setattr(registry, "WEIGHTS", tmp_path)
    with pytest.raises(NetworkError, match=r"face_mesh_468\.onnx is damaged: its sha256 is .* expected "):
        load(network)


def test_an_absent_file_is_named_with_the_command_that_makes_it() -> None:
    network = dataclasses.replace(NETWORKS["face_mesh_468"], file="nothing.onnx")
    with pytest.raises(NetworkError, match=r"nothing\.onnx is absent.*analysis\.networks\.convert"):
        load(network)


def test_cpu_is_the_default_and_cuda_is_used_only_where_it_is() -> None:
    assert registry.providers("cpu") == registry.PROVIDERS == ("CPUExecutionProvider",)
    assert load(NETWORKS["face_mesh_468"]).get_providers() == ["CPUExecutionProvider"]
    if registry.CUDA in onnxruntime.get_available_providers():
        assert registry.providers("cuda") == (registry.CUDA, registry.CPU)
    else:
        with pytest.raises(NetworkError, match="to run on cuda, but this onnxruntime has only"):
            registry.providers("cuda")


def test_a_provider_that_does_not_start_is_no_other_one() -> None:
    with (
        pytest.warns(UserWarning, match="is not in available provider names"),
        pytest.raises(NetworkError, match="NoSuchProvider does not start, there is only CPUExecutionProvider"),
    ):
        load(NETWORKS["face_mesh_468"], ("NoSuchProvider", "CPUExecutionProvider"))


def test_the_canonical_face_is_symmetric_and_its_weights_name_33_landmarks() -> None:
    face = json.loads((WEIGHTS / "canonical_face.json").read_text())
    vertices = np.array(face["vertices"])
    assert vertices.shape == (468, 3)
    assert np.array(face["uv"]).shape == (468, 2)
    assert {index for triangle in face["triangles"] for index in triangle} == set(range(468))
    assert len(face["weights"]) == 33
    assert vertices[33] == pytest.approx(vertices[263] * [-1, 1, 1], abs=1e-6)
    assert vertices[263, 0] > 0  # the person's left is +x


def build_extra() -> None:
    for package in ("tflite", "flatbuffers", "onnx"):
        pytest.importorskip(package, reason=f"{package} is absent: install the build extra")
    if not CACHE.exists():
        pytest.skip(f"no published files in {CACHE}: run python -m analysis.networks.convert --check once")


def test_the_build_makes_the_same_bytes_again() -> None:
    build_extra()
    from analysis.networks.convert.__main__ import build

    for name, content in build(CACHE).items():
        assert content == (WEIGHTS / name).read_bytes(), name


@pytest.mark.filterwarnings("default")  # litert warns of its own deprecations
@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("face_detection_short_range", "face_detection_short_range"),
        ("face_detection_full_range", "face_detection_full_range_sparse"),
        ("face_mesh_468", "face_landmark"),
    ],
)
def test_the_conversion_computes_what_the_reference_interpreter_does(name: str, source: str) -> None:
    build_extra()
    litert = pytest.importorskip("ai_edge_litert.interpreter", reason="ai_edge_litert is absent: install it to compare")
    reference = litert.Interpreter(str(CACHE / f"{source}.tflite"), num_threads=1)
    reference.allocate_tensors()
    network = NETWORKS[name]
    image = pictures(network, 1)
    reference.set_tensor(reference.get_input_details()[0]["index"], image)
    reference.invoke()
    expected = [reference.get_tensor(output["index"]) for output in reference.get_output_details()]
    values, logits = sorted(expected, key=lambda output: -output.shape[-1])
    ours, probability = load(network).run(list(network.outputs), {"image": image})
    np.testing.assert_allclose(probability.ravel(), 1 / (1 + np.exp(-logits.ravel().clip(-80, 80))), atol=1e-5)
    if name.startswith("face_mesh"):
        np.testing.assert_allclose(ours.ravel(), values.ravel(), atol=2e-3)
    else:  # width and height need no anchor
        np.testing.assert_allclose(ours[..., 2:4] * network.input_shape[0], values[..., 2:4], atol=2e-3)
