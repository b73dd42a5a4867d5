"""Clusterings of which only the labels are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from conftest import assert_sums, blobs
from sklearn.cluster import DBSCAN

import neonxai


@pytest.mark.parametrize("model", ["means", "mixture", "nearest", "kernel"])
def test_labels_of_any_type_are_explained(model, seed):
    x, label = blobs(seed)
    names = np.array(["ash", "birch", "cedar"])[label]
    why = neonxai.explain_labels(x, names, model=model)
    assert (why.cluster == names).all() and why.output_names == ["ash", "birch", "cedar"]
    assert why.agreement > (0.99 if model == "nearest" else 0.5)
    assert np.isclose(np.mean(why.logit >= 0), why.agreement, atol=0.02)
    assert_sums(why)
    assert "agree" in repr(why)


def test_new_points(seed):
    x, label = blobs(seed)
    why = neonxai.explain_labels(x, np.array(["ash", "birch", "cedar"])[label])
    more = why.explainer(blobs(seed + 100)[0])
    assert set(more.cluster) <= {"ash", "birch", "cedar"} and (more.logit >= 0).all()


def test_means_are_those_of_the_clusters(seed):
    x, label = blobs(seed)
    why = neonxai.explain_labels(x, label)
    means = np.array([x[label == k].mean(axis=0) for k in range(3)])
    distance = ((x[:, None] - means) ** 2).sum(axis=2)
    assert why.agreement == np.mean(distance.argmin(axis=1) == label)
    own = distance[np.arange(len(x)), label]
    distance[np.arange(len(x)), label] = np.inf
    assert np.allclose(why.logit, distance.min(axis=1) - own, rtol=1e-9, atol=1e-9 * own.max())


def test_noise_is_left_out_of_the_model():
    x, _ = blobs(3, spread=0.2)
    x = np.vstack([x, [[1000.0, 1000.0, 1000.0, 1000.0]]])
    labels = DBSCAN(eps=2, min_samples=3).fit(x).labels_
    assert labels[-1] == -1 and labels.max() >= 1
    why = neonxai.explain_labels(x, labels)
    assert -1 not in why.cluster and (why.cluster[labels != -1] == labels[labels != -1]).all()
    kept = neonxai.explain_labels(x[:-1][labels[:-1] != -1], labels[:-1][labels[:-1] != -1])
    assert np.allclose(why.values[labels != -1], kept.values)
    assert "-1" in neonxai.explain_labels(x, labels, noise=None).output_names


def test_why_not(seed):
    x, label = blobs(seed)
    names = np.array(["ash", "birch", "cedar"])[label]
    why = neonxai.explain_labels(x, names, against="birch")
    assert (why.logit[names == "birch"] == 0).all()
    assert_sums(why)


def test_frames():
    x, label = blobs(0)
    frame = pd.DataFrame(x, columns=list("abcd"))
    assert neonxai.explain_labels(frame, pd.Series(label)).feature_names == list("abcd")


def test_bad_labels():
    x, label = blobs(0)
    with pytest.raises(ValueError, match="one per point"):
        neonxai.explain_labels(x, label[:-1])
    with pytest.raises(ValueError, match="1 different labels"):
        neonxai.explain_labels(x, np.zeros(len(x)))
    with pytest.raises(ValueError, match="means, mixture, nearest, kernel"):
        neonxai.explain_labels(x, label, model="tree")
    x[0, 0] = np.nan
    with pytest.raises(ValueError, match="NaN"):
        neonxai.explain_labels(x, label)
