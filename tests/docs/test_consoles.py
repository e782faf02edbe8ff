"""What README and the pages show of a terminal is what one sees there.

A block of ``console`` has a command after ``$`` and what it prints; ``…`` alone on a line stands
for lines that are left out.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from varsym.cli import cli

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = [
    pytest.param(*session, id=f"{page.stem}, {session[0]}")
    for page in PAGES
    for block in BLOCK.findall(page.read_text("utf-8"))
    for session in re.findall(r"^\$ (varsym .*)\n((?:(?!\$ ).*\n)+)", block, re.MULTILINE)
]


def as_shown(printed: str, expected: str) -> bool:
    """Return whether lines are those expected, but for lines that are left out."""
    wanted = [line.rstrip() for line in expected.splitlines()]
    pattern = "".join(r"(?:.*\n)*" if line == "…" else re.escape(line) + r"\n" for line in wanted)
    return (
        re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in printed.splitlines()))
        is not None
    )


@pytest.mark.parametrize(("command", "expected"), SHOWN)
def test_a_command_prints_what_is_shown(
    command: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    arguments = shlex.split(command)[1:]
    printed = CliRunner().invoke(cli, arguments, prog_name="varsym").output.strip("\n")
    assert as_shown(printed, expected), printed


def test_the_tutorial_shows_something() -> None:
    assert len(SHOWN) >= 8


@pytest.mark.parametrize("expected", ["a\n", "a\n…\nb\n", "b\n…\n", "…\nb\n", ""])
def test_a_wrong_line_is_noticed(expected: str) -> None:
    assert not as_shown("a\nb\nc\n", expected)


@pytest.mark.parametrize("expected", ["a\nb\nc\n", "a\n…\n", "…\nb\n…\n", "a\nb\n…\nc\n"])
def test_lines_may_be_left_out(expected: str) -> None:
    assert as_shown("a\nb  \nc\n", expected)
