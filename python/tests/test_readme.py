"""The README is a program, and prints what it says."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import matplotlib as mpl
import pytest

README = Path(__file__).parent.parent / "README.md"


def blocks() -> list[tuple[str, str | None]]:
    """(code, output) of every block of Python."""
    found = re.findall(r"```python\n(.*?)```\n(?:```output\n(.*?)```)?", README.read_text(), re.DOTALL)
    return [(code, output or None) for code, output in found]


def test_readme():
    pytest.importorskip("shap")
    mpl.use("Agg")
    names: dict[str, object] = {}
    for code, output in blocks():
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, str(README), "exec"), names)
        if output is not None:
            assert printed.getvalue() == output
    mpl.pyplot.close("all")
    assert len(blocks()) >= 5
