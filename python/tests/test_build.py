"""What building says where something is missing."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


@pytest.mark.skipif(shutil.which("cmake") is None, reason="needs CMake")
def test_missing_headers_are_named(tmp_path):
    source = Path(__file__).parent.parent
    options = ["-DCMAKE_DISABLE_FIND_PACKAGE_Eigen3=ON", "-DCMAKE_CXX_COMPILER_WORKS=1", "-DCMAKE_CXX_ABI_COMPILED=1"]
    out = subprocess.run(["cmake", "-S", source, "-B", tmp_path, *options], capture_output=True, text=True)
    assert out.returncode != 0
    told = " ".join(out.stderr.split())
    assert "does not find them all (Eigen3_FOUND)" in told and "apt-get install libeigen3-dev libfmt-dev" in told
