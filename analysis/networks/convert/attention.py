"""The three custom operators (version 2) of the 478-point mesh, and the assembly of its points.

The network reads lips and eyes again from three turned rectangles of an inner feature map. All three are done
together, with one leading axis of regions. Points are rows here: ``q = p @ linear + shift``.
Source: mediapipe/util/tflite/operations of mediapipe 0.10.21, and its tensors_to_face_landmarks_with_attention graph.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from onnx import TensorProto

from .builder import Builder

Array = np.ndarray[Any, Any]
CONTOUR = 16  # the first 16 points of an eye's list are its contour


@dataclass(frozen=True)
class Matrices:
    """One affine map per region: ``linear`` (batch, regions, 2, 2) and ``shift`` (batch, regions, 1, 2)."""

    linear: str
    shift: str
    count: int

    def scaled(self, b: Builder, factor: Array) -> "Matrices":
        """Multiply by a 4x4 matrix of factors that changes the translation only."""
        if (factor[0, :2, :2] != 1).any() or len(np.unique(factor[0, :2, 3])) != 1:
            raise ValueError(f"factors {factor.tolist()}: expected ones but for the translation")
        return replace(self, shift=b.node("Mul", self.shift, b.constant(factor[0, 0, 3])))


def region_matrices(b: Builder, landmarks: str, regions: list[dict[str, Any]]) -> Matrices:
    """Landmarks2TransformMatrix: from pixels of a region's output to pixels of the feature map.

    The region is the bounding box of its landmarks in axes turned by the line between two of them, enlarged.
    """
    points = b.node("Gather", landmarks, b.constant([0, 1], np.int64), axis=2)
    ends = [[region[f"{side}_rotation_idx"] for region in regions] for side in ("left", "right")]
    left, right = (b.node("Gather", points, b.constant(end, np.int64), axis=1) for end in ends)
    along = b.node("Sub", right, left)
    along = b.node("Div", along, b.node("ReduceL2", along, axes=[2], keepdims=1))
    across = b.node("Mul", b.node("Gather", along, b.constant([1, 0], np.int64), axis=2), b.constant([-1, 1]))
    axes = b.node("Concat", *(_unsqueeze(b, axis) for axis in (along, across)), axis=2)

    subset = b.node("Gather", points, b.constant(_same_length(regions), np.int64), axis=1)
    turned = b.node("MatMul", subset, b.node("Transpose", axes, perm=[0, 1, 3, 2]))
    low, high = (b.node(kind, turned, axes=[2], keepdims=1) for kind in ("ReduceMin", "ReduceMax"))
    middle = b.node("Mul", b.node("Add", low, high), b.constant(0.5))
    centre = b.node("MatMul", middle, axes)
    output = np.float32(regions[0]["output_width"])
    scale = b.node("Mul", b.node("Sub", high, low), b.constant(regions[0]["scale_x"] / output))
    linear = b.node("Mul", b.node("Transpose", scale, perm=[0, 1, 3, 2]), axes)
    half = b.constant([[output / 2, output / 2]])
    return Matrices(linear, b.node("Sub", centre, b.node("MatMul", half, linear)), len(regions))


def _unsqueeze(b: Builder, name: str) -> str:
    return b.node("Unsqueeze", name, b.constant([2], np.int64))


def _same_length(regions: list[dict[str, Any]]) -> Array:
    """Return the landmark lists as one array; a repeated landmark does not change a bounding box."""
    longest = max(len(region["subset_idxs"]) for region in regions)
    return np.array([np.resize(region["subset_idxs"], longest) for region in regions])


def sample_regions(b: Builder, features: str, matrices: Matrices, size: int, output: int) -> list[str]:
    """TransformTensorBilinear: sample (batch, C, size, size) at M(x + 0.5, y + 0.5) - 0.5, zero outside.

    Returns one (batch, C, output, output) per region. One gather fetches the four neighbours of every sample.
    """
    rows, columns = np.mgrid[:output, :output].reshape(2, -1) + 0.5
    grid = b.constant(np.stack([columns, rows], axis=1))
    at = b.node("Add", b.node("MatMul", grid, matrices.linear), matrices.shift)
    at = b.node("Sub", at, b.constant(0.5))
    inside_both = b.node("Clip", at, b.constant(0.0), b.constant(size - 1.0))
    inside = b.node("Cast", b.node("Equal", at, inside_both), to=TensorProto.FLOAT)
    low = b.node("Floor", inside_both)
    high = b.node("Min", b.node("Add", low, b.constant(1.0)), b.constant(size - 1.0))
    part = b.node("Sub", inside_both, low)
    # Weights of the lower and the higher neighbour, per axis; zero where the sample is outside.
    shares = b.node("Mul", b.node("Sub", b.constant(1.0), part), inside), b.node("Mul", part, inside)
    (low_x, low_y), (high_x, high_y) = (_columns(b, name) for name in (low, high))
    (low_u, low_v), (high_u, high_v) = (_columns(b, name) for name in shares)
    corners = [(low_x, low_y, low_u, low_v), (high_x, low_y, high_u, low_v),
               (low_x, high_y, low_u, high_v), (high_x, high_y, high_u, high_v)]  # fmt: skip
    stride = b.constant(float(size))
    places = b.node("Concat", *(b.node("Add", b.node("Mul", y, stride), x) for x, y, _, _ in corners), axis=3)
    weights = b.node("Concat", *(b.node("Mul", u, v) for _, _, u, v in corners), axis=3)
    flat = b.node(
        "Reshape", b.node("Transpose", features, perm=[0, 2, 3, 1]), b.constant([0, size * size, -1], np.int64)
    )
    index = b.node("Cast", b.node("Unsqueeze", places, b.constant([4], np.int64)), to=TensorProto.INT64)
    neighbours = b.node("GatherND", flat, index, batch_dims=1)  # (batch, regions, samples, 4, C)
    row = b.node("Unsqueeze", weights, b.constant([3], np.int64))  # (batch, regions, samples, 1, 4)
    sampled = b.node("Squeeze", b.node("MatMul", row, neighbours), b.constant([3], np.int64))
    by_channel = b.node("Transpose", sampled, perm=[0, 1, 3, 2])
    shape = b.constant([0, -1, output, output], np.int64)
    regions = b.split("Split", matrices.count, by_channel, axis=1)
    return [b.node("Reshape", region, shape) for region in regions]


def _columns(b: Builder, pairs: str) -> list[str]:
    return b.split("Split", 2, pairs, axis=3)


def transform(b: Builder, points: str, matrices: Matrices, region: int) -> str:
    """TransformLandmarks: map (batch, n, 2) by the matrix of one region."""
    index = b.constant(region, np.int64)
    linear, shift = (b.node("Gather", name, index, axis=1) for name in (matrices.linear, matrices.shift))
    return b.node("Add", b.node("MatMul", points, linear), shift)


def assemble(b: Builder, mesh: str, parts: list[str], lists: list[list[int]]) -> str:
    """Return the 478 points (batch, 478, 3): lips and eyes replace x and y, irises take the mean z of their eye.

    ``parts`` are lips, left eye, right eye, left iris, right iris, each (batch, n, 2); ``lists`` the landmark
    indices of the first three.
    """
    flat, depth = b.split("Split", 2, mesh, b.constant([2, 1], np.int64), axis=2)
    places = np.concatenate([np.arange(468), *map(np.asarray, lists), np.arange(468, 478)])
    # The last one that names a landmark wins.
    source = np.array([np.flatnonzero(places == landmark)[-1] for landmark in range(478)])
    xy = b.node("Gather", b.node("Concat", flat, *parts, axis=1), b.constant(source, np.int64), axis=1)
    means = [
        b.node("ReduceMean", b.node("Gather", depth, b.constant(eye[:CONTOUR], np.int64), axis=1), axes=[1], keepdims=1)
        for eye in lists[1:]
    ]
    depths = b.constant([*range(468), *[468] * 5, *[469] * 5], np.int64)
    z = b.node("Gather", b.node("Concat", depth, *means, axis=1), depths, axis=1)
    return b.node("Concat", xy, z, axis=2)
