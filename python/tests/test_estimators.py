"""The library's models as scikit-learn estimators."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest
from conftest import assert_sums, blobs, softmin_margin
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.metrics import adjusted_rand_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

import neonxai

ESTIMATORS = [
    neonxai.KMeans(random_state=0),
    neonxai.SphericalKMeans(random_state=0),
    neonxai.KernelKMeans(random_state=0),
    neonxai.GaussianMixture(random_state=0),
    neonxai.GaussianMixture(covariance="shared", random_state=0),
    neonxai.Agglomerative(),
    neonxai.DeepKMeans(hidden=(32,), epochs=200, learning_rate=0.01, random_state=0),
    neonxai.DeepEmbeddedClustering(hidden=(16,), code=4, pretraining=150, self_training=100, n_init=3, random_state=0),
    neonxai.RelevanceTransformer(),
]


ONE_CLUSTER = (
    "check_dont_overwrite_parameters",
    "check_fit2d_1feature",
    "check_fit2d_predict1d",
    "check_methods_subset_invariance",
)


def expected_failures(estimator) -> dict[str, str]:
    """Checks that do not fit a model, with the reason."""
    if isinstance(estimator, neonxai.RelevanceTransformer):
        return {}
    failures = {name: "the check asks for one cluster, which has no competitor to be told from" for name in ONE_CLUSTER}
    if isinstance(estimator, neonxai.SphericalKMeans):
        failures["check_estimators_dtypes"] = "one of its points is 0, which has no direction"
    return failures


@parametrize_with_checks(ESTIMATORS, expected_failed_checks=expected_failures)
def test_scikit_learn_checks(estimator, check):
    check(estimator)


@pytest.mark.parametrize("estimator", ESTIMATORS[:-1], ids=str)
def test_own_models_are_explained(estimator, seed):
    x, label = blobs(seed)
    x = StandardScaler().fit_transform(x) + 0.1
    model = clone(estimator).fit(x)
    why = neonxai.explain(model, x)
    assert (why.cluster == model.predict(x)).all() and (model.labels_ == why.cluster).all()
    scores = model.transform(x)
    f = softmin_margin(scores, why.cluster, model.model_.beta)
    assert np.allclose(why.logit, f, rtol=1e-9, atol=1e-9 * np.abs(scores).max())
    own = model.predict_proba(x)[np.arange(len(x)), why.cluster]
    assert np.allclose(why.probability, own, atol=1e-9)
    if not isinstance(estimator, (neonxai.DeepKMeans, neonxai.DeepEmbeddedClustering)):  # their rules promise nothing
        assert_sums(why)
    if not isinstance(estimator, neonxai.SphericalKMeans):
        few_steps = isinstance(estimator, neonxai.DeepEmbeddedClustering)
        assert adjusted_rand_score(label, model.labels_) > (0.2 if few_steps else 0.3)
    again = pickle.loads(pickle.dumps(model))
    assert np.array_equal(again.transform(x), scores)
    assert list(model.get_feature_names_out()) == [f"{type(model).__name__.lower()}{k}" for k in range(3)]


def test_set_output():
    x, _ = blobs(0)
    frame = pd.DataFrame(x, columns=list("abcd"))
    told = neonxai.KMeans(random_state=0).set_output(transform="pandas").fit_transform(frame)
    assert list(told.columns) == ["kmeans0", "kmeans1", "kmeans2"]
    told = neonxai.RelevanceTransformer().set_output(transform="pandas").fit_transform(frame)
    assert list(told.columns) == list("abcd")


def test_a_mixture_has_covariance_matrices_where_asked():
    x, _ = blobs(0)
    for covariance, count in [("full", 3), ("tied", 1)]:
        model = neonxai.GaussianMixture(3, covariance=covariance, random_state=0).fit(x)
        assert model.covariances_.shape == (count, 4, 4)
        assert (model.predict(x) == model.labels_).all()


def test_parameters_are_judged_when_fitted():
    x, _ = blobs(0)
    for estimator, message in [
        (neonxai.KMeans(1), "n_clusters == 1, must be an integer in"),
        (neonxai.KMeans(2.0), "n_clusters == 2.0"),
        (neonxai.KMeans(3, n_init=0), "n_init == 0"),
        (neonxai.KMeans(3, top_probability=1), "top_probability == 1"),
        (neonxai.KMeans(500), "n_samples=120 should be >= n_clusters=500"),
        (neonxai.KernelKMeans(3, support_per_cluster=0), "support_per_cluster == 0"),
        (neonxai.GaussianMixture(3, covariance="banded"), "covariance 'banded'"),
        (neonxai.Agglomerative(3, linkage="centroid"), "linkage"),
    ]:
        with pytest.raises(ValueError, match=message):
            estimator.fit(x)
    with pytest.raises(NotFittedError):
        neonxai.KMeans().predict(x)


def test_relevances_in_a_pipeline():
    """Clustering the relevances finds the two reasons for one assignment."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(300, 3)) * 0.2
    x[:100, 0] += 8
    x[200:, 1] += 8
    transformer = neonxai.RelevanceTransformer(neonxai.KMeans(2, random_state=0))
    pipeline = make_pipeline(transformer, neonxai.KMeans(3, random_state=0)).fit(x)
    assert adjusted_rand_score(np.repeat([0, 1, 2], 100), pipeline[-1].labels_) > 0.9
    assert np.array_equal(pipeline[0].transform(x), neonxai.explain(pipeline[0].estimator_, x).values)
