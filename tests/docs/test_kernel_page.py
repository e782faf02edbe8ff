"""docs/explanation/kernel.md lists the rules of the kernel: all of them, and no others."""

from __future__ import annotations

import re
from pathlib import Path

import varsym.kernel  # noqa: F401 - registers the rules
from varsym.kernel.theorem import RULES

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "kernel.md"


def test_the_table_has_a_row_for_every_rule() -> None:
    rules_part = PAGE.read_text("utf-8").split("## The rules")[1].split("\n## ")[0]
    assert sorted(re.findall(r"^\| `(\w+)` \|", rules_part, re.MULTILINE)) == sorted(RULES)
