"""The law of agreement for neighbours, DBSCAN, HDBSCAN, full mixtures and what has scikit-learn's attributes."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import assert_sums, blobs, softmin_margin
from scipy.special import logit as log_odds
from sklearn.cluster import DBSCAN, HDBSCAN, KMeans
from sklearn.decomposition import PCA
from sklearn.mixture import BayesianGaussianMixture, GaussianMixture
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import neonxai


def scaled(seed: int, **options) -> np.ndarray:
    x, _ = blobs(seed, **options)
    return (x - x.mean(axis=0)) / x.std(axis=0)


@pytest.mark.parametrize("family", [GaussianMixture, BayesianGaussianMixture])
def test_full_covariances(family, seed):
    x = scaled(seed, spread=2.0)
    model = family(n_components=3, covariance_type="full", random_state=0, max_iter=300).fit(x)
    for points in (x, x[::-1] * 1.2 + 0.1):
        why = neonxai.explain(model, points)
        assert (why.cluster == model.predict(points)).all()
        own = model.predict_proba(points)[np.arange(len(points)), why.cluster]
        told = own < 1 - 1e-6
        assert np.allclose(why.logit[told], log_odds(own[told]), rtol=1e-6, atol=1e-7)
        assert np.allclose(why.probability, own, rtol=0, atol=1e-8)
        assert_sums(why)
    for pca in (PCA(), PCA(whiten=True)):
        turned = make_pipeline(pca, GaussianMixture(3, random_state=0)).fit(x)
        why = neonxai.explain(turned, x)
        own = turned.predict_proba(x)[np.arange(len(x)), why.cluster]
        assert (why.cluster == turned.predict(x)).all() and np.allclose(why.probability, own, rtol=0, atol=1e-7)
        assert_sums(why)
    with pytest.raises(ValueError, match="no rotation"):
        neonxai.explain(make_pipeline(PCA(2), GaussianMixture(3, random_state=0)).fit(x), x)


@pytest.mark.parametrize("k", [2, 3, 7])
def test_several_nearest_neighbours(k, seed):
    x, label = blobs(seed, spread=3.0)
    names = np.array(["a", "b", "c"])
    model = KNeighborsClassifier(k).fit(x, names[label])
    for points in (x, blobs(seed + 100)[0]):
        why = neonxai.explain(model, points)
        votes = np.sort(model.predict_proba(points), axis=1)
        clear = votes[:, -1] > votes[:, -2]  # else scikit-learn takes the first class
        assert (why.cluster == model.predict(points))[clear].all() and (why.logit[clear] > 0).all()
        assert (why.logit[~clear] <= 0).all()
        assert_sums(why)
    reduced = make_pipeline(PCA(3), KNeighborsClassifier(k)).fit(x, label)
    why = neonxai.explain(reduced, x)
    agree = why.cluster == reduced.predict(x)
    assert agree[why.logit > 1e-9].all()
    assert_sums(why, 1e-3 * np.abs(x).max() ** 2)


def test_neighbours_that_are_refused():
    x, label = blobs(0)
    with pytest.raises(ValueError, match="weights='uniform'"):
        neonxai.explain(KNeighborsClassifier(3, weights="distance").fit(x, label), x)
    with pytest.raises(ValueError, match="only the Euclidean one"):
        neonxai.explain(KNeighborsClassifier(3, p=1).fit(x, label), x)
    with pytest.raises(ValueError, match="several outputs"):
        neonxai.explain(KNeighborsClassifier(3).fit(x, np.c_[label, label]), x)
    with pytest.raises(ValueError, match="neighbours is 120, should be"):
        neonxai.explain(KNeighborsClassifier(len(x)).fit(x, label), x)


def dbscan_scores(model: DBSCAN, x: np.ndarray) -> np.ndarray:
    """Squared distance to the nearest core point of every cluster, and eps^2: a slow twin."""
    label = model.labels_[model.core_sample_indices_]
    distance = ((x[:, None] - model.components_[None]) ** 2).sum(axis=2)
    clusters = [distance[:, label == k].min(axis=1) for k in range(label.max() + 1)]
    return np.array([*clusters, np.full(len(x), model.eps**2)]).T


def test_dbscan(seed):
    x = scaled(seed)
    model = DBSCAN(eps=0.6, min_samples=5).fit(x)
    assert model.labels_.max() >= 0 and (model.labels_ == -1).any()
    why = neonxai.explain(model, x)
    assert (why.cluster == model.labels_).all() and why.explainer.agreement(x) == 1
    assert why.output_names[-1] == "-1"
    assert_sums(why)
    new = x[::-1] * 1.2 + 0.1
    scores = dbscan_scores(model, new)
    told = neonxai.explain(model, new)
    expected = np.where(scores.argmin(axis=1) == scores.shape[1] - 1, -1, scores.argmin(axis=1))
    assert (told.cluster == expected).all()
    f = softmin_margin(scores, scores.argmin(axis=1), np.inf)
    assert np.allclose(told.logit, f, rtol=1e-9, atol=1e-12)
    assert_sums(told)


def test_a_border_point_stays_where_the_fit_put_it():
    """Between two clusters, nearer to the second, reached by the first."""
    one = np.array([[0.0, 0.0], [0.0, 0.1], [-0.2, 0.0], [-0.2, 0.1], [-0.25, 0.0], [-0.15, 0.0]])
    x = np.vstack([one, [1.85, 0] - one * [1, -1], [[0.95, 0.0]]])
    model = DBSCAN(eps=1.0, min_samples=6).fit(x)
    assert model.labels_[-1] == 0 and set(model.labels_) == {0, 1}
    assert (12 not in model.core_sample_indices_) and dbscan_scores(model, x[-1:])[0, :2].argmin() == 1
    assert neonxai.explain(model, x).cluster[-1] == 0
    assert neonxai.Explainer(model, data=x)(x[-1:]).cluster[0] == 0
    assert neonxai.Explainer(model)(x[-1:]).cluster[0] == 1
    with pytest.raises(ValueError, match="core points are not among them"):
        neonxai.Explainer(model, data=x + 1)
    with pytest.raises(ValueError, match="no rule for new points"):
        neonxai.Explainer(model).agreement(x[:3])


def test_clusterings_of_noise_alone():
    x = scaled(0)
    with pytest.raises(ValueError, match="every point is noise"):
        neonxai.explain(DBSCAN(eps=1e-3).fit(x), x)
    with pytest.raises(ValueError, match="every point is noise"):
        neonxai.explain(HDBSCAN(min_cluster_size=100, copy=True).fit(x), x)
    with pytest.raises(ValueError, match="only the Euclidean one"):
        neonxai.explain(DBSCAN(metric="cosine", eps=0.1).fit(x), x)


@pytest.mark.parametrize("options", [{}, {"min_samples": 3}, {"cluster_selection_method": "leaf"}], ids=str)
def test_hdbscan(options, seed):
    x = scaled(seed, n=150)
    model = HDBSCAN(min_cluster_size=8, copy=True, **options).fit(x)
    assert model.labels_.max() >= 1
    why = neonxai.explain(model, x)
    assert (why.cluster == model.labels_).all() and why.explainer.agreement(x) == 1
    rule = why.explainer._carried.model.outlier_scores(x).argmin(axis=1)
    expected = np.where(model.labels_ < 0, model.labels_.max() + 1, model.labels_)
    assert np.mean(rule == expected) > 0.97  # without the labels that are kept; but for edges of one length
    assert_sums(why)
    assert (neonxai.explain(model, [[1e3] * 4]).cluster == [-1]).all()


def test_the_package_hdbscan(seed):
    hdbscan = pytest.importorskip("hdbscan")
    x = scaled(seed, n=150)
    model = hdbscan.HDBSCAN(min_cluster_size=8, prediction_data=True, approx_min_span_tree=False).fit(x)
    assert model.labels_.max() >= 1
    why = neonxai.explain(model, x)
    assert (why.cluster == model.labels_).all()
    new = x[::-1] + 0.05
    told = neonxai.explain(model, new)
    own, _ = hdbscan.approximate_predict(model, new)
    assert np.mean(told.cluster == own) > 0.97
    assert_sums(told)


def test_hdbscan_that_is_refused():
    x = scaled(0)
    with pytest.raises(ValueError, match="alpha=2.0"):
        neonxai.explain(HDBSCAN(alpha=2.0, copy=True).fit(x), x)
    with pytest.raises(ValueError, match="no branches of its tree"):
        single = HDBSCAN(20, allow_single_cluster=True, cluster_selection_epsilon=10.0, copy=True)
        neonxai.explain(single.fit(x), x)
    holes = x.copy()
    holes[3, 1] = np.nan
    with pytest.raises(ValueError, match="without NaN"):
        neonxai.explain(HDBSCAN(copy=True).fit(holes), x)


@pytest.mark.parametrize("spherical", [False, True])
def test_faiss(spherical, seed):
    faiss = pytest.importorskip("faiss")
    x = scaled(seed).astype(np.float32)
    model = faiss.Kmeans(4, 3, spherical=spherical, seed=1, min_points_per_centroid=1)
    with pytest.raises(ValueError, match="not trained"):
        neonxai.explain(model, x)
    model.train(x)
    why = neonxai.explain(model, x)
    _, own = model.index.search(x, 1)
    sure = np.abs(why.logit) > 1e-5 * np.abs(x).max() ** 2  # beyond the rounding of single precision
    assert (why.cluster == own[:, 0])[sure].all() and sure.mean() > 0.95
    assert_sums(why)


class OnDevice:
    """An array as cupy has it: copied by `get`, of no use to numpy otherwise."""

    def __init__(self, values) -> None:
        self._values = np.asarray(values)

    def get(self) -> np.ndarray:
        """In the host's memory."""
        return self._values

    def __len__(self) -> int:
        return len(self._values)

    def __array__(self, *_, **__):
        raise TypeError("implicit conversion to a NumPy array is not allowed")


