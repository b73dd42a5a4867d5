"""Explanations of Spark's data frames, where their rows are.

Needs the extra ``neonxai[spark]``, on the driver and on the workers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import _core
from ._engines import Plan, explained, planned, prepared
from ._explainer import Explainer
from ._explanation import Explanation
from ._optional import needed
from ._types import Array, Matrix


def _sql(module: str) -> Any:
    return needed(f"pyspark.{module}", "neonxai.spark", "spark")


def _arrow() -> Any:
    return needed("pyarrow", "neonxai.spark", "spark")


def explain(
    df: Any,
    model: Any,
    columns: Sequence[str] | str | None = None,
    *,
    keep: Sequence[str] | None = None,
    against: Any = None,
    prefix: str = "relevance_",
    **options: Any,
) -> Any:
    """Tell why each row is in its cluster, on the workers of a Spark session.

    Nothing is computed before the result is asked for. The model is broadcast once; rows go through in batches of
    Arrow (``spark.sql.execution.arrow.maxRecordsPerBatch``), so that memory does not grow with their number.
    What workers say of a batch is, bit by bit, what one process says of it; in other batches sums may round
    otherwise, in the last digit (k-means: the same bits in any batch).

    Parameters
    ----------
    df : pyspark.sql.DataFrame
    model
        As `neonxai.explain` takes it, also an `Explainer` or a ``KMeansModel`` of Spark MLlib.
    columns : list of str or str, optional
        The features, in the model's order; the name of one column that holds a vector (of ``VectorAssembler``) or an
        array. Default: the names that the model was fitted with, or else all columns that are not kept.
    keep : list of str, optional
        Columns that are passed on, say a key. Default: all that are no features.
    against : optional
        A cluster: why not this one?
    prefix : str
        Of the columns of relevances.
    **options
        Of the `Explainer`.

    Returns
    -------
    pyspark.sql.DataFrame
        The columns kept, ``cluster``, ``logit``, ``residual`` and a column ``relevance_<feature>`` of doubles for
        every feature; for a column of vectors one column ``relevance``, an array.

    Raises
    ------
    ValueError
        If columns are missing or hold no numbers; when the result is computed, if values are missing in them.

    Examples
    --------
    >>> why = neonxai.spark.explain(df, kmeans, columns=["age", "income"])  # doctest: +SKIP
    >>> why.groupBy("cluster").mean("relevance_age").show()  # doctest: +SKIP
    """
    types = _sql("sql.types")
    _arrow()
    explainer = prepared(model, options, against)
    if isinstance(columns, str):
        features, plan = _of_vectors(df, explainer, columns, keep, against, prefix)
        relevances = [types.StructField(plan.relevances[0], types.ArrayType(types.DoubleType(), False))]
    else:
        field = {field.name: field.dataType for field in df.schema.fields}
        plan = planned(explainer, df.columns, lambda name: _no_number(field[name]), columns, keep, against, prefix)
        decimal = [name for name in plan.features if isinstance(field[name], types.DecimalType)]
        features = [_column(name).cast("double") if name in decimal else _column(name) for name in plan.features]
        relevances = [types.StructField(name, types.DoubleType()) for name in plan.relevances]
    result = types.StructType(
        [
            *(df.schema[name] for name in plan.kept),
            types.StructField("cluster", _type_of(explainer.classes)),
            types.StructField("logit", types.DoubleType()),
            types.StructField("residual", types.DoubleType()),
            *relevances,
        ]
    )
    # Under names of our own: mapInArrow does not find columns whose names have a dot.
    chosen = [*map(_column, plan.kept), *features]
    selected = df.select(*(column.alias(f"c{i}") for i, column in enumerate(chosen)))
    session = df.sparkSession
    remote = type(session).__module__.startswith("pyspark.sql.connect")
    shared = _Enclosed(explainer) if remote else session.sparkContext.broadcast(explainer)
    cores = int(session.conf.get("spark.task.cpus", "1"))
    return selected.mapInArrow(_Task(shared, plan, isinstance(columns, str), cores), result)


@dataclass(frozen=True)
class _Enclosed:
    """What a session that has no broadcasts sends along with the work."""

    value: Explainer


@dataclass(frozen=True)
class _Task:
    """What a worker does with the batches of a partition."""

    shared: Any  #: its value is the explainer
    plan: Plan
    vectors: bool
    cores: int  #: of one task: Spark runs as many at a time as fill the machine

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        _core.set_threads(self.cores)
        explainer: Explainer = self.shared.value
        read = _numbers_of_vectors if self.vectors else _numbers if self.plan.numbers else _frame
        for batch in batches:
            if batch.num_rows > 0:
                why = explained(explainer, read(batch, self.plan, explainer), self.plan, self.plan.against)
                yield self._told(batch, why)

    def _told(self, batch: Any, why: Explanation) -> Any:
        arrow = _arrow()
        cluster: Any = why.cluster
        if cluster.dtype.kind not in "biuf":
            cluster = [str(label) for label in cluster]
        elif cluster.dtype.kind in "iu":
            cluster = cluster.astype(np.int64)
        answers = [arrow.array(cluster), arrow.array(why.logit), arrow.array(why.residual)]
        if self.vectors:
            ends = np.arange(0, why.values.size + 1, why.values.shape[1], dtype=np.int32)
            answers.append(arrow.ListArray.from_arrays(ends, why.values.ravel()))
        else:
            answers += [arrow.array(feature) for feature in np.ascontiguousarray(why.values.T)]
        kept = [batch.column(i) for i in range(len(self.plan.kept))]
        return arrow.RecordBatch.from_arrays([*kept, *answers], names=[*self.plan.kept, *self.plan.answers])


def _numbers(batch: Any, plan: Plan, explainer: Explainer) -> Matrix:
    columns = np.empty((len(plan.features), batch.num_rows))
    first = len(plan.kept)
    for i in range(len(plan.features)):
        # Nulls come as NaN.
        columns[i] = batch.column(first + i).to_numpy(zero_copy_only=False)
    return np.ascontiguousarray(columns.T)


def _numbers_of_vectors(batch: Any, plan: Plan, explainer: Explainer) -> Matrix:
    vectors = batch.column(len(plan.kept))
    rows, width = batch.num_rows, explainer._columns
    name = plan.features[0]
    if vectors.null_count:
        raise ValueError(f"{vectors.null_count} vectors of column {name!r} are null: drop those rows first")
    length = np.diff(vectors.offsets.to_numpy())
    if (length != width).any():
        raise ValueError(
            f"column {name!r} holds vectors of {length[length != width][0]} numbers: the model has {width}"
        )
    numbers = vectors.flatten().to_numpy(zero_copy_only=False)
    return np.ascontiguousarray(numbers.reshape(rows, width), dtype=np.float64)


def _frame(batch: Any, plan: Plan, explainer: Explainer) -> Any:
    columns = [batch.column(i) for i in range(len(plan.kept), batch.num_columns)]
    return _arrow().RecordBatch.from_arrays(columns, names=plan.features).to_pandas()


def _of_vectors(
    df: Any, explainer: Explainer, name: str, keep: Sequence[str] | None, against: Any, prefix: str
) -> tuple[list[Any], Plan]:
    types = _sql("sql.types")
    if name not in df.columns:
        raise ValueError(f"column {name!r} is missing: the table has {', '.join(map(repr, df.columns))}")
    if explainer._route.steps and explainer._names is not None:
        raise ValueError(f"column {name!r} of vectors has no names, and the model knows its features by name: "
                         "give a list of columns")  # fmt: skip
    kind = df.schema[name].dataType
    column = _column(name)
    if isinstance(kind, types.UserDefinedType) and type(kind).__name__ == "VectorUDT":
        column = _sql("ml.functions").vector_to_array(column)
    elif not isinstance(kind, types.ArrayType) or _no_number(kind.elementType) is not None:
        raise ValueError(
            f"column {name!r} is of type {kind.simpleString()}: it should be a vector or an array of numbers, or "
            f"columns a list, [{name!r}, ...]"
        )
    kept = [other for other in df.columns if other != name] if keep is None else list(keep)
    missing = [other for other in kept if other not in df.columns]
    if missing:
        raise ValueError(f"columns {', '.join(map(repr, missing))} are missing")
    plan = Plan([name], kept, [prefix.rstrip("_") or "relevance"], False, against)
    twice = [other for other in plan.answers if other in kept]
    if twice:
        raise ValueError(f"columns {', '.join(map(repr, twice))} of the result would be there twice: keep=[...]")
    return [column], plan


def _column(name: str) -> Any:
    return _sql("sql.functions").col("`" + name.replace("`", "``") + "`")


def _no_number(kind: Any) -> str | None:
    types = _sql("sql.types")
    return None if isinstance(kind, (types.NumericType, types.BooleanType)) else str(kind.simpleString())


def _type_of(classes: Array) -> Any:
    types = _sql("sql.types")
    known = {"b": types.BooleanType, "i": types.LongType, "u": types.LongType, "f": types.DoubleType}
    return known.get(classes.dtype.kind, types.StringType)()
