"""Explanations on Spark: a real session of two cores, which says what one process says. `make test-engines`."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
import time
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import blobs, same
from sklearn.cluster import KMeans
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from test_pages import run

import neonxai

pytest.importorskip("pyspark", reason="pyspark is not installed: pip install 'neonxai[spark]', or make test-engines")
if shutil.which("java") is None:
    pytest.skip("there is no Java: apt-get install default-jre-headless, or make test-engines", allow_module_level=True)
from pyspark.errors import PySparkException  # noqa: E402
from pyspark.ml.clustering import BisectingKMeans as SparkBisecting  # noqa: E402
from pyspark.ml.clustering import KMeans as SparkKMeans  # noqa: E402
from pyspark.ml.feature import VectorAssembler  # noqa: E402
from pyspark.sql import SparkSession, functions  # noqa: E402

# What engines have to say about their own packages is theirs.
pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.filterwarnings("error:::neonxai")]

NAMES = list("abcde")
RELEVANCES = [f"relevance_{name}" for name in NAMES]


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    folder = tmp_path_factory.mktemp("spark")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local[2, 4]")  # a task may fail three times, as on a cluster
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.memory", "1g")
        .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")  # short jobs
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.warehouse.dir", str(folder))
        .config("spark.local.dir", str(folder))
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


def fitted(names: bool = False):
    x, _ = blobs(3, n=1003, d=5, k=4, spread=2.0)
    table = pd.DataFrame(x, columns=NAMES)
    return KMeans(4, n_init=1, random_state=0).fit(table if names else x), x, table


def values(told: pd.DataFrame) -> np.ndarray:
    return np.ascontiguousarray(told[RELEVANCES])


def batches_of(df) -> list[list[int]]:
    """The keys of the batches that Spark makes of a table."""

    def named(batches):
        import pyarrow
        from pyspark import TaskContext

        part = TaskContext.get().partitionId()
        for number, batch in enumerate(batches):
            block = pyarrow.array([f"{part}, {number}"] * batch.num_rows)
            yield pyarrow.RecordBatch.from_arrays([block, batch.column(0)], names=["block", "key"])

    told = df.select("key").mapInArrow(named, "block string, key bigint").toPandas()
    return [list(group) for _, group in told.groupby("block")["key"]]


@pytest.mark.parametrize("rows", [100, 10_000])
def test_two_cores_say_what_one_process_says(spark, rows):
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", rows)
    _, x, table = fitted()
    df = spark.createDataFrame(table.assign(key=range(len(x)))).repartition(5).cache()
    blocks = batches_of(df)
    assert len(blocks) > 5 if rows == 100 else len(blocks) == 5
    for model in (
        KMeans(4, n_init=1, random_state=0).fit(table),
        make_pipeline(StandardScaler(), KMeans(4, n_init=1, random_state=0)).fit(table),
        neonxai.KernelKMeans(3, random_state=0).fit(x[:200]),
        neonxai.Explainer(neonxai.GaussianMixture(3, random_state=0).fit(x)),
    ):
        against = 1 if isinstance(model, neonxai.Explainer) else None
        why = neonxai.spark.explain(df, model, NAMES, against=against)
        assert why.columns == ["key", "cluster", "logit", "residual", *RELEVANCES]
        told = why.toPandas().sort_values("key")
        assert list(told["key"]) == list(range(len(x)))
        explainer = model if isinstance(model, neonxai.Explainer) else neonxai.Explainer(model)
        known = table if explainer._names else x
        here = np.full((len(x), 8), np.nan)
        for block in blocks:  # what one process says of the same blocks
            one = explainer(known.iloc[block] if explainer._names else x[block], against=against)
            here[block] = np.column_stack([one.cluster, one.logit, one.residual, one.values])
        assert same(np.ascontiguousarray(told.iloc[:, 1:], dtype=float), here)
        whole = explainer(known, against=against)
        assert np.allclose(values(told), whole.values, rtol=1e-12, atol=1e-12 * np.abs(whole.values).max())
        if isinstance(model, KMeans):  # whatever the blocks
            assert same(values(told), whole.values)
    df.unpersist()


def test_names_of_the_model_choose_the_columns(spark):
    model, x, table = fitted(names=True)
    table.insert(0, "who is it", [f"number {i}" for i in range(len(x))])
    told = neonxai.spark.explain(spark.createDataFrame(table), model).toPandas()
    assert same(values(told), neonxai.explain(model, table[NAMES]).values)
    assert list(told["who is it"]) == list(table["who is it"])
    bare = neonxai.spark.explain(spark.createDataFrame(table), model, keep=[], prefix="")
    assert bare.columns == ["cluster", "logit", "residual", *NAMES]


def test_columns_of_all_types(spark):
    model, x, _ = fitted()
    rounded = np.round(x).astype(int)
    rows = [(int(a), float(b), Decimal(int(c)), bool(d > 0), int(e)) for a, b, c, d, e in rounded]
    df = spark.createDataFrame(rows, "`a` int, `b` float, `c` decimal(12,2), `d` boolean, `e.x` bigint")
    here = rounded.astype(float)
    here[:, 3] = rounded[:, 3] > 0
    told = neonxai.spark.explain(df, model).toPandas()
    assert told.columns[-1] == "relevance_e.x"
    assert same(np.ascontiguousarray(told.iloc[:, 3:]), neonxai.explain(model, here).values)


def test_clusters_with_names_and_columns_of_texts(spark):
    table = pd.DataFrame({"kind": list("abcabcabca") * 8, "n": np.arange(80.0) % 7})
    encoded = make_pipeline(OneHotEncoder(sparse_output=False), KMeans(3, n_init=1, random_state=0)).fit(
        table[["kind"]]
    )
    df = spark.createDataFrame(table)
    told = neonxai.spark.explain(df, encoded).toPandas()
    assert same(told["relevance_kind"], neonxai.explain(encoded, table[["kind"]]).values[:, 0])
    from sklearn.neighbors import NearestCentroid

    named = NearestCentroid().fit(table[["n"]], table["kind"])
    told = neonxai.spark.explain(df, named).toPandas()
    assert list(told["cluster"]) == list(named.predict(table[["n"]]))
    imputed = make_pipeline(SimpleImputer(), KMeans(3, n_init=1, random_state=0)).fit(table[["n"]])
    told = neonxai.spark.explain(spark.createDataFrame([(1.0,), (None,), (6.0,)], "n double"), imputed).toPandas()
    here = neonxai.explain(imputed, pd.DataFrame({"n": [1.0, np.nan, 6.0]}))
    assert same(told["relevance_n"], here.values[:, 0])


@pytest.mark.parametrize("measure", ["euclidean", "cosine"])
def test_kmeans_of_mllib(spark, measure):
    _, x, table = fitted()
    df = VectorAssembler(inputCols=NAMES, outputCol="features").transform(spark.createDataFrame(table))
    model = SparkKMeans(k=4, seed=1, distanceMeasure=measure).fit(df)
    why = neonxai.spark.explain(model.transform(df), model, "features", keep=["prediction"])
    assert why.columns == ["prediction", "cluster", "logit", "residual", "relevance"]
    told = why.toPandas()
    assert list(told["prediction"]) == list(told["cluster"])
    here = neonxai.explain(model, x)
    assert same(np.stack(told["relevance"]), here.values)
    assert same(values(neonxai.spark.explain(df, model, NAMES, keep=[]).toPandas()), here.values)
    arrays = df.select(functions.array(*NAMES).alias("features"))
    assert same(np.stack(neonxai.spark.explain(arrays, model, "features").toPandas()["relevance"]), here.values)
    with pytest.raises(TypeError, match="Spark's BisectingKMeansModel is not understood: KMeansModel is"):
        neonxai.explain(SparkBisecting(k=2, seed=1).fit(df), x)


def test_the_page_does_what_it_says(spark):
    run("docs/engines.md", slice(1, 2))


def test_vectors_that_do_not_fit_are_told(spark):
    model, x, table = fitted()
    explain = neonxai.spark.explain
    df = spark.createDataFrame(table).select(functions.array(*NAMES).alias("v"), "a")
    with pytest.raises(ValueError, match="column 'w' is missing: the table has 'v', 'a'"):
        explain(df, model, "w")
    with pytest.raises(ValueError, match="column 'a' is of type double: it should be a vector or an array"):
        explain(df, model, "a")
    short = df.select(functions.slice("v", 1, 4).alias("v"))
    with pytest.raises(PySparkException, match="column 'v' holds vectors of 4 numbers: the model has 5"):
        explain(short, model, "v").collect()
    none = spark.createDataFrame([(None,)], "v array<double>")
    with pytest.raises(PySparkException, match="1 vectors of column 'v' are null"):
        explain(none, model, "v").collect()


def python_workers(session) -> list[int]:
    """Processes that work for this session: children of the daemon that Spark's Java machine starts."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
                command = (entry / "cmdline").read_text()
            except OSError:
                continue
            parents[int(entry.name)] = (int(stat.rpartition(")")[2].split()[1]), command)
    java = session.sparkContext._gateway.proc.pid
    mine = {java}
    for _ in range(4):
        mine |= {pid for pid, (parent, _) in parents.items() if parent in mine}
    daemons = {pid for pid in mine if "pyspark.daemon" in parents[pid][1]}
    return [pid for pid in mine if parents[pid][0] in daemons]


