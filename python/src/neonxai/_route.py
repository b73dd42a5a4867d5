"""The way from the features that a user knows to those that a model sees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ._affine import LinearMap
from ._types import Array, Labels, Matrix


@dataclass(frozen=True)
class Route:
    """Steps that treat every feature by itself, then at most one linear map."""

    steps: tuple[Any, ...]  #: transformers, applied as they are
    owner: (
        Labels | None
    )  #: (outputs,) the input column that each output of the steps comes from; None: they are the same
    linear: LinearMap | None = None  #: of the steps' outputs

    def apply(self, points: Any) -> Any:
        """The table after the steps, before the linear map."""
        for step in self.steps:
            points = step.transform(points)
        return points

    def undone(self, points: Matrix) -> Matrix:
        """The way back of `apply`."""
        for step in reversed(self.steps):
            if not hasattr(step, "inverse_transform") or not _one_to_one(step):
                raise ValueError(f"{type(step).__name__} cannot be undone: its inputs cannot be told from its outputs")
            points = step.inverse_transform(points)
        return np.asarray(points, dtype=np.float64)


# One output per input, told apart by nothing but its own column.
_ONE_TO_ONE = {
    "StandardScaler",
    "MinMaxScaler",
    "MaxAbsScaler",
    "RobustScaler",
    "PowerTransformer",
    "QuantileTransformer",
    "Binarizer",
    "OrdinalEncoder",
    # A common factor for all columns of a point, taken for a constant: as the library does for spherical k-means.
    "Normalizer",
}
_LINEAR = {"PCA", "IncrementalPCA", "TruncatedSVD", "GaussianRandomProjection", "SparseRandomProjection"}
KNOWN_STEPS = sorted(
    _ONE_TO_ONE
    | _LINEAR
    | {
        "OneHotEncoder",
        "KBinsDiscretizer",
        "SplineTransformer",
        "SimpleImputer",
        "ColumnTransformer",
        "FunctionTransformer()",
        "feature selections",
    }
)


def _one_to_one(step: Any) -> bool:
    names = {base.__name__ for base in type(step).__mro__}
    return bool(names & (_ONE_TO_ONE | {"SelectorMixin", "FunctionTransformer", "SimpleImputer"}))


def _owners(step: Any, inputs: int) -> Array | None:
    """The input column of every output of a step that treats columns by themselves; None: it mixes them."""
    if step is None or isinstance(step, str):
        if step in (None, "passthrough"):
            return np.arange(inputs)
        return np.arange(0)  # "drop"
    names = {base.__name__ for base in type(step).__mro__}
    if names & _ONE_TO_ONE:
        return np.arange(inputs)
    if "FunctionTransformer" in names and step.func is None:
        return np.arange(inputs)
    if "SelectorMixin" in names:
        return np.flatnonzero(step.get_support())
    if "OneHotEncoder" in names:
        return np.repeat(np.arange(inputs), step._n_features_outs)
    if "KBinsDiscretizer" in names:
        return np.arange(inputs) if step.encode == "ordinal" else np.repeat(np.arange(inputs), step.n_bins_)
    if "SplineTransformer" in names:
        return np.repeat(np.arange(inputs), step.n_features_out_ // inputs)
    if "SimpleImputer" in names and not step.add_indicator and not np.isnan(_numbers(step.statistics_)).any():
        return np.arange(inputs)
    if "Pipeline" in names:
        owner = np.arange(inputs)
        for _, part in step.steps:
            more = _owners(part, len(owner))
            if more is None:
                return None
            owner = owner[more]
        return owner
    if "ColumnTransformer" in names:
        return _column_owners(step)
    return None


def _numbers(values: Any) -> Array:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        return np.zeros(0)


def _column_owners(step: Any) -> Array | None:
    owner: Array = np.full(max((part.stop for part in step.output_indices_.values()), default=0), -1)
    for name, part, _ in step.transformers_:
        where = step.output_indices_.get(name)
        if where is None or where.stop == where.start:
            continue
        columns = np.asarray(step._transformer_to_input_indices[name])
        more = _owners(part, len(columns))
        if more is None:
            return None
        owner[where] = columns[more]
    return owner


def _affine_scaling(step: Any) -> tuple[Array, Array] | None:
    """``z_i = x_i factor_i + shift_i`` of a scaler; None: it is none."""
    names = {base.__name__ for base in type(step).__mro__}
    if "StandardScaler" in names:
        factor = 1 / step.scale_ if step.scale_ is not None else 1.0
        mean = step.mean_ if step.with_mean else 0.0
        return np.broadcast_to(factor, (step.n_features_in_,)), np.broadcast_to(-mean * factor, (step.n_features_in_,))
    if "MinMaxScaler" in names and not step.clip:
        return step.scale_, step.min_
    if "MaxAbsScaler" in names:
        return 1 / step.scale_, np.zeros_like(step.scale_)
    if "RobustScaler" in names:
        factor = 1 / step.scale_ if step.scale_ is not None else np.ones(step.n_features_in_)
        centre = step.center_ if step.center_ is not None else 0.0
        return factor, np.broadcast_to(-centre * factor, factor.shape)
    return None


def _linear_map(step: Any) -> LinearMap | None:
    names = {base.__name__ for base in type(step).__mro__}
    if not names & _LINEAR:
        return None
    components = step.components_
    components = components.toarray() if hasattr(components, "toarray") else components
    linear = LinearMap.centred(components, getattr(step, "mean_", None))
    if getattr(step, "whiten", False):
        scale = np.sqrt(step.explained_variance_)
        least = np.finfo(scale.dtype).eps
        linear = linear.then_scaled(1 / np.where(scale < least, least, scale), np.zeros(len(scale)))
    return linear


def _extended(route: Route, step: Any, inputs: int) -> Route:
    if route.linear is None:
        owner = _owners(step, inputs)
        if owner is not None:
            before = np.arange(inputs) if route.owner is None else route.owner
            return replace(route, steps=(*route.steps, step), owner=before[owner])
    mixing = _linear_map(step)
    if mixing is not None:
        return replace(route, linear=mixing if route.linear is None else route.linear.then(mixing))
    if route.linear is not None:
        scaling = _affine_scaling(step)
        if scaling is not None:
            return replace(route, linear=route.linear.then_scaled(*scaling))
        names = {base.__name__ for base in type(step).__mro__}
        if "SelectorMixin" in names:
            return replace(route, linear=route.linear.selected(step.get_support(indices=True)))
    where = " after a linear step" if route.linear is not None else ""
    raise ValueError(
        f"the step {type(step).__name__}{where} is not understood, so relevance cannot be carried back through it. "
        f"Known are: {', '.join(KNOWN_STEPS)}. Or explain the last step on the transformed table: "
        "explain(pipeline[-1], pipeline[:-1].transform(X))"
    )


def route_of(steps: list[Any], inputs: int) -> Route:
    """The route of a fitted pipeline's steps before the model.

    Raises
    ------
    ValueError
        If relevance cannot be carried back through a step.
    """
    route = Route((), None)
    for step in steps:
        width = inputs if route.owner is None else len(route.owner)
        route = _extended(route, step, width)
    if route.owner is not None and np.array_equal(route.owner, np.arange(inputs)):
        return replace(route, owner=None)
    return route
