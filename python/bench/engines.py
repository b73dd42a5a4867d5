"""Points per second of one core: one process, Dask and Spark, on the same Parquet files; the numbers of docs/scale.md.

Times are processor time of all processes of an engine, its Java machine and its scheduler included, so that what else
the machine does counts little. Every engine reads, explains, and drops the rows when they have become its own.

    make bench-engines [POINTS=1e6]
    build/venv/bin/python python/bench/engines.py --points 1e6 --features 50 --clusters 20 --type float32
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import neonxai

ENGINES = ("plain", "dask", "spark", "spark, arrays")
MODELS = ("k-means", "kernel k-means")
ROWS = 100_000  # of a file, which is one row group
SUPPORT = 10  # vectors of each cluster


def model(kind: str, features: int, clusters: int) -> neonxai.Explainer:
    """A model at random: what it costs does not depend on its numbers."""
    rng = np.random.default_rng(1)
    if kind == "k-means":
        return neonxai.Explainer(neonxai._core.kmeans(rng.normal(size=(clusters, features))))
    support = rng.normal(size=(clusters * SUPPORT, features))
    return neonxai.Explainer(
        neonxai._core.kernel_kmeans(support, np.repeat(np.arange(clusters), SUPPORT), 0.5 / features)
    )


def write(folder: Path, points: int, features: int, kind: str) -> None:
    """Normal numbers, as columns and as arrays."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng = np.random.default_rng(0)
    for name in ("columns", "arrays"):
        (folder / name).mkdir(parents=True)
    for part in range(0, points, ROWS):
        x = rng.normal(size=(min(ROWS, points - part), features)).astype(kind)
        columns = pa.table({f"x{i}": np.ascontiguousarray(x[:, i]) for i in range(features)})
        ends = np.arange(0, x.size + 1, features, dtype=np.int32)
        arrays = pa.table({"x": pa.ListArray.from_arrays(ends, x.ravel())})
        for name, table in (("columns", columns), ("arrays", arrays)):
            pq.write_table(
                table,
                folder / name / f"{part:012}.parquet",
                row_group_size=ROWS,
                use_dictionary=False,
                compression="none",
            )


def of_all_processes() -> float:
    """Processor seconds of this process and all that it has started."""
    import psutil

    total = 0.0
    for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


def plain(folder: Path, explainer: neonxai.Explainer, features: int) -> Callable[[list[Path]], int]:
    """One process, one thread, batch by batch."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    pa.set_cpu_count(1)
    neonxai.set_threads(1)

    def work(files: list[Path]) -> int:
        done = 0
        for file in files:
            for batch in pq.ParquetFile(file).iter_batches(10_000, use_threads=False):
                columns = np.empty((features, batch.num_rows))
                for i, column in enumerate(batch.columns):
                    columns[i] = column.to_numpy(zero_copy_only=False)
                done += len(explainer(np.ascontiguousarray(columns.T)))
        return done

    return work


def on_dask(folder: Path, explainer: neonxai.Explainer, features: int) -> Callable[[list[Path]], int]:
    """A cluster of one process with one thread."""
    import dask
    import dask.dataframe as dd
    from distributed import Client, LocalCluster

    dask.config.set({"distributed.worker.daemon": True})
    client = Client(LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=":0", memory_limit=0))

    def work(files: list[Path]) -> int:
        assert client.status == "running"
        frame = dd.read_parquet([str(file) for file in files])
        why = neonxai.dask.explain(frame, explainer)
        return int(why.map_partitions(len, meta=("rows", "int64")).compute().sum())

    return work


def on_spark(folder: Path, explainer: neonxai.Explainer, features: int, arrays: bool) -> Callable[[list[Path]], int]:
    """One core."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.memory", "2g")
        .config("spark.local.dir", str(folder))
        .config("spark.driver.extraJavaOptions", "-XX:+UseSerialGC")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")

    def work(files: list[Path]) -> int:
        df = session.read.parquet(*map(str, files))
        why = neonxai.spark.explain(df, explainer, "x" if arrays else None)
        why.write.format("noop").mode("overwrite").save()
        return len(files) * ROWS

    return work


def run(engine: str, kind: str, folder: Path, points: int, features: int, clusters: int) -> dict[str, Any]:
    """One engine in a process of its own: it is warm when it is measured."""
    explainer = model(kind, features, clusters)
    arrays = engine == "spark, arrays"
    files = sorted((folder / ("arrays" if arrays else "columns")).iterdir())
    work = {
        "plain": lambda: plain(folder, explainer, features),
        "dask": lambda: on_dask(folder, explainer, features),
        "spark": lambda: on_spark(folder, explainer, features, False),
        "spark, arrays": lambda: on_spark(folder, explainer, features, True),
    }[engine]()
    work(files[: max(1, min(3, len(files) // 3))])
    before = of_all_processes()
    assert work(files) == points
    return {"seconds": of_all_processes() - before, "bytes": sum(file.stat().st_size for file in files)}


def main() -> None:
    """Measures and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=lambda text: int(float(text)), default=1_000_000)
    parser.add_argument("--features", type=int, default=50)
    parser.add_argument("--clusters", type=int, default=20)
    parser.add_argument("--type", choices=["float32", "float64"], default="float64")
    parser.add_argument("--folder", type=Path, default=Path("build/bench-engines"))
    parser.add_argument("--models", nargs="*", default=MODELS)
    parser.add_argument("--engines", nargs="*", default=ENGINES)
    parser.add_argument("--run", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.points % ROWS != 0:
        parser.error(f"points should be a multiple of {ROWS}, the rows of a file")
    if options.run:
        print(json.dumps(run(*options.run, options.folder, options.points, options.features, options.clusters)))
        return
    shutil.rmtree(options.folder, ignore_errors=True)
    try:
        write(options.folder, options.points, options.features, options.type)
        print(f"{options.points:,} x {options.features}, {options.type}, K = {options.clusters}; one core")
        print("| model | engine | us a point | points / s and core | of the plain process | bytes a point |")
        print("|---|---|---|---|---|---|")
        for kind in options.models:
            first = None
            for engine in options.engines:
                command = [sys.executable, *sys.argv, "--run", engine, kind]
                told = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
                first = first or told["seconds"]
                us = told["seconds"] / options.points * 1e6
                print(
                    f"| {kind} | {engine} | {us:.2f} | {1e6 / us:,.0f} | {first / told['seconds']:.2f} "
                    f"| {told['bytes'] / options.points:.0f} |",
                    flush=True,
                )
    finally:
        shutil.rmtree(options.folder, ignore_errors=True)


if __name__ == "__main__":
    main()
