"""The rotation, scale and place in which a rigid set of points lies best: weighted least squares in closed form.

The rotation is that of Markley's FOAM (1993) on the weighted covariance: no decomposition, so it runs over thousands of
faces at once. Its scale factor is the sum of the covariance's singular values, here from the cubic of their squares.
"""

import numpy as np


class Alignment:
    """Alignment with one rigid set of points.

    Parameters
    ----------
    source : (k, 3) float array
    weights : (k,) float array
        Not negative; their sum does not matter.
    """

    def __init__(self, source: np.ndarray, weights: np.ndarray) -> None:
        self.weights = weights / weights.sum()
        self.mean = self.weights @ source
        self._source = source
        self._centred = source - self.mean
        self._squares = float(self.weights @ (self._centred**2).sum(axis=1))
        self._factors = np.column_stack([self.weights[:, None] * self._centred, self.weights])

    def solve(self, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Carry the source onto n sets of targets.

        Parameters
        ----------
        targets : (3, n, k) float array
            x, y and z of the points.

        Returns
        -------
        rotation : (n, 3, 3) float64
        scale : (n,) float64
        mean : (n, 3) float64
            Weighted mean of the targets: where `self.mean` comes to lie.
        """
        moments = (targets @ self._factors).transpose(1, 0, 2)
        rotation, gain = _nearest_rotation(moments[..., :3])
        return rotation, gain / self._squares, moments[..., 3]

    def residual(self, points: np.ndarray) -> np.ndarray:
        """Root mean square distance, weighted, of points in the source's axes: (n, k, 3) -> (n,)."""
        apart = points - self._source
        residual: np.ndarray = np.sqrt(np.einsum("nki,nki,k->n", apart, apart, self.weights))
        return residual


def _nearest_rotation(covariance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rotations R that make ``trace(R^T B)`` largest, and these traces: (n, 3, 3) -> (n, 3, 3), (n,)."""
    cofactors = _cofactors(covariance)
    determinant = np.einsum("ni,ni->n", covariance[:, 0], cofactors[:, 0])
    squares = np.einsum("nij,nij->n", covariance, covariance)
    trace = _largest_trace(squares, np.einsum("nij,nij->n", cofactors, cofactors), determinant)
    half = (trace**2 - squares) / 2
    cubed = covariance @ (np.swapaxes(covariance, 1, 2) @ covariance)
    rotation = (half + squares)[:, None, None] * covariance + trace[:, None, None] * cofactors - cubed
    rotation /= (half * trace - determinant)[:, None, None]
    return rotation, trace


def _largest_trace(squares: np.ndarray, products: np.ndarray, determinant: np.ndarray) -> np.ndarray:
    """Sum of the singular values, the smallest with the determinant's sign, from what rotations leave unchanged."""
    third = squares / 3
    spread = np.sqrt(np.maximum(third**2 - products / 3, 0.0))
    cosine = (third**3 - third * products / 2 + determinant**2 / 2) / np.maximum(spread**3, 1e-300)
    angle = np.arccos(np.clip(cosine, -1.0, 1.0)) / 3
    largest = third + 2 * spread * np.cos(angle)
    smallest = third + 2 * spread * np.cos(angle + 2 * np.pi / 3)
    middle = squares - largest - smallest
    roots = np.sqrt(np.maximum([largest, middle, smallest], 0.0))
    trace = roots[0] + roots[1] + np.sign(determinant) * roots[2]
    # One Newton step on Markley's quartic takes back what rounding cost.
    rest = trace**2 - squares
    step = (rest**2 - 8 * trace * determinant - 4 * products) / (4 * trace * rest - 8 * determinant)
    polished: np.ndarray = trace - step
    return polished


def _cofactors(matrices: np.ndarray) -> np.ndarray:
    """(n, 3, 3) -> (n, 3, 3): each row is the cross product of the two others, in turn."""
    flat = matrices.reshape(-1, 9)
    one, two, three, four = (flat.take(places, axis=1) for places in _COFACTOR_PLACES)
    cofactors: np.ndarray = (one * two - three * four).reshape(-1, 3, 3)
    return cofactors


_NEXT, _AFTER = np.array([1, 2, 0]), np.array([2, 0, 1])
_COFACTOR_PLACES = [
    (3 * rows[:, None] + columns).ravel()
    for rows, columns in ((_NEXT, _NEXT), (_AFTER, _AFTER), (_NEXT, _AFTER), (_AFTER, _NEXT))
]
"""Of the nine numbers of a matrix."""
