"""Read a TFLite file: its operators in order, its tensors, and its constants as float32 arrays."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import tflite
from flatbuffers import flexbuffers

Array = np.ndarray[Any, Any]
CUSTOM = tflite.BuiltinOperator.CUSTOM
_NAMES = {code: name for name, code in vars(tflite.BuiltinOperator).items() if isinstance(code, int)}
_DTYPES = {
    tflite.TensorType.FLOAT32: np.float32,
    tflite.TensorType.FLOAT16: np.float16,
    tflite.TensorType.INT32: np.int32,
}
_OPTIONS = {
    "CONV_2D": tflite.Conv2DOptions,
    "DEPTHWISE_CONV_2D": tflite.DepthwiseConv2DOptions,
    "MAX_POOL_2D": tflite.Pool2DOptions,
    "ADD": tflite.AddOptions,
    "MUL": tflite.MulOptions,
    "CONCATENATION": tflite.ConcatenationOptions,
    "RESIZE_BILINEAR": tflite.ResizeBilinearOptions,
    "DEPTH_TO_SPACE": tflite.DepthToSpaceOptions,
}
_VECTORS = {
    tflite.SparseIndexVector.Int32Vector: tflite.Int32Vector,
    tflite.SparseIndexVector.Uint16Vector: tflite.Uint16Vector,
    tflite.SparseIndexVector.Uint8Vector: tflite.Uint8Vector,
}


@dataclass(frozen=True)
class Operator:
    """One operator: ``options`` are TFLite's own table, or a dict for a custom operator."""

    kind: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    options: Any = field(repr=False)


class Graph:
    """A TFLite network with one subgraph. Tensors are known by their index."""

    def __init__(self, content: bytes) -> None:
        self._model = tflite.Model.GetRootAs(content, 0)
        self._graph = self._model.Subgraphs(0)
        self.input = int(self._graph.Inputs(0))
        self.outputs = tuple(int(index) for index in self._graph.OutputsAsNumpy())

    def shape(self, tensor: int) -> tuple[int, ...]:
        table = self._graph.Tensors(tensor)
        return tuple(int(size) for size in table.ShapeAsNumpy()) if table.ShapeLength() else ()

    def tensor_name(self, tensor: int) -> str:
        return str(self._graph.Tensors(tensor).Name().decode())

    @cached_property
    def operators(self) -> list[Operator]:
        """Return all operators in order, without those that only unpack constants (DEQUANTIZE, DENSIFY)."""
        kinds = ("DEQUANTIZE", "DENSIFY")
        return [operator for operator in self._all_operators if operator.kind not in kinds]

    @cached_property
    def _all_operators(self) -> list[Operator]:
        return [self._operator(self._graph.Operators(index)) for index in range(self._graph.OperatorsLength())]

    @cached_property
    def _unpacked(self) -> dict[int, int]:
        unpacking = (operator for operator in self._all_operators if operator.kind in ("DEQUANTIZE", "DENSIFY"))
        return {operator.outputs[0]: operator.inputs[0] for operator in unpacking}

    def _operator(self, table: Any) -> Operator:
        code = self._model.OperatorCodes(table.OpcodeIndex())
        # Old files fill one of the two fields, new ones the other.
        builtin = max(code.BuiltinCode(), code.DeprecatedBuiltinCode())
        kind = code.CustomCode().decode() if builtin == CUSTOM else _NAMES[builtin]
        inputs = tuple(int(index) for index in table.InputsAsNumpy())
        outputs = tuple(int(index) for index in table.OutputsAsNumpy())
        return Operator(kind, inputs, outputs, self._options(kind, builtin, table))

    @staticmethod
    def _options(kind: str, builtin: int, table: Any) -> Any:
        if builtin == CUSTOM:
            # The bytes one by one: the accessor for the whole vector is missing in some versions.
            raw = bytes(table.CustomOptions(index) for index in range(table.CustomOptionsLength()))
            return flexbuffers.Loads(raw) if raw else {}
        if kind not in _OPTIONS:
            return None
        options = _OPTIONS[kind]()
        options.Init(table.BuiltinOptions().Bytes, table.BuiltinOptions().Pos)
        return options

    def is_constant(self, tensor: int) -> bool:
        source = self._unpacked.get(tensor, tensor)
        stored = self._model.Buffers(self._graph.Tensors(source).Buffer()).DataLength() > 0
        return stored or (source != tensor and self.is_constant(source))

    def constant(self, tensor: int) -> Array:
        """Return a constant tensor, unpacked: float16 becomes float32, sparse becomes dense."""
        if tensor in self._unpacked:
            return self.constant(self._unpacked[tensor])
        table = self._graph.Tensors(tensor)
        raw = self._model.Buffers(table.Buffer()).DataAsNumpy().tobytes()
        values = np.frombuffer(raw, _DTYPES[table.Type()])
        if values.dtype == np.float16:
            values = values.astype(np.float32)
        return (
            _dense(values, table.Sparsity(), self.shape(tensor))
            if table.Sparsity()
            else values.reshape(self.shape(tensor))
        )


def _dense(values: Array, sparsity: Any, shape: tuple[int, ...]) -> Array:
    """Unpack TFLite's sparse format: a tree of dimensions, some of them (and the blocks within) compressed rows."""
    order = [int(axis) for axis in sparsity.TraversalOrderAsNumpy()]
    block_map = [int(axis) for axis in sparsity.BlockMapAsNumpy()] if sparsity.BlockMapLength() else []
    levels = [sparsity.DimMetadata(level) for level in range(sparsity.DimMetadataLength())]
    block = [1] * len(shape)
    for number, axis in enumerate(block_map):
        block[axis] = levels[order.index(len(shape) + number)].DenseSize()
    dense = np.zeros(shape, values.dtype)

    def walk(level: int, parent: int, place: dict[int, int]) -> None:
        if level == len(levels):
            dense[tuple(_original(axis, place, block, block_map, len(shape)) for axis in range(len(shape)))] = values[
                parent
            ]
            return
        for child, coordinate in _children(levels[level], parent):
            walk(level + 1, child, {**place, order[level]: coordinate})

    walk(0, 0, {})
    return dense


def _original(axis: int, place: dict[int, int], block: list[int], block_map: list[int], rank: int) -> int:
    inner = place[rank + block_map.index(axis)] if axis in block_map else 0
    return place[axis] * block[axis] + inner


def _children(level: Any, parent: int) -> list[tuple[int, int]]:
    if level.Format() == tflite.DimensionType.DENSE:
        size = level.DenseSize()
        return [(parent * size + index, index) for index in range(size)]
    segments = _vector(level.ArraySegmentsType(), level.ArraySegments())
    indices = _vector(level.ArrayIndicesType(), level.ArrayIndices())
    return [(at, int(indices[at])) for at in range(int(segments[parent]), int(segments[parent + 1]))]


def _vector(kind: int, union: Any) -> Array:
    vector = _VECTORS[kind]()
    vector.Init(union.Bytes, union.Pos)
    return np.asarray(vector.ValuesAsNumpy())
