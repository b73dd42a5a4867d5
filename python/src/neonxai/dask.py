"""Explanations of Dask's arrays and data frames, where their blocks are.

Needs the extra ``neonxai[dask]``.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import _core
from ._engines import Plan, explained, planned, prepared
from ._explainer import Explainer
from ._optional import needed
from ._types import Array


def _dask(module: str = "dask") -> Any:
    return needed(module, "neonxai.dask", "dask")


@dataclass(frozen=True)
class Explained:
    """The explanation of a Dask array: arrays of the same blocks, each block explained once if computed together.

    Attributes
    ----------
    values : dask.array.Array (n, d)
        Relevance of every feature.
    logit, residual, cluster : dask.array.Array (n,)
        As of an `Explanation`.
    """

    values: Any
    logit: Any
    residual: Any
    cluster: Any

    def compute(self) -> tuple[Array, Array, Array, Array]:
        """All four as NumPy arrays: values, logit, residual and cluster."""
        computed: tuple[Array, Array, Array, Array] = _dask().compute(
            self.values, self.logit, self.residual, self.cluster
        )
        return computed


def explain(
    table: Any,
    model: Any,
    columns: Sequence[str] | None = None,
    *,
    keep: Sequence[str] | None = None,
    against: Any = None,
    prefix: str = "relevance_",
    **options: Any,
) -> Any:
    """Tell why each row is in its cluster, block by block, where the blocks are.

    Nothing is computed before the result is asked for. The model is one task, which every worker is sent once;
    memory does not grow with the number of rows. What workers say of a block is, bit by bit, what one process says of
    it; in other blocks sums may round otherwise, in the last digit (k-means: the same bits in any block).

    Parameters
    ----------
    table : dask.array.Array (n, d) or dask.dataframe.DataFrame
        An array may have unknown chunk sizes.
    model
        As `neonxai.explain` takes it, also an `Explainer` or a k-means of dask-ml.
    columns : list of str, optional
        The features of a frame, in the model's order. Default: the names that the model was fitted with, or else all
        columns that are not kept.
    keep : list of str, optional
        Columns of a frame that are passed on, beside the index. Default: all that are no features.
    against : optional
        A cluster: why not this one?
    prefix : str
        Of a frame's columns of relevances.
    **options
        Of the `Explainer`.

    Returns
    -------
    Explained or dask.dataframe.DataFrame
        Of a frame: the columns kept, ``cluster``, ``logit``, ``residual`` and ``relevance_<feature>``, with its index.

    Raises
    ------
    ValueError
        If columns are missing or hold no numbers; when the result is computed, if values are missing in them.

    Examples
    --------
    >>> why = neonxai.dask.explain(frame, kmeans)  # doctest: +SKIP
    >>> why.groupby("cluster").mean().compute()  # doctest: +SKIP
    """
    array = _dask("dask.array")
    explainer = prepared(model, options, against)
    if isinstance(table, array.Array):
        if columns is not None or keep is not None:
            raise TypeError("an array has no columns to choose by name: choose them first, array[:, indices]")
        return _of_array(table, explainer, against)
    if not hasattr(table, "map_partitions") or not hasattr(table, "columns"):
        raise TypeError(
            f"{type(table).__module__}.{type(table).__name__} should be a Dask array or data frame; what is in memory "
            "is explained by neonxai.explain(model, X)"
        )
    return _of_frame(table, explainer, columns, keep, against, prefix)


def _shared(explainer: Explainer) -> Any:
    """One task, so that a model is not sent with every block."""
    name = f"neonxai-{_dask('dask.base').tokenize(explainer)}"
    return _dask().delayed(explainer, name=name, traverse=False)


def _of_array(table: Any, explainer: Explainer, against: Any) -> Explained:
    d = explainer._columns
    if table.ndim != 2:
        raise ValueError(f"Expected 2D array, got {table.ndim}D array instead: the array has shape {table.shape}")
    if table.shape[1] != d and not np.isnan(table.shape[1]):
        raise ValueError(f"X has {table.shape[1]} features, but the model is expecting {d} features as input")
    if table.dtype.kind not in "biuf" and not explainer._route.steps:
        raise ValueError(f"the array is of type {table.dtype}: it should hold numbers")
    labels = explainer.classes.dtype
    record = np.dtype(
        [("cluster", labels), ("logit", np.float64), ("residual", np.float64), ("values", np.float64, (d,))]
    )
    records = table.rechunk({1: -1}).map_blocks(
        _records, _shared(explainer), against, record, dtype=record, drop_axis=1, meta=np.empty(0, record)
    )
    return Explained(*(records[name] for name in ("values", "logit", "residual", "cluster")))


def _records(block: Any, explainer: Explainer, against: Any, record: Any) -> Array:
    result = np.empty(len(block), record)
    if len(block) > 0:
        _take_own_cores()
        why = explained(explainer, block, None, against)
        result["cluster"], result["logit"], result["residual"] = why.cluster, why.logit, why.residual
        result["values"] = why.values
    return result


def _of_frame(
    table: Any,
    explainer: Explainer,
    columns: Sequence[str] | None,
    keep: Sequence[str] | None,
    against: Any,
    prefix: str,
) -> Any:
    pandas = needed("pandas", "neonxai.dask", "dask")
    kind = table.dtypes

    def no_number(name: str) -> str | None:
        return None if pandas.api.types.is_numeric_dtype(kind[name]) else str(kind[name])

    plan = planned(explainer, list(table.columns), no_number, columns, keep, against, prefix)
    selected = table[[*plan.kept, *plan.features]]
    meta = _framed(
        selected._meta, plan, np.empty(0, explainer.classes.dtype), np.empty((2, 0)), np.empty((0, len(plan.features)))
    )
    return selected.map_partitions(_frame, _shared(explainer), plan, meta=meta)


def _frame(part: Any, explainer: Explainer, plan: Plan) -> Any:
    if len(part) == 0:
        none = np.empty(0, explainer.classes.dtype)
        return _framed(part, plan, none, np.empty((2, 0)), np.empty((0, len(plan.features))))
    _take_own_cores()
    features = part[plan.features]
    if plan.numbers:
        features = np.ascontiguousarray(features.to_numpy(dtype=np.float64, na_value=np.nan))
    why = explained(explainer, features, plan, plan.against)
    return _framed(part, plan, why.cluster, np.stack([why.logit, why.residual]), why.values)


def _framed(part: Any, plan: Plan, cluster: Array, numbers: Array, values: Array) -> Any:
    pandas = needed("pandas", "neonxai.dask", "dask")
    result = pandas.DataFrame(values, index=part.index, columns=plan.relevances)
    for i, column in enumerate([cluster, *numbers]):
        result.insert(i, plan.answers[i], column)
    for i, name in enumerate(plan.kept):
        result.insert(i, name, part[name])
    return result


def _take_own_cores() -> None:
    """As many threads as this process was given, where it is a worker's own: its neighbours have the other cores."""
    distributed = sys.modules.get("distributed")
    if distributed is None:
        return
    try:
        worker = distributed.get_worker()
    except ValueError:  # another scheduler
        return
    if worker.nanny is not None:
        _core.set_threads(worker.state.nthreads)
