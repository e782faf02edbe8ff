"""The audit of the paper, warm and cold, and the help page."""

from __future__ import annotations

import subprocess
import sys

import pytest

from proofs.var_universality import paper


def test_audit_in_one_process(benchmark) -> None:
    assert len(benchmark.pedantic(paper.audit, rounds=3)) == len(paper)


@pytest.mark.parametrize("arguments", [["audit"], ["--help"]], ids=["audit", "help"])
def test_cold_start(benchmark, arguments: list[str]) -> None:
    def run() -> int:
        command = [sys.executable, "-m", "varsym", *arguments]
        return subprocess.run(command, capture_output=True, check=False).returncode

    assert benchmark.pedantic(run, rounds=3) == 0
