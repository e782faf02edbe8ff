from __future__ import annotations

from pathlib import Path

import pytest
from command_line import Run, installed


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command on small papers, which are installed packs here."""
    command = installed(
        monkeypatch,
        toy="toy_paper:paper",
        puzzle="toy_paper:puzzle",
        empty="document_papers:empty",
        faultless="document_papers:faultless",
    )
    return lambda *arguments: command("report", *arguments)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["toy"], 0),
        (["toy", "--strict"], 1),
        (["toy", "--strict", "--only", "lem:1"], 0),
        (["puzzle"], 1),
        (["empty", "--strict"], 0),
        (["faultless", "--strict"], 0),
    ],
)
def test_it_ends_as_an_audit_does(run: Run, arguments: list[str], code: int) -> None:
    result = run(*arguments)
    assert result.exit_code == code
    assert result.stdout.startswith("# Referee's report on ")
    assert result.stderr == ""


def test_a_file_holds_what_stdout_would(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "report.tex"
    written = run("toy", "--format", "latex", "-o", str(target))
    shown = run("toy", "--format", "latex")
    assert written.stdout == ""
    assert target.read_text("utf-8") == shown.stdout
    assert shown.stdout.rstrip().endswith("\\end{document}")


def test_the_command_is_in_the_appendix(run: Run) -> None:
    result = run("toy", "--only", "lem:3", "--only", "lem:4", "-j", "1")
    assert "varsym report toy --format markdown --only lem:3 --only lem:4\n" in result.stdout
    assert "Theorem 5" not in result.stdout


def test_workers_find_the_same(run: Run) -> None:
    alone, shared = (run("toy", "-j", number) for number in ("1", "2"))
    assert alone.stdout == shared.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["toy", "--format", "docx"], "'markdown', 'latex'"),
        (["toy", "--only", "lem:33"], "lem:3"),
        (["nothing"], "toy"),
        (["toy", "-o", "no such folder/report.md"], "folder that does not exist"),
    ],
)
def test_what_cannot_be_done_is_told(run: Run, arguments: list[str], words: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert words in result.stderr
    assert "Traceback" not in result.stderr
