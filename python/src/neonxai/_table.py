"""Tables as users hold them: arrays, data frames, sparse matrices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ._types import Array, Matrix


@dataclass(frozen=True)
class Table:
    """What is kept of a table to tell results in its terms."""

    names: list[str] | None  #: of the columns; None: it has none
    index: Any  #: of a pandas frame, else None
    frame: str  #: "pandas", "polars" or ""
    data: Array  #: (n, d) numbers, or objects where a column holds none

    @staticmethod
    def of(points: Any) -> Table:
        """Reads the names, index and numbers of any table."""
        if type(points) is np.ndarray:
            return Table(None, None, "", points)
        module = type(points).__module__.partition(".")[0]
        if module in ("pandas", "polars") and getattr(points, "ndim", 2) == 1:
            raise ValueError(
                "X is one column or row: it should be a table, one row per point; for one point, x.to_frame().T"
            )
        if module == "pandas":
            return Table([str(name) for name in points.columns], points.index, "pandas", points.to_numpy())
        if module == "polars":
            return Table(list(points.columns), None, "polars", points.to_numpy())
        return Table(None, None, "", dense(points))


def dense(points: Any) -> Array:
    """An array of any table, whatever it holds."""
    return np.asarray(points.toarray() if hasattr(points, "toarray") else points)


def matrix(points: Any) -> Matrix:
    """Numbers in C order and double precision; no copy where they are that already.

    Raises
    ------
    ValueError
        If it is no table of numbers.
    """
    array = dense(points)
    if array.ndim != 2:
        raise ValueError(
            f"Expected 2D array, got {array.ndim}D array instead: X has shape {array.shape}; for one point, X[None]"
        )
    try:
        return np.ascontiguousarray(array, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"X should hold numbers, or go through a Pipeline that makes numbers of it: {_culprit(points) or error}"
        ) from None


def _culprit(points: Any) -> str:
    """The first cell that is no number."""
    table = Table.of(points)
    for column in range(table.data.shape[1]):
        for row, value in enumerate(table.data[:, column]):
            try:
                float(value)
            except (TypeError, ValueError):
                name = table.names[column] if table.names is not None else str(column)
                return f"column {name!r} holds {value!r} in row {row}"
    return ""
