"""Fitted estimators as models of the library."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
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


def members(points: Any, labels: Any, linkage: str, fitted: bool) -> Carried:
    """Points in clusters, by a linkage."""
    classes, cluster = np.unique(np.asarray(labels), return_inverse=True)
    several("the model", len(classes))
    cluster = cluster.astype(np.int64)
    model = _core.agglomerative(doubles(points), cluster, linkage)
    return Carried(model, classes, np.inf, fitted_labels=cluster if fitted else None)
