"""README and pages are programs: they print what they say, and draw their pictures into build/python-pictures."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

PACKAGE = Path(__file__).parent.parent
PICTURES = PACKAGE.parent / "build" / "python-pictures"
PAGES = ["README.md", "docs/tutorial.md", "docs/neon-or-shap.md", "docs/migrating.md"]


def blocks(page: str) -> list[tuple[str, str | None, str | None]]:
    """(code, output, name of the picture) of every block of Python."""
    pattern = r"```python\n(.*?)```\n(?:```output\n(.*?)```\n)?(?:!\[[^\]]*\]\(pictures/(.*?)\))?"
    found = re.findall(pattern, (PACKAGE / page).read_text(), re.DOTALL)
    return [(code, output or None, picture or None) for code, output, picture in found]


def run(page: str, which: slice = slice(None)) -> None:
    """Executes blocks of a page, one after the other in one namespace."""
    mpl.use("Agg")
    names: dict[str, object] = {}
    for code, output, picture in blocks(page)[which]:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, page, "exec"), names)
        if output is not None:
            assert printed.getvalue() == output
        if picture is not None:
            PICTURES.mkdir(parents=True, exist_ok=True)
            plt.gcf().savefig(PICTURES / picture, dpi=110, bbox_inches="tight")
        plt.close("all")
    assert blocks(page)
    drawn = re.findall(r"\]\(pictures/(.*?)\)", (PACKAGE / page).read_text())
    assert drawn == [picture for _, _, picture in blocks(page) if picture is not None]


@pytest.mark.parametrize("page", PAGES)
def test_page(page):
    pytest.importorskip("shap")
    run(page)
