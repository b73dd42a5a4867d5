"""Affine margins, and linear maps that models are told through."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ._types import Array, Matrix, Vector


@dataclass(frozen=True)
class LinearMap:
    """A map ``z = A y + b`` of the features, and the place that its inverse is told about."""

    weight: Matrix  #: A (m, d)
    bias: Vector  #: b (m,)
    origin: Vector  #: (d,) what z does not determine of a point is taken from here

    @staticmethod
    def centred(weight: Array, mean: Array | None = None) -> LinearMap:
        """``z = A (y - mean)``."""
        a = np.ascontiguousarray(weight, dtype=np.float64)
        origin = np.zeros(a.shape[1]) if mean is None else np.asarray(mean, dtype=np.float64)
        return LinearMap(a, -a @ origin, origin)

    def then_scaled(self, factor: Array, shift: Array) -> LinearMap:
        """Followed by ``z_i factor_i + shift_i``."""
        return LinearMap(self.weight * factor[:, None], self.bias * factor + shift, self.origin)

    def then(self, other: LinearMap) -> LinearMap:
        """Followed by another map."""
        return LinearMap(other.weight @ self.weight, other.weight @ self.bias + other.bias, self.origin)

    def selected(self, rows: Array) -> LinearMap:
        """Followed by a selection of its outputs."""
        return LinearMap(self.weight[rows], self.bias[rows], self.origin)

    @property
    def isometric(self) -> bool:
        """Whether distances between images are distances between points, up to what all clusters share."""
        gram = self.weight @ self.weight.T
        return bool(np.allclose(gram, np.eye(len(gram)), rtol=0, atol=1e-10))

    @property
    def onto(self) -> bool:
        """Whether it turns or mirrors the whole space."""
        return self.weight.shape[0] == self.weight.shape[1] and self.isometric

    def preimage(self, z: Array) -> Matrix:
        """Points whose images are ``z``: of all of them those nearest to the origin."""
        moved = np.atleast_2d(z) - (self.weight @ self.origin + self.bias)
        back = moved @ self.weight if self.isometric else np.linalg.lstsq(self.weight, moved.T, rcond=None)[0].T
        return np.ascontiguousarray(self.origin + back)


@dataclass(frozen=True)
class Margins:
    """The margins of one cluster, ``h_k = w_k.(x - m_k) + b_k``; m_k is what the midpoint rule tells x from."""

    weight: Matrix  #: (m, d)
    root: Matrix  #: (m, d)
    bias: Vector  #: (m,)

    @staticmethod
    def of(weight: Array, point: Array, value: Array | float) -> Margins:
        """Margins that are ``value`` at ``point``, told from where they are 0 on the line along ``weight``."""
        w = np.ascontiguousarray(np.atleast_2d(weight), dtype=np.float64)
        value = np.broadcast_to(np.asarray(value, dtype=np.float64), w.shape[:1])
        return Margins.along(w, point, value, w)

    @staticmethod
    def along(weight: Matrix, point: Array, value: Array, direction: Array) -> Margins:
        """The same on the line along ``direction``; where that does not lead to 0, the value stays a bias."""
        slope = np.einsum("ij,ij->i", weight, direction)
        crosses = slope != 0
        step = np.where(crosses, value / np.where(crosses, slope, 1), 0)
        root = point - step[:, None] * direction
        return Margins(weight, np.ascontiguousarray(root), np.where(crosses, 0.0, value))

    def behind(self, linear: LinearMap) -> Margins:
        """The same margins, of the points before the map."""
        weight = np.ascontiguousarray(self.weight @ linear.weight)
        root = linear.preimage(self.root)
        # Where the map does not reach the root, the image of its preimage is another point.
        missed = root @ linear.weight.T + linear.bias - self.root
        value = np.einsum("ij,ij->i", self.weight, missed)
        moved = Margins.of(weight, root, value)
        return Margins(weight, moved.root, moved.bias + self.bias)


def between_prototypes(prototypes: Matrix, offset: Vector) -> list[Margins]:
    """Margins of ``o_k = |x - p_k|^2 + offset_k``, with the midpoints of the library's standard network."""
    result = []
    for c in range(len(prototypes)):
        others = np.arange(len(prototypes)) != c
        middle = 0.5 * (prototypes[c] + prototypes[others])
        result.append(Margins.of(2 * (prototypes[c] - prototypes[others]), middle, offset[others] - offset[c]))
    return result


def between_gaussians(means: Matrix, precision: Matrix, log_weights: Vector) -> list[Margins]:
    """Margins of Gaussians that share one full covariance: log-odds of two components."""
    result = []
    for c in range(len(means)):
        others = np.arange(len(means)) != c
        apart = means[c] - means[others]
        weight = np.ascontiguousarray(apart @ precision)
        middle = 0.5 * (means[c] + means[others])
        result.append(Margins.along(weight, middle, log_weights[c] - log_weights[others], apart))
    return result
