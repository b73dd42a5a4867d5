"""Fitted estimators as models of the library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any

import numpy as np

from . import _core
from ._affine import LinearMap, Margins, between_gaussians, between_prototypes
from ._types import Array, Labels, Matrix, Vector


@dataclass(frozen=True)
class Carried:
    """What an estimator is to the library: a model that it knows, or the affine margins of every cluster."""

    model: _core.Model | list[Margins]
    classes: Array  #: (K,) what the estimator calls its clusters, in the order of the model's
    beta: float
    apart: bool = True  #: whether margins are against one other cluster each
    factor: Vector | None = None  #: the model speaks of ``z_i = x_i factor_i``
    fitted_labels: Labels | None = field(
        default=None, repr=False
    )  #: of the points that were fitted, where only they have any

    @property
    def features(self) -> int:
        """The number of features."""
        return self.model[0].weight.shape[1] if isinstance(self.model, list) else self.model.features

    def explainer(self, composite: str, lower: float, upper: float, competitors: bool) -> _core.Explainer:
        """The C++ side, prepared."""
        if not isinstance(self.model, list):
            return _core.model_explainer(self.model, composite, lower, upper, competitors)
        if competitors and not self.apart:
            raise ValueError("the margins of this model are not over single clusters: competitors=True has no meaning")
        margins = [(m.weight, m.root, m.bias) for m in self.model]
        return _core.affine_explainer(margins, self.beta, composite, lower, upper, competitors)

    def softened(self, beta: float) -> Carried:
        """The same with another stiffness."""
        if not beta > 0:
            raise ValueError(f"beta {beta} should be positive")
        if isinstance(self.model, list):
            return replace(self, beta=beta)
        return replace(self, model=rebuilt(self.model, beta=beta), beta=beta)

    def behind(self, linear: LinearMap) -> Carried:
        """The same of the points before a linear map.

        Raises
        ------
        ValueError
            If the model is no such model before the map.
        """
        if linear.weight.shape[0] != self.features:
            raise ValueError(
                f"the model has {self.features} features, the steps before it make {linear.weight.shape[0]}"
            )
        if isinstance(self.model, list):
            return replace(self, model=[m.behind(linear) for m in self.model])
        parameters = self.model.parameters()
        kind = self.model.kind
        if (kind in _TELLS_APART and linear.isometric) or (kind in _HAS_THRESHOLD and linear.onto):
            places = [name for name in _PLACES if name in parameters]
            return replace(self, model=rebuilt(self.model, **{p: linear.preimage(parameters[p]) for p in places}))
        if kind == "kmeans":
            margins = between_prototypes(parameters["centroids"], parameters["offset"])
            return replace(self, model=[m.behind(linear) for m in margins])
        if kind == "gaussian-mixture":
            return replace(self, model=_mixture_behind(self.model, linear, parameters))
        if kind == "full-gaussian-mixture" and linear.weight.shape[0] == linear.weight.shape[1]:
            return replace(self, model=_full_mixture_behind(self.model, linear, parameters))
        raise ValueError(
            f"a {kind} model behind a linear step that is no rotation cannot be told by the features before it: use "
            f"PCA {'with all components, ' if kind in _HAS_THRESHOLD else ''}without whiten, or explain the last step "
            "on the transformed table"
        )


@dataclass(frozen=True)
class LoadedModel:
    """What a model file holds: everywhere an estimator is taken, so is this."""

    model: _core.Model
    feature_names: list[str] | None = None
    scaling: tuple[Vector, Vector] | None = None  #: shift and factor: the model speaks of ``(x - shift) * factor``


# Models of distances to points. Margins between clusters do not see what a projection leaves out of all distances
# alike; a distance against a threshold does.
_TELLS_APART = {"kmeans", "kernel-kmeans", "agglomerative", "knn"}
_HAS_THRESHOLD = {"dbscan", "hdbscan", "kernel-density", "one-class-svm", "svm", "neighbour-distance"}
_PLACES = ("centroids", "support", "members", "points", "core", "contested")


def made(kind: str, parameters: dict[str, Any]) -> _core.Model:
    """A model of that kind from its numbers."""
    return _core.model(kind, parameters)


def rebuilt(model: _core.Model, **changed: Any) -> _core.Model:
    """The model with some of its numbers replaced."""
    return made(model.kind, {**model.parameters(), **changed})


def _mixture_behind(model: _core.Model, linear: LinearMap, parameters: dict[str, Any]) -> _core.Model | list[Margins]:
    variances = parameters["variances"]
    if len(variances) == 1:
        margins = between_gaussians(parameters["means"], np.diag(1 / variances[0]), np.log(parameters["weights"]))
        return [m.behind(linear) for m in margins]
    if linear.onto and np.ptp(variances, axis=1).max() == 0:
        return rebuilt(model, means=linear.preimage(parameters["means"]))
    raise ValueError(
        "a mixture whose components have covariances of their own cannot be told by the features before a linear step "
        "such as PCA: fit it with covariance_type='tied', leave the step out, or use explain_labels(X, labels)"
    )


def _full_mixture_behind(model: _core.Model, linear: LinearMap, parameters: dict[str, Any]) -> _core.Model:
    back = np.linalg.inv(linear.weight)
    features = len(back)
    covariances = parameters["covariances"].reshape(-1, features, features)
    moved = back @ covariances @ back.T
    symmetric = 0.5 * (moved + moved.transpose(0, 2, 1))
    return rebuilt(model, means=linear.preimage(parameters["means"]), covariances=symmetric.reshape(-1, features))


def host(a: Any) -> Any:
    """An array in the host's memory: cuML keeps its own on the device, or in frames there; sparse ones are filled."""
    for way in ("toarray", "to_numpy", "get"):
        if hasattr(a, way):
            a = getattr(a, way)()
    return a


