"""Explaining a clustering of which only the labels are known."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import _core
from ._explainer import Explainer
from ._explanation import Explanation
from ._table import matrix
from ._types import Float, Labels, Matrix

_MODELS = ("means", "mixture", "nearest", "kernel")


class LabelModel:
    """A model that was built from labels: what `explain_labels` explains.

    Attributes
    ----------
    model_ : the model of the library
    classes_ : array (K,)
    """

    def __init__(self, model: _core.Model, classes: Any) -> None:
        self.model_ = model
        self.classes_ = classes


def _mixture(points: Matrix, cluster: Labels, clusters: int) -> _core.Model:
    members = [points[cluster == k] for k in range(clusters)]
    # Features that do not vary inside a cluster get a share of their variance over all points.
    floor = 1e-6 * points.var(axis=0)
    floor[floor == 0] = 1.0
    variances = np.array([np.maximum(part.var(axis=0), floor) for part in members])
    means = np.array([part.mean(axis=0) for part in members])
    return _core.gaussian_mixture(means, variances, np.array([len(part) / len(points) for part in members]))


def _built(model: str, points: Matrix, cluster: Labels, clusters: int) -> _core.Model:
    if model == "means":
        return _core.class_means(points, cluster, clusters)
    if model == "mixture":
        return _mixture(points, cluster, clusters)
    if model == "nearest":
        return _core.agglomerative(points, cluster, "single")
    if model == "kernel":
        per_cluster = min(20, int(np.bincount(cluster).min()))
        return _core.class_kernels(points, cluster, clusters, per_cluster, 0.9)
    raise ValueError(f"model {model!r} should be one of {', '.join(_MODELS)}")


def explain_labels(
    X: Any,
    labels: Float,
    *,
    model: str = "means",
    noise: Any = -1,
    against: Any = None,
    competitors: bool = False,
    **options: Any,
) -> Explanation:
    """Tell why each point has its label.

    A model is built from the points and their labels, and explained. How well it says the same as the labels is told:
    look at `Explanation.agreement` before anything else. Points whose label the model does not share have a negative
    logit.

    Parameters
    ----------
    X : array, data frame or sparse matrix (n, d)
    labels : array (n,)
        Of any type, from any clustering.
    model : {"means", "mixture", "nearest", "kernel"}
        k-means with the means of the clusters; a mixture of Gaussians with a diagonal covariance for each; the nearest
        member (single linkage, which agrees by construction); a kernel on support vectors inside the clusters.
    noise : optional
        The label of points that belong to no cluster: they are left out of the model, and explained for the cluster
        that it puts them into. None: there is no such label.
    against, competitors
        As in `explain`.
    **options
        Of the `Explainer`.

    Returns
    -------
    Explanation

    Examples
    --------
    >>> import numpy as np, neonxai
    >>> X = np.array([[0.0, 0.0], [0.0, 1.0], [4.0, 0.0], [4.0, 1.0]])
    >>> why = neonxai.explain_labels(X, ["a", "a", "b", "b"])
    >>> why.agreement, why.cluster.tolist(), why.logit.tolist()
    (1.0, ['a', 'a', 'b', 'b'], [16.0, 16.0, 16.0, 16.0])
    """
    points = matrix(X)
    if points.shape[1] == 0:
        raise ValueError("X has 0 features: it should have at least one column")
    given = np.asarray(labels)
    if given.shape != (len(points),):
        raise ValueError(f"labels of shape {given.shape} should be ({len(points)},): one per point")
    clustered = np.ones(len(points), dtype=bool) if noise is None else given != noise
    classes, cluster = np.unique(given[clustered], return_inverse=True)
    if len(classes) < 2:
        raise ValueError(
            f"{len(classes)} different labels should be at least 2: there is nothing to tell a cluster from"
        )
    if not np.isfinite(points).all():
        raise ValueError("Input X contains NaN or infinity.")
    cluster = cluster.astype(np.int64)
    built = _built(model, np.ascontiguousarray(points[clustered]), cluster, len(classes))
    explainer = Explainer(LabelModel(built, classes), **options)
    rule = (
        _core.model_explainer(built).assign(points)
        if model != "nearest"
        else built.outlier_scores(points).argmin(axis=1)
    )
    wanted = rule.copy()
    wanted[clustered] = cluster
    other = None if against is None else explainer._index(against)
    why = explainer._explained(X, points, wanted, other, competitors)
    why.agreement = float(np.mean(rule[clustered] == cluster))
    return why
