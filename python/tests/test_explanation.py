"""What can be done with an explanation."""

from __future__ import annotations

import h5py
import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from conftest import assert_sums, blobs
from sklearn.cluster import DBSCAN, KMeans
from sklearn.datasets import load_wine
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

import neonxai

mpl.use("Agg")


@pytest.fixture(scope="module")
def wine() -> neonxai.Explanation:
    frame = load_wine(as_frame=True).data
    return neonxai.explain(make_pipeline(StandardScaler(), KMeans(3, n_init=5, random_state=0)).fit(frame), frame)


def test_summaries(wine):
    by = wine.by_cluster()
    assert by.shape == (3, 13) and list(by.index) == [0, 1, 2]
    assert np.allclose(by.loc[1], wine.values[wine.cluster == 1].mean(axis=0))
    size = wine.global_()
    assert np.allclose(size["proline"], np.abs(wine.values[:, 12]).mean())
    assert (np.diff(size) <= 0).all()
    top = wine.top(3, 4)
    assert len(top) == 4 and abs(top[0][1]) == np.abs(wine.values[3]).max()
    assert repr(wine) == "<Explanation 178 x 13 of 3 clusters>"


def test_html_shows_names_as_text():
    frame = pd.DataFrame(blobs(0)[0], columns=["<b>", "x", "y", "z"])
    page = neonxai.explain(KMeans(2, n_init=1).fit(frame), frame)._repr_html_()
    assert "&lt;b&gt;" in page and "<b>" not in page and "115 more points" in page


def test_a_part_is_an_explanation(wine):
    part = wine[wine.cluster == 2]
    assert set(part.cluster) == {2} and len(part) == np.sum(wine.cluster == 2)
    assert list(part.to_frame().index) == list(np.flatnonzero(wine.cluster == 2))
    assert_sums(part)


def test_counterfactual_frame(wine):
    other = wine[:5].counterfactual()
    frame = other.to_frame()
    assert list(frame.columns) == wine.feature_names and "5 found" in repr(other)
    assert (other.logit <= 1e-6).all() and (other.distance > 0).all()


def test_plots(wine, tmp_path):
    for name, ax in [
        ("point", wine.plot.bar(3)),
        ("all", wine.plot.bar()),
        ("heatmap", wine.plot.heatmap()),
        ("single", wine[7].plot.bar(count=4)),
    ]:
        ax.figure.savefig(tmp_path / f"{name}.png", dpi=80)
        assert (tmp_path / f"{name}.png").stat().st_size > 2000
    assert len(wine[7].plot.bar(count=4).patches) == 4
    mpl.pyplot.close("all")


def test_shap_takes_it(wine):
    shap = pytest.importorskip("shap")
    told = wine.to_shap()
    assert isinstance(told, shap.Explanation)
    assert np.array_equal(told.values, wine.values) and list(told.feature_names) == wine.feature_names
    assert np.allclose(told.values.sum(axis=1) + told.base_values, wine.logit)
    for plot in (
        lambda: shap.plots.bar(told, show=False),
        lambda: shap.plots.beeswarm(told, show=False),
        lambda: shap.plots.waterfall(told[3], show=False),
    ):
        plot()
        mpl.pyplot.close("all")


def test_model_files_keep_every_number(tmp_path, seed):
    x, _ = blobs(seed)
    for model in (
        neonxai.KMeans(random_state=0),
        neonxai.SphericalKMeans(random_state=0),
        neonxai.KernelKMeans(random_state=0),
        neonxai.GaussianMixture(random_state=0),
        neonxai.Agglomerative(linkage="complete"),
        neonxai.DeepKMeans(hidden=(8,), epochs=2, random_state=0),
        neonxai.DeepEmbeddedClustering(hidden=(8,), pretraining=20, self_training=20, random_state=0),
        neonxai.GaussianMixture(covariance="full", random_state=0),
    ):
        model.fit(x)
        path = tmp_path / f"{type(model).__name__}.h5"
        neonxai.save(path, model, ["a", "b", "c", "d"])
        read = neonxai.load(path)
        assert read.feature_names == ["a", "b", "c", "d"] and read.model.beta == model.model_.beta
        assert np.array_equal(read.model.outlier_scores(x), model.transform(x))
        assert np.array_equal(neonxai.explain(path, x).values, neonxai.explain(model, x).values)
        assert neonxai.explain(path, x).feature_names == ["a", "b", "c", "d"]
    for sk in (SVC(), SVC(kernel="linear"), KNeighborsClassifier(3), DBSCAN(eps=1.0), GaussianMixture(3)):
        label = neonxai.KMeans(random_state=0).fit_predict(x)
        z = (x - x.mean(axis=0)) / x.std(axis=0)
        why = neonxai.explain(sk.fit(z, label), z)
        neonxai.save(tmp_path / "other.h5", why.explainer._carried.model)
        assert np.array_equal(neonxai.explain(tmp_path / "other.h5", z).values, why.values)
    diag = GaussianMixture(3, covariance_type="diag", random_state=0).fit(x)
    neonxai.save(tmp_path / "diag.h5", diag)
    assert np.array_equal(neonxai.explain(tmp_path / "diag.h5", x).logit, neonxai.explain(diag, x).logit)
    with pytest.raises(ValueError, match="none of the kinds"):
        neonxai.save(tmp_path / "tied.h5", GaussianMixture(3, covariance_type="tied", random_state=0).fit(x))


def test_a_file_s_scaling_is_applied(tmp_path):
    x, _ = blobs(0)
    scaler = StandardScaler().fit(x)
    model = neonxai.KMeans(random_state=0).fit(scaler.transform(x))
    neonxai.save(tmp_path / "m.h5", model)
    with h5py.File(tmp_path / "m.h5", "a") as file:
        file["scale/shift"], file["scale/factor"] = scaler.mean_, 1 / scaler.scale_
    why = neonxai.explain(tmp_path / "m.h5", x)
    assert np.allclose(why.values, neonxai.explain(model, scaler.transform(x)).values)
    root = why[:5].counterfactual()
    assert np.allclose(np.linalg.norm(scaler.transform(root.points) - scaler.transform(x[:5]), axis=1), root.distance)
    again = neonxai.load(tmp_path / "m.h5")
    neonxai.save(tmp_path / "copy.h5", again)
    assert np.array_equal(neonxai.explain(tmp_path / "copy.h5", x).values, why.values)


def test_files_that_are_no_models(tmp_path):
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file["centroids"] = np.eye(2)
    with pytest.raises(ValueError, match="neon_kind is missing"):
        neonxai.load(tmp_path / "x.h5")
    with h5py.File(tmp_path / "x.h5", "a") as file:
        file.attrs["neon_kind"] = "kmeans"
        file["offset"] = np.zeros(3)
    with pytest.raises(ValueError, match=r"x\.h5: kmeans: 'offset' has 3 entries, should have 2"):
        neonxai.load(tmp_path / "x.h5")
