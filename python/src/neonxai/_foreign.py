"""Models that live elsewhere, in a Java machine or beside a distributed table, as the numbers that they are."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import _core
from ._carried import LoadedModel
from ._types import Matrix


def by_its_numbers(model: Any) -> Any:
    """A model that can be taken to other processes: k-means of Spark and dask-ml by its centroids, others as they are.

    Raises
    ------
    TypeError
        If it is another model of Spark's.
    """
    package = type(model).__module__.partition(".")[0]
    if package == "pyspark":
        return LoadedModel(_of_spark(model))
    if package == "dask_ml" and hasattr(model, "cluster_centers_"):
        # Its labels are a distributed table, which explaining does not need.
        names = getattr(model, "feature_names_in_", None)
        centroids = _several("dask-ml's " + type(model).__name__, model.cluster_centers_)
        return LoadedModel(_core.kmeans(centroids), None if names is None else [str(name) for name in names])
    return model


def _of_spark(model: Any) -> _core.Model:
    if type(model).__name__ != "KMeansModel":
        raise TypeError(
            f"Spark's {type(model).__name__} is not understood: KMeansModel is. Any clustering can be explained by its "
            "labels, on a sample that fits into memory: explain_labels(X, labels)"
        )
    # pyspark.ml has a method of that name, pyspark.mllib a property.
    told = model.clusterCenters
    centroids = _several("Spark's KMeansModel", told() if callable(told) else told)
    if hasattr(model, "getDistanceMeasure") and model.getDistanceMeasure() == "cosine":
        return _core.spherical_kmeans(centroids / np.linalg.norm(centroids, axis=1, keepdims=True))
    return _core.kmeans(centroids)


def _several(name: str, centroids: Any) -> Matrix:
    result = np.ascontiguousarray(centroids, dtype=np.float64)
    if len(result) < 2:
        raise ValueError(f"{name} has {len(result)} cluster: there is nothing to tell it from")
    return result
