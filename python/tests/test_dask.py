"""Explanations on Dask: a real cluster of two processes, which says what one process says."""

from __future__ import annotations

import os
import signal
import time

import numpy as np
import pandas as pd
import pytest
from conftest import blobs, same
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from test_pages import run

import neonxai

pytest.importorskip("dask", reason="dask is not installed: pip install 'neonxai[dask]'")
distributed = pytest.importorskip("distributed", reason="distributed is not installed: pip install 'neonxai[dask]'")
da = pytest.importorskip("dask.array")
dd = pytest.importorskip("dask.dataframe")
import dask  # noqa: E402
import dask.base  # noqa: E402

# What engines have to say about their own packages is theirs.
pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.filterwarnings("error:::neonxai")]


@pytest.fixture(scope="module")
def cluster():
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", memory_limit=0
        ) as engine,
        distributed.Client(engine) as client,
    ):
        yield client


PARTS = ("values", "logit", "residual", "cluster")


def fitted(names: bool = False):
    x, label = blobs(3, n=1003, d=5, k=4, spread=2.0)
    table = pd.DataFrame(x, columns=["a", "b", "c", "d", "e"])
    return KMeans(4, n_init=1, random_state=0).fit(table if names else x), x, table, label


def by_blocks(explainer, x, rows: int, **options) -> list[np.ndarray]:
    """What one process says of the same blocks, one after the other: values, logit, residual, cluster."""
    whole = [explainer(x[i : i + rows], **options) for i in range(0, len(x), rows)]
    return [np.concatenate([getattr(why, name) for why in whole]) for name in PARTS]


def of_whole(why) -> list[np.ndarray]:
    return [getattr(why, name) for name in PARTS]


def assert_same(explained, here: list[np.ndarray]) -> None:
    for one, two in zip(explained.compute(), here, strict=True):
        assert same(one, two)


def models(x, label):
    table = pd.DataFrame(x)
    return {
        "k-means": KMeans(4, n_init=1, random_state=0).fit(x),
        "scaled": make_pipeline(StandardScaler(), KMeans(4, n_init=1, random_state=0)).fit(x),
        "kernel k-means": neonxai.KernelKMeans(3, random_state=0).fit(x[:200]),
        "mixture": neonxai.GaussianMixture(3, random_state=0).fit(x),
        "names of clusters": neonxai.Explainer(
            AgglomerativeClustering(3, linkage="average").fit(table[:150]), data=table[:150]
        ),
    }


@pytest.mark.parametrize("name", ["k-means", "scaled", "kernel k-means", "mixture", "names of clusters"])
def test_two_processes_say_what_one_says(cluster, name):
    _, x, _, label = fitted()
    model = models(x, label)[name]
    explainer = model if isinstance(model, neonxai.Explainer) else neonxai.Explainer(model)
    array = da.from_array(x, chunks=(100, 2))
    assert_same(neonxai.dask.explain(array, model), by_blocks(explainer, x, 100))
    assert_same(neonxai.dask.explain(array, model, against=1), by_blocks(explainer, x, 100, against=1))
    values, logit, _, cluster_of = neonxai.dask.explain(array, model).compute()
    whole = explainer(x)
    if name == "k-means":  # whatever the blocks
        assert same(values, whole.values) and same(logit, whole.logit)
    # Of others sums over other blocks round otherwise.
    assert np.allclose(values, whole.values, rtol=1e-12, atol=1e-12 * np.abs(whole.values).max())
    assert np.allclose(logit, whole.logit, rtol=1e-12, atol=1e-12 * np.abs(whole.logit).max())
    assert same(cluster_of, whole.cluster)


def test_frames_keep_index_and_other_columns(cluster):
    model, x, table, _ = fitted(names=True)
    table.index = pd.Index(np.arange(len(x)) * 3, name="key")
    table["who"] = [f"number {i}" for i in range(len(x))]
    frame = dd.from_pandas(table, npartitions=7)
    why = neonxai.dask.explain(frame, model)
    assert why.divisions == frame.divisions
    told = why.compute()
    here = neonxai.explain(model, table[list("abcde")])
    relevances = [f"relevance_{name}" for name in "abcde"]
    assert list(told.columns) == ["who", "cluster", "logit", "residual", *relevances]
    assert told.index.equals(table.index) and list(told["who"]) == list(table["who"])
    assert same(np.ascontiguousarray(told[relevances]), here.values)
    assert same(told["logit"], here.logit) and same(told["cluster"], here.cluster.astype(told["cluster"].dtype))
    assert (told.dtypes == why.dtypes).all()
    assert list(neonxai.dask.explain(frame, model, keep=[], prefix="").columns)[3:] == list("abcde")
    mean = why.groupby("cluster")[relevances].mean().compute()
    assert np.allclose(mean.loc[here.by_cluster().index].to_numpy(), here.by_cluster().to_numpy())


