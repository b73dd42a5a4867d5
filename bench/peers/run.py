"""Fits beside those of other libraries: the same points, the same threads, in turns, the best of some rounds each.

A line per work and number of threads: seconds of both, peer / ours (more than 1: ours is faster) by wall time and by
processor time, and what tells that both did the same: inertia, likelihood, heights.
    build/peers/bin/python bench/peers/run.py build/release/bench/peers/peer_fits [--threads 1 2] [--rounds 3] [--only TEXT]
"""

import argparse
import os
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import fastcluster
import faiss
import numpy as np
import sklearn
from sklearn.cluster import KMeans, kmeans_plusplus
from sklearn.decomposition import PCA
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

warnings.simplefilter("ignore", ConvergenceWarning)  # iterations are bounded on purpose


@dataclass
class Work:
    """One fit that both do."""

    name: str
    peer: str  # name of the library
    points: np.ndarray
    ours: list[str]  # the work of peer_fits and what follows the threads
    theirs: Callable[[], np.ndarray]  # timed
    quality: Callable[[np.ndarray], float]  # of a result of either
    quality_name: str
    least_is_best: bool = True
    numbers: type = np.float64  # what the peer is given


def clouds(points: int, features: int, centres: int, seed: int = 0) -> np.ndarray:
    """Normal points around centres that are about as far apart as they spread."""
    random = np.random.default_rng(seed)
    centre = random.normal(size=(centres, features))
    return centre[random.integers(centres, size=points)] + random.normal(size=(points, features))


def digits_like(points: int, seed: int = 0) -> np.ndarray:
    """784 numbers from 20 latent ones, half of them cut off at 0, as pixels are."""
    random = np.random.default_rng(seed)
    latent = clouds(points, 20, 10, seed)
    return np.maximum(0, latent @ random.normal(size=(20, 784)) + random.normal(size=(points, 784)))


def inertia(x: np.ndarray, centroids: np.ndarray) -> float:
    """The sum of squared distances to the nearest centroids, from the differences themselves."""
    centroids = centroids.astype(np.float64)
    index = faiss.IndexFlatL2(x.shape[1])
    origin = centroids.mean(axis=0)
    index.add((centroids - origin).astype(np.float32))
    label = index.search((x - origin).astype(np.float32), 1)[1][:, 0]
    return float(((x - centroids[label]) ** 2).sum())


def faiss_kmeans(x: np.ndarray, clusters: int, iterations: int) -> np.ndarray:
    # All points: by default it takes 256 a cluster.
    fit = faiss.Kmeans(x.shape[1], clusters, niter=iterations, seed=1, max_points_per_centroid=len(x))
    fit.train(x)
    return fit.centroids


