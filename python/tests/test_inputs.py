"""What goes in, what comes out, and what is refused."""

from __future__ import annotations

import copy
import pickle
import re
import subprocess
import sys
import threading
import time

import numpy as np
import pandas as pd
import polars as pl
import pytest
from conftest import assert_sums, blobs
from scipy import sparse
from sklearn.cluster import KMeans, SpectralClustering
from sklearn.exceptions import NotFittedError
from sklearn.mixture import GaussianMixture
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import neonxai


@pytest.fixture
def fitted() -> tuple[KMeans, np.ndarray]:
    x, _ = blobs(0)
    return KMeans(3, n_init=1, random_state=0).fit(x), x


def test_every_layout_gives_the_same(fitted):
    model, x = fitted
    why = neonxai.explain(model, x)
    wide = np.zeros((len(x), 2 * x.shape[1]))
    wide[:, ::2] = x
    readonly = x.copy()
    readonly.flags.writeable = False
    for other in (np.asfortranarray(x), x.tolist(), wide[:, ::2], readonly, sparse.csr_array(x)):
        assert np.array_equal(neonxai.explain(model, other).values, why.values)
    single = x.astype(np.float32)
    assert np.array_equal(neonxai.explain(model, single).values, neonxai.explain(model, single.astype(float)).values)


def test_arrays_are_not_copied_on_their_way_in(fitted):
    model, x = fitted
    why = neonxai.Explainer(model)(x)
    assert why.data is x and np.shares_memory(why._points, x)


def test_frames_keep_index_and_names(fitted):
    _, x = fitted
    frame = pd.DataFrame(x, columns=["a", "b", "c", "d"], index=pd.RangeIndex(10, 10 + len(x)))
    model = KMeans(3, n_init=1, random_state=0).fit(frame)
    why = neonxai.explain(model, frame)
    told = why.to_frame()
    assert told.index.equals(frame.index) and list(told.columns) == ["a", "b", "c", "d"]
    assert np.array_equal(told.to_numpy(), why.values)
    part = why[3:5]
    assert list(part.to_frame().index) == [13, 14] and len(why[-1]) == 1
    with pytest.raises(ValueError, match="feature names"):
        neonxai.explain(model, frame[["b", "a", "c", "d"]])
    with pytest.warns(UserWarning, match="feature names"):
        assert neonxai.explain(model, x).feature_names == ["a", "b", "c", "d"]
    apart = neonxai.explain(model, frame, competitors=True).to_frame()
    assert apart.columns.nlevels == 2 and apart.shape == (len(x), 12)


def test_names_of_ones_choice(fitted):
    model, x = fitted
    frame = pd.DataFrame(x, columns=list("abcd"))
    assert neonxai.explain(model, x).feature_names == ["x0", "x1", "x2", "x3"]
    pipeline = make_pipeline(StandardScaler(), KMeans(2, n_init=1)).fit(frame)
    assert neonxai.explain(pipeline, frame, feature_names=list("pqrs")).feature_names == list("pqrs")
    with pytest.raises(ValueError, match="3 feature names should be 4"):
        neonxai.explain(model, x, feature_names=list("pqr"))


def test_an_explainer_is_its_own(fitted):
    _, x = fitted
    pipeline = make_pipeline(StandardScaler(), KMeans(3, n_init=1, random_state=0)).fit(x)
    explainer = neonxai.Explainer(pipeline)
    before = explainer(x).values
    pipeline.fit(x * 5 + 7)
    assert np.array_equal(explainer(x).values, before)


def test_polars_in_polars_out(fitted):
    _, x = fitted
    frame = pl.DataFrame(x, schema=["a", "b", "c", "d"])
    model = KMeans(3, n_init=1, random_state=0).fit(frame)
    why = neonxai.explain(model, frame)
    told = why.to_frame()
    assert isinstance(told, pl.DataFrame) and told.columns == frame.columns
    assert np.array_equal(told.to_numpy(), why.values)
    apart = neonxai.explain(model, frame, competitors=True).to_frame()
    assert apart.width == 12 and apart.columns[1] == "a|1"


def test_tables_of_no_points(fitted):
    model, x = fitted
    why = neonxai.Explainer(model)(x[:0])
    assert why.values.shape == (0, 4) and len(why) == 0 and len(why.to_frame()) == 0
    with pytest.raises(ValueError, match="0 sample"):
        neonxai.explain(model, pd.DataFrame(x[:0]))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_numbers_that_are_none(fitted, bad):
    model, x = fitted
    x = x.copy()
    x[7, 2] = bad
    for table in (x, pd.DataFrame(x)):
        with pytest.raises(ValueError, match="X.*(NaN|nan|inf|finite)"):
            neonxai.explain(model, table)


