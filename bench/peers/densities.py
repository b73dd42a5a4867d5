"""DBSCAN and HDBSCAN beside scikit-learn's: the same points, the same threads, in turns, each in a process of its own.

A line per work: seconds of both, peer / ours (more than 1: ours is faster) by wall time and by processor time, the most
memory of both in MiB, and the share of the pairs of points that both put together or apart alike (adjusted Rand index).
Sizes double, so that growth can be read off. Then what explanations cost, in evaluations of the model's own decision.
    python3 bench/peers/densities.py build/release/bench/peers/peer_densities [--threads 2] [--rounds 1] [--only TEXT]
Debian's python3-sklearn has no HDBSCAN; scikit-learn from 1.3 on has one, and where there is none ours is told alone.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_rand_score

PEER = """
import json, resource, sys, time
import numpy as np
work, points, n, d, threads, out, *rest = sys.argv[1:]
import sklearn.cluster
if work == "hdbscan" and not hasattr(sklearn.cluster, "HDBSCAN"):
    print(json.dumps(None)); sys.exit()
x = np.fromfile(points).reshape(int(n), int(d))
if work == "dbscan":
    model = sklearn.cluster.DBSCAN(eps=float(rest[0]), min_samples=int(rest[1]), n_jobs=int(threads))
else:
    model = sklearn.cluster.HDBSCAN(min_cluster_size=int(rest[0]), n_jobs=int(threads))
wall, processor = time.perf_counter(), time.process_time()
labels = model.fit(x).labels_
took = time.perf_counter() - wall, time.process_time() - processor
labels.astype("f8").tofile(out)
print(json.dumps([*took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def clouds(points: int, features: int) -> np.ndarray:
    """Ten normal groups of different widths, and a twentieth of the points scattered among them."""
    random = np.random.default_rng(0)
    group = random.integers(10, size=points)
    x = 5 * random.normal(size=(10, features))[group]
    x += random.normal(size=(points, features)) * (0.3 + 0.1 * group)[:, None]
    scattered = random.random(points) < 0.05
    x[scattered] = random.uniform(-12, 12, size=(int(scattered.sum()), features))
    return x


def compare(program: Path, work: str, x: np.ndarray, settings: list[str], threads: int, rounds: int) -> None:
    x.tofile("points")
    shape = [str(size) for size in x.shape]
    ours, theirs = [], []
    for _ in range(rounds):
        theirs.append(json.loads(subprocess.run(
            [sys.executable, "-W", "ignore", "-c", PEER, work, "points", *shape, str(threads), "theirs", *settings],
            check=True, text=True, stdout=subprocess.PIPE).stdout))
        ours.append([float(number) for number in subprocess.run(
            [str(program), work, "points", *shape, str(threads), "ours", *settings],
            check=True, text=True, stdout=subprocess.PIPE).stdout.split()])
    our = np.min(ours, axis=0)
    name = f"{work} {shape[0]} x {shape[1]} ({', '.join(settings)})"
    if theirs[0] is None:
        print(f"{name:42} {threads:3} {'-':>8} {our[0]:8.2f} {'-':>7} {'-':>7}   {'-':>6} {our[2]:6.0f}", flush=True)
        return
    peer = np.min(theirs, axis=0)
    alike = adjusted_rand_score(np.fromfile("ours"), np.fromfile("theirs"))
    print(f"{name:42} {threads:3} {peer[0]:8.2f} {our[0]:8.2f} {peer[0] / our[0]:7.2f} {peer[1] / our[1]:7.2f}"
          f"   {peer[2]:6.0f} {our[2]:6.0f}   {alike:.6f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="DBSCAN and HDBSCAN beside scikit-learn's.")
    parser.add_argument("program", type=Path, help="peer_densities")
    parser.add_argument("--threads", type=int, nargs="+", default=[2])
    parser.add_argument("--rounds", type=int, default=1, help="runs of each, in turns, of which the fastest counts")
    parser.add_argument("--only", default="", help="works whose names contain this")
    parser.add_argument("--share", type=float, default=1, help="of the points, for a trial")
    chosen = parser.parse_args()
    program = chosen.program.resolve()
    print(f"{'work':42} thr     peer     ours   ratio  by CPU   MiB: peer, ours   adjusted Rand index")
    with tempfile.TemporaryDirectory() as folder:
        for name, sizes, features, settings in [
            ("dbscan", (250_000, 500_000, 1_000_000), 3, []),
            ("hdbscan", (12_500, 25_000, 50_000), 10, ["20"]),
        ]:
            for size in sizes:
                if chosen.only not in name:
                    continue
                points = clouds(int(size * chosen.share), features)
                if name == "dbscan":  # as many neighbours within eps, whatever the number of points
                    settings = [f"{7 / len(points) ** (1 / 3):.4f}", "10"]
                for threads in chosen.threads:
                    os.chdir(folder)
                    compare(program, name, points, settings, threads, chosen.rounds)
    if chosen.only in "explain":
        for threads in chosen.threads:
            subprocess.run([str(program), "explain", str(threads), str(max(3, chosen.rounds)), str(chosen.share)], check=True)


if __name__ == "__main__":
    main()
