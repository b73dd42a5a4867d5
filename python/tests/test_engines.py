"""What needs no engine: who imports one, and what is said where it is not there."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(("engine", "package"), [("dask", "dask"), ("spark", "pyspark")])
def test_engines_are_imported_by_who_asks_for_them(engine, package):
    code = (
        "import sys, numpy as np, neonxai\n"
        f"assert not {{'dask', 'pyspark', 'distributed', 'pyarrow'}} & set(sys.modules)\n"
        f"neonxai.{engine}.explain\n"
        f"assert {package!r} not in sys.modules\n"
        f"sys.modules[{package!r}] = None\n"
        f"neonxai.{engine}.explain(None, neonxai._core.kmeans(np.eye(2)))\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    last = out.stderr.strip().splitlines()[-1]
    assert last == (
        f"ModuleNotFoundError: neonxai.{engine} needs {package}, which is not installed: "
        f"pip install 'neonxai[{engine}]'"
    )