def test_workers_that_die_in_the_middle_lose_nothing(spark):
    model, x, table = fitted()
    table["key"] = np.arange(len(x))

    def slow(batches):
        for batch in batches:
            time.sleep(0.3)
            yield batch

    df = spark.createDataFrame(table).repartition(16)
    why = neonxai.spark.explain(df.mapInArrow(slow, df.schema), model, NAMES)
    context = spark.sparkContext
    told: list[pd.DataFrame] = []

    def work() -> None:
        context.setJobGroup("middle", "a worker dies")
        told.append(why.toPandas())

    worker = threading.Thread(target=work)
    worker.start()

    def stages():
        tracker = context.statusTracker()
        infos = [tracker.getStageInfo(s) for job in tracker.getJobIdsForGroup("middle")
                 for s in tracker.getJobInfo(job).stageIds]  # fmt: skip
        return [info for info in infos if info is not None and info.numTasks == 16]

    while not any(
        4 <= stage.numCompletedTasks for stage in stages() if stage.stageId == max(s.stageId for s in stages())
    ):
        assert worker.is_alive()
        time.sleep(0.02)
    last = max(stages(), key=lambda stage: stage.stageId)
    assert last.numCompletedTasks < 16
    killed = python_workers(spark)
    assert killed
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    failed = 0
    while worker.is_alive():
        failed = max([failed, *(stage.numFailedTasks for stage in stages())])
        time.sleep(0.02)
    worker.join()
    assert failed > 0
    assert same(values(told[0].sort_values("key")), neonxai.explain(model, x).values)


