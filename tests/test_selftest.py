from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from varsym import selftest
from varsym.kernel import certificate, replay, rules
from varsym.kernel.theorem import RULES
from varsym.selftest_cases import MISUSES, THEOREMS


def test_every_rule_is_tried_both_ways() -> None:
    assert {name for name, *_ in THEOREMS} == set(RULES)
    assert {name for name, _ in MISUSES} == set(RULES)


def test_it_ends_with_a_sentence_that_a_user_understands() -> None:
    lines: list[str] = []
    assert selftest.run(lines.append) == 0
    assert lines[-1].strip().startswith("The kernel of varsym works on this machine")
    assert all(line.startswith("ok") for line in lines[:-1])


def test_it_runs_outside_the_checkout_and_with_optimisation(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-O", "-I", "-m", "varsym", "selftest"],
        cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "works on this machine" in done.stdout


def test_a_rule_that_proves_too_much_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    broken: dict[str, Any] = {**RULES, "integrate": lambda theorem: theorem}
    monkeypatch.setattr(selftest, "RULES", broken)
    faults = selftest.battery(lambda line: None)
    assert any("integrate" in fault and "not what was expected" in fault for fault in faults)
    assert any("integrate was misused" in fault for fault in faults)


def test_a_rule_that_is_not_tried_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftest, "RULES", {**RULES, "new": rules.assume})
    assert "The rule new is not tried." in selftest.battery(lambda line: None)


def test_a_checker_that_believes_what_it_reads_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    known = certificate(selftest._theorems())

    def credulous(data: dict[str, Any]) -> Any:
        return replay(known if len(data["conclusions"]) > 1 else data)

    monkeypatch.setattr(selftest, "replay", credulous)
    faults = selftest.battery(lambda line: None)
    assert any("hypothesis dropped" in fault for fault in faults)


def test_a_checker_that_fails_elsewhere_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftest, "_ALONE", "raise SystemExit('broken')")
    lines: list[str] = []
    assert selftest.run(lines.append) == 1
    assert "does not work on this machine: 2 checks failed" in lines[-1]