def kmeans_works(small: bool) -> list[Work]:
    share = 20 if small else 1
    works = []
    for points, features, clusters in [(100_000, 100, 1000), (1_000_000, 50, 20), (20_000, 50, 100)]:
        points, clusters = points // share, max(10, clusters // share)
        x = clouds(points, features, clusters)
        x32 = x.astype(np.float32)
        size = f"{points} x {features}, K = {clusters}"
        works.append(Work(f"k-means {size}, 10 iterations", "faiss", x,
                          ["kmeans", str(clusters), "1", "10", "0", "greedy"],
                          lambda x=x32, k=clusters: faiss_kmeans(x, k, 10), lambda c, x=x: inertia(x, c), "inertia"))
        works.append(Work(f"start {size}", "scikit-learn", x, ["start", str(clusters), "greedy"],
                          lambda x=x, k=clusters: kmeans_plusplus(x, k, random_state=1)[0],
                          lambda c, x=x: inertia(x, c), "inertia"))
    pixels = digits_like(60_000 // share)
    x32 = pixels.astype(np.float32)
    works.append(Work(f"k-means {len(pixels)} x 784, K = 10, 10 iterations", "faiss", pixels,
                      ["kmeans", "10", "1", "10", "0", "greedy"],
                      lambda: faiss_kmeans(x32, 10, 10), lambda c: inertia(pixels, c), "inertia"))
    for x, clusters in [(pixels[: 20_000 // share], 10), (clouds(100_000 // share, 50, 20, 3), 20)]:
        works.append(Work(f"k-means as typed, {len(x)} x {x.shape[1]}, K = {clusters}", "scikit-learn", x,
                          ["defaults", str(clusters)],
                          lambda x=x, k=clusters: KMeans(k, random_state=1).fit(x).cluster_centers_,
                          lambda c, x=x: inertia(x, c), "inertia"))
    return works


def assign_work(small: bool) -> Work:
    x = clouds(100_000 // (20 if small else 1), 100, 1000)
    centroids = x[:: len(x) // 1000][:1000].copy()
    np.save("centroids.npy", centroids)
    index = faiss.IndexFlatL2(100)
    index.add(centroids.astype(np.float32))
    x32 = x.astype(np.float32)

    def wrong(label: np.ndarray) -> float:
        label = label.astype(int).ravel()
        some = slice(0, 2000)
        exact = ((x[some, None] - centroids[None]) ** 2).sum(axis=2).argmin(axis=1)
        return float((label[some] != exact).sum())

    return Work(f"one assignment {len(x)} x 100, K = 1000", "faiss", x, ["assign", "centroids.npy"],
                lambda: index.search(x32, 1)[1], wrong, "wrong labels of 2000")


def mixture_works(small: bool) -> list[Work]:
    share = 20 if small else 1
    works = []
    for points, features, clusters, covariance, iterations in [
        (200_000, 20, 10, "diag", 20), (100_000, 20, 10, "full", 10), (100_000, 20, 10, "spherical", 20),
    ]:
        x = clouds(points // share, features, clusters, 5)

        def theirs(x: np.ndarray = x, k: int = clusters, c: str = covariance, i: int = iterations) -> np.ndarray:
            fit = GaussianMixture(k, covariance_type=c, max_iter=i, tol=0, random_state=1).fit(x)
            return np.array([fit.lower_bound_])

        ours = ["mixture", str(clusters), {"diag": "diagonal"}.get(covariance, covariance), "1", str(iterations), "0"]
        works.append(Work(f"mixture {covariance} {len(x)} x {features}, K = {clusters}, {iterations} iterations",
                          "scikit-learn", x, ours, theirs, lambda r: float(r.ravel()[-1]), "log-likelihood", False))
    return works


def linkage_works(small: bool) -> list[Work]:
    works = []
    for points in [250, 500] if small else [2500, 5000, 10_000]:
        x = clouds(points, 20, 10, 7)
        for linkage in ["single", "complete", "average", "ward"]:
            works.append(Work(f"linkage {linkage} n = {points}", "fastcluster", x, ["linkage", linkage],
                              lambda x=x, m=linkage: fastcluster.linkage(x, method=m)[:, 2],
                              lambda r: float(r.sum()), "sum of heights"))
    return works


def pca_work(small: bool) -> Work:
    x = digits_like(60_000 // (20 if small else 1), 2)
    return Work(f"PCA {len(x)} x 784 to 50", "scikit-learn", x, ["pca", "50"],
                lambda: PCA(50, random_state=1).fit(x).explained_variance_, lambda r: float(r.sum()), "variance", False)


def measured(call: Callable[[], np.ndarray]) -> tuple[float, float, np.ndarray]:
    wall, processor = time.perf_counter(), time.process_time()
    result = call()
    return time.perf_counter() - wall, time.process_time() - processor, result


def run_ours(program: Path, work: Work, threads: int) -> tuple[float, float, np.ndarray]:
    command = [str(program), work.ours[0], "points.npy", "ours.npy", str(threads), *work.ours[1:]]
    run = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE)
    wall, processor = map(float, run.stdout.split())
    return wall, processor, np.load("ours.npy")


def compare(program: Path, work: Work, threads: int, rounds: int) -> None:
    np.save("points.npy", work.points)
    faiss.omp_set_num_threads(threads)
    ours, theirs = [], []
    with threadpool_limits(threads):
        for _ in range(rounds):
            theirs.append(measured(work.theirs))
            ours.append(run_ours(program, work, threads))
    wall = [min(run[0] for run in runs) for runs in (theirs, ours)]
    processor = [min(run[1] for run in runs) for runs in (theirs, ours)]
    quality = [work.quality(runs[-1][2]) for runs in (theirs, ours)]
    print(f"{work.name:52} {work.peer:13} {threads:3} {wall[0]:8.3f} {wall[1]:8.3f} {wall[0] / wall[1]:7.2f}"
          f" {processor[0] / processor[1]:7.2f}   {work.quality_name} {quality[0]:.6g}, {quality[1]:.6g}", flush=True)


def main() -> None:
    cores = len(os.sched_getaffinity(0))
    parser = argparse.ArgumentParser(description="Fits beside those of other libraries.")
    parser.add_argument("program", type=Path, help="peer_fits")
    parser.add_argument("--threads", type=int, nargs="+", default=sorted({1, cores}))
    parser.add_argument("--rounds", type=int, default=3, help="runs of each, in turns, of which the fastest counts")
    parser.add_argument("--only", default="", help="works whose names contain this")
    parser.add_argument("--small", action="store_true", help="points for a trial of the script: what is told means little")
    chosen = parser.parse_args()
    program = chosen.program.resolve()
    print(f"{cores} cores; faiss {faiss.__version__}, fastcluster {fastcluster.__version__},"
          f" scikit-learn {sklearn.__version__}, numpy {np.__version__}; seconds: best of {chosen.rounds}")
    print(f"{'work':52} {'peer':13} thr     peer     ours   ratio by CPU   quality of peer, ours")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for made in (kmeans_works, lambda s: [assign_work(s)], mixture_works, linkage_works, lambda s: [pca_work(s)]):
            for work in made(chosen.small):
                if chosen.only in work.name:
                    for threads in chosen.threads:
                        compare(program, work, threads, chosen.rounds)


if __name__ == "__main__":
    main()