def peak_memory(pid: int) -> int:
    """The most that a process has held, in bytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def test_memory_does_not_grow_with_the_rows(spark):
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", 10_000)
    x, _ = blobs(1, n=500, d=10)
    model = KMeans(3, n_init=1, random_state=0).fit(x)

    def mean(rows: int) -> float:
        columns = [functions.rand(i).alias(f"x{i}") for i in range(10)]
        why = neonxai.spark.explain(spark.range(rows, numPartitions=2).select(*columns), model)
        return float(why.agg(functions.avg("logit")).collect()[0][0])

    mean(200_000)
    before = {pid: peak_memory(pid) for pid in python_workers(spark)}
    mean(1_200_000)
    after = {pid: peak_memory(pid) for pid in python_workers(spark)}
    assert set(before) & set(after)
    batch = 10_000 * 10 * 8
    for pid in set(before) & set(after):
        assert after[pid] - before[pid] < 16 * batch  # fifty batches more went through each


def test_what_is_wrong_is_said_before_anything_runs(spark):
    named, x, table = fitted(names=True)
    model = fitted()[0]
    df = spark.createDataFrame(table)
    explain = neonxai.spark.explain
    with pytest.raises(ValueError, match="columns 'z' are missing: the table has 'a', 'b'"):
        explain(df, model, ["a", "b", "c", "d", "z"])
    with pytest.raises(ValueError, match="columns 'e' are missing"):
        explain(df.drop("e"), named)
    with pytest.raises(ValueError, match="in their order: 'a', 'b', 'c', 'd', 'e'"):
        explain(df, named, ["b", "a", "c", "d", "e"])
    with pytest.raises(ValueError, match=r"columns 'c' \(string\) hold no numbers"):
        explain(df.withColumn("c", functions.lit("much")), named)
    with pytest.raises(ValueError, match="'logit' of the result would be there twice"):
        explain(df.withColumn("logit", functions.lit(1.0)), named)
    with pytest.raises(ValueError, match="several columns of the name 'a'"):
        explain(df.select("a", "a", "b", "c", "d", "e"), named)
    with pytest.raises(ValueError, match="cluster 7 should be one of"):
        explain(df, named, against=7)


def test_missing_values_are_counted_and_named(spark):
    model, _, _ = fitted()
    rows = [(1.0, 2.0, 3.0, 4.0, 5.0), (1.0, None, 3.0, 4.0, 5.0), (1.0, None, float("nan"), 4.0, 5.0)]
    df = spark.createDataFrame(rows, "a double, b double, c double, d double, e double").coalesce(1)
    message = "2 values of column 'b', 1 values of column 'c' among the 3 rows of this block are missing"
    with pytest.raises(PySparkException, match=message):
        neonxai.spark.explain(df, model).collect()
