"""How fast explaining from Python is, each beside what it is measured against, in one run.

    build/venv/bin/python python/bench/speed.py [--points 1000000]

Times are the processor's, the least of several rounds that alternate, of one thread. Beside them stands what is
wanted of them. What it prints is no test: machines differ.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

import neonxai


def least(functions: list[Callable[[], object]], rounds: int) -> list[float]:
    """The least time of each, in seconds; rounds alternate."""
    best = [np.inf] * len(functions)
    for _ in range(rounds):
        for i, function in enumerate(functions):
            begin = time.process_time()
            function()
            best[i] = min(best[i], time.process_time() - begin)
    return best


def told(what: str, value: str, wanted: str, holds: bool) -> None:
    """One line."""
    print(f"{what:82} {value:>14}  {wanted:12} {'holds' if holds else 'MISSED'}", flush=True)


def numpy_neon(x: np.ndarray, mu: np.ndarray) -> np.ndarray:
    """NEON of k-means as one would write it with arrays: affine margins, hard minimum, midpoint rule."""
    scores = (mu**2).sum(axis=1) - 2 * x @ mu.T
    own = scores.argmin(axis=1)
    rows = np.arange(len(x))
    scores[rows, own] = np.inf
    other = scores.argmin(axis=1)
    return 2 * (mu[own] - mu[other]) * (x - 0.5 * (mu[own] + mu[other]))


def numpy_soft_neon(x: np.ndarray, mu: np.ndarray, beta: float) -> np.ndarray:
    """The same with the soft minimum of the paper, whose shares go to all competitors: products of matrices."""
    scores = (mu**2).sum(axis=1) - 2 * x @ mu.T
    own = scores.argmin(axis=1)
    result = np.empty_like(x)
    for c in range(len(mu)):
        rows = np.flatnonzero(own == c)
        others = np.delete(mu, c, axis=0)
        h = np.delete(scores[rows], c, axis=1) - scores[rows, c, None]
        least = h.min(axis=1, keepdims=True)
        weight = np.exp(-beta * (h - least))
        total = weight.sum(axis=1, keepdims=True)
        share = weight / total * (least - np.log(total) / beta) / h
        normal = 2 * (mu[c] - others)
        result[rows] = x[rows] * (share @ normal) - share @ (normal * 0.5 * (mu[c] + others))
    return result


def one_point() -> None:
    from sklearn.cluster import KMeans
    from sklearn.datasets import load_wine

    x = load_wine().data
    explainer = neonxai.Explainer(KMeans(3, n_init=1, random_state=0).fit(x))
    point = x[:1].copy()
    explainer(point)

    def many() -> None:
        for _ in range(1000):
            explainer(point)

    (seconds,) = least([many], 7)
    told("one wine, 13 features, 3 clusters", f"{seconds * 1e3:.1f} us", "<= 100 us", seconds <= 0.1)


def binding(points: int) -> None:
    random = np.random.default_rng(0)
    x, mu = random.normal(size=(points, 50)), random.normal(size=(10, 50))
    explainer = neonxai.Explainer(neonxai._core.kmeans(mu))
    core, repeats = explainer._core, max(1, 200_000 // points)

    def python() -> None:
        for _ in range(repeats):
            explainer(x)

    def cplusplus() -> None:  # the call itself, which copies nothing; its arrays are freed alike
        for _ in range(repeats):
            core.explain(x)

    above, below = least([python, cplusplus], 15)
    told(
        f"what Python adds to the call of C++, {points} x 50",
        f"{above / below - 1:+.1%}",
        "<= +5 %",
        above <= 1.05 * below,
    )


def against_numpy(points: int) -> None:
    random = np.random.default_rng(0)
    x, mu = random.normal(size=(points, 50)), random.normal(size=(10, 50))
    for what, beta in [("the minimum over competitors soft", 0.05), ("hard, one competitor a point", np.inf)]:
        explainer = neonxai.Explainer(neonxai._core.kmeans(mu, None, beta))

        def arrays(z: np.ndarray, beta: float = beta) -> np.ndarray:
            return numpy_neon(z, mu) if np.isinf(beta) else numpy_soft_neon(z, mu, beta)

        few = x[:2000].copy()
        assert np.allclose(explainer(few).values, arrays(few))
        ours, theirs = least([lambda: explainer(x), lambda: arrays(x)], 3)  # noqa: B023
        name = f"k-means of {points:.0e} x 50 beside numpy, {what}"
        told(name, f"{theirs / ours:.1f} times", ">= 5 times", theirs >= 5 * ours)
        print(f"{'':4}{ours / points * 1e9:.0f} ns a point; numpy {theirs / points * 1e9:.0f} ns")


def against_shap(points: int = 20) -> None:
    import shap
    from sklearn.cluster import KMeans
    from sklearn.datasets import load_wine

    x = load_wine().data
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    model = KMeans(3, n_init=5, random_state=0).fit(x)
    few = x[:points].copy()
    explainer = neonxai.Explainer(model)
    why = explainer(few)
    centre = model.cluster_centers_

    def logit(own: int, z: np.ndarray) -> np.ndarray:
        distance = ((z[:, None] - centre) ** 2).sum(axis=2)
        return np.delete(distance, own, axis=1).min(axis=1) - distance[:, own]

    # Accuracy alike: sampled until what is left of the sum is small beside it, as ours is to rounding.
    def sampled() -> list[np.ndarray]:
        found = []
        for n in range(points):
            own = int(why._index[n])
            kernel = shap.KernelExplainer(lambda z, own=own: logit(own, z), x[::9], silent=True)
            found.append(kernel.shap_values(few[n], nsamples=2048, silent=True))
        return found

    ours, theirs = least([lambda: [explainer(few) for _ in range(200)], sampled], 1)
    ratio = theirs / (ours / 200)
    told(
        f"{points} wines beside shap.KernelExplainer (2048 samples)", f"{ratio:.0f} times", ">= 100 times", ratio >= 100
    )


def importing() -> None:
    code = "import time, sys; import numpy; b = time.process_time(); import neonxai; print(time.process_time() - b)"
    seconds = min(
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout) for _ in range(5)
    )
    told("import, numpy already there", f"{seconds * 1e3:.0f} ms", "<= 300 ms", seconds <= 0.3)


def leak(calls: int = 100_000) -> None:
    x = np.random.default_rng(0).normal(size=(1, 13))
    explainer = neonxai.Explainer(neonxai._core.kmeans(np.random.default_rng(1).normal(size=(3, 13))))

    def resident() -> int:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * 4096

    for _ in range(5000):
        explainer(x)
    before = resident()
    for _ in range(calls):
        explainer(x)
    grown = resident() - before
    told(f"memory after {calls} calls", f"{grown / 1024:+.0f} KiB", "<= 4096 KiB", grown <= 4 << 20)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--points", type=int, default=1_000_000)
    points = arguments.parse_args().points
    neonxai.set_threads(1)
    importing()
    one_point()
    for size in (1000, 10_000):
        binding(size)
    against_numpy(points)
    against_shap()
    leak()


if __name__ == "__main__":
    main()
