"""What engines for large tables share: which columns come in, which come out, and the explanation of one block."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ._explainer import Explainer
from ._explanation import Explanation
from ._optional import needed
from ._types import Array

#: Columns of a result beside the relevances.
ANSWERS = ("cluster", "logit", "residual")


def prepared(model: Any, options: dict[str, Any], against: Any) -> Explainer:
    """The explainer of a model, made once, where the table is asked for."""
    if isinstance(model, Explainer) and options:
        raise TypeError(f"{', '.join(options)} should be given to the Explainer, which is made already")
    explainer = model if isinstance(model, Explainer) else Explainer(model, **options)
    if against is not None:
        explainer._competitor(against)
    return explainer


@dataclass(frozen=True)
class Plan:
    """The columns of a table that are explained, and those of the result."""

    features: list[str]  #: in the model's order
    kept: list[str]  #: passed on as they are
    relevances: list[str]  #: one for each feature
    numbers: bool  #: whether all features are numbers
    against: Any

    @property
    def answers(self) -> list[str]:
        """Names of what the result has beside what was kept."""
        return [*ANSWERS, *self.relevances]


def planned(
    explainer: Explainer,
    table: Sequence[str],
    kind: Callable[[str], str | None],
    columns: Sequence[str] | None,
    keep: Sequence[str] | None,
    against: Any,
    prefix: str,
) -> Plan:
    """Which columns of a table are explained.

    Parameters
    ----------
    table
        Names of its columns.
    kind
        What a column holds where that is no number, for a message; None: it holds numbers.
    columns, keep, against, prefix
        As the caller gave them.

    Raises
    ------
    ValueError
        If columns are missing, hold no numbers, are not the model's, or would be there twice.
    """
    known = explainer._names
    if isinstance(keep, str):
        raise TypeError(f"keep={keep!r} should be a list of columns")
    twice = sorted({name for name in table if list(table).count(name) > 1})
    if twice:
        raise ValueError(f"the table has several columns of the name {_list(twice)}: rename them first")
    features = list(columns) if columns is not None else known or [name for name in table if name not in (keep or ())]
    missing = [name for name in [*features, *(keep or ())] if name not in table]
    if missing:
        raise ValueError(f"columns {_list(missing)} are missing: the table has {_list(table)}")
    if known is not None and features != known:
        raise ValueError(
            f"columns {_list(features)} should be those that the model was fitted on, in their order: {_list(known)}"
        )
    if len(features) != explainer._columns:
        raise ValueError(
            f"{len(features)} columns ({_list(features)}) should be the {explainer._columns} features of the model: "
            "name them, columns=[...]"
        )
    others = {name: what for name in features if (what := kind(name)) is not None}
    if others and not explainer._route.steps:
        told = ", ".join(f"{name!r} ({what})" for name, what in others.items())
        raise ValueError(
            f"columns {told} hold no numbers: choose others, columns=[...], or give a Pipeline that makes numbers of "
            "them"
        )
    kept = [name for name in table if name not in features] if keep is None else list(keep)
    named = explainer._given_names or features
    plan = Plan(features, kept, [f"{prefix}{name}" for name in named], not others, against)
    again = sorted({name for name in plan.answers if name in kept or plan.answers.count(name) > 1})
    if again:
        raise ValueError(
            f"columns {_list(again)} of the result would be there twice: rename those of the table, leave them out, "
            "keep=[...], or give another prefix"
        )
    return plan


def explained(explainer: Explainer, points: Any, plan: Plan | None, against: Any) -> Explanation:
    """The explanation of one block: an array of numbers, or a pandas frame where not all columns are numbers.

    Raises
    ------
    ValueError
        Naming the columns in which values are missing, where the model takes none.
    """
    table = points
    if plan is not None and plan.numbers and explainer._names is not None:
        table = needed("pandas", "a model with feature names", "frames").DataFrame(points, columns=plan.features)
    try:
        return explainer(table, against=against)
    except ValueError as error:
        told = _missing_values(points, plan)
        if told:
            raise ValueError(
                f"{told} among the {len(points)} rows of this block are missing (null or NaN), and the model takes "
                "none: fill or drop them first"
            ) from error
        raise


def _missing_values(points: Any, plan: Plan | None) -> str:
    if hasattr(points, "isna"):
        count: Array = points.isna().to_numpy().sum(axis=0)
    elif points.dtype.kind == "f":
        count = np.isnan(points).sum(axis=0)
    else:
        return ""
    names = plan.features if plan is not None else [str(i) for i in range(len(count))]
    return ", ".join(f"{n} values of column {name!r}" for n, name in zip(count, names, strict=False) if n > 0)


def _list(names: Sequence[str]) -> str:
    """The names, the first ten of them."""
    shown = ", ".join(repr(name) for name in names[:10])
    return shown if len(names) <= 10 else f"{shown} and {len(names) - 10} more"