def test_columns_of_all_kinds_go_through_a_pipeline(cluster):
    table = pd.DataFrame({"kind": list("abcabcabca") * 8, "n": np.arange(80.0) % 7})
    table["n"] = table["n"].astype("Float64")
    table.loc[3, "n"] = pd.NA
    encoded = make_pipeline(OneHotEncoder(sparse_output=False), KMeans(3, n_init=1, random_state=0)).fit(
        table[["kind"]]
    )
    told = neonxai.dask.explain(dd.from_pandas(table, npartitions=3), encoded).compute()
    assert same(told["relevance_kind"], neonxai.explain(encoded, table[["kind"]]).values[:, 0])
    numbers = table[["n"]].astype(float)
    imputed = make_pipeline(SimpleImputer(), KMeans(3, n_init=1, random_state=0)).fit(numbers)
    told = neonxai.dask.explain(dd.from_pandas(table[["n"]], npartitions=3), imputed).compute()
    assert same(told["relevance_n"], neonxai.explain(imputed, numbers).values[:, 0])


def test_blocks_of_unknown_and_no_length(cluster):
    model, x, table, _ = fitted()
    array = da.from_array(x, chunks=(100, 5))
    few = array[array[:, 0] > np.median(x[:, 0])]
    assert np.isnan(few.shape[0])
    assert_same(neonxai.dask.explain(few, model), of_whole(neonxai.explain(model, few.compute())))
    frame = dd.from_pandas(table, npartitions=4)
    none = neonxai.dask.explain(frame[frame["a"] > x[:, 0].max()], model)
    assert len(none.compute()) == 0 and (none.compute().dtypes == none.dtypes).all()


def test_large_blocks_go_through_in_pieces():
    rows = neonxai.dask.ROWS
    model, x, _, _ = fitted()
    x = np.tile(x, (21, 1))
    assert len(x) > 2 * rows
    with dask.config.set(scheduler="sync"):
        mixture = neonxai.Explainer(neonxai.GaussianMixture(3, random_state=0).fit(x[:1000]))
        assert_same(neonxai.dask.explain(da.from_array(x, chunks=-1), mixture), by_blocks(mixture, x, rows))
        told = neonxai.dask.explain(dd.from_pandas(pd.DataFrame(x), npartitions=1), mixture, prefix="r").compute()
    assert same(np.ascontiguousarray(told.iloc[:, 3:]), by_blocks(mixture, x, rows)[0])


def slow_block(block: np.ndarray) -> np.ndarray:
    """So that there is a middle to die in."""
    time.sleep(0.05)
    return block


def test_a_worker_that_dies_in_the_middle_loses_nothing(cluster):
    model, x, _, _ = fitted()
    array = da.from_array(np.tile(x, (8, 1)), chunks=(200, 5)).map_blocks(slow_block, dtype=float)
    why = neonxai.dask.explain(array, model)
    parts = [part for row in why.values.to_delayed() for part in row]
    before = cluster.run(os.getpid)
    futures = cluster.compute(parts)
    while sum(future.done() for future in futures) < len(futures) // 4:
        time.sleep(0.01)
    assert sum(future.done() for future in futures) < len(futures)
    os.kill(min(before.values()), signal.SIGKILL)
    values = np.concatenate(cluster.gather(futures))
    assert same(values, neonxai.explain(model, np.tile(x, (8, 1))).values)
    cluster.wait_for_workers(2)
    assert min(before.values()) not in cluster.run(os.getpid).values()


def peak_memory() -> int:
    """The most that this process has held, in bytes."""
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))


def test_memory_does_not_grow_with_the_rows(cluster):
    x, _ = blobs(1, n=500, d=20)
    model = KMeans(3, n_init=1, random_state=0).fit(x)

    def sums(blocks: int) -> float:
        array = da.random.default_rng(0).normal(size=(blocks * 10_000, 20), chunks=(10_000, 20))
        return float(neonxai.dask.explain(array, model).logit.sum(split_every=8).compute())

    sums(10)
    before = cluster.run(peak_memory)
    sums(100)
    block = 10_000 * 20 * 8
    for worker, peak in cluster.run(peak_memory).items():
        assert peak - before.get(worker, peak) < 8 * block  # ten times the rows: 90 blocks more went through


