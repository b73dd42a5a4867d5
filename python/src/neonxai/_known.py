"""Which estimators are understood."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from . import _core, _densities, _machines, _prototypes
from ._carried import Carried, LoadedModel
from ._types import Matrix

#: By the name of a class or one that it stands on: (estimator, points of its fit, where they were given).
_KNOWN: dict[str, Callable[[Any, Matrix | None], Carried]] = {
    "AffinityPropagation": _prototypes.kmeans,
    "AgglomerativeClustering": _prototypes.agglomerative,
    "BayesianGaussianMixture": _prototypes.mixture,
    "Birch": _prototypes.birch,
    "BisectingKMeans": _prototypes.bisecting,
    "DBSCAN": _densities.dbscan,
    "GaussianMixture": _prototypes.mixture,
    "HDBSCAN": _densities.hdbscan,
    "KMeans": _prototypes.kmeans,
    "KNeighborsClassifier": _densities.nearest_neighbours,
    "Kmeans": _prototypes.faiss,
    "LinearSVC": _machines.linear_machines,
    "MeanShift": _prototypes.kmeans,
    "MiniBatchKMeans": _prototypes.kmeans,
    "NearestCentroid": _prototypes.nearest_centroid,
    "NuSVC": _machines.support_vectors,
    "OneClassSVM": _machines.one_class,
    "SVC": _machines.support_vectors,
}


def supported() -> list[str]:
    """Names of the estimators that are understood."""
    own = ["KernelDensity", "Pipeline", "the estimators of neonxai", "neonxai model files"]
    return sorted([*("faiss.Kmeans" if name == "Kmeans" else name for name in _KNOWN), *own])


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
        if base.__name__ == "KernelDensity":
            return _densities.kernel_density(estimator, data, 0.05 if outliers is None else outliers)
        if base.__name__ in _KNOWN:
            return _KNOWN[base.__name__](estimator, data)
    raise TypeError(
        f"{type(estimator).__name__} is not understood. Known are: {', '.join(supported())}. "
        "Any clustering can be explained by its labels: explain_labels(X, labels)"
    )
