"""From a fitted estimator to explanations."""

from __future__ import annotations

import os
from copy import deepcopy
from dataclasses import replace
from typing import Any

import numpy as np

from . import _core
from ._carried import Carried, LoadedModel, host
from ._explanation import Explanation
from ._foreign import by_its_numbers
from ._known import carried
from ._route import Route, route_of
from ._table import Table, matrix
from ._types import Array, Float, Labels, Matrix
from ._version import __version__


def _is_sklearn(estimator: Any) -> bool:
    return hasattr(estimator, "__sklearn_tags__")


def _is_pipeline(estimator: Any) -> bool:
    return any(base.__name__ == "Pipeline" for base in type(estimator).__mro__)


def _flat(step: Any) -> list[Any]:
    """The steps of a step, where it is a Pipeline; those that do nothing left out."""
    if _is_pipeline(step):
        return [part for _, inner in step.steps for part in _flat(inner)]
    return [] if step is None or (isinstance(step, str) and step == "passthrough") else [step]


def _steps(estimator: Any) -> tuple[list[Any], Any]:
    """The steps before the model, and the model."""
    if hasattr(estimator, "best_estimator_"):  # of a search over parameters
        return _steps(estimator.best_estimator_)
    if _is_pipeline(estimator):
        inner, last = _steps(estimator.steps[-1][1])
        return [part for _, step in estimator.steps[:-1] for part in _flat(step)] + inner, last
    return [], estimator


def _check_fitted(estimator: Any) -> None:
    if _is_sklearn(estimator):
        from sklearn.utils.validation import check_is_fitted

        check_is_fitted(estimator)


