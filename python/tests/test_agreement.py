"""The law of agreement: what is explained is what the estimator itself says, on its points and on new ones."""

from __future__ import annotations

from copy import deepcopy

import numpy as np
import pytest
from conftest import assert_sums, blobs, softmin_margin
from scipy.special import logit as log_odds
from sklearn.cluster import (
    AffinityPropagation,
    AgglomerativeClustering,
    Birch,
    BisectingKMeans,
    KMeans,
    MeanShift,
    MiniBatchKMeans,
)
from sklearn.decomposition import PCA
from sklearn.mixture import BayesianGaussianMixture, GaussianMixture
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC

import neonxai


def near(a: np.ndarray, b: np.ndarray, scale: np.ndarray | float) -> bool:
    """Equal to the rounding of numbers of that size."""
    return bool((np.abs(a - b) <= 1e-9 * (np.abs(scale) + np.abs(a) + np.abs(b))).all())


def squared(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Squared distances, from differences."""
    return ((x[:, None] - y[None]) ** 2).sum(axis=2)


CENTROIDS = [
    KMeans(3, n_init=2, random_state=0),
    KMeans(2, n_init=2, random_state=0),
    MiniBatchKMeans(4, n_init=2, random_state=0),
    MeanShift(),
    AffinityPropagation(random_state=0, damping=0.9, max_iter=1000),
]


@pytest.mark.parametrize("model", CENTROIDS, ids=lambda m: type(m).__name__)
def test_centroid_models(model, seed):
    x, _ = blobs(seed)
    new, _ = blobs(seed + 100)
    model.fit(x)
    if len(model.cluster_centers_) < 2:
        pytest.skip("one cluster")
    for points in (x, new):
        why = neonxai.explain(model, points)
        assert (why.cluster == model.predict(points)).all()
        scores = squared(points, model.cluster_centers_)
        assert near(why.logit, softmin_margin(scores, why.cluster, np.inf), scores.max(axis=1))
        assert_sums(why, scores.max(axis=1))


@pytest.mark.parametrize("kind", ["diag", "spherical", "tied"])
@pytest.mark.parametrize("family", [GaussianMixture, BayesianGaussianMixture])
def test_mixtures(family, kind, seed):
    x, _ = blobs(seed, spread=2.0)
    model = family(n_components=3, covariance_type=kind, random_state=0, max_iter=500, init_params="k-means++").fit(x)
    for points in (x, blobs(seed + 100)[0]):
        why = neonxai.explain(model, points)
        assert (why.cluster == model.predict(points)).all()
        own = model.predict_proba(points)[np.arange(len(points)), why.cluster]
        told = own < 1 - 1e-6  # beyond that probabilities have lost the digits
        assert np.allclose(why.logit[told], log_odds(own[told]), rtol=1e-6, atol=1e-8)
        assert np.allclose(why.probability, own, rtol=0, atol=1e-9)
        assert_sums(why)


def test_a_variational_mixture_has_the_weights_of_its_predictions():
    x, _ = blobs(1, n=60, spread=3.0)
    for prior in ("dirichlet_process", "dirichlet_distribution"):
        model = BayesianGaussianMixture(
            n_components=4, covariance_type="diag", weight_concentration_prior_type=prior, random_state=0, max_iter=1000
        ).fit(x)
        why = neonxai.explain(model, x)
        own = model._estimate_weighted_log_prob(x)
        f = softmin_margin(-own, why.cluster, 1.0)
        assert near(why.logit, f, np.abs(own).max(axis=1))


def test_bisecting_kmeans_descends_its_tree(seed):
    x, _ = blobs(seed, k=5, n=200)
    model = BisectingKMeans(5, random_state=seed).fit(x)
    for points in (x, blobs(seed + 100)[0]):
        why = neonxai.explain(model, points)
        assert (why.cluster == model.predict(points)).all()
        assert (why.logit >= 0).all()
        assert_sums(why)
    with pytest.raises(ValueError, match="not over single clusters"):
        neonxai.explain(model, x, competitors=True)
    with pytest.raises(ValueError, match="against"):
        neonxai.explain(model, x, against=1)


@pytest.mark.parametrize("linkage", ["single", "complete", "average", "ward"])
def test_agglomerative_clustering_keeps_its_labels(linkage, seed):
    x, _ = blobs(seed)
    model = AgglomerativeClustering(3, linkage=linkage).fit(x)
    why = neonxai.explain(model, x)
    assert (why.cluster == model.labels_).all()
    distance = squared(x, x)
    reduce = {"single": np.min, "complete": np.max, "average": np.mean}.get(linkage)
    members = [model.labels_ == k for k in range(3)]
    if reduce is None:
        scores = squared(x, np.array([x[m].mean(axis=0) for m in members]))
    else:
        scores = np.array([reduce(distance[:, m], axis=1) for m in members]).T
    assert near(why.logit, softmin_margin(scores, model.labels_, np.inf), scores.max(axis=1))
    assert_sums(why, scores.max(axis=1))
    rule = neonxai.Explainer(model, data=x).assign(blobs(seed + 100)[0])
    assert set(rule) <= {0, 1, 2}


def test_agglomerative_clustering_without_its_points_says_so():
    x, _ = blobs(0)
    model = AgglomerativeClustering(3).fit(x)
    with pytest.raises(ValueError, match="what it was fitted on: 5 points should be 120"):
        neonxai.explain(model, x[:5])
    with pytest.raises(ValueError, match="data=X"):
        neonxai.Explainer(model)


@pytest.mark.parametrize(
    "options", [{}, {"shrink_threshold": 0.3}, {"priors": "empirical"}, {"priors": [0.2, 0.3, 0.5]}]
)
def test_nearest_centroid(options, seed):
    x, label = blobs(seed)
    names = np.array(["one", "three", "two"])[label]
    model = NearestCentroid(**options).fit(x, names)
    for points in (x, blobs(seed + 100)[0]):
        why = neonxai.explain(model, points)
        assert (why.cluster == model.predict(points)).all()
        assert_sums(why)
        if options.get("priors") is not None:
            own = model.decision_function(points)
            index = np.searchsorted(model.classes_, why.cluster)
            scale = np.abs(model._decision_function(points)).max(axis=1)
            assert near(why.logit, softmin_margin(-model._decision_function(points), index, np.inf), scale)
            assert own.shape[0] == len(points)


def test_one_nearest_neighbour(seed):
    x, label = blobs(seed, spread=3.0)
    model = KNeighborsClassifier(1).fit(x, np.array(["a", "b", "c"])[label])
    for points in (x, blobs(seed + 100)[0]):
        why = neonxai.explain(model, points)
        assert (why.cluster == model.predict(points)).all()
        assert_sums(why)


def test_birch(seed):
    x, _ = blobs(seed)
    model = Birch(n_clusters=3, threshold=1.0).fit(x)
    for points in (x, blobs(seed + 100)[0]):
        why = neonxai.explain(model, points)
        assert (why.cluster == model.predict(points)).all()
        assert_sums(why)


def test_linear_svc(seed):
    x, label = blobs(seed, k=2, spread=2.0)
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    model = SVC(kernel="linear").fit(x, np.array(["no", "yes"])[label])
    for points in (x, x[::-1] * 2):
        why = neonxai.explain(model, points)
        decision = model.decision_function(points)
        assert (why.cluster == model.predict(points)).all()
        assert np.allclose(why.logit, np.abs(decision), rtol=1e-9, atol=1e-9)
        assert_sums(why)


def test_against_is_the_margin_over_one_cluster(seed):
    x, _ = blobs(seed)
    model = KMeans(3, n_init=1, random_state=0).fit(x)
    scores = squared(x, model.cluster_centers_)
    for k in range(3):
        why = neonxai.explain(model, x, against=k)
        own = model.predict(x)
        margin = scores[:, k] - scores[np.arange(len(x)), own]
        assert near(why.logit, margin, scores.max(axis=1))
        assert (why.values[own == k] == 0).all()
        assert_sums(why, scores.max(axis=1))


def test_a_cluster_of_ones_choice(seed):
    x, _ = blobs(seed)
    model = KMeans(3, n_init=1, random_state=0).fit(x)
    why = neonxai.explain(model, x, cluster=1)
    assert (why.cluster == 1).all()
    assert ((why.logit > 0) == (model.predict(x) == 1)).all()
    assert_sums(why)


@pytest.mark.parametrize(
    "model",
    [
        KMeans(3, n_init=1, random_state=0),
        GaussianMixture(3, covariance_type="diag", random_state=0),
        GaussianMixture(3, covariance_type="tied", random_state=0),
    ],
    ids=["kmeans", "diag", "tied"],
)
def test_competitors_add_up(model, seed):
    x, _ = blobs(seed, spread=2.0)
    model.fit(x)
    why, apart = neonxai.explain(model, x), neonxai.explain(model, x, competitors=True)
    assert apart.values.shape == (*x.shape, 3)
    assert np.allclose(apart.values.sum(axis=2), why.values, rtol=1e-9, atol=1e-9 * np.abs(why.values).max())
    assert (apart.values[np.arange(len(x)), :, why.cluster] == 0).all()
    assert np.allclose(apart.logit, why.logit, rtol=1e-9, atol=1e-9 * np.abs(why.values).max())


@pytest.mark.parametrize("shift", [1e3, 1e6])
def test_the_origin_does_not_matter(shift, seed):
    x, _ = blobs(seed, spread=2.0)
    plain = [
        KMeans(3, n_init=1, random_state=0).fit(x),
        GaussianMixture(3, covariance_type="tied", random_state=0).fit(x),
        make_pipeline(PCA(3), KMeans(3, n_init=1, random_state=0)).fit(x),
        make_pipeline(PCA(3, whiten=True), KMeans(3, n_init=1, random_state=0)).fit(x),
    ]
    moved = deepcopy(plain)
    moved[0].cluster_centers_ += shift
    moved[1].means_ += shift
    moved[2][0].mean_ += shift
    moved[3][0].mean_ += shift
    for here, there in zip(plain, moved, strict=True):
        one, two = neonxai.explain(here, x), neonxai.explain(there, x + shift)
        assert (one.cluster == two.cluster).all()
        size = np.abs(one.values).sum(axis=1).max()
        assert np.abs(two.values - one.values).max() <= 1e-13 * shift * size
        assert_sums(two, size)


def test_beta_softens_kmeans(seed):
    x, _ = blobs(seed)
    model = KMeans(3, n_init=1, random_state=0).fit(x)
    why = neonxai.explain(model, x, beta=0.05)
    scores = squared(x, model.cluster_centers_)
    assert near(why.logit, softmin_margin(scores, why.cluster, 0.05), scores.max(axis=1) + 20)
    share = np.exp(-0.05 * (scores - scores.min(axis=1, keepdims=True)))
    share /= share.sum(axis=1, keepdims=True)
    assert np.allclose(why.probability, share[np.arange(len(x)), why.cluster], atol=1e-9)
    assert set(neonxai.explain(model, x).probability) == {1.0}


def test_rules_that_keep_something_tell_it(seed):
    x, _ = blobs(seed)
    model = KMeans(3, n_init=1, random_state=0).fit(x)
    why = neonxai.explain(model, x, composite="affine")
    assert np.abs(why.base_values).max() > 0
    assert_sums(why)
    assert (neonxai.explain(model, x).base_values == 0).all()
