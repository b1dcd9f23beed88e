"""The last layers of each network, so that its outputs need no further arithmetic.

Detectors give boxes and scores instead of offsets from anchors and logits, meshes give points and a presence.
"""

from collections.abc import Callable

import numpy as np

from .attention import assemble
from .builder import Builder
from .graph import Graph
from .operators import Converter

Outputs = dict[str, tuple[str, tuple[int, ...]]]
LOGIT_LIMIT = 100.0  # mediapipe's score_clipping_thresh
COORDINATES = 16  # centre x, centre y, width, height, then x and y of six keypoints


def detector(layers: list[tuple[int, int]]) -> Callable[[Converter], Outputs]:
    """Return the head of a detector; ``layers`` are (cells per side, anchors per cell)."""

    def head(converter: Converter) -> Outputs:
        b, graph = converter.builder, converter.graph
        raw, logits = sorted(graph.outputs, key=lambda tensor: -graph.shape(tensor)[2])
        centres = np.concatenate([_centres(cells, count) for cells, count in layers])
        # Every pair but the box's size is an offset from the anchor's centre.
        offsets = np.tile(centres, COORDINATES // 2)
        offsets[:, 2:4] = 0
        side = float(graph.shape(graph.input)[1])
        boxes = b.node("Div", converter.name(raw), b.constant(side))
        boxes = b.node("Add", boxes, b.constant(offsets))
        scores = _sigmoid(b, b.node("Squeeze", converter.name(logits), b.constant([2], np.int64)))
        return {"boxes": (boxes, (len(offsets), COORDINATES)), "scores": (scores, (len(offsets),))}

    return head


def _centres(cells: int, count: int) -> np.ndarray:
    rows, columns = np.mgrid[:cells, :cells].reshape(2, -1)
    return np.repeat((np.stack([columns, rows], axis=1) + 0.5) / cells, count, axis=0)


def mesh(converter: Converter) -> Outputs:
    """The 468-point mesh: points in pixels of the input, and the probability that they lie on a face."""
    points, flag = converter.graph.outputs
    return {
        "points": (_points(converter, points, 3), (468, 3)),
        "presence": (_presence(converter, flag), ()),
    }


def attention_mesh(converter: Converter) -> Outputs:
    """The 478-point mesh, assembled from its seven outputs."""
    face, lips, left_eye, right_eye, left_iris, right_iris, flag = _by_name(converter.graph)
    parts = [_points(converter, part, 2) for part in (lips, left_eye, right_eye, left_iris, right_iris)]
    lists = [
        operator.options["subset_idxs"]
        for operator in converter.graph.operators
        if operator.kind == "Landmarks2TransformMatrix"
    ]
    points = assemble(converter.builder, _points(converter, face, 3), parts, lists)
    return {"points": (points, (478, 3)), "presence": (_presence(converter, flag), ())}


def _by_name(graph: Graph) -> list[int]:
    names = ["mesh_identity", "lips", "left_eye", "right_eye", "left_iris", "right_iris", "conv_faceflag"]
    known = {graph.tensor_name(tensor).removeprefix("output_"): tensor for tensor in graph.outputs}
    return [known[name] for name in names]


def _points(converter: Converter, tensor: int, size: int) -> str:
    shape = converter.builder.constant([0, -1, size], np.int64)
    return converter.builder.node("Reshape", converter.name(tensor), shape)


def _presence(converter: Converter, tensor: int) -> str:
    b = converter.builder
    return _sigmoid(b, b.node("Reshape", converter.name(tensor), b.constant([-1], np.int64)))


def _sigmoid(b: Builder, logits: str) -> str:
    return b.node("Sigmoid", b.node("Clip", logits, b.constant(-LOGIT_LIMIT), b.constant(LOGIT_LIMIT)))
