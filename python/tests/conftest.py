"""Data and laws that the tests share."""

from __future__ import annotations

import numpy as np
import pytest


def blobs(seed: int, n: int = 120, d: int = 4, k: int = 3, spread: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Points around k places, of features of different sizes, somewhere off the origin."""
    rng = np.random.default_rng(seed)
    centre = rng.normal(size=(k, d)) * 3
    label = rng.integers(k, size=n)
    label[:k] = np.arange(k)
    size = 10 ** rng.uniform(-1, 1, size=d)
    return (centre[label] + spread * rng.normal(size=(n, d))) * size + rng.normal(size=d) * 5, label


def assert_sums(why, scale=None) -> None:
    """Relevances and what is no feature's add up to the logit, to rounding."""
    size = np.abs(why.total).sum(axis=1) + np.abs(why.logit) + (0 if scale is None else scale)
    gap = np.abs(why.total.sum(axis=1) + why.base_values - why.logit)
    assert (gap <= 1e-9 * size).all(), gap.max()


def same(one: np.ndarray, two: np.ndarray) -> bool:
    """Bit by bit."""
    one, two = np.asarray(one), np.asarray(two)
    return one.shape == two.shape and one.dtype == two.dtype and one.tobytes() == two.tobytes()


def softmin_margin(scores: np.ndarray, cluster: np.ndarray, beta: float) -> np.ndarray:
    """The logit from outlier scores, by its definition: a slow twin."""
    result = np.empty(len(scores))
    for n, c in enumerate(cluster):
        h = np.delete(scores[n] - scores[n, c], c)
        result[n] = h.min() if np.isinf(beta) else h.min() - np.log(np.exp(-beta * (h - h.min())).sum()) / beta
    return result


@pytest.fixture(params=range(4))
def seed(request) -> int:
    """Random cases."""
    return request.param
