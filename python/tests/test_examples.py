"""The examples say what they promise."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "examples"


def printed(name: str, capsys) -> str:
    runpy.run_path(str(EXAMPLES / name), run_name="__main__")
    return capsys.readouterr().out


def test_the_mark_in_the_corner_is_found(capsys):
    told = printed("spray.py", capsys)
    odd, of, marked = map(int, re.search(r"(\d+) of (\d+) sevens.*; (\d+) of them", told).groups())
    planted = int(re.search(r"^(\d+) were marked", told, re.MULTILINE).group(1))
    assert odd == marked == planted and planted < of / 2
    assert re.search(r"pixel 0, [01]$", told, re.MULTILINE)


def test_topics_are_told_by_words(capsys):
    told = printed("text_topics.py", capsys)
    assert int(re.search(r"for (\d+)%", told).group(1)) >= 80
    topics = re.findall(r"topic \d \(\d+\): (.*)", told)
    assert len(topics) == 4 and any("socket" in words for words in topics) and any("file" in words for words in topics)


def test_genes_of_the_types_are_found(capsys):
    told = printed("single_cells.py", capsys)
    assert "20000 genes" in told
    found = [int(count) for count in re.findall(r": (\d+) of its 30", told)]
    assert len(found) == 3 and min(found) >= 27
