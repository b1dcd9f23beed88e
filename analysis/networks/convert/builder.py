"""Write an ONNX graph node by node; equal nodes and equal constants are written once."""

from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

Array = np.ndarray[Any, Any]
OPSET = 17
IR_VERSION = 8
BATCH = "batch"
SMALL = 64  # constants below this many numbers are not worth a float16 copy and its Cast


class Builder:
    """Collects nodes and constants; every method returns the name of the tensor it made."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[tuple[str, tuple[int, ...], bytes], str] = {}
        self._initializers: list[onnx.TensorProto] = []
        self._known: dict[str, str] = {}

    def constant(self, values: Array | list[Any] | float, dtype: Any = np.float32) -> str:
        """Store a constant. Numbers that float16 holds exactly are stored as float16 and cast: half the file."""
        array = np.asarray(values, dtype)
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self._constants:
            self._constants[key] = self._store(array)
        return self._constants[key]

    def _store(self, array: Array) -> str:
        if array.dtype == np.float32 and array.size >= SMALL and self._fits_float16(array):
            half = self._initializer(array.astype(np.float16))
            return self.node("Cast", half, to=TensorProto.FLOAT)
        return self._initializer(array)

    @staticmethod
    def _fits_float16(array: Array) -> bool:
        if np.abs(array).max() > np.finfo(np.float16).max:
            return False
        return bool(np.array_equal(array.astype(np.float16).astype(np.float32), array))

    def _initializer(self, array: Array) -> str:
        name = f"c{len(self._initializers)}"
        self._initializers.append(numpy_helper.from_array(array, name))
        return name

    def node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """Add a node with one output."""
        return self.split(kind, 1, *inputs, **attributes)[0]

    def split(self, kind: str, count: int, *inputs: str, **attributes: Any) -> list[str]:
        """Add a node with ``count`` outputs."""
        key = repr((kind, count, inputs, sorted(attributes.items())))
        if key not in self._known:
            self._known[key] = name = f"t{len(self._nodes)}"
            outputs = [name if count == 1 else f"{name}_{index}" for index in range(count)]
            self._nodes.append(helper.make_node(kind, list(inputs), outputs, **attributes))
        name = self._known[key]
        return [name] if count == 1 else [f"{name}_{index}" for index in range(count)]

    def model(self, name: str, shape: tuple[int, ...], outputs: dict[str, tuple[str, tuple[int, ...]]]) -> bytes:
        """Finish: input ``image`` of ``shape`` per picture, and named outputs (tensor, shape per picture)."""
        renames = [helper.make_node("Identity", [tensor], [public]) for public, (tensor, _) in outputs.items()]
        graph = helper.make_graph(
            self._needed([tensor for tensor, _ in outputs.values()]) + renames,
            name,
            [helper.make_tensor_value_info("image", TensorProto.FLOAT, [BATCH, *shape])],
            [
                helper.make_tensor_value_info(public, TensorProto.FLOAT, [BATCH, *shape])
                for public, (_, shape) in outputs.items()
            ],
        )
        graph.initializer.extend(self._used_initializers(graph))
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", OPSET)],
            ir_version=IR_VERSION,
            producer_name="analysis.networks.convert",
        )
        onnx.checker.check_model(model, full_check=True)
        return bytes(model.SerializeToString(deterministic=True))

    def _needed(self, outputs: list[str]) -> list[onnx.NodeProto]:
        wanted, kept = set(outputs), []
        for node in reversed(self._nodes):
            if wanted.intersection(node.output):
                wanted.update(node.input)
                kept.append(node)
        return kept[::-1]

    def _used_initializers(self, graph: onnx.GraphProto) -> list[onnx.TensorProto]:
        used = {name for node in graph.node for name in node.input}
        return [tensor for tensor in self._initializers if tensor.name in used]
