"""Relevance behind the steps of a Pipeline."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from conftest import assert_sums, blobs
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import NMF, PCA, TruncatedSVD
from sklearn.feature_selection import VarianceThreshold
from sklearn.impute import SimpleImputer
from sklearn.mixture import GaussianMixture
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    KBinsDiscretizer,
    MaxAbsScaler,
    MinMaxScaler,
    Normalizer,
    OneHotEncoder,
    QuantileTransformer,
    RobustScaler,
    SplineTransformer,
    StandardScaler,
)
from sklearn.random_projection import GaussianRandomProjection
from sklearn.svm import SVC

import neonxai


def kmeans() -> KMeans:
    return KMeans(3, n_init=1, random_state=0)


SCALERS = [
    StandardScaler(),
    StandardScaler(with_mean=False),
    StandardScaler(with_std=False),
    MinMaxScaler(),
    MaxAbsScaler(),
    RobustScaler(),
    QuantileTransformer(n_quantiles=20),
    Normalizer(),
]


@pytest.mark.parametrize("scaler", SCALERS, ids=str)
def test_relevance_passes_scalers_unchanged(scaler, seed):
    x, _ = blobs(seed)
    pipeline = make_pipeline(scaler, kmeans()).fit(x)
    why = neonxai.explain(pipeline, x)
    inner = neonxai.explain(pipeline[-1], scaler.transform(x))
    assert (why.cluster == pipeline.predict(x)).all()
    assert np.array_equal(why.values, inner.values)
    assert_sums(why)


LINEAR = [
    (PCA(2), True),
    (PCA(4), True),
    (PCA(3, whiten=True), False),
    (TruncatedSVD(2), True),
    (GaussianRandomProjection(3, random_state=0), False),
]


@pytest.mark.parametrize(("step", "rotation"), LINEAR, ids=lambda p: str(p))
@pytest.mark.parametrize("before", [None, StandardScaler()], ids=["raw", "scaled"])
def test_kmeans_behind_a_linear_step(step, rotation, before, seed):
    x, _ = blobs(seed)
    pipeline = make_pipeline(before, step, kmeans()).fit(x)
    for points in (x, blobs(seed + 100)[0]):
        why = neonxai.explain(pipeline, points)
        z = pipeline[:-1].transform(points)
        inner = neonxai.explain(pipeline[-1], z)
        assert (why.cluster == pipeline.predict(points)).all()
        scale = pipeline[-1].transform(z).max(axis=1) ** 2
        assert (np.abs(why.logit - inner.logit) <= 1e-9 * scale).all()
        assert_sums(why, scale)
        margin = neonxai.explain(pipeline, points, against=0)
        assert (np.abs(margin.logit - neonxai.explain(pipeline[-1], z, against=0).logit) <= 1e-9 * scale).all()


def test_a_full_rotation_is_turned_back(seed):
    """Behind all components nothing is lost: the relevances are those of k-means without PCA."""
    x, _ = blobs(seed)
    pipeline = make_pipeline(PCA(), kmeans()).fit(x)
    centroids = pipeline[0].inverse_transform(pipeline[-1].cluster_centers_)
    plain = neonxai.explain(_with(centroids), x)
    why = neonxai.explain(pipeline, x)
    assert np.allclose(why.values, plain.values, rtol=1e-8, atol=1e-8 * np.abs(plain.values).max())


def _with(centroids: np.ndarray) -> KMeans:
    model = kmeans().fit(centroids)
    model.cluster_centers_ = np.ascontiguousarray(centroids)
    return model


def test_whitening_is_pulled_back_like_scaling():
    """PCA that whitens along the axes is a scaler, and relevance must not tell the two apart."""
    rng = np.random.default_rng(0)
    x = np.concatenate([rng.normal(size=(200, 2)), rng.normal(size=(200, 2)) + [8, 0]]) * [5.0, 0.1]
    x -= x.mean(axis=0)
    u = np.linalg.svd(x, full_matrices=False)[0] * np.sqrt(len(x) - 1)  # whitened, uncorrelated columns
    table = u * [7.0, 0.3]
    white = make_pipeline(PCA(whiten=True), KMeans(2, n_init=1, random_state=0)).fit(table)
    scaled = make_pipeline(StandardScaler(), KMeans(2, n_init=1, random_state=0)).fit(table)
    a, b = neonxai.explain(white, table), neonxai.explain(scaled, table)
    unit = len(x) / (len(x) - 1)
    assert np.allclose(np.sort(a.values, axis=0) * unit, np.sort(b.values, axis=0), rtol=1e-6, atol=1e-6)


def test_steps_after_a_linear_one(seed):
    x, _ = blobs(seed)
    pipeline = make_pipeline(StandardScaler(), PCA(3), RobustScaler(), PCA(2), MinMaxScaler(), kmeans()).fit(x)
    why = neonxai.explain(pipeline, x)
    inner = neonxai.explain(pipeline[-1], pipeline[:-1].transform(x))
    assert (why.cluster == pipeline.predict(x)).all()
    assert np.allclose(why.logit, inner.logit, rtol=1e-8, atol=1e-9)
    assert_sums(why, 1)


@pytest.mark.parametrize("kind", ["tied", "spherical"])
def test_mixtures_behind_pca(kind, seed):
    x, _ = blobs(seed, spread=2.0)
    components = 2 if kind == "tied" else 4
    pipeline = make_pipeline(PCA(components), GaussianMixture(3, covariance_type=kind, random_state=0)).fit(x)
    why = neonxai.explain(pipeline, x)
    assert (why.cluster == pipeline.predict(x)).all()
    own = pipeline.predict_proba(x)[np.arange(len(x)), why.cluster]
    assert np.allclose(why.probability, own, rtol=0, atol=1e-8)
    assert_sums(why)


def test_members_behind_pca(seed):
    x, label = blobs(seed, spread=2.0)
    for model in (KNeighborsClassifier(1), NearestCentroid(priors="empirical")):
        pipeline = make_pipeline(StandardScaler(), PCA(3), model).fit(x, label)
        new = blobs(seed + 100)[0]
        why = neonxai.explain(pipeline, new)
        assert (why.cluster == pipeline.predict(new)).all()
        assert_sums(why)
    pipeline = make_pipeline(StandardScaler(), PCA(2), AgglomerativeClustering(3)).fit(x)
    why = neonxai.explain(pipeline, x)
    assert (why.cluster == pipeline[-1].labels_).all()


def test_a_linear_classifier_behind_pca(seed):
    x, label = blobs(seed, k=2, spread=2.0)
    pipeline = make_pipeline(StandardScaler(), PCA(3), SVC(kernel="linear")).fit(x, label)
    why = neonxai.explain(pipeline, x)
    assert (why.cluster == pipeline.predict(x)).all()
    assert np.allclose(why.logit, np.abs(pipeline.decision_function(x)), rtol=1e-8, atol=1e-8)
    assert_sums(why)


def test_columns_of_a_frame_get_their_encodings_back():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "unused": rng.normal(size=90),
            "colour": rng.choice(["red", "green", "blue"], size=90),
            "length": np.repeat([0.0, 4.0, 8.0], 30) + rng.normal(size=90),
            "width": rng.normal(size=90),
        },
        index=[f"row{i}" for i in range(90)],
    )
    frame.loc["row3", "width"] = np.nan
    encoder = ColumnTransformer(
        [
            ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), ["length", "width"]),
            ("colours", OneHotEncoder(), ["colour"]),
        ]
    )
    pipeline = make_pipeline(encoder, kmeans()).fit(frame)
    why = neonxai.explain(pipeline, frame)
    assert why.feature_names == ["unused", "colour", "length", "width"]
    assert (why.cluster == pipeline.predict(frame)).all()
    inner = neonxai.explain(pipeline[-1], pipeline[:-1].transform(frame))
    assert np.allclose(why.values[:, 2:], inner.values[:, :2])
    assert np.allclose(why.values[:, 1], inner.values[:, 2:].sum(axis=1))
    assert (why.values[:, 0] == 0).all()
    assert_sums(why)
    told = why.to_frame()
    assert list(told.index) == list(frame.index) and list(told.columns) == list(frame.columns)
    apart = neonxai.explain(pipeline, frame, competitors=True)
    assert np.allclose(apart.values.sum(axis=2), why.values)


def test_encodings_before_pca(seed):
    x, _ = blobs(seed)
    for step in (
        KBinsDiscretizer(4, encode="onehot-dense", quantile_method="averaged_inverted_cdf"),
        SplineTransformer(4),
    ):
        pipeline = make_pipeline(step, PCA(3), kmeans()).fit(x)
        why = neonxai.explain(pipeline, x)
        assert why.values.shape == x.shape
        assert (why.cluster == pipeline.predict(x)).all()
        assert_sums(why, 1)


def test_features_that_were_dropped_have_no_relevance():
    x, _ = blobs(0)
    x[:, 1] = 3.0
    pipeline = make_pipeline(VarianceThreshold(), StandardScaler(), kmeans()).fit(x)
    why = neonxai.explain(pipeline, x)
    assert why.values.shape == x.shape and (why.values[:, 1] == 0).all()
    assert_sums(why)


def test_pipelines_in_pipelines_and_searches(seed):
    x, _ = blobs(seed)
    flat = make_pipeline(StandardScaler(), PCA(3), StandardScaler(), kmeans()).fit(x)
    nested = make_pipeline(
        make_pipeline(StandardScaler(), "passthrough", PCA(3)), make_pipeline(StandardScaler(), kmeans())
    )
    assert np.array_equal(neonxai.explain(nested.fit(x), x).values, neonxai.explain(flat, x).values)
    search = GridSearchCV(make_pipeline(StandardScaler(), kmeans()), {"kmeans__n_clusters": [2, 3]}, cv=2).fit(x)
    why = neonxai.explain(search, x)
    assert (why.cluster == search.predict(x)).all()
    assert neonxai.Explainer(search).agreement(x) == 1


def test_a_counterfactual_that_cannot_go_back_says_so():
    x, _ = blobs(0)
    pipeline = make_pipeline(SplineTransformer(4), kmeans()).fit(x)
    with pytest.raises(ValueError, match="SplineTransformer cannot be undone"):
        neonxai.explain(pipeline, x).counterfactual()


def test_what_is_not_understood_is_refused_with_what_is():
    x, label = blobs(0)
    x = np.abs(x)
    with pytest.raises(ValueError, match="NMF.*Known are.*PCA.*transformed table"):
        neonxai.explain(make_pipeline(NMF(2, max_iter=2000), kmeans()).fit(x), x)
    with pytest.raises(ValueError, match="QuantileTransformer after a linear step"):
        neonxai.explain(make_pipeline(PCA(2), QuantileTransformer(n_quantiles=9), kmeans()).fit(x), x)
    with pytest.raises(ValueError, match="no rotation"):
        neonxai.explain(make_pipeline(PCA(2, whiten=True), KNeighborsClassifier(1)).fit(x, label), x)
    with pytest.raises(ValueError, match="covariance_type='tied'"):
        neonxai.explain(make_pipeline(PCA(2), GaussianMixture(2, covariance_type="diag")).fit(x), x)


def test_counterfactuals_lie_outside_and_go_back_through_scalers(seed):
    x, _ = blobs(seed)
    pipeline = make_pipeline(StandardScaler(), kmeans()).fit(x)
    why = neonxai.explain(pipeline, x)[:20]
    other = why.counterfactual()
    assert other.found.all()
    z, root = pipeline[0].transform(x[:20]), pipeline[0].transform(other.points)
    assert np.allclose(np.linalg.norm(z - root, axis=1), other.distance, rtol=1e-6)
    distance = pipeline[-1].transform(root)
    nearest_two = np.sort(distance, axis=1)[:, :2]
    assert np.allclose(nearest_two[:, 0], nearest_two[:, 1], rtol=1e-6)
    # no point on the way is outside
    half = 0.5 * (z + root)
    assert (pipeline[-1].predict(half) == why.cluster).all()
