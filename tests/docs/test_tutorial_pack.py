"""The pack of the tutorial, as a reader makes it: blocks in a file, installed, and audited."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "tutorial" / "your-own-pack.md"


def blocks(language: str) -> list[str]:
    pattern = re.compile(rf"^```{language}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    return [block for block in pattern.findall(PAGE.read_text("utf-8")) if ">>>" not in block]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which the pack is there as if it were installed."""
    (tmp_path / "denoisers.py").write_text("\n\n".join(blocks("python")), "utf-8")
    project = tomllib.loads(blocks("toml")[0])["project"]
    points = project["entry-points"]["varsym.proofs"]
    info = tmp_path / f"{project['name']}-{project['version']}.dist-info"
    info.mkdir()
    head = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (info / "METADATA").write_text(head, "utf-8")
    told = "".join(f"{name} = {value}\n" for name, value in points.items())
    (info / "entry_points.txt").write_text(f"[varsym.proofs]\n{told}", "utf-8")
    return {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONUTF8": "1", "COLUMNS": "100"}


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        capture_output=True, text=True, encoding="utf-8", env=environment, check=False,
        cwd=environment["PYTHONPATH"],
    )  # fmt: skip


def test_the_audit_finds_it_and_decides_it(environment: dict[str, str]) -> None:
    done = run(environment, "varsym", "audit", "denoisers")
    assert done.returncode == 0, done.stderr
    assert "lem:3" in done.stdout
    assert "± repaired" in done.stdout


def test_the_commands_of_the_page_work(environment: dict[str, str]) -> None:
    commands = [line.split() for block in blocks("sh") for line in block.splitlines()]
    assert ["pytest", "--varsym", "denoisers"] in commands
    for program, *arguments in commands:
        cache = ["-p", "no:cacheprovider"] if program == "pytest" else []
        done = run(environment, program, *cache, *arguments)
        assert done.returncode == 0, f"{program} {arguments}: {done.stdout}{done.stderr}"
