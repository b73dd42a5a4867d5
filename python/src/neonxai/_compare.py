"""Methods of explanation under metrics: the library's, and functions of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from . import _core
from ._explainer import Explainer
from ._optional import needed

METHODS = ("NEON", "SA", "GI", "SR", "IG", "random")
METRICS = ("deletion", "insertion", "sparseness", "conservation")
_SIGN = {"lower": -1, "neither": 0, "higher": 1}


def _name_of(function: Callable[..., Any]) -> str:
    return str(getattr(function, "__name__", type(function).__name__))


def _known(name: str, kind: str, names: Iterable[str]) -> str:
    found = {known.lower(): known for known in names}
    if name.lower() not in found:
        raise ValueError(f"{kind} {name!r} should be one of {', '.join(found.values())}, or a function")
    return found[name.lower()]


def _method(method: Any) -> Any:
    if isinstance(method, str):
        return _known(method, "method", _core.method_names())
    name, function = method if isinstance(method, tuple) else (None, method)
    if not callable(function):
        raise TypeError(f"method {method!r} should be a name, a function of (evidence, X), or (name, function)")
    return (name or _name_of(function), function)


def _metric(metric: Any) -> tuple[Any, int]:
    if isinstance(metric, str):
        return _known(metric, "metric", _core.metric_names()), 0
    function, better = metric if isinstance(metric, tuple) else (metric, "neither")
    if not callable(function) or better not in _SIGN:
        raise TypeError(
            f"metric {metric!r} should be a name, a function of (evidence, X, relevance), or (function, better) with "
            f"better one of {', '.join(_SIGN)}"
        )
    return (_name_of(function), function), _SIGN[better]


def compare(
    model: Any,
    X: Any,
    methods: Iterable[Any] = METHODS,
    metrics: Iterable[Any] = METRICS,
    *,
    data: Any = None,
    composite: str = "paper-v2",
    beta: float | None = None,
    lower: float = -np.inf,
    upper: float = np.inf,
    random_state: int = 0,
    resamples: int = 1000,
    randomisations: int = 3,
    asked_anew: int = 100,
) -> Any:
    """Score methods of explanation on the points of a model.

    Every point with positive evidence is explained for its own cluster. Methods and metrics see the points as the model
    does: behind the scalers of a Pipeline, one column per feature of the model.

    Parameters
    ----------
    model
        A fitted estimator or Pipeline; see `Explainer`.
    X : array, data frame or sparse matrix (n, d)
    methods : list
        Names (`method_names`), functions of ``(evidence, X)`` that return relevances (n, d), or ``(name, function)``.
        ``evidence.value(X)``, ``evidence.gradient(X)`` and ``evidence.root_points(X)`` take and return arrays;
        ``evidence.cluster`` is the cluster's position. A function is called for some points of one cluster at a time.
    metrics : list
        Names (`metric_names`), functions of ``(evidence, X, relevance)`` that return one score per point (n,), or
        numerators and denominators of which the sums are divided; ``(function, "lower")`` or ``(function, "higher")``
        says which is better.
    data
        As for the `Explainer`.
    composite : str
        The rules of the method "NEON".
    beta : float, optional
        Stiffness of assignment, as for the `Explainer`.
    lower, upper : float
        Where root points and perturbed points may lie.
    random_state : int
    resamples : int
        Bootstrap samples of the points, for the intervals of 95 %.
    randomisations : int
        Models with random parameters, for the metrics that ask for them.
    asked_anew : int
        How many points are explained again for the metrics that ask for it; 0: all.

    Returns
    -------
    pandas.DataFrame
        Methods in rows; for every metric the columns "score", "low" and "high", and ("seconds", "per point"). What has
        no score is NaN, and ``attrs["missing"]`` says why. ``attrs["best"]`` names the best method of a metric,
        ``attrs["agreement"]`` holds the mean rank correlations between methods.

    Raises
    ------
    ValueError
        On names that are not known and answers of another shape. What a function raises is raised here.

    Examples
    --------
    >>> import numpy as np, neonxai
    >>> from sklearn.cluster import KMeans
    >>> X = np.random.default_rng(0).normal(size=(40, 3)) + np.repeat([[0.0], [5.0]], 20, axis=0)
    >>> def gradient_times_input(evidence, X):
    ...     return evidence.gradient(X) * X
    >>> def gap(evidence, X, relevance):
    ...     return np.abs(relevance.sum(axis=1) - evidence.value(X))
    >>> board = neonxai.compare(KMeans(2, n_init=1).fit(X), X, ["NEON", gradient_times_input], [(gap, "lower")])
    >>> board.index.tolist(), board.attrs["best"]
    (['NEON', 'gradient_times_input'], {'gap': 'NEON'})
    """
    pandas = needed("pandas", "neonxai.compare", "frames")
    explainer = Explainer(model, data, composite=composite, beta=beta)
    known = explainer._carried.model
    judged: Any = ([(m.weight, m.root, m.bias) for m in known], explainer.beta) if isinstance(known, list) else known
    board = _core.compare(
        judged,
        explainer._points(X),
        [_method(method) for method in methods],
        [_metric(metric) for metric in metrics],
        composite,
        lower,
        upper,
        random_state,
        resamples,
        randomisations,
        asked_anew,
    )
    rows = [name for name, *_ in board["methods"]]
    names = [name for name, *_ in board["metrics"]]
    parts = {
        (name, part): board[part][:, column] for column, name in enumerate(names) for part in ("score", "low", "high")
    }
    parts["seconds", "per point"] = np.array([seconds for _, _, seconds, _ in board["methods"]])
    frame = pandas.DataFrame(parts, index=pandas.Index(rows, name="method"))
    frame.columns.names = ["metric", None]
    frame.attrs.update(
        best={name: rows[best] for name, _, _, best in board["metrics"] if best >= 0},
        missing=_missing(board, rows, names),
        agreement=pandas.DataFrame(board["agreement"], index=rows, columns=rows),
        points=board["points"],
        left_out=board["left_out"],
    )
    return frame


def _missing(board: dict[str, Any], rows: list[str], names: list[str]) -> dict[Any, str]:
    reasons: dict[Any, str] = {name: why for name, _, _, why in board["methods"] if why}
    for row, reasons_of_row in zip(rows, board["missing"], strict=True):
        reasons.update({(row, name): why for name, why in zip(names, reasons_of_row, strict=True) if why})
    return reasons


def method_names() -> list[str]:
    """Names of the library's methods of explanation."""
    return list(_core.method_names())


def metric_names() -> list[str]:
    """Names of the library's metrics."""
    return list(_core.metric_names())