def on_device(estimator):
    """A twin as cuML makes it: the same attributes, arrays on the device, no scikit-learn inside."""
    twin = type(type(estimator).__name__, (), {})()
    for name, value in vars(estimator).items():
        setattr(twin, name, OnDevice(value) if isinstance(value, np.ndarray) and value.ndim > 0 else value)
    return twin


@pytest.mark.parametrize(
    "model",
    [KMeans(3, n_init=1, random_state=0), DBSCAN(eps=0.6), KNeighborsClassifier(3)],
    ids=lambda m: type(m).__name__,
)
def test_twins_on_the_device(model):
    x = scaled(0)
    model.fit(x, blobs(0)[1])
    why, there = neonxai.explain(model, x), neonxai.explain(on_device(model), x)
    assert np.array_equal(why.values, there.values) and (why.cluster == there.cluster).all()


def test_densities_in_a_pipeline():
    x = scaled(1)
    table = x * [1, 10, 100, 1000]
    for last in (DBSCAN(eps=0.6), HDBSCAN(min_cluster_size=8, copy=True)):
        pipeline = make_pipeline(StandardScaler(), last).fit(table)
        why = neonxai.explain(pipeline, table)
        assert (why.cluster == last.labels_).all() and why.values.shape == x.shape
        assert_sums(why)
        other = why[:3].counterfactual()
        assert other.found.all() and (other.logit <= 1e-6).all()
