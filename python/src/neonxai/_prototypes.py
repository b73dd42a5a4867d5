"""Estimators whose clusters are places: centroids, components of mixtures, members."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import _core
from ._affine import Margins, between_gaussians
from ._carried import Carried, doubles, made, members, several
from ._types import Matrix, Vector


def _centroids(estimator: Any, centroids: Any) -> Carried:
    mu = doubles(centroids)
    several(type(estimator).__name__, len(mu))
    return Carried(_core.kmeans(mu), np.arange(len(mu)), np.inf)


def kmeans(estimator: Any, data: Matrix | None) -> Carried:
    """Whatever has centroids, by squared distance."""
    return _centroids(estimator, estimator.cluster_centers_)


def bisecting(estimator: Any, data: Matrix | None) -> Carried:
    """BisectingKMeans: the splits on the way to a leaf are its margins."""
    shift = getattr(estimator, "_X_mean", 0)
    paths: dict[int, list[tuple[Matrix, Matrix]]] = {}

    def walk(node: Any, path: list[tuple[Matrix, Matrix]]) -> None:
        if node.left is None:
            paths[int(node.label)] = path
            return
        left, right = doubles(node.left.center + shift), doubles(node.right.center + shift)
        walk(node.left, [*path, (left, right)])
        walk(node.right, [*path, (right, left)])

    walk(estimator._bisecting_tree, [])
    several("BisectingKMeans", len(paths))
    margins = []
    for label in range(len(paths)):
        own = np.array([one for one, _ in paths[label]])
        other = np.array([two for _, two in paths[label]])
        margins.append(Margins.of(2 * (own - other), 0.5 * (own + other), np.zeros(len(own))))
    return Carried(margins, np.arange(len(paths)), np.inf, apart=False)


def nearest_centroid(estimator: Any, data: Matrix | None) -> Carried:
    """NearestCentroid, with its priors."""
    if estimator.metric != "euclidean":
        raise ValueError(f"NearestCentroid(metric={estimator.metric!r}): only metric='euclidean' has an exact network")
    mu = doubles(estimator.centroids_)
    several("NearestCentroid", len(mu))
    classes = np.asarray(estimator.classes_)
    prior = np.asarray(getattr(estimator, "class_prior_", np.full(len(mu), 1 / len(mu))), dtype=np.float64)
    if np.isclose(prior, 1 / len(mu)).all():
        return Carried(_core.kmeans(mu), classes, np.inf)
    deviation = doubles(estimator.within_class_std_dev_)
    factor = np.where(deviation != 0, 1 / np.where(deviation != 0, deviation, 1), 1.0)
    return Carried(_core.kmeans(mu * factor, -2 * np.log(prior)), classes, np.inf, factor=factor)


def _log_weights(estimator: Any) -> Vector:
    """Logarithms of the mixing weights as the estimator's predict_proba sees them, up to a common number."""
    if not hasattr(estimator, "mean_precision_"):
        return np.log(doubles(estimator.weights_))
    # The expectations of a variational mixture are those of a mixture with other weights: what its score of each
    # component has beyond the Gaussian's.
    from sklearn.mixture import GaussianMixture

    at = doubles(estimator.means_)
    plain = GaussianMixture(len(estimator.means_), covariance_type=estimator.covariance_type)
    plain.weights_ = np.full(len(estimator.means_), 1 / len(estimator.means_))
    for name in ("means_", "covariances_", "precisions_cholesky_"):
        setattr(plain, name, getattr(estimator, name))
    beyond = estimator._estimate_weighted_log_prob(at) - plain._estimate_weighted_log_prob(at)
    return doubles(np.diagonal(beyond))  # each at its own mean, where nothing cancels


def mixture(estimator: Any, data: Matrix | None) -> Carried:
    """GaussianMixture and BayesianGaussianMixture."""
    means = doubles(estimator.means_)
    name, kind = type(estimator).__name__, estimator.covariance_type
    several(name, len(means))
    log_weights = _log_weights(estimator)
    log_weights -= log_weights.max()
    log_weights -= np.log(np.exp(log_weights).sum())
    classes = np.arange(len(means))
    if kind == "tied":
        cholesky = doubles(estimator.precisions_cholesky_)
        return Carried(between_gaussians(means, cholesky @ cholesky.T, log_weights), classes, 1.0)
    weights = np.exp(np.maximum(log_weights, -690.0))  # the smallest that a double holds
    if kind == "full":
        covariances = doubles(estimator.covariances_).reshape(-1, means.shape[1])
        return Carried(
            made("full-gaussian-mixture", {"means": means, "covariances": covariances, "weights": weights}),
            classes,
            1.0,
        )
    deviation = 1 / doubles(estimator.precisions_cholesky_)
    variances = np.broadcast_to((deviation**2).reshape(len(means), -1), means.shape)
    return Carried(_core.gaussian_mixture(means, np.ascontiguousarray(variances), weights), classes, 1.0)


def agglomerative(estimator: Any, data: Matrix | None) -> Carried:
    """AgglomerativeClustering, with the points that it was fitted on."""
    metric = getattr(estimator, "metric", "euclidean")
    if metric not in ("euclidean", "l2"):
        raise ValueError(f"AgglomerativeClustering(metric={metric!r}): only metric='euclidean' has an exact network")
    if data is None:
        raise ValueError(
            "AgglomerativeClustering does not keep the points that it was fitted on: give them, "
            "Explainer(model, data=X), or explain(model, X) with that X"
        )
    if len(data) != len(estimator.labels_):
        raise ValueError(
            f"AgglomerativeClustering has no rule for new points, so X should be what it was fitted on: {len(data)} "
            "points "
            f"should be {len(estimator.labels_)}. For new points: Explainer(model, data=X_fitted)(X_new)"
        )
    return members(data, estimator.labels_, estimator.linkage, fitted=True)


def birch(estimator: Any, data: Matrix | None) -> Carried:
    """Birch: the nearest subcluster."""
    return members(estimator.subcluster_centers_, estimator.subcluster_labels_, "single", fitted=False)


def faiss(estimator: Any, data: Matrix | None) -> Carried:
    """faiss.Kmeans: centroids in single precision, spherical ones by direction."""
    if estimator.centroids is None:
        raise ValueError("faiss.Kmeans is not trained yet: call train")
    if not getattr(estimator, "spherical", False):
        return _centroids(estimator, estimator.centroids)
    mu = doubles(estimator.centroids)
    several("faiss.Kmeans", len(mu))
    # Of norm 1 in single precision.
    mu /= np.linalg.norm(mu, axis=1, keepdims=True)
    return Carried(_core.spherical_kmeans(mu), np.arange(len(mu)), np.inf)
