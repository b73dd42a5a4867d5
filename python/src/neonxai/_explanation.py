"""What an explanation is, and what can be done with it."""

from __future__ import annotations

import html
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._optional import needed
from ._table import Table
from ._types import Array, Labels, Matrix, Vector

if TYPE_CHECKING:
    from ._explainer import Explainer
    from ._plot import Plots


class Explanation:
    """Why points are in their clusters, feature by feature.

    Every row is a point: ``values.sum(axis=1) + base_values`` is ``logit``, to rounding.

    Attributes
    ----------
    values : array (n, d), or (n, d, K) where told apart by competitor
        Relevance of every feature, in units of the logit. Competitors come last; a point's own cluster has 0 there.
    base_values : array (n,)
        What of the logit is no feature's: a constant of the model (HDBSCAN: how dense it is around the nearest member),
        and what biases keep, for composites that do not conserve; else 0.
    logit : array (n,)
        The evidence f: positive inside the cluster. ``log(P / (1 - P)) = beta f``. Asked "why not k", the margin
        over k.
    residual : array (n,)
        Sum of the relevances, and of the constant, less the logit: 0 to rounding where the rules conserve.
    cluster : array (n,)
        The cluster that each point is explained for, as the model calls it.
    feature_names : list of str
    output_names : list of str
    data : array (n, d)
        The points as they were given.
    agreement : float or None
        Share of the points whose given label is what the model says; None where the model itself gave them.
    """

    def __init__(
        self,
        *,
        values: Matrix,
        logit: Vector,
        residual: Vector,
        constant: Vector,
        index: Labels,
        classes: Array,
        conserves: bool,
        beta: float,
        table: Table,
        names: list[str],
        explainer: Explainer,
        points: Matrix,
        smallest_denominator: Vector,
        negative_share: Vector,
        agreement: float | None = None,
    ) -> None:
        self.values = values
        self.logit = logit
        self.residual = residual
        self._constant = constant
        self.smallest_denominator = smallest_denominator
        self.negative_share = negative_share
        self.agreement = agreement
        self._index = index
        self._classes = classes
        self._conserves = conserves
        self._beta = beta
        self._table = table
        self._names = names
        self._explainer = explainer
        self._points = points

    @property
    def cluster(self) -> Array:
        """The cluster that each point is explained for, as the model calls it (n,)."""
        return self._classes[self._index]

    @property
    def base_values(self) -> Vector:
        """What of the logit is no feature's (n,)."""
        return self._constant if self._conserves else self._constant - self.residual

    @cached_property
    def probability(self) -> Vector:
        """P(c | x) of the soft assignment (n,); 0, 1/2 or 1 where the assignment is hard."""
        return _core.membership_probability(self.logit, self._beta)

    @property
    def feature_names(self) -> list[str]:
        """Names of the features (d,)."""
        return list(self._names)

    @property
    def output_names(self) -> list[str]:
        """Names of the clusters (K,)."""
        return [str(label) for label in self._classes.tolist()]

    @property
    def data(self) -> Array:
        """The points as they were given (n, d)."""
        return self._table.data

    @property
    def explainer(self) -> Explainer:
        """What explained: takes more points, of which it says the same."""
        return self._explainer

    @property
    def total(self) -> Matrix:
        """Relevance of every feature over all competitors (n, d)."""
        return self.values if self.values.ndim == 2 else self.values.sum(axis=2)

    @property
    def _flat(self) -> Matrix:
        return self.values.reshape(len(self), int(np.prod(self.values.shape[1:])))

    @property
    def plot(self) -> Plots:
        """Pictures, on matplotlib: ``plot.bar(point)``, ``plot.bar()``, ``plot.heatmap()``."""
        from ._plot import Plots

        return Plots(self)

    def __len__(self) -> int:
        return len(self.logit)

    def __getitem__(self, rows: Any) -> Explanation:
        if isinstance(rows, (int, np.integer)):
            rows = slice(rows, rows + 1 or None)
        table = self._table
        index = table.index[rows] if table.index is not None else None
        return Explanation(
            values=self.values[rows],
            logit=self.logit[rows],
            residual=self.residual[rows],
            constant=self._constant[rows],
            index=self._index[rows],
            classes=self._classes,
            conserves=self._conserves,
            beta=self._beta,
            table=Table(table.names, index, table.frame, table.data[rows]),
            names=self._names,
            explainer=self._explainer,
            points=self._points[rows],
            smallest_denominator=self.smallest_denominator[rows],
            negative_share=self.negative_share[rows],
            agreement=self.agreement,
        )

    def __repr__(self) -> str:
        shape = " x ".join(str(size) for size in self.values.shape)
        told = "" if self.agreement is None else f", model and labels agree on {self.agreement:.1%} of the points"
        return f"<Explanation {shape} of {len(self._classes)} clusters{told}>"

    def top(self, point: int, count: int = 5) -> list[tuple[str, float]]:
        """The most relevant features of a point, largest in size first.

        Parameters
        ----------
        point : int
            Its row.
        count : int
            How many.

        Returns
        -------
        list of (name, relevance)
        """
        row = self.total[point]
        order = np.argsort(-np.abs(row), kind="stable")[:count]
        names = self.feature_names
        return [(names[i], float(row[i])) for i in order]

    def to_frame(self) -> Any:
        """The relevances as a data frame of the kind that was given, with its index and names.

        Returns
        -------
        pandas.DataFrame or polars.DataFrame
            Competitors, where told apart, are a second level of the columns (polars: ``"feature|cluster"``).
        """
        if self._table.frame == "polars":
            import polars

            names = self.feature_names
            if self.values.ndim == 3:
                names = [f"{name}|{other}" for name in names for other in self.output_names]
            return polars.DataFrame(self._flat, schema=names, orient="row")
        pandas = needed("pandas", "to_frame", "frames")
        columns: Any = self.feature_names
        if self.values.ndim == 3:
            columns = pandas.MultiIndex.from_product([columns, self._classes.tolist()], names=["feature", "competitor"])
        return pandas.DataFrame(self._flat, index=self._table.index, columns=columns)

    def by_cluster(self) -> Any:
        """Mean relevance of every feature among the points of each cluster.

        Returns
        -------
        pandas.DataFrame
            Clusters in rows, those without points left out.
        """
        pandas = needed("pandas", "by_cluster", "frames")
        present = np.unique(self._index)
        means = [self.total[self._index == c].mean(axis=0) for c in present]
        index = pandas.Index(self._classes[present], name="cluster")
        return pandas.DataFrame(np.reshape(means, (len(present), -1)), index=index, columns=self.feature_names)

    def global_(self) -> Any:
        """Mean size of every feature's relevance over all points, largest first.

        Returns
        -------
        pandas.Series
        """
        pandas = needed("pandas", "global_", "frames")
        size = np.abs(self.total).mean(axis=0)
        return pandas.Series(size, index=self.feature_names, name="mean |relevance|").sort_values(ascending=False)

    def counterfactual(self) -> Counterfactual:
        """The nearest points found outside the cluster: the smallest change after which a point is not in it.

        Distances are measured in the features that the model sees (scaled, where a scaler comes first).

        Returns
        -------
        Counterfactual
        """
        root, value, distance, feasible = self._explainer._core.root_points(self._points, self._index)
        return Counterfactual(
            self._explainer._undone(root), value, distance, feasible == 1, self.feature_names, self._table
        )

    def to_shap(self) -> Any:
        """The same as a ``shap.Explanation``, for shap's plots.

        Returns
        -------
        shap.Explanation
        """
        shap = needed("shap", "to_shap", "shap")
        return shap.Explanation(
            values=self.values,
            base_values=self.base_values
            if self.values.ndim == 2
            else np.repeat(self.base_values[:, None], self.values.shape[2], 1),
            data=self.data,
            feature_names=self.feature_names,
            output_names=self.output_names if self.values.ndim == 3 else None,
        )

    def _repr_html_(self) -> str:
        shown = range(min(len(self), 5))
        rows = "".join(self._html_row(point) for point in shown)
        more = f"<p>{len(self) - len(shown)} more points</p>" if len(self) > len(shown) else ""
        head = "<tr><th>point</th><th>cluster</th><th>logit</th><th>most relevant features</th></tr>"
        return f"<p>{html.escape(repr(self)[1:-1])}</p><table>{head}{rows}</table>{more}"

    def _html_row(self, point: int) -> str:
        name = point if self._table.index is None else self._table.index[point]
        top = self.top(point)
        largest = max((abs(value) for _, value in top), default=0) or 1
        bars = "".join(_html_bar(feature, value, abs(value) / largest) for feature, value in top)
        cells = [name, self.cluster[point], f"{self.logit[point]:.4g}"]
        return "<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in cells) + f"<td>{bars}</td></tr>"