def test_a_model_is_one_task():
    model, x, _, _ = fitted()
    graph = dict(neonxai.dask.explain(da.from_array(x, chunks=(10, 5)), model).values.__dask_graph__())
    assert sum(str(key).startswith("neonxai-") for key in graph) == 1


def test_a_worker_of_its_own_takes_its_own_cores(cluster):
    model, x, _, _ = fitted()
    neonxai.dask.explain(da.from_array(x, chunks=(50, 5)), model).compute()
    assert set(cluster.run(lambda: neonxai.threads()).values()) == {1}
    before = neonxai.threads()
    with dask.config.set(scheduler="threads"):
        neonxai.dask.explain(da.from_array(x, chunks=(50, 5)), model).compute()
    assert neonxai.threads() == before


def test_the_page_does_what_it_says(cluster):
    run("docs/engines.md", slice(0, 1))


def test_kmeans_of_dask_ml():
    clustering = pytest.importorskip("dask_ml.cluster", reason="dask-ml is not installed")
    _, x, _, _ = fitted()
    array = da.from_array(x, chunks=(300, 5))
    with dask.config.set(scheduler="threads"):
        model = clustering.KMeans(4, random_state=0).fit(array)
        why = neonxai.explain(model, x)
        assert (why.cluster == np.asarray(model.predict(array))).all()
        assert same(why.values, neonxai.explain(neonxai._core.kmeans(model.cluster_centers_), x).values)
        assert_same(neonxai.dask.explain(array, model), of_whole(why))


def test_what_is_wrong_is_said():
    named, x, table, _ = fitted(names=True)
    model = fitted()[0]
    frame = dd.from_pandas(table, npartitions=2)
    explain = neonxai.dask.explain
    with pytest.raises(ValueError, match="columns 'z' are missing: the table has 'a', 'b'"):
        explain(frame, model, ["a", "b", "c", "d", "z"])
    with pytest.raises(ValueError, match="columns 'e' are missing"):
        explain(frame[list("abcd")], named)
    with pytest.raises(ValueError, match="in their order: 'a', 'b', 'c', 'd', 'e'"):
        explain(frame, named, ["b", "a", "c", "d", "e"])
    with pytest.raises(ValueError, match=r"2 columns \('a', 'b'\) should be the 5 features of the model"):
        explain(frame, model, ["a", "b"])
    text = frame.assign(c="much")
    with pytest.raises(ValueError, match=r"columns 'c' \(str.*\) hold no numbers"):
        explain(text, named)
    with pytest.raises(ValueError, match="'logit' of the result would be there twice"):
        explain(frame.assign(logit=1.0), named)
    with pytest.raises(ValueError, match="'cluster' of the result would be there twice"):
        explain(frame.rename(columns={"a": "cluster"}), model, prefix="")
    with pytest.raises(TypeError, match="keep='a' should be a list"):
        explain(frame, model, keep="a")
    with pytest.raises(ValueError, match="X has 4 features, but the model is expecting 5"):
        explain(da.from_array(x[:, :4]), model)
    with pytest.raises(ValueError, match="Expected 2D array, got 1D"):
        explain(da.from_array(x[:, 0]), model)
    with pytest.raises(ValueError, match="type <U1: it should hold numbers"):
        explain(da.from_array(np.full((3, 5), "x")), model)
    with pytest.raises(TypeError, match="an array has no columns"):
        explain(da.from_array(x), model, ["a"])
    with pytest.raises(TypeError, match=r"ndarray should be a Dask array.*neonxai.explain\(model, X\)"):
        explain(x, model)
    with pytest.raises(TypeError, match="beta should be given to the Explainer"):
        explain(da.from_array(x), neonxai.Explainer(model), beta=1.0)
    with pytest.raises(TypeError, match="dict is not understood"):
        explain(da.from_array(x), {})


def test_missing_values_are_counted_and_named(cluster):
    named, x, table, _ = fitted(names=True)
    table.loc[[4, 5], "b"] = np.nan
    with pytest.raises(ValueError, match="2 values of column 'b' among the 1003 rows of this block are missing"):
        neonxai.dask.explain(dd.from_pandas(table, npartitions=1), named).compute()
    table["b"] = table["b"].astype("Float64")
    with pytest.raises(ValueError, match="2 values of column 'b'"):
        neonxai.dask.explain(dd.from_pandas(table, npartitions=1), fitted()[0]).compute()
    x[7, 2] = np.nan
    with pytest.raises(ValueError, match="1 values of column '2'"):
        neonxai.dask.explain(da.from_array(x), fitted()[0]).compute()