def test_other_shapes_are_refused_as_scikit_learn_does(fitted):
    model, x = fitted
    for table in (x[:, :3].copy(), pd.DataFrame(x[:, :3])):
        with pytest.raises(ValueError, match="X has 3 features, but .* is expecting 4 features as input"):
            neonxai.explain(model, table)
    with pytest.raises(ValueError, match="2D array"):
        neonxai.explain(model, x[0])
    with pytest.raises(ValueError, match="[Cc]ould not convert"):
        neonxai.explain(model, np.array([["a", "b", "c", "d"]], dtype=object))
    with pytest.raises(ValueError, match="cluster 7 should be one of"):
        neonxai.explain(model, x, against=7)
    with pytest.raises(ValueError, match="clusters 7 should be among"):
        neonxai.explain(model, x, cluster=7)


def test_unfitted_and_unknown_estimators(fitted):
    _, x = fitted
    with pytest.raises(NotFittedError):
        neonxai.explain(KMeans(3), x)
    with pytest.raises(NotFittedError):
        neonxai.explain(make_pipeline(StandardScaler(), KMeans(3)), x)
    with pytest.raises(TypeError, match="SpectralClustering is not understood.*KMeans.*explain_labels"):
        neonxai.explain(SpectralClustering(2, random_state=0).fit(x), x)
    with pytest.raises(TypeError, match="dict is not understood"):
        neonxai.explain({}, x)
    with pytest.raises(ValueError, match="1 cluster"):
        neonxai.explain(KMeans(1).fit(x), x)
    with pytest.raises(ValueError, match="composite"):
        neonxai.explain(KMeans(2, n_init=1).fit(x), x, composite="none")
    with pytest.raises(ValueError, match="beta 0"):
        neonxai.explain(KMeans(2, n_init=1).fit(x), x, beta=0.0)


def test_pickles(fitted):
    model, x = fitted
    for first in (
        model,
        make_pipeline(StandardScaler(), GaussianMixture(3, covariance_type="tied", random_state=0)).fit(x),
    ):
        explainer = neonxai.Explainer(first)
        again = pickle.loads(pickle.dumps(explainer))
        assert np.array_equal(again(x).values, explainer(x).values)
        assert np.array_equal(copy.deepcopy(explainer)(x).values, explainer(x).values)
        why = pickle.loads(pickle.dumps(explainer(x)))
        assert_sums(why)


