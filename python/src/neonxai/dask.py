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
from ._engines import ANSWERS, Plan, explained, planned, prepared
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
    _in_pieces(block, explainer, None, against, result)
    return result


#: Rows that are explained at a time: what is computed for them lies in memory that is used again.
ROWS = 10_000


def _in_pieces(points: Any, explainer: Explainer, plan: Plan | None, against: Any, result: Any) -> None:
    """Writes what is said of the points into the parts of `result`."""
    _take_own_cores()
    for first in range(0, len(points), ROWS):
        piece = points[first : first + ROWS]
        if plan is not None and plan.numbers:
            piece = np.ascontiguousarray(piece)
        why = explained(explainer, piece, plan, against)
        for name in ("values", "logit", "residual", "cluster"):
            result[name][first : first + ROWS] = getattr(why, name)


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
    return selected.map_partitions(_frame, _shared(explainer), plan, meta=_frame(selected._meta, explainer, plan))


def _frame(part: Any, explainer: Explainer, plan: Plan) -> Any:
    n = len(part)
    result: dict[str, Array] = {
        "values": np.empty((n, len(plan.features))),
        "logit": np.empty(n),
        "residual": np.empty(n),
        "cluster": np.empty(n, explainer.classes.dtype),
    }
    features = part[plan.features]
    if plan.numbers:
        features = features.to_numpy(dtype=np.float64, na_value=np.nan)
    _in_pieces(features, explainer, plan, plan.against, result)
    return _framed(part, plan, result)


def _framed(part: Any, plan: Plan, told: dict[str, Array]) -> Any:
    pandas = needed("pandas", "neonxai.dask", "dask")
    result = pandas.DataFrame(told["values"], index=part.index, columns=plan.relevances, copy=False)
    for i, name in enumerate(ANSWERS):
        result.insert(i, name, told[name])
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