def _html_bar(feature: str, value: float, share: float) -> str:
    colour = "#c0392b" if value >= 0 else "#2c6fbb"
    bar = f'<span style="display:inline-block;height:.7em;width:{8 * share:.2f}em;background:{colour}"></span>'
    return f'<div style="white-space:nowrap;text-align:left">{bar} {html.escape(feature)} {value:+.4g}</div>'


class Counterfactual:
    """Points outside the cluster, each with its certificate.

    Attributes
    ----------
    points : array (n, d)
        In the features as they were given; a point that has none stays where it is.
    logit : array (n,)
        At these points: at most 0, to rounding.
    distance : array (n,)
        From the points explained, in the features that the model sees.
    found : array of bool (n,)
    """

    def __init__(
        self, points: Matrix, logit: Vector, distance: Vector, found: Array, names: Iterable[str], table: Table
    ) -> None:
        self.points = points
        self.logit = logit
        self.distance = distance
        self.found = found
        self._names = list(names)
        self._table = table

    def to_frame(self) -> Any:
        """As a data frame, with the caller's index and names.

        Returns
        -------
        pandas.DataFrame
        """
        pandas = needed("pandas", "to_frame", "frames")
        return pandas.DataFrame(self.points, index=self._table.index, columns=self._names)

    def __repr__(self) -> str:
        return f"<Counterfactual of {len(self.points)} points, {int(np.sum(self.found))} found>"
