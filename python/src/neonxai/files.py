"""Model files: those of the C++ library, in HDF5 (needs h5py)."""

from __future__ import annotations

import copyreg
import os
from typing import Any

import numpy as np

from . import _core
from ._carried import LoadedModel, made
from ._known import carried
from ._optional import needed

copyreg.pickle(_core.Model, lambda model: (made, (model.kind, model.parameters())))


def save(path: str | os.PathLike[str], model: Any, feature_names: list[str] | None = None) -> None:
    """Writes a model to a file that the program ``neon`` and the C++ library read.

    Parameters
    ----------
    path : path
    model
        A fitted estimator that is a model of the library, or a loaded one. Its features are those that it was fitted
        on: a Pipeline's steps before it are not written.
    feature_names : list of str, optional
    """
    h5py = needed("h5py", "neonxai.save", "files")
    scaling = getattr(model, "scaling", None)
    names = feature_names or getattr(model, "feature_names", None)
    if names is None and hasattr(model, "feature_names_in_"):
        names = [str(name) for name in model.feature_names_in_]
    inner = model.model if isinstance(model, LoadedModel) else model
    if not isinstance(inner, _core.Model):
        known = carried(inner)
        if isinstance(known.model, list) or known.factor is not None:
            raise ValueError(f"{type(inner).__name__} with these settings is none of the kinds that a model file holds")
        inner = known.model
    with h5py.File(path, "w") as file:
        file.attrs["neon_kind"] = inner.kind
        for name, value in inner.parameters().items():
            if isinstance(value, list):  # layers
                for i, (weight, bias) in enumerate(value):
                    file[f"{name}/{i}/weight"], file[f"{name}/{i}/bias"] = weight, bias
            elif isinstance(value, np.ndarray):
                file[name] = value
            else:
                file.attrs[name] = value
        if names is not None:
            file["feature_names"] = [str(name) for name in names]
        if scaling is not None:
            file["scale/shift"], file["scale/factor"] = scaling


def load(path: str | os.PathLike[str]) -> LoadedModel:
    """Reads a model file, from this package, the C++ library or any other program.

    Parameters
    ----------
    path : path

    Returns
    -------
    LoadedModel
        To be given to `explain` or `Explainer`.
    """
    h5py = needed("h5py", "neonxai.load", "files")
    with h5py.File(path, "r") as file:
        if "neon_kind" not in file.attrs:
            raise ValueError(f"{path}: the attribute neon_kind is missing: it is no model file")
        kind = file.attrs["neon_kind"]
        kind = kind.decode() if isinstance(kind, bytes) else str(kind)
        parameters: dict[str, Any] = {}
        for name, value in file.attrs.items():
            if isinstance(value, (bytes, str)):
                parameters[name] = value.decode() if isinstance(value, bytes) else value
            elif np.ndim(value) == 0:
                parameters[name] = float(value)
        for name, part in file.items():
            if isinstance(part, h5py.Group) and "0" in part:
                layers = [part[str(i)] for i in range(len(part))]
                parameters[name] = [(part["weight"][()], part["bias"][()]) for part in layers]
            elif isinstance(part, h5py.Dataset) and part.dtype.kind in "iufb":
                parameters[name] = part[()].astype(np.int64 if part.dtype.kind in "iub" else np.float64)
        names = (
            [name.decode() if isinstance(name, bytes) else str(name) for name in file["feature_names"]]
            if "feature_names" in file
            else None
        )
        scaling = (
            (
                np.asarray(file["scale/shift"][()], dtype=np.float64),
                np.asarray(file["scale/factor"][()], dtype=np.float64),
            )
            if "scale" in file
            else None
        )
    try:
        return LoadedModel(made(kind, parameters), names, scaling)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{path}: {error}") from None
