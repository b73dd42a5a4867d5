"""The library's own models as scikit-learn estimators."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, ClusterMixin, TransformerMixin, clone
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from . import _core
from ._explainer import Explainer
from ._types import Array, Labels, Matrix

__all__ = [
    "Agglomerative",
    "DeepEmbeddedClustering",
    "DeepKMeans",
    "GaussianMixture",
    "KMeans",
    "KernelKMeans",
    "RelevanceTransformer",
    "SphericalKMeans",
]


def _require(name: str, value: Any, kind: Any, low: float, high: float = np.inf, open_: bool = False) -> None:
    fits = isinstance(value, kind) and not isinstance(value, bool)  # a truth value is an integer to Python
    if not fits or not (low < float(value) < high if open_ else low <= float(value) <= high):
        ends = f"({low}, {high})" if open_ else f"[{low}, {high}]"
        raise ValueError(f"{name} == {value!r}, must be {'an integer' if kind is Integral else 'a number'} in {ends}")


class _ClusterModel(ClassNamePrefixFeaturesOutMixin, TransformerMixin, ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """What all of them share: fitting by the library, and everything that follows from the model."""

    _kind: ClassVar[str]

    def fit(self, X: Any, y: Any = None) -> Any:
        """Fits the model.

        Parameters
        ----------
        X : array or data frame (n, d)
        y : ignored

        Returns
        -------
        self
        """
        points = validate_data(self, X, dtype=np.float64, order="C")
        if len(points) < 2 or (isinstance(self.n_clusters, Integral) and len(points) < int(self.n_clusters)):
            raise ValueError(f"n_samples={len(points)} should be >= n_clusters={self.n_clusters}, and at least 2.")
        _require("n_clusters", self.n_clusters, Integral, 2)
        seed = int(check_random_state(getattr(self, "random_state", 0)).randint(np.iinfo(np.int32).max))
        self.model_, self.labels_ = self._fitted(points, seed)
        self._n_features_out = self.n_clusters
        return self

    def _fitted(self, points: Matrix, seed: int) -> tuple[_core.Model, Labels]:
        return _core.fit(self._kind, points, self.n_clusters, seed=seed, **self._options())

    def _options(self) -> dict[str, Any]:
        _require("n_init", self.n_init, Integral, 1)
        _require("top_probability", self.top_probability, Real, 0, 1, open_=True)
        return {"restarts": self.n_init, "top_probability": self.top_probability}

    def _points(self, X: Any) -> Matrix:
        check_is_fitted(self)
        points: Matrix = validate_data(self, X, reset=False, dtype=np.float64, order="C")
        return points

    def predict(self, X: Any) -> Labels:
        """The cluster of every point.

        Parameters
        ----------
        X : array or data frame (n, d)

        Returns
        -------
        array of int (n,)
        """
        points = self._points(X)
        return self.model_.assign(points)

    def predict_proba(self, X: Any) -> Matrix:
        """The soft assignment: probabilities of all clusters.

        Parameters
        ----------
        X : array or data frame (n, d)

        Returns
        -------
        array (n, K)
        """
        points = self._points(X)
        return self.model_.soft_assign(points)

    def transform(self, X: Any) -> Matrix:
        """The outlier scores of all clusters: the smallest wins.

        Parameters
        ----------
        X : array or data frame (n, d)

        Returns
        -------
        array (n, K)
        """
        points = self._points(X)
        return self.model_.outlier_scores(points)


class KMeans(_ClusterModel):
    """Standard k-means, ``o_k(x) = |x - mu_k|^2``.

    Parameters
    ----------
    n_clusters : int
    n_init : int
        How many k-means++ starts; the best counts.
    top_probability : float
        The stiffness of the soft assignment is such that the mean largest probability is this.
    random_state : int, RandomState or None

    Attributes
    ----------
    model_ : the model of the library
    labels_ : array of int (n,)
    cluster_centers_ : array (K, d)
    inertia_ : float
        Sum over the points of ``|x - mu|^2``.
    n_features_in_ : int
    """

    _kind = "kmeans"

    def __init__(
        self, n_clusters: int = 3, *, n_init: int = 10, top_probability: float = 0.9, random_state: Any = None
    ) -> None:
        self.n_clusters = n_clusters
        self.n_init = n_init
        self.top_probability = top_probability
        self.random_state = random_state

    def _fitted(self, points: Matrix, seed: int) -> tuple[_core.Model, Labels]:
        model, labels = super()._fitted(points, seed)
        self.cluster_centers_ = model.parameters()["centroids"]
        self.inertia_ = float(model.outlier_scores(points).min(axis=1).sum())
        return model, labels


class SphericalKMeans(_ClusterModel):
    """Clusters of directions, o_k(x) = 2 (1 - cos(x, mu_k)). Points at 0 are refused: they have no direction.

    Parameters
    ----------
    n_clusters, n_init, top_probability, random_state
        As for `KMeans`.

    Attributes
    ----------
    model_ : the model of the library
    labels_ : array of int (n,)
    cluster_centers_ : array (K, d)
        Of norm 1.
    n_features_in_ : int
    """

    _kind = "spherical-kmeans"

    def __init__(
        self, n_clusters: int = 3, *, n_init: int = 10, top_probability: float = 0.9, random_state: Any = None
    ) -> None:
        self.n_clusters = n_clusters
        self.n_init = n_init
        self.top_probability = top_probability
        self.random_state = random_state

    def _fitted(self, points: Matrix, seed: int) -> tuple[_core.Model, Labels]:
        model, labels = super()._fitted(points, seed)
        self.cluster_centers_ = model.parameters()["centroids"]
        return model, labels


class KernelKMeans(_ClusterModel):
    """Kernel k-means with a Gaussian kernel, from support vectors inside the clusters of k-means.

    Parameters
    ----------
    n_clusters, n_init, top_probability, random_state
        As for `KMeans`.
    support_per_cluster : int
        Support vectors of a cluster; fewer where it has fewer points.
    self_similarity : float
        Sets the kernel's width: the share of the support vectors' similarity that is to themselves.

    Attributes
    ----------
    model_ : the model of the library
    labels_ : array of int (n,)
    support_vectors_ : array (m, d)
    gamma_ : float
    n_features_in_ : int
    """

    _kind = "kernel-kmeans"

    def __init__(
        self,
        n_clusters: int = 3,
        *,
        support_per_cluster: int = 20,
        self_similarity: float = 0.9,
        n_init: int = 10,
        top_probability: float = 0.9,
        random_state: Any = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.support_per_cluster = support_per_cluster
        self.self_similarity = self_similarity
        self.n_init = n_init
        self.top_probability = top_probability
        self.random_state = random_state

    def _options(self) -> dict[str, Any]:
        _require("support_per_cluster", self.support_per_cluster, Integral, 1)
        _require("self_similarity", self.self_similarity, Real, 0, 1, open_=True)
        return {
            **super()._options(),
            "settings": {
                "support": str(self.support_per_cluster),
                "self-similarity": repr(float(self.self_similarity)),
            },
        }

    def _fitted(self, points: Matrix, seed: int) -> tuple[_core.Model, Labels]:
        model, labels = super()._fitted(points, seed)
        parameters = model.parameters()
        self.support_vectors_, self.gamma_ = parameters["support"], parameters["gamma"]
        return model, labels


class GaussianMixture(_ClusterModel):
    """A mixture of Gaussians, by expectation maximisation.

    Parameters
    ----------
    n_clusters, n_init, random_state
        As for `KMeans`, from which it starts.
    covariance : {"diagonal", "shared", "spherical", "full", "tied"}
        Variances of the features, of each cluster or shared by all, or one number for each cluster; matrices, of each
        cluster or tied to one.

    Attributes
    ----------
    model_ : the model of the library
    labels_ : array of int (n,)
    means_ : array (K, d)
    variances_ : array (K, d)
        Where covariances are no matrices.
    covariances_ : array (K, d, d) or (1, d, d)
        Where they are.
    weights_ : array (K,)
    n_features_in_ : int
    """

    _kind = "gaussian-mixture"

    def __init__(
        self, n_clusters: int = 3, *, covariance: str = "diagonal", n_init: int = 10, random_state: Any = None
    ) -> None:
        self.n_clusters = n_clusters
        self.covariance = covariance
        self.n_init = n_init
        self.random_state = random_state

    def _options(self) -> dict[str, Any]:
        _require("n_init", self.n_init, Integral, 1)
        return {"restarts": self.n_init, "settings": {"covariance": self.covariance}}

    def _fitted(self, points: Matrix, seed: int) -> tuple[_core.Model, Labels]:
        model, labels = super()._fitted(points, seed)
        parameters = model.parameters()
        self.means_, self.weights_ = parameters["means"], parameters["weights"]
        if "variances" in parameters:
            self.variances_ = np.broadcast_to(parameters["variances"], self.means_.shape).copy()
        else:
            features = self.means_.shape[1]
            self.covariances_ = parameters["covariances"].reshape(-1, features, features)
        return model, labels


class Agglomerative(_ClusterModel):
    """A linkage tree cut at n_clusters, with a rule for new points: their squared distances to a cluster's members.

    Parameters
    ----------
    n_clusters : int
    linkage : {"single", "complete", "average", "average-squared", "ward"}
    top_probability : float
        As for `KMeans`.

    Attributes
    ----------
    model_ : the model of the library
    labels_ : array of int (n,)
        The clusters that the points were merged into, which `predict` says of them, too.
    n_features_in_ : int
    """

    _kind = "agglomerative"

    def __init__(self, n_clusters: int = 3, *, linkage: str = "average", top_probability: float = 0.9) -> None:
        self.n_clusters = n_clusters
        self.linkage = linkage
        self.top_probability = top_probability

    def _options(self) -> dict[str, Any]:
        _require("top_probability", self.top_probability, Real, 0, 1, open_=True)
        return {"settings": {"linkage": self.linkage}, "top_probability": self.top_probability}


class DeepKMeans(_ClusterModel):
    """Deep k-means, ``o_k(x) = |phi(x) - mu_k|^2``: a network that learns given clusters, those of k-means by default.

    Parameters
    ----------
    n_clusters, n_init, top_probability, random_state
        As for `KMeans`, whose clusters are learned where `fit` is given none.
    hidden : tuple of int
        Widths of the hidden layers.
    epochs, batch : int
    learning_rate : float

    Attributes
    ----------
    model_ : the model of the library
    labels_ : array of int (n,)
        What the network says of the points.
    n_features_in_ : int
    """

    def __init__(
        self,
        n_clusters: int = 3,
        *,
        hidden: tuple[int, ...] = (64, 32),
        epochs: int = 12,
        batch: int = 128,
        learning_rate: float = 1e-3,
        n_init: int = 10,
        top_probability: float = 0.9,
        random_state: Any = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.hidden = hidden
        self.epochs = epochs
        self.batch = batch
        self.learning_rate = learning_rate
        self.n_init = n_init
        self.top_probability = top_probability
        self.random_state = random_state

    def _fitted(self, points: Matrix, seed: int) -> tuple[_core.Model, Labels]:
        options = self._options()
        _, start = _core.fit("kmeans", points, self.n_clusters, seed=seed, restarts=self.n_init)
        model = _core.fit_deep(
            points,
            start,
            self.n_clusters,
            hidden=list(self.hidden),
            epochs=self.epochs,
            batch=self.batch,
            learning_rate=self.learning_rate,
            seed=seed,
        )
        scores = model.outlier_scores(points)
        beta = _core.beta_for_top_probability(scores, options["top_probability"])
        softened = _core.deep_kmeans(**{**model.parameters(), "beta": beta})
        return softened, softened.assign(points)


class DeepEmbeddedClustering(_ClusterModel):
    """Deep embedded clustering: Student's t around centroids of an autoencoder's codes, both trained together.

    ``o_k(x) = (alpha + 1) / 2 log(1 + |z(x) - mu_k|^2 / alpha)``, whose soft assignment is the method's q.

    Parameters
    ----------
    n_clusters, n_init, random_state
        As for `KMeans`, which clusters the first codes.
    hidden : tuple of int
        Widths of the encoder's hidden layers; the decoder has them the other way round.
    code : int
        Features of a code, no more than a point has.
    degrees : float
        alpha, degrees of freedom of Student's t.
    sphere : float
        Radius of the sphere that codes are brought to; 0: they stay where they are.
    pretraining, self_training : int
        Steps that train the autoencoder, and steps at most that then sharpen the clusters.

    Attributes
    ----------
    model_ : the model of the library
    labels_ : array of int (n,)
    cluster_centers_ : array (K, code)
        Among the codes.
    n_features_in_ : int
    """

    _kind = "dec"

    def __init__(
        self,
        n_clusters: int = 3,
        *,
        hidden: tuple[int, ...] = (64, 32),
        code: int = 10,
        degrees: float = 1.0,
        sphere: float = 0.0,
        pretraining: int = 2000,
        self_training: int = 10000,
        n_init: int = 10,
        random_state: Any = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.hidden = hidden
        self.code = code
        self.degrees = degrees
        self.sphere = sphere
        self.pretraining = pretraining
        self.self_training = self_training
        self.n_init = n_init
        self.random_state = random_state

    def _options(self) -> dict[str, Any]:
        _require("n_init", self.n_init, Integral, 1)
        _require("code", self.code, Integral, 1)
        for name in ("pretraining", "self_training"):
            _require(name, getattr(self, name), Integral, 0)
        return {
            "restarts": self.n_init,
            "settings": {
                "hidden": ",".join(str(width) for width in self.hidden) or "none",
                "code": str(self.code),
                "degrees": repr(float(self.degrees)),
                "sphere": repr(float(self.sphere)),
                "pretraining": str(self.pretraining),
                "self-training": str(self.self_training),
            },
        }

    def _fitted(self, points: Matrix, seed: int) -> tuple[_core.Model, Labels]:
        model, labels = super()._fitted(points, seed)
        self.cluster_centers_ = model.parameters()["centroids"]
        return model, labels


class RelevanceTransformer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Points become their relevances: what follows in a Pipeline works on reasons.

    Clustering the relevances of a cluster finds different reasons for the same assignment.

    Parameters
    ----------
    estimator
        Anything that `Explainer` takes; fitted by `fit`. Default: `KMeans(random_state=0)`.
    composite : str

    Attributes
    ----------
    estimator_ : the fitted estimator
    explainer_ : Explainer
    n_features_in_ : int
    """

    def __init__(self, estimator: Any = None, *, composite: str = "paper-v2") -> None:
        self.estimator = estimator
        self.composite = composite

    def fit(self, X: Any, y: Any = None) -> RelevanceTransformer:
        """Fits the estimator and prepares its explanation.

        Parameters
        ----------
        X : array or data frame (n, d)
        y : handed to the estimator

        Returns
        -------
        self
        """
        validate_data(self, X, dtype=None)
        estimator = KMeans(random_state=0) if self.estimator is None else clone(self.estimator)
        self.estimator_ = estimator.fit(X) if y is None else estimator.fit(X, y)
        self.explainer_ = Explainer(self.estimator_, composite=self.composite)
        return self

    def transform(self, X: Any) -> Matrix:
        """Relevances of the points, each for its own cluster.

        Parameters
        ----------
        X : array or data frame (n, d)

        Returns
        -------
        array (n, d)
        """
        check_is_fitted(self)
        validate_data(self, X, dtype=None, reset=False)
        return self.explainer_(X).values

    def get_feature_names_out(self, input_features: Any = None) -> Array:
        """Names of the features, which the relevances keep.

        Parameters
        ----------
        input_features : ignored unless the fit had no names

        Returns
        -------
        array of str (d,)
        """
        check_is_fitted(self)
        if hasattr(self, "feature_names_in_"):
            return np.asarray(self.feature_names_in_, dtype=object)
        names = [f"x{i}" for i in range(self.n_features_in_)] if input_features is None else input_features
        return np.asarray(names, dtype=object)
