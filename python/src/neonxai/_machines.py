"""Support vector machines as models of the library."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import _core
from ._affine import Margins
from ._carried import Carried, doubles, several
from ._types import Labels, Matrix


def _linear_of_two(estimator: Any) -> Carried:
    weight, vectors = doubles(estimator.coef_), doubles(estimator.support_vectors_)
    dual = np.ravel(doubles(estimator.dual_coef_))
    # w = s (m_1 - m_0) with the weighed means of the support vectors of both sides: two prototypes.
    sides = [np.average(vectors[side], axis=0, weights=np.abs(dual[side])) for side in (dual < 0, dual > 0)]
    middle = 0.5 * (sides[0] + sides[1])
    value = middle @ weight[0] + float(estimator.intercept_[0])
    forward = Margins.of(weight, middle[None], value)
    backward = Margins.of(-weight, middle[None], -value)
    return Carried([backward, forward], np.asarray(estimator.classes_), np.inf)


def support_vectors(estimator: Any, data: Matrix | None) -> Carried:
    """SVC and NuSVC: one machine of libsvm for every two classes."""
    name, kernel, classes = type(estimator).__name__, estimator.kernel, np.asarray(estimator.classes_)
    if kernel not in ("rbf", "linear"):
        raise ValueError(f"{name}(kernel={kernel!r}): only the kernels 'rbf' and 'linear' have an exact network")
    if len(classes) > 2 and getattr(estimator, "break_ties", False):
        raise ValueError(f"{name}(break_ties=True) decides by another rule than the votes that are explained: False")
    if kernel == "linear" and len(classes) == 2:
        return _linear_of_two(estimator)
    # As libsvm has them: of two classes scikit-learn turns the public ones round.
    model = _core.support_vector_machine(
        doubles(estimator.support_vectors_),
        np.repeat(np.arange(len(classes)), estimator.n_support_),
        np.ascontiguousarray(doubles(estimator._dual_coef_).T),
        doubles(estimator._intercept_),
        float(estimator._gamma) if kernel == "rbf" else 1.0,
        kernel,
    )
    return Carried(model, classes, np.inf)


def linear_machines(estimator: Any, data: Matrix | None) -> Carried:
    """LinearSVC: a hyperplane for every class against the rest, of which the largest value wins."""
    weight, classes = doubles(estimator.coef_), np.asarray(estimator.classes_)
    value = np.broadcast_to(doubles(np.atleast_1d(estimator.intercept_)), len(weight))
    several(type(estimator).__name__, len(classes))
    # What the midpoint rule tells features from lies on the hyperplane, near the data where they are known.
    near = np.zeros(weight.shape[1]) if data is None else data.mean(axis=0)
    if len(classes) == 2:
        at = weight @ near + value
        return Carried([Margins.of(-weight, near[None], -at), Margins.of(weight, near[None], at)], classes, np.inf)
    margins = []
    for c in range(len(classes)):
        others = np.arange(len(classes)) != c
        apart = weight[c] - weight[others]
        margins.append(Margins.of(apart, np.tile(near, (len(apart), 1)), apart @ near + value[c] - value[others]))
    return Carried(margins, classes, np.inf)


def one_class(estimator: Any, data: Matrix | None) -> Carried:
    """OneClassSVM: inliers, 1, against outliers, -1."""
    if estimator.kernel != "rbf":
        raise ValueError(f"OneClassSVM(kernel={estimator.kernel!r}): only kernel='rbf' has an exact network")
    model = _core.one_class_svm(
        doubles(estimator.support_vectors_),
        np.ravel(doubles(estimator.dual_coef_)),
        float(np.ravel(estimator.offset_)[0]),
        float(estimator._gamma),
    )
    classes: Labels = np.array([1, -1])
    return Carried(model, classes, np.inf)