def doubles(a: Any) -> Matrix:
    """Numbers in C order and double precision, from wherever they are."""
    return np.ascontiguousarray(host(a), dtype=np.float64)


def several(name: str, clusters: int) -> None:
    """Refuses models with nothing to tell apart."""
    if clusters < 2:
        raise ValueError(
            f"{name} has {clusters} cluster{'' if clusters == 1 else 's'}: there is nothing to tell it from"
        )


def _centroids(estimator: Any, centroids: Any) -> Carried:
    mu = doubles(centroids)
    several(type(estimator).__name__, len(mu))
    return Carried(_core.kmeans(mu), np.arange(len(mu)), np.inf)


def _kmeans(estimator: Any) -> Carried:
    return _centroids(estimator, estimator.cluster_centers_)


def _bisecting(estimator: Any) -> Carried:
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


def _nearest_centroid(estimator: Any) -> Carried:
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


def _mixture(estimator: Any) -> Carried:
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


def members(points: Any, labels: Any, linkage: str, fitted: bool) -> Carried:
    """Points in clusters, by a linkage."""
    classes, cluster = np.unique(np.asarray(labels), return_inverse=True)
    several("the model", len(classes))
    cluster = cluster.astype(np.int64)
    model = _core.agglomerative(doubles(points), cluster, linkage)
    return Carried(model, classes, np.inf, fitted_labels=cluster if fitted else None)


def _agglomerative(estimator: Any, data: Matrix | None) -> Carried:
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


def _birch(estimator: Any) -> Carried:
    return members(estimator.subcluster_centers_, estimator.subcluster_labels_, "single", fitted=False)


def _faiss(estimator: Any) -> Carried:
    if estimator.centroids is None:
        raise ValueError("faiss.Kmeans is not trained yet: call train")
    if not getattr(estimator, "spherical", False):
        return _centroids(estimator, estimator.centroids)
    mu = doubles(estimator.centroids)
    several("faiss.Kmeans", len(mu))
    # Of norm 1 in single precision.
    mu /= np.linalg.norm(mu, axis=1, keepdims=True)
    return Carried(_core.spherical_kmeans(mu), np.arange(len(mu)), np.inf)


_KNOWN: dict[str, Callable[[Any], Carried]] = {
    "KMeans": _kmeans,
    "MiniBatchKMeans": _kmeans,
    "BisectingKMeans": _bisecting,
    "MeanShift": _kmeans,
    "AffinityPropagation": _kmeans,
    "Birch": _birch,
    "GaussianMixture": _mixture,
    "BayesianGaussianMixture": _mixture,
    "NearestCentroid": _nearest_centroid,
    "Kmeans": _faiss,
}
# In modules of their own, which stand on this one: (module, function).
_ELSEWHERE = {
    "DBSCAN": ("_densities", "dbscan"),
    "HDBSCAN": ("_densities", "hdbscan"),
    "KNeighborsClassifier": ("_densities", "nearest_neighbours"),
    "KernelDensity": ("_densities", "kernel_density"),
    "LinearSVC": ("_machines", "linear_machines"),
    "NuSVC": ("_machines", "support_vectors"),
    "OneClassSVM": ("_machines", "one_class"),
    "SVC": ("_machines", "support_vectors"),
}


def supported() -> list[str]:
    """Names of the estimators that are understood."""
    own = ["AgglomerativeClustering", "Pipeline", "the estimators of neonxai", "neonxai model files"]
    return sorted([*(f"faiss.{name}" if name == "Kmeans" else name for name in _KNOWN), *_ELSEWHERE, *own])


def carried(estimator: Any, data: Matrix | None = None, outliers: float | None = None) -> Carried:
    """The estimator as the library knows it.

    Parameters
    ----------
    estimator
        A fitted one, or a model of the library.
    data
        The points that it was fitted on, as it saw them, where it does not keep them.
    outliers
        The share of the points beyond the threshold, where the estimator has none (KernelDensity).

    Raises
    ------
    TypeError
        If it is no estimator that is known.
    ValueError
        If it is one with settings that have no exact network.
    """
    if isinstance(estimator, LoadedModel):
        return carried(estimator.model)
    if isinstance(estimator, _core.Model):
        return Carried(estimator, np.arange(estimator.clusters), estimator.beta)
    own = getattr(estimator, "model_", None)
    if isinstance(own, _core.Model):
        return Carried(own, np.asarray(getattr(estimator, "classes_", np.arange(own.clusters))), own.beta)
    for base in type(estimator).__mro__:
        if base.__name__ == "AgglomerativeClustering":
            return _agglomerative(estimator, data)
        if base.__name__ in _KNOWN:
            return _KNOWN[base.__name__](estimator)
        if base.__name__ == "KernelDensity":
            from ._densities import kernel_density

            return kernel_density(estimator, data, 0.05 if outliers is None else outliers)
        if base.__name__ in _ELSEWHERE:
            module, function = _ELSEWHERE[base.__name__]
            made_by = getattr(import_module(f".{module}", __package__), function)
            found: Carried = made_by(estimator, data)
            return found
    raise TypeError(
        f"{type(estimator).__name__} is not understood. Known are: {', '.join(supported())}. "
        "Any clustering can be explained by its labels: explain_labels(X, labels)"
    )
