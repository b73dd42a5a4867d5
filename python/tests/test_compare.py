"""Methods of one's own beside the library's."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest
from conftest import blobs
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import neonxai


def gradient_times_input(evidence, x):
    return evidence.gradient(x) * x


def taylor(evidence, x):
    """Simple Taylor decomposition at the root point, which is the library's SR where f is smooth."""
    root = evidence.root_points(x)
    return evidence.gradient(root) * (x - root)


def gap(evidence, x, relevance):
    return np.abs(relevance.sum(axis=1) - evidence.value(x)), np.abs(evidence.value(x))


MODELS = {
    "kmeans": KMeans(3, n_init=1, random_state=0),
    "kernel": neonxai.KernelKMeans(3, support_per_cluster=4, random_state=0),
    "affine": make_pipeline(StandardScaler(), PCA(3, whiten=True), KMeans(3, n_init=1, random_state=0)),
}


@pytest.mark.parametrize("name", MODELS)
def test_functions_of_python_are_methods_and_metrics(name, seed):
    x, _ = blobs(seed, n=40)
    x = StandardScaler().fit_transform(x)
    model = MODELS[name].fit(x)
    board = neonxai.compare(
        model, x, ["NEON", "gi", gradient_times_input, "SA"], [(gap, "lower"), "conservation", "sparseness"], beta=2.0
    )
    assert list(board.index) == ["NEON", "GI", "gradient_times_input", "SA"]
    assert list(board.columns.get_level_values(0).unique()) == ["gap", "conservation", "sparseness", "seconds"]
    assert board.attrs["best"]["gap"] == "NEON" and not board.attrs["missing"]
    for metric in ("gap", "conservation", "sparseness"):
        scores = board[metric]
        assert np.allclose(scores.loc["gradient_times_input"], scores.loc["GI"], rtol=1e-9)
        rounding = 1e-12 * scores.abs().max().max()
        assert (scores["low"] <= scores["score"] + rounding).all()
        assert (scores["score"] <= scores["high"] + rounding).all()
    assert board.attrs["agreement"].loc["GI", "gradient_times_input"] == pytest.approx(1)
    assert board.attrs["points"] + board.attrs["left_out"] == len(x)


def test_what_a_metric_is_told(seed):
    """A metric that counts: the mean over the points, of the cluster of each."""
    x, _ = blobs(seed)
    model = KMeans(3, n_init=1, random_state=0).fit(x)
    why = neonxai.explain(model, x)

    def cluster_is(evidence, points, relevance):
        expected = neonxai.explain(model, points, cluster=evidence.cluster)
        assert np.allclose(expected.logit, evidence.value(points), atol=1e-9 * np.abs(why.logit).max())
        assert np.allclose(relevance, expected.values, atol=1e-9 * np.abs(why.values).max())
        return np.full(len(points), float(evidence.cluster))

    board = neonxai.compare(model, x, ["NEON"], [cluster_is])
    assert board.loc["NEON", ("cluster_is", "score")] == pytest.approx(why.cluster.mean())


def test_root_points_lie_on_the_boundary():
    x, _ = blobs(0)
    model = KMeans(3, n_init=1, random_state=0).fit(x)

    def checked(evidence, points):
        root = evidence.root_points(points)
        assert (np.abs(evidence.value(root)) <= 1e-8 * evidence.value(points)).all()
        assert evidence.features == 4 and np.isinf(evidence.beta)
        return taylor(evidence, points)

    board = neonxai.compare(model, x, [("own", checked)], ["conservation", "max-sensitivity"], asked_anew=10)
    assert list(board.index) == ["own"] and board["max-sensitivity", "score"].notna().all()


