"""TFLite's built-in operators in ONNX.

Inside, every tensor of rank 4 is NCHW (TFLite: NHWC); tensors of other ranks keep TFLite's order.
Four rewrites keep the mathematics and make it fast under onnxruntime, whose blocked layout knows neither PRelu nor Pad
and wants channels in sixteens: PRELU and channel padding become 1x1 convolutions, spatial padding moves into the
convolution behind it, and channels are rounded up with weights of zero.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import tflite

from .attention import Matrices, region_matrices, sample_regions, transform
from .builder import Builder
from .graph import Graph, Operator

Array = np.ndarray[Any, Any]
Pads = tuple[int, int, int, int]  # top, left, bottom, right
NO_PADS: Pads = (0, 0, 0, 0)
TO_NHWC, TO_NCHW = [0, 2, 3, 1], [0, 3, 1, 2]
MATRIX = (1, 4, 4)
BLOCK = 16
# Operators that never mix a channel with another one unless by weights of ours.
ROUNDABLE = {"CONV_2D", "DEPTHWISE_CONV_2D", "MAX_POOL_2D", "ADD", "RELU", "PRELU", "PAD", "RESIZE_BILINEAR"}


class Converter:
    """Walks a TFLite graph and writes the same computation into a :class:`Builder`."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.builder = Builder()
        self._names: dict[int, str] = {}
        self._exact = {
            *(tensor for operator in graph.operators if operator.kind not in ROUNDABLE for tensor in operator.inputs),
            *graph.outputs,
            graph.input,
        }
        self._padded: dict[int, tuple[int, Pads]] = {}
        self._matrices: dict[int, tuple[Matrices, int]] = {}
        self._handlers: dict[str, Callable[[Operator], str | None]] = {
            "CONV_2D": self._convolution,
            "DEPTHWISE_CONV_2D": self._convolution,
            "MAX_POOL_2D": self._max_pool,
            "ADD": self._add,
            "MUL": self._multiply,
            "RELU": lambda operator: self.builder.node("Relu", self.name(operator.inputs[0])),
            "PRELU": self._prelu,
            "PAD": self._pad,
            "RESHAPE": self._reshape,
            "CONCATENATION": self._concatenate,
            "RESIZE_BILINEAR": self._resize,
            "DEPTH_TO_SPACE": self._depth_to_space,
            "STRIDED_SLICE": self._whole_slice,
            "Landmarks2TransformMatrix": self._landmarks_to_matrices,
            "TransformTensorBilinear": self._sample,
            "TransformLandmarks": self._transform,
        }

    def run(self) -> None:
        """Convert every operator, in order."""
        self._names[self.graph.input] = self.builder.node("Transpose", "image", perm=TO_NCHW)
        for operator in self.graph.operators:
            if operator.kind not in self._handlers:
                raise ValueError(f"no conversion of TFLite's {operator.kind}: add one to {__name__}")
            if operator.outputs[0] in self._names:  # written with an earlier one: the three regions go together
                continue
            result = self._handlers[operator.kind](operator)
            if result is not None:
                self._names[operator.outputs[0]] = result

    def name(self, tensor: int) -> str:
        """Return the ONNX name of a tensor that was computed, or store the constant it is."""
        if tensor in self._padded:
            return self._materialise_pad(tensor)
        if tensor in self._names:
            return self._names[tensor]
        return self.builder.constant(self.graph.constant(tensor))

    def _channels(self, tensor: int) -> int:
        """Return how many channels the ONNX tensor has: TFLite's, or more of them, all zero."""
        channels = self.graph.shape(tensor)[3]
        return channels if tensor in self._exact or channels < BLOCK else -(-channels // BLOCK) * BLOCK

    def _convolution(self, operator: Operator) -> str:
        data, kernel, bias = operator.inputs
        source, pads = self._padded.get(data, (data, NO_PADS))
        weights = self.graph.constant(kernel)
        depthwise = operator.kind == "DEPTHWISE_CONV_2D"
        weights = weights.transpose([3, 0, 1, 2] if depthwise else TO_NCHW)
        made = self._channels(operator.outputs[0])
        weights = _grown(weights, made, 1 if depthwise else self._channels(source))
        strides = [operator.options.StrideH(), operator.options.StrideW()]
        same = _same_pads(self.graph.shape(data), weights.shape[2:], strides, operator.options.Padding())
        result = self.builder.node(
            "Conv",
            self.name(source),
            self.builder.constant(weights),
            self.builder.constant(_grown(self.graph.constant(bias), made)),
            kernel_shape=list(weights.shape[2:]),
            strides=strides,
            pads=[first + second for first, second in zip(pads, same, strict=True)],
            group=made if depthwise else 1,
        )
        return self._activated(result, operator)

    def _activated(self, name: str, operator: Operator) -> str:
        activation = operator.options.FusedActivationFunction()
        if activation == tflite.ActivationFunctionType.NONE:
            return name
        if activation == tflite.ActivationFunctionType.RELU:
            return self.builder.node("Relu", name)
        raise ValueError(f"fused activation {activation} of {operator}: expected none or RELU")

    def _max_pool(self, operator: Operator) -> str:
        options = operator.options
        kernel, strides = [options.FilterHeight(), options.FilterWidth()], [options.StrideH(), options.StrideW()]
        pads = _same_pads(self.graph.shape(operator.inputs[0]), tuple(kernel), strides, options.Padding())
        name = self.name(operator.inputs[0])
        return self.builder.node("MaxPool", name, kernel_shape=kernel, strides=strides, pads=list(pads))

    def _add(self, operator: Operator) -> str:
        if len({self._channels(tensor) for tensor in operator.inputs}) != 1:
            raise ValueError(f"{operator}: one of its inputs has rounded channels and the other has not")
        return self._activated(self.builder.node("Add", *map(self.name, operator.inputs)), operator)

    def _multiply(self, operator: Operator) -> str | None:
        value, factor = operator.inputs
        if self.graph.shape(value) != MATRIX:
            return self.builder.node("Mul", self.name(value), self.name(factor))
        matrices, region = self._matrices[value]
        scaled = matrices.scaled(self.builder, self.graph.constant(factor))
        self._matrices[operator.outputs[0]] = scaled, region
        return None

    def _prelu(self, operator: Operator) -> str:
        """Write PRelu as ``x + relu((a - 1) x)``, or ``x + sign * relu(-|1 - a| x)`` where a slope exceeds 1."""
        name = self.name(operator.inputs[0])
        slopes = _grown(self.graph.constant(operator.inputs[1]).reshape(-1), self._channels(operator.outputs[0]))
        if (slopes <= 1).all():
            return self.builder.node("Add", name, self.builder.node("Relu", self._per_channel(name, slopes - 1)))
        negative = self.builder.node("Relu", self._per_channel(name, -np.abs(1 - slopes)))
        return self.builder.node("Add", name, self._per_channel(negative, np.sign(1 - slopes)))

    def _per_channel(self, name: str, factors: Array) -> str:
        weights = self.builder.constant(factors.reshape(-1, 1, 1, 1))
        return self.builder.node("Conv", name, weights, kernel_shape=[1, 1], group=len(factors))

    def _pad(self, operator: Operator) -> str | None:
        data, amounts = operator.inputs[0], self.graph.constant(operator.inputs[1])
        if not amounts[[0, 3]].any():  # in space only: the convolution behind it takes it over
            (top, bottom), (left, right) = amounts[1:3].tolist()
            self._padded[operator.outputs[0]] = data, (top, left, bottom, right)
            return None
        if amounts[:3].any() or amounts[3, 0]:
            raise ValueError(f"PAD by {amounts.tolist()}: expected padding in space, or channels appended")
        channels = self._channels(operator.outputs[0]), self._channels(data)
        widen = np.eye(*channels, dtype=np.float32)[:, :, None, None]
        return self.builder.node("Conv", self.name(data), self.builder.constant(widen), kernel_shape=[1, 1])

    def _materialise_pad(self, tensor: int) -> str:
        data, (top, left, bottom, right) = self._padded[tensor]
        amounts = self.builder.constant([0, 0, top, left, 0, 0, bottom, right], np.int64)
        return self.builder.node("Pad", self.name(data), amounts)

    def _reshape(self, operator: Operator) -> str:
        name = self.name(operator.inputs[0])
        before, after = self.graph.shape(operator.inputs[0]), self.graph.shape(operator.outputs[0])
        if len(before) == 4 and before[1:3] != (1, 1):
            name = self.builder.node("Transpose", name, perm=TO_NHWC)
        if len(after) == 4:
            if after[1:3] != (1, 1):
                raise ValueError(f"RESHAPE to {after}: expected a vector, or rank 3")
            after = (1, after[3], 1, 1)
        return self.builder.node("Reshape", name, self.builder.constant([0, *after[1:]], np.int64))

    def _concatenate(self, operator: Operator) -> str:
        if len(self.graph.shape(operator.outputs[0])) == 4:
            raise ValueError("CONCATENATION of rank 4: expected rank 3")
        return self.builder.node("Concat", *map(self.name, operator.inputs), axis=operator.options.Axis())

    def _resize(self, operator: Operator) -> str:
        if operator.options.AlignCorners() or not operator.options.HalfPixelCenters():
            raise ValueError("RESIZE_BILINEAR: expected half-pixel centres")
        before, after = self.graph.shape(operator.inputs[0]), self.graph.shape(operator.outputs[0])
        scales = self.builder.constant([1, 1, after[1] / before[1], after[2] / before[2]])
        name = self.name(operator.inputs[0])
        mode = "half_pixel"
        return self.builder.node("Resize", name, "", scales, mode="linear", coordinate_transformation_mode=mode)

    def _depth_to_space(self, operator: Operator) -> str:
        name, size = self.name(operator.inputs[0]), operator.options.BlockSize()
        return self.builder.node("DepthToSpace", name, blocksize=size, mode="DCR")

    def _whole_slice(self, operator: Operator) -> str:
        if self.graph.shape(operator.inputs[0]) != self.graph.shape(operator.outputs[0]):
            raise ValueError("STRIDED_SLICE: expected one that takes everything")
        return self.name(operator.inputs[0])

    def _landmarks_to_matrices(self, operator: Operator) -> None:
        together = self._all_of(operator.kind)
        sources = {self.name(each.inputs[0]) for each in together}
        if len(sources) != 1:
            raise ValueError(f"regions of {len(sources)} different meshes: expected one mesh")
        matrices = region_matrices(self.builder, sources.pop(), [each.options for each in together])
        for region, each in enumerate(together):
            self._matrices[each.outputs[0]] = matrices, region

    def _sample(self, operator: Operator) -> None:
        together = self._all_of(operator.kind)
        matrices, _ = self._matrices[operator.inputs[1]]
        size, output = self.graph.shape(operator.inputs[0])[1], self.graph.shape(operator.outputs[0])[1]
        samples = sample_regions(self.builder, self.name(operator.inputs[0]), matrices, size, output)
        for each in together:
            self._names[each.outputs[0]] = samples[self._matrices[each.inputs[1]][1]]

    def _transform(self, operator: Operator) -> str:
        matrices, region = self._matrices[operator.inputs[1]]
        return transform(self.builder, self.name(operator.inputs[0]), matrices, region)

    def _all_of(self, kind: str) -> list[Operator]:
        return [operator for operator in self.graph.operators if operator.kind == kind]


def _grown(values: Array, *sizes: int) -> Array:
    """Append zeros until the first axes have these sizes."""
    grown = np.zeros((*sizes, *values.shape[len(sizes) :]), np.float32)
    grown[tuple(slice(size) for size in values.shape)] = values
    return grown


def _same_pads(shape: tuple[int, ...], kernel: tuple[int, ...], strides: list[int], padding: int) -> Pads:
    """Return TFLite's padding: with SAME the odd pixel goes to the end."""
    if padding == tflite.Padding.VALID:
        return NO_PADS
    totals = [
        max((-(-size // stride) - 1) * stride + width - size, 0)
        for size, width, stride in zip(shape[1:3], kernel, strides, strict=True)
    ]
    begin = [total // 2 for total in totals]
    return begin[0], begin[1], totals[0] - begin[0], totals[1] - begin[1]
