"""Estimators that keep the points of their fit, neighbours and densities, as models of the library."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from . import _core
from ._carried import Carried, doubles, host, made, members, several
from ._types import Array, Labels, Matrix, Vector


def _euclidean(estimator: Any, metric: Any) -> None:
    p = getattr(estimator, "p", None)
    if not (metric in ("euclidean", "l2") or (metric == "minkowski" and p in (None, 2))):
        raise ValueError(
            f"{type(estimator).__name__} with the metric {metric!r} is not carried: only the Euclidean one has an "
            "exact network"
        )


def _labels(values: Any) -> Labels:
    return np.asarray(host(values)).astype(np.int64)


def nearest_neighbours(estimator: Any, data: Matrix | None) -> Carried:
    """KNeighborsClassifier: the k nearest points vote."""
    _euclidean(estimator, estimator.effective_metric_)
    if estimator.weights not in (None, "uniform"):
        raise ValueError(f"KNeighborsClassifier(weights={estimator.weights!r}): only weights='uniform' is carried")
    classes = host(estimator.classes_)
    if np.ndim(classes[0]) > 0:
        raise ValueError("KNeighborsClassifier with several outputs is not carried: fit one per output")
    points, label = doubles(estimator._fit_X), np.ravel(host(estimator._y))
    if estimator.n_neighbors == 1:
        carried = members(points, label, "single", fitted=False)
        return replace(carried, classes=np.asarray(classes)[carried.classes])
    present, cluster = np.unique(label, return_inverse=True)
    several("KNeighborsClassifier", len(present))
    model = made("knn", {"points": points, "class": _labels(cluster), "neighbours": float(estimator.n_neighbors)})
    return Carried(model, np.asarray(classes)[present], np.inf)


def kernel_density(estimator: Any, data: Matrix | None, outliers: float) -> Carried:
    """KernelDensity: inliers, 1, against outliers, -1: where the density is below that of a share of the points."""
    _euclidean(estimator, estimator.metric)
    if estimator.kernel != "gaussian":
        raise ValueError(f"KernelDensity(kernel={estimator.kernel!r}): only kernel='gaussian' has an exact network")
    weights = getattr(estimator.tree_, "sample_weight", None)
    if weights is not None and np.ptp(np.asarray(weights)) > 0:
        raise ValueError("KernelDensity with sample weights is not carried: fit it without")
    model = _core.kernel_density(doubles(estimator.tree_.data), float(estimator.bandwidth_), outliers)
    return Carried(model, np.array([1, -1]), np.inf)


def _core_points(estimator: Any) -> tuple[Matrix, Labels, Labels]:
    """The core points of DBSCAN, their rows, and the labels of all points."""
    index = _labels(getattr(estimator, "core_sample_indices_", []))
    if len(index) == 0:
        raise ValueError("DBSCAN found no core points: every point is noise, there is nothing to tell it from")
    return doubles(estimator.components_), index, _labels(estimator.labels_)


def dbscan_was_fitted_on(estimator: Any, points: Matrix) -> bool:
    """Whether these are the points of the fit, as far as the estimator can tell: its core points are among them."""
    core, index, labels = _core_points(estimator)
    return points.shape == (len(labels), core.shape[1]) and bool(np.array_equal(points[index], core))


def dbscan(estimator: Any, data: Matrix | None) -> Carried:
    """DBSCAN: the cluster of the nearest core point within eps, else noise, -1; borders as fitted where data tell."""
    _euclidean(estimator, estimator.metric)
    core, index, labels = _core_points(estimator)
    clusters = int(labels.max()) + 1
    parameters = {
        "core": core,
        "cluster": labels[index],
        "squared_radius": float(estimator.eps) ** 2,
        "gamma": np.inf,
        "radius_shares": "equal",
        "contested": np.zeros((0, core.shape[1])),
        "contested_in": np.zeros(0, dtype=np.int64),
    }
    model = made("dbscan", parameters)
    if data is not None:
        if not dbscan_was_fitted_on(estimator, data):
            raise ValueError(
                f"data ({len(data)} points) should be what DBSCAN was fitted on ({len(labels)} points): its core "
                "points are not among them"
            )
        border = np.setdiff1d(np.flatnonzero(labels >= 0), index)
        if len(border) > 0:
            nearest = model.outlier_scores(data[border])[:, :clusters].argmin(axis=1)
            odd = border[nearest != labels[border]]
            model = made("dbscan", {**parameters, "contested": data[odd], "contested_in": labels[odd]})
    return Carried(model, np.append(np.arange(clusters), -1), np.inf)


def _births(left: Array, right: Array, length: Array, labels: Labels) -> Vector:
    """Of every cluster the length of the edge at which its branch of the tree split off."""
    # The cluster of which a branch holds members alone; -1: noise alone; -2: several.
    only = labels.tolist()
    found: dict[int, list[float]] = {}
    for one, two, at in zip(left.astype(int).tolist(), right.astype(int).tolist(), length.tolist(), strict=True):
        parts = (only[one], only[two])
        same = parts[0] == parts[1]
        only.append(parts[0] if same else -2)
        for cluster in () if same else parts:
            if cluster >= 0:
                found.setdefault(cluster, []).append(at)
    clusters = int(labels.max()) + 1
    if any(len(found.get(k, [])) != 1 for k in range(clusters)):
        raise ValueError(
            "HDBSCAN: its clusters are no branches of its tree (allow_single_cluster=True, "
            "match_reference_implementation=True): there is nothing to tell them from"
        )
    return np.array([found[k][0] for k in range(clusters)])


def _tree_of(estimator: Any) -> tuple[Array, Array, Array, int]:
    """Children and length of every merge, and the rank of the neighbour at the core distance, a point its own first."""
    given = getattr(estimator, "_single_linkage_tree_", None)  # scikit-learn
    if given is not None:
        return given["left_node"], given["right_node"], given["value"], int(estimator._min_samples)
    given = getattr(estimator, "_single_linkage_tree", None)  # the package hdbscan
    if given is None:
        given = getattr(getattr(estimator, "single_linkage_tree_", None), "_linkage", None)  # cuML
    if given is None:
        raise ValueError("HDBSCAN keeps no single linkage tree: fit it with this estimator's own defaults")
    tree = np.asarray(host(given))
    # There the point itself is not counted.
    return tree[:, 0], tree[:, 1], tree[:, 2], int(estimator.min_samples or estimator.min_cluster_size) + 1


def hdbscan(estimator: Any, data: Matrix | None) -> Carried:
    """HDBSCAN, of scikit-learn or of the package hdbscan: where the tree would hang a point; noise is -1."""
    _euclidean(estimator, estimator.metric)
    if getattr(estimator, "alpha", 1.0) != 1.0:
        raise ValueError(f"HDBSCAN(alpha={estimator.alpha}): only alpha=1.0 is carried")
    labels = _labels(estimator.labels_)
    if labels.max() < 0:
        raise ValueError("HDBSCAN found no cluster: every point is noise, there is nothing to tell it from")
    kept = getattr(estimator, "_raw_data", None)
    points = data if kept is None else doubles(kept)
    if points is None or not np.isfinite(points).all():
        raise ValueError(
            "HDBSCAN should have been fitted on points without NaN, and keep them: give them, Explainer(model, data=X)"
        )
    if len(points) != len(labels):
        raise ValueError(f"data ({len(points)} points) should be what HDBSCAN was fitted on ({len(labels)} points)")
    left, right, length, rank = _tree_of(estimator)
    births = _births(left, right, length, labels)
    model = made(
        "hdbscan",
        {"points": points, "cluster": labels, "birth_square": births**2, "min_samples": float(rank)},
    )
    return Carried(model, np.append(np.arange(len(births)), -1), np.inf)