def test_frames_and_scalers():
    x, _ = blobs(0)
    frame = pd.DataFrame(x, columns=list("abcd"))
    pipeline = make_pipeline(StandardScaler(), KMeans(3, n_init=1, random_state=0)).fit(frame)
    board = neonxai.compare(pipeline, frame, ["NEON", "IG"])
    inner = neonxai.compare(pipeline[-1], pipeline[0].transform(frame), ["NEON", "IG"])
    for metric in ("deletion", "insertion", "sparseness", "conservation"):
        pd.testing.assert_frame_equal(board[metric], inner[metric])


class Own(Exception):
    """Something that no library knows."""


def test_what_python_raises_surfaces_as_itself():
    x, _ = blobs(0)
    model = KMeans(3, n_init=1, random_state=0).fit(x)
    error = Own("from inside")

    def raises(evidence, points, relevance=None):
        raise error

    for methods, metrics in [([raises], ["sparseness"]), (["SA"], [raises])]:
        with pytest.raises(Own, match="from inside") as found:
            neonxai.compare(model, x, methods, metrics)
        assert found.value is error and found.traceback[-1].name == "raises"
    neonxai.compare(model, x, ["SA"], ["sparseness"])  # and nothing is left behind

    def interrupted(evidence, points):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        neonxai.compare(model, x, [interrupted], ["sparseness"])


def test_threads_of_the_library_call_python():
    x, _ = blobs(0, n=400)
    model = KMeans(3, n_init=1, random_state=0).fit(x)
    boards = []
    try:
        for count in (1, 4):
            neonxai.set_threads(count)
            boards.append(neonxai.compare(model, x, [gradient_times_input], [gap, "deletion"]))
            with pytest.raises(ZeroDivisionError):
                neonxai.compare(model, x, [lambda evidence, points: 1 / 0], ["sparseness"])
    finally:
        neonxai.set_threads(0)
    for metric in ("gap", "deletion"):
        pd.testing.assert_frame_equal(boards[0][metric], boards[1][metric], rtol=0, atol=0)


def test_answers_of_another_shape():
    x, _ = blobs(0)
    model = KMeans(3, n_init=1, random_state=0).fit(x)
    for bad, message in [
        (lambda evidence, points: points[:, :2], "one row per point"),
        (lambda evidence, points: None, "one row per point"),
        (lambda evidence, points: evidence.value(points[:, :2].copy()), "X has 2 features"),
    ]:
        with pytest.raises(ValueError, match=message):
            neonxai.compare(model, x, [bad], ["sparseness"])
    for bad, message in [
        (lambda evidence, points, relevance: relevance, "one score per point"),
        (lambda evidence, points, relevance: (1, 2, 3), "should be 2"),
    ]:
        with pytest.raises(ValueError, match=message):
            neonxai.compare(model, x, ["SA"], [bad])


def test_names_that_are_not_known():
    x, _ = blobs(0)
    model = KMeans(3, n_init=1, random_state=0).fit(x)
    with pytest.raises(ValueError, match="method 'LRP' should be one of NEON, SA.*or a function"):
        neonxai.compare(model, x, ["LRP"])
    with pytest.raises(ValueError, match="metric 'accuracy' should be one of deletion"):
        neonxai.compare(model, x, ["SA"], ["accuracy"])
    with pytest.raises(TypeError, match="a function of"):
        neonxai.compare(model, x, [3])
    with pytest.raises(TypeError, match="better"):
        neonxai.compare(model, x, ["SA"], [(gap, "best")])
    with pytest.raises(ValueError, match="two methods are called 'SA'"):
        neonxai.compare(model, x, ["SA", "sa"])
    assert {"NEON", "KernelSHAP"} <= set(neonxai.method_names()) and "deletion" in neonxai.metric_names()


def test_what_has_no_score_says_why():
    x, _ = blobs(0)
    board = neonxai.compare(MODELS["affine"].fit(x), x, ["SA"], ["sparseness", "model-randomisation"])
    assert board.attrs["missing"] == {("SA", "model-randomisation"): "this kind of model has no counterpart at random"}
    assert np.isnan(board.loc["SA", ("model-randomisation", "score")])
    assert pickle.loads(pickle.dumps(board)).equals(board)