def test_threads_share_an_explainer(fitted):
    model, x = fitted
    explainer = neonxai.Explainer(model)
    expected = explainer(x).values
    found: list[np.ndarray] = []
    threads = [threading.Thread(target=lambda: found.append(explainer(x).values)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and all(np.array_equal(values, expected) for values in found)


def test_results_do_not_depend_on_the_number_of_threads(fitted):
    model, _ = fitted
    x = np.tile(fitted[1], (20, 1))
    try:
        neonxai.set_threads(1)
        one = neonxai.explain(model, x).values
        neonxai.set_threads(2)
        assert np.array_equal(neonxai.explain(model, x).values, one)
    finally:
        neonxai.set_threads(0)


def test_other_threads_run_meanwhile():
    """The interpreter is free while C++ computes."""
    x = np.random.default_rng(0).normal(size=(200_000, 40))
    model = KMeans(20, n_init=1, max_iter=1, random_state=0).fit(x[:1000])
    explainer = neonxai.Explainer(model, composite="zB", lower=-9, upper=9)
    ticks: list[float] = []
    done = threading.Event()

    def tick() -> None:
        while not done.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    begin = time.perf_counter()
    explainer(x)
    end = time.perf_counter()
    done.set()
    thread.join()
    assert sum(begin < t < end for t in ticks) > 10


def test_ctrl_c_ends_a_long_fit():
    code = (
        "import _thread, threading, numpy as np, neonxai\n"
        "x = np.random.default_rng(0).normal(size=(20000, 30))\n"
        "threading.Timer(1.0, _thread.interrupt_main).start()\n"
        "try:\n"
        "    neonxai.GaussianMixture(40, n_init=1).fit(x)\n"
        "    print('finished')\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted')\n"
    )
    begin = time.perf_counter()
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert out.stdout.strip() == "interrupted", out.stderr
    assert time.perf_counter() - begin < 60


def test_importing_takes_numpy_alone():
    """Which is what it costs: 0.3 s would be much."""
    others = ("sklearn", "pandas", "scipy", "matplotlib", "h5py")
    code = f"import sys, neonxai; print([m for m in {others} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_no_memory_is_lost(fitted):
    """Some thousand points, one by one; bench/speed.py asks a hundred thousand."""
    model, x = fitted
    explainer = neonxai.Explainer(model)
    one = x[:1].copy()

    def resident() -> int:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * 4096

    for _ in range(5000):
        explainer(one)
    before = resident()
    for _ in range(20_000):
        explainer(one)
    assert resident() - before < 2e6


def test_pickles_of_another_version_are_refused(fitted):
    model, x = fitted
    explainer = neonxai.Explainer(model)
    kept = pickle.dumps(explainer)
    older = kept.replace(neonxai.__version__.encode(), b"0.0.9")
    assert older != kept
    with pytest.raises(ValueError, match=r"pickled by neonxai 0.0.9 and is read by 0.1.0.*Explainer\(model\)"):
        pickle.loads(older)
    state = {name: value for name, value in explainer.__getstate__().items() if name != "version"}
    with pytest.raises(ValueError, match="an older version"):
        neonxai.Explainer.__new__(neonxai.Explainer).__setstate__(state)


def test_columns_that_hold_no_numbers(fitted):
    model, x = fitted
    own = neonxai.KMeans(3, random_state=0).fit(x).model_
    numbers = pd.DataFrame(x, columns=list("abcd")).astype(object)
    model = KMeans(3, n_init=1, random_state=0).fit(numbers)
    assert np.array_equal(neonxai.explain(own, numbers).values, neonxai.explain(own, x).values)
    texts = numbers.copy()
    texts.loc[5, "c"] = "much"
    missing = numbers.copy()
    missing.loc[2, "b"] = pd.NA
    for table, culprit in [(texts, "column 'c' holds 'much' in row 5"), (missing, "column 'b' holds <NA> in row 2")]:
        with pytest.raises(ValueError, match=culprit):
            neonxai.explain(own, table)
        with pytest.raises((ValueError, TypeError)):
            neonxai.explain(model, table)
        with pytest.raises(ValueError, match=culprit):
            neonxai.explain_labels(table, model.labels_)
    with pytest.raises(ValueError, match="column '1' holds 'x' in row 0"):
        neonxai.explain(own, np.array([[1.0, "x", 2.0, 3.0]], dtype=object))


def test_frames_without_rows_or_columns(fitted):
    model, x = fitted
    frame = pd.DataFrame(x, columns=list("abcd"))
    with pytest.raises(ValueError, match="0 feature"):
        neonxai.explain(model, frame[[]])
    model = KMeans(3, n_init=1, random_state=0).fit(frame)
    with pytest.raises(ValueError, match="0 sample"):
        neonxai.explain(model, frame[:0])
    with pytest.raises(ValueError, match="0 different labels"):
        neonxai.explain_labels(frame[:0], [])
    with pytest.raises(ValueError, match="0 features"):
        neonxai.explain_labels(frame[[]], model.labels_)
    with pytest.raises(ValueError, match="0 sample"):
        neonxai.KMeans(2).fit(frame[:0])


def test_own_estimators_that_are_not_fitted(fitted):
    _, x = fitted
    for use in (lambda m: neonxai.explain(m, x), lambda m: m.predict(x), lambda m: m.transform(x)):
        with pytest.raises(NotFittedError, match="not fitted yet"):
            use(neonxai.KernelKMeans(3))
    with pytest.raises(NotFittedError):
        neonxai.RelevanceTransformer().transform(x)


@pytest.mark.parametrize(
    ("package", "use", "message"),
    [
        ("sklearn", "neonxai.KMeans(2)", "neonxai.KMeans, a scikit-learn estimator, needs sklearn.*neonxai.sklearn."),
        ("h5py", "neonxai.load('model.h5')", "neonxai.load needs h5py.*neonxai.files."),
        ("pandas", "why.to_frame()", "to_frame needs pandas.*neonxai.frames."),
        ("shap", "why.to_shap()", "to_shap needs shap.*neonxai.shap."),
        ("matplotlib", "why.plot.bar(0)", "plot needs matplotlib.*neonxai.plot."),
    ],
)
def test_packages_that_are_missing_are_named(package, use, message):
    code = (
        "import sys\n"
        f"sys.modules[{package!r}] = None\n"
        "import numpy as np, neonxai\n"
        "core = neonxai._core.kmeans(np.eye(2))\n"
        "why = neonxai.explain(core, np.eye(2))\n"
        f"{use}\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    last = out.stderr.strip().splitlines()[-1]
    assert last.startswith("ModuleNotFoundError") and re.search(message, last), out.stderr
