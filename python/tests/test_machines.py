"""The law of agreement for support vector machines and densities with a threshold."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from conftest import assert_sums, blobs
from scipy import sparse
from sklearn.base import clone
from sklearn.decomposition import PCA
from sklearn.neighbors import KernelDensity
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC, NuSVC, OneClassSVM

import neonxai

NAMES = np.array(["ash", "birch", "cedar", "douglas"])


def scaled(seed: int, k: int = 3, spread: float = 2.0) -> tuple[np.ndarray, np.ndarray]:
    x, label = blobs(seed, k=k, spread=spread)
    return (x - x.mean(axis=0)) / x.std(axis=0), label


def rbf_margins(model, x: np.ndarray) -> np.ndarray:
    """Log S+ / gamma - log S- / gamma of every two classes a < b, S+ and S- what speaks for each: a slow twin."""
    k = len(model.classes_)
    first = np.concatenate([[0], np.cumsum(model.n_support_)])
    kernel = np.exp(-model._gamma * ((x[:, None] - model.support_vectors_[None]) ** 2).sum(axis=2))
    sign = -1 if k == 2 else 1  # scikit-learn turns machines of two classes round
    result = []
    for p, (a, b) in enumerate(itertools.combinations(range(k), 2)):
        sides = np.zeros((2, len(x)))
        for own, row in ((a, b - 1), (b, a)):
            for j in range(first[own], first[own + 1]):
                c = sign * model.dual_coef_[row, j]
                sides[0 if c > 0 else 1] += abs(c) * kernel[:, j]
        b0 = sign * model.intercept_[p]
        sides[0 if b0 > 0 else 1] += abs(b0)
        result.append((np.log(sides[0]) - np.log(sides[1])) / model._gamma)
    return np.array(result).T


@pytest.mark.parametrize("k", [2, 3, 4])
@pytest.mark.parametrize("family", [SVC, NuSVC])
def test_machines_with_gaussian_kernels(family, k, seed):
    x, label = scaled(seed, k)
    model = (family(C=2.0) if family is SVC else family(nu=0.2)).fit(x, NAMES[label])
    for points in (x, x[::-1] * 1.5 + 0.1):
        why = neonxai.explain(model, points)
        assert (why.cluster == model.predict(points)).all()
        assert_sums(why)
        pairs = rbf_margins(model, points)
        if k == 2:
            assert np.allclose(why.logit, np.abs(pairs[:, 0]), rtol=1e-7, atol=1e-9)
            assert (np.sign(pairs[:, 0]) == -np.sign(model.decision_function(points))).all()
        else:  # the decision is one of the machines'
            gap = np.abs(np.abs(pairs) - np.abs(why.logit)[:, None]).min(axis=1)
            assert (gap <= 1e-7 * (1 + np.abs(why.logit))).all()
        for name in NAMES[:k]:
            told = neonxai.explain(model, points, cluster=name)
            assert ((told.logit > 0) == (model.predict(points) == name)).all()


@pytest.mark.parametrize("k", [2, 3, 4])
def test_machines_with_hyperplanes(k, seed):
    x, label = scaled(seed, k)
    model = SVC(kernel="linear", decision_function_shape="ovo").fit(x, NAMES[label])
    for points in (x, x[::-1] * 1.5 + 0.1):
        why = neonxai.explain(model, points)
        assert (why.cluster == model.predict(points)).all() and (why.logit > 0).all()
        own = np.abs(model.decision_function(points)).reshape(len(points), -1)
        gap = np.abs(own - why.logit[:, None]).min(axis=1)
        assert (gap <= 1e-9 * (1 + why.logit)).all()
        assert_sums(why)


@pytest.mark.parametrize("k", [2, 4])
def test_linear_svc(k, seed):
    x, label = scaled(seed, k)
    model = LinearSVC(random_state=0).fit(x, NAMES[label])
    for data, points in ((None, x), (x, x[::-1] * 1.5 + 0.1)):
        why = neonxai.explain(model, points, data=data)
        assert (why.cluster == model.predict(points)).all()
        decision = model.decision_function(points)
        if k == 2:
            margin = np.abs(decision)
        else:
            ordered = np.sort(decision, axis=1)
            margin = ordered[:, -1] - ordered[:, -2]
        assert np.allclose(why.logit, margin, rtol=1e-9, atol=1e-9)
        assert_sums(why)
    pipeline = make_pipeline(StandardScaler(), PCA(2, whiten=True), LinearSVC(random_state=0)).fit(x, label)
    why = neonxai.explain(pipeline, x)
    assert (why.cluster == pipeline.predict(x)).all() and why.values.shape == x.shape
    assert_sums(why)


def test_one_class_svm(seed):
    x, _ = scaled(seed)
    model = OneClassSVM(nu=0.2, gamma=0.4).fit(x)
    for points in (x, x[::-1] * 1.5 + 0.1):
        why = neonxai.explain(model, points, cluster=1)
        decision = model.decision_function(points)
        clear = np.abs(decision) > 1e-9  # support vectors lie on the boundary
        assert (neonxai.explain(model, points).cluster == model.predict(points))[clear].all()
        assert ((why.logit > 0) == (decision > 0))[clear].all()
        score = np.log(model.score_samples(points)) - np.log(model.offset_[0])
        assert np.allclose(why.logit, score / 0.4, rtol=1e-7, atol=1e-7)
        assert_sums(why)
        assert np.allclose(neonxai.explain(model, points, cluster=-1).logit, -why.logit)


@pytest.mark.parametrize("share", [None, 0.2])
def test_kernel_density(share, seed):
    x, _ = scaled(seed)
    model = KernelDensity(bandwidth=0.7).fit(x)
    explainer = neonxai.Explainer(model, outliers=share)
    assert np.mean(explainer.assign(x) == -1) == pytest.approx(share or 0.05, abs=0.01)
    for points in (x, x[::-1] * 1.5 + 0.1):
        why = explainer(points, cluster=1)
        density = model.score_samples(points)
        gamma = 0.5 / 0.7**2
        assert np.allclose(np.diff(why.logit), np.diff(density) / gamma, rtol=1e-7, atol=1e-7)
        assert_sums(why)


def test_machines_behind_steps(seed):
    x, label = scaled(seed)
    table = x * [1, 10, 100, 1000] + 7
    for last in (SVC(), OneClassSVM(nu=0.3)):
        plain = make_pipeline(StandardScaler(), last).fit(table, label)
        turned = make_pipeline(StandardScaler(), PCA(), clone(last)).fit(table, label)
        one, two = neonxai.explain(plain, table), neonxai.explain(turned, table)
        assert one.values.shape == two.values.shape == x.shape
        assert np.allclose(one.logit, two.logit, rtol=1e-6, atol=1e-6)
        assert_sums(two)
        with pytest.raises(ValueError, match="PCA with all components"):
            neonxai.explain(make_pipeline(PCA(2), clone(last)).fit(table, label), table)


def test_sparse_tables():
    x, label = scaled(0)
    rows = sparse.csr_array(np.where(np.abs(x) < 0.3, 0, x))
    for model in (SVC(), SVC(kernel="linear"), OneClassSVM(nu=0.3)):
        why = neonxai.explain(model.fit(rows, label), rows)
        assert np.mean(why.cluster == model.predict(rows)) > 0.98
        assert_sums(why)


def test_machines_that_have_no_network():
    x, label = scaled(0)
    with pytest.raises(ValueError, match="'rbf' and 'linear'"):
        neonxai.explain(SVC(kernel="poly").fit(x, label), x)
    with pytest.raises(ValueError, match="break_ties"):
        neonxai.explain(SVC(break_ties=True).fit(x, label), x)
    with pytest.raises(ValueError, match="only kernel='rbf'"):
        neonxai.explain(OneClassSVM(kernel="sigmoid").fit(x), x)
    with pytest.raises(ValueError, match="only kernel='gaussian'"):
        neonxai.explain(KernelDensity(kernel="tophat").fit(x), x)
    with pytest.raises(ValueError, match="sample weights"):
        neonxai.explain(KernelDensity().fit(x, sample_weight=1.0 + label), x)
    with pytest.raises(ValueError, match="metric 'manhattan'"):
        neonxai.explain(KernelDensity(metric="manhattan").fit(x), x)