class Explainer:
    """A fitted model, prepared once to explain any number of points.

    It can be pickled, and used from several threads at a time. What becomes of the model later does not matter to it.

    Parameters
    ----------
    model
        A fitted estimator or Pipeline, a model of this library, or the path of a model file. What is understood is
        listed by `supported_estimators`.
    data
        The points that the model was fitted on, where it does not keep them itself (AgglomerativeClustering; DBSCAN,
        whose border points then stay where the fit put them).
    composite : str
        Which rules carry relevance; see the C++ library's documentation. The default conserves: the relevances of a
        point add up to its logit.
    lower, upper : float
        Domain of the features, for composites with the rule zB.
    beta : float, optional
        Stiffness of assignment in 1 / unit of the scores, which makes probabilities of k-means and the like soft.
    outliers : float, optional
        KernelDensity: the share of its points that are outliers, below whose density all others are (default 0.05).
    feature_names : list of str, optional
        Instead of those of the table or the model.

    Examples
    --------
    >>> import numpy as np, neonxai
    >>> from sklearn.cluster import KMeans
    >>> X = np.array([[0.0, 0.0], [0.0, 1.0], [4.0, 0.0], [4.0, 1.0]])
    >>> explainer = neonxai.Explainer(KMeans(2, n_init=1, random_state=0).fit(X))
    >>> why = explainer(X)
    >>> why.values.round(6).tolist()
    [[16.0, 0.0], [16.0, 0.0], [16.0, 0.0], [16.0, 0.0]]
    """

    def __init__(
        self,
        model: Any,
        data: Any = None,
        *,
        composite: str = "paper-v2",
        lower: float = 0.0,
        upper: float = 1.0,
        beta: float | None = None,
        outliers: float | None = None,
        feature_names: list[str] | None = None,
    ) -> None:
        if isinstance(model, (str, os.PathLike)):
            from .files import load

            model = load(model)
        model = by_its_numbers(model)
        self._scale = model.scaling if isinstance(model, LoadedModel) else None
        self._first = model
        steps, last = _steps(model)
        _check_fitted(last)
        fitted_on = None
        if data is not None:
            fitted_on = data
            for step in steps:
                fitted_on = step.transform(fitted_on)
            fitted_on = matrix(fitted_on)
        known = carried(last, fitted_on, outliers)
        self._route, known = self._routed(steps, last, known)
        self._carried: Carried = known if beta is None else known.softened(beta)
        self._options = (composite, lower, upper)
        self._core = self._carried.explainer(*self._options, False)
        self._apart: _core.Explainer | None = None
        self._columns = self._inputs(steps, self._carried)
        self._given_names = None if feature_names is None else [str(name) for name in feature_names]
        self._names = self._known_names(steps, last)
        for names in (self._given_names, self._names):
            if names is not None and len(names) != self._columns:
                raise ValueError(f"{len(names)} feature names should be {self._columns}")
        self._quick = not steps and not hasattr(last, "feature_names_in_") and self._carried.factor is None
        self._quick &= self._scale is None

    def _routed(self, steps: list[Any], last: Any, known: Carried) -> tuple[Route, Carried]:
        inputs = self._inputs(steps, known)
        route = route_of(deepcopy(steps), inputs)
        if route.linear is None:
            return route, known
        linear = route.linear
        if known.factor is not None:
            linear = linear.then_scaled(known.factor, np.zeros(len(known.factor)))
        return route, replace(known.behind(linear), factor=None)

    @staticmethod
    def _inputs(steps: list[Any], known: Carried) -> int:
        for step in steps:
            if hasattr(step, "n_features_in_"):
                return int(step.n_features_in_)
        return known.features

    def _known_names(self, steps: list[Any], last: Any) -> list[str] | None:
        first = steps[0] if steps else last
        if hasattr(first, "feature_names_in_"):
            return [str(name) for name in first.feature_names_in_]
        names = getattr(self._first, "feature_names", None)
        return list(names) if names is not None else None

    @property
    def classes(self) -> Array:
        """What the model calls its clusters (K,)."""
        return self._carried.classes

    @property
    def beta(self) -> float:
        """Stiffness of assignment."""
        return self._carried.beta

    def assign(self, X: Any) -> Array:
        """The cluster of every point, as the model calls it.

        Parameters
        ----------
        X : array, data frame or sparse matrix (n, d)

        Returns
        -------
        array (n,)
        """
        return self.classes[self._core.assign(self._points(X))]

    def agreement(self, X: Any) -> float:
        """Share of points whose cluster is what the estimator says: by its `predict`, or by the labels of its fit.

        Parameters
        ----------
        X : array, data frame or sparse matrix (n, d)
            Where the estimator has no rule for new points (DBSCAN, HDBSCAN, AgglomerativeClustering), those of its fit.
        """
        own = (
            self._first.predict(X)
            if hasattr(self._first, "predict")
            else getattr(_steps(self._first)[1], "labels_", None)
        )
        found = self.assign(X)
        said = np.asarray(host(own))
        if said.shape != found.shape:
            raise ValueError(
                f"{type(self._first).__name__} has no rule for new points: X should be what it was fitted on, "
                f"{said.size} points"
            )
        return float(np.mean(found == said))

    def __call__(
        self, X: Any, *, cluster: Float | None = None, against: Any = None, competitors: bool = False
    ) -> Explanation:
        """Explains points.

        Parameters
        ----------
        X : array, data frame or sparse matrix (n, d)
            As the estimator takes it.
        cluster : array (n,), optional
            The cluster that each point is explained for, as the model calls it. Default: its own.
        against : optional
            A cluster: why not this one? The margin over it takes the logit's place.
        competitors : bool
            Tell relevance apart by competitor.

        Returns
        -------
        Explanation
        """
        other = None if against is None else self._competitor(against)
        points = self._points(X)
        given = None if cluster is None else self._indices(cluster, len(points))
        return self._explained(X, points, given, other, competitors)

    def attribute(self, inputs: Any, target: Any = None, *, return_convergence_delta: bool = False) -> Any:
        """Relevances in captum's manners: tensors in, tensors out.

        Parameters
        ----------
        inputs : torch.Tensor or array (n, d)
            On any device, of any type; no gradient flows back through them.
        target : int, or array or tensor (n,), optional
            The cluster that each point is explained for, as the model calls it. Default: its own.
        return_convergence_delta : bool
            Tell the sum of the relevances less the logit, too: 0 to rounding where the rules conserve.

        Returns
        -------
        Like `inputs` (n, d); or that and the deltas (n,)
        """
        tensor = hasattr(inputs, "new_tensor")
        points = inputs.detach().cpu().double().numpy() if tensor else inputs
        if hasattr(target, "detach"):
            target = target.detach().cpu().numpy()
        why = self(points, cluster=target)
        delta = why.values.sum(axis=1) - why.logit
        values, delta = (inputs.new_tensor(part) if tensor else part for part in (why.values, delta))
        return (values, delta) if return_convergence_delta else values

    def _explained(
        self, X: Any, points: Matrix, given: Labels | None, other: int | None, competitors: bool
    ) -> Explanation:
        index, values, logit, residual, constant, smallest, negative, apart = self._prepared(
            competitors and other is None
        ).explain(points, given, other)
        table = Table.of(X)
        return Explanation(
            values=self._by_column(values if apart is None else apart),
            logit=logit,
            residual=residual,
            constant=constant,
            index=index,
            classes=self.classes,
            conserves=self._core.conserves,
            beta=self.beta,
            table=table,
            names=self._given_names or table.names or self._names or [f"x{i}" for i in range(self._columns)],
            explainer=self,
            points=points,
            smallest_denominator=smallest,
            negative_share=negative,
        )

    def _prepared(self, competitors: bool) -> _core.Explainer:
        if not competitors:
            return self._core
        if self._apart is None:
            self._apart = self._carried.explainer(*self._options, True)
        return self._apart

    def _points(self, X: Any) -> Matrix:
        """The table as the C++ side takes it."""
        if self._quick and type(X) is np.ndarray and X.dtype == np.float64 and X.ndim == 2 and X.flags.c_contiguous:
            return X
        if getattr(X, "shape", ())[1:] == (0,):
            raise ValueError(f"X has 0 features, but the model is expecting {self._columns} features as input")
        if self._route.steps:
            points = matrix(self._route.apply(X))
        else:
            points = self._validated(X)
        if self._carried.factor is not None and self._route.linear is None:
            points = points * self._carried.factor
        if self._scale is not None:
            points = (points - self._scale[0]) * self._scale[1]
        return points

    def _validated(self, X: Any) -> Matrix:
        steps, last = _steps(self._first)
        judge = steps[0] if steps else last
        if not _is_sklearn(judge):
            return matrix(X)
        from sklearn.utils.validation import validate_data

        checked = validate_data(judge, X, reset=False, dtype=np.float64, order="C", accept_sparse="csr")
        return matrix(checked)

    def _undone(self, points: Matrix) -> Matrix:
        """Points of the C++ side in the features as they were given."""
        if self._scale is not None:
            points = points / self._scale[1] + self._scale[0]
        if self._carried.factor is not None and self._route.linear is None:
            points = points / self._carried.factor
        return self._route.undone(points)

    def _by_column(self, values: Array) -> Array:
        """Sums what belongs to one column of the user's table."""
        if self._route.owner is None:
            return values
        owner = self._route.owner
        summed = np.zeros((len(values), self._columns, *values.shape[2:]))
        if len(owner) > 0:
            order = np.argsort(owner, kind="stable")
            present, first = np.unique(owner[order], return_index=True)
            summed[:, present] = np.add.reduceat(values[:, order], first, axis=1)
        return summed

    def _competitor(self, label: Any) -> int:
        if not self._carried.apart:
            raise ValueError("the margins of this model are not over single clusters: against has no meaning")
        return self._index(label)

    def _index(self, label: Any) -> int:
        found = np.flatnonzero(self.classes == label)
        if len(found) != 1:
            raise ValueError(f"cluster {label!r} should be one of {self.classes.tolist()}")
        return int(found[0])

    def _indices(self, cluster: Float, points: int) -> Labels:
        wanted = np.broadcast_to(np.asarray(cluster), (points,))
        position = {label: k for k, label in enumerate(self.classes.tolist())}
        unknown = sorted({str(label) for label in wanted.tolist() if label not in position})
        if unknown:
            raise ValueError(f"clusters {', '.join(unknown)} should be among {self.classes.tolist()}")
        return np.array([position[label] for label in wanted.tolist()], dtype=np.int64)

    def __getstate__(self) -> dict[str, Any]:
        kept = {name: value for name, value in self.__dict__.items() if name not in ("_core", "_apart")}
        return {**kept, "version": __version__}

    def __setstate__(self, state: dict[str, Any]) -> None:
        version = state.get("version", "an older version")
        if version != __version__:
            raise ValueError(
                f"this explainer was pickled by neonxai {version} and is read by {__version__}, which holds another "
                "layout: keep the fitted estimator or a model file, and make the explainer again, Explainer(model)"
            )
        self.__dict__.update({name: value for name, value in state.items() if name != "version"})
        self._core = self._carried.explainer(*self._options, False)
        self._apart = None


