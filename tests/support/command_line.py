"""The command line on small papers, which are installed packs for as long as a test lasts."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import EntryPoint

import pytest
from click.testing import CliRunner, Result

from varsym.cli import cli

Run = Callable[..., Result]


def installed(monkeypatch: pytest.MonkeyPatch, **packs: str) -> Run:
    """Return the command, which knows these packs and no others."""
    points = {name: EntryPoint(name, value, "varsym.proofs") for name, value in packs.items()}
    monkeypatch.setattr("varsym.graph.paper.packs", lambda: points)
    return lambda *arguments: CliRunner().invoke(cli, arguments, prog_name="varsym")


def told(result: Result) -> str:
    """Return the error on one screen, after checking that it is one and nothing else."""
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr) < 2000
    assert "Traceback" not in result.stderr
    return result.stderr
