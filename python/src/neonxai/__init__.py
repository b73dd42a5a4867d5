"""Why is this point in that cluster? Exact explanations of fitted cluster models.

Cluster models are turned into neural networks that compute the same assignment, and every assignment is explained by
carrying its evidence back to the features: the relevances of a point add up to the logit of its cluster.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._compare import compare, method_names, metric_names
from ._core import Model, set_threads, threads
from ._explainer import Explainer, explain
from ._explanation import Counterfactual, Explanation
from ._known import supported as supported_estimators
from ._labels import explain_labels
from ._optional import needed
from ._version import __version__
from .files import load, save

if TYPE_CHECKING:
    from .estimators import (
        Agglomerative,
        DeepEmbeddedClustering,
        DeepKMeans,
        GaussianMixture,
        KernelKMeans,
        KMeans,
        RelevanceTransformer,
        SphericalKMeans,
    )

# Loaded when they are asked for: they need scikit-learn, which takes longer to import than everything here.
_ESTIMATORS = (
    "Agglomerative",
    "DeepEmbeddedClustering",
    "DeepKMeans",
    "GaussianMixture",
    "KMeans",
    "KernelKMeans",
    "RelevanceTransformer",
    "SphericalKMeans",
)
# Imported when they are asked for: each needs an engine.
_ENGINES = ("dask", "spark")

__all__ = [
    "Agglomerative",
    "Counterfactual",
    "DeepEmbeddedClustering",
    "DeepKMeans",
    "Explainer",
    "Explanation",
    "GaussianMixture",
    "KMeans",
    "KernelKMeans",
    "Model",
    "RelevanceTransformer",
    "SphericalKMeans",
    "__version__",
    "compare",
    "explain",
    "explain_labels",
    "load",
    "method_names",
    "metric_names",
    "save",
    "set_threads",
    "supported_estimators",
    "threads",
]


def __getattr__(name: str) -> Any:
    if name in _ESTIMATORS:
        needed("sklearn", f"neonxai.{name}, a scikit-learn estimator,", "sklearn")
        from . import estimators

        return getattr(estimators, name)
    if name in _ENGINES:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module 'neonxai' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_ESTIMATORS, *_ENGINES])