def _is_the_fit(steps: list[Any], last: Any, X: Any) -> bool:
    """Whether a DBSCAN was fitted on X, so that its border points can be told."""
    rows = getattr(X, "shape", (0,))[0]
    if type(last).__name__ != "DBSCAN" or not hasattr(last, "labels_") or rows != len(host(last.labels_)):
        return False
    from ._densities import dbscan_was_fitted_on

    for step in steps:
        X = step.transform(X)
    return dbscan_was_fitted_on(last, matrix(X))


def explain(
    model: Any, X: Any, *, cluster: Float | None = None, against: Any = None, competitors: bool = False, **options: Any
) -> Explanation:
    """Tell why each point is in its cluster.

    Parameters
    ----------
    model
        A fitted estimator or Pipeline; see `Explainer`.
    X : array, data frame or sparse matrix (n, d)
        Points, as the estimator takes them. For AgglomerativeClustering those that it was fitted on.
    cluster : array (n,), optional
        The cluster that each point is explained for; default: its own.
    against : optional
        A cluster: why not this one?
    competitors : bool
        Tell relevance apart by competitor.
    **options
        Of the `Explainer`.

    Returns
    -------
    Explanation

    Examples
    --------
    >>> import numpy as np, neonxai
    >>> from sklearn.cluster import KMeans
    >>> X = np.array([[0.0, 0.0], [0.0, 1.0], [4.0, 0.0], [4.0, 1.0]])
    >>> model = KMeans(2, n_init=1, random_state=0).fit(X)
    >>> neonxai.explain(model, X).logit.tolist()
    [16.0, 16.0, 16.0, 16.0]
    """
    steps, last = _steps(model)
    needs_data = type(last).__name__ == "AgglomerativeClustering"
    if "data" not in options and (needs_data or _is_the_fit(steps, last, X)):
        options["data"] = X
    explainer = Explainer(model, **options)
    if cluster is None and explainer._carried.fitted_labels is not None and needs_data:
        cluster = explainer.classes[explainer._carried.fitted_labels]
    return explainer(X, cluster=cluster, against=against, competitors=competitors)
