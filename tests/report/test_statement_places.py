from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from proofs.var_universality import paper as published
from varsym.pack import Paper
from varsym.report.statement_places import statement_places

HEAD = "from varsym.pack import Paper, Statement\n"


def places(
    monkeypatch: pytest.MonkeyPatch, folder: Path, source: str, name: str = "placed"
) -> dict[str, int]:
    """Return the lines that are found for a pack of one module."""
    (folder / f"{name}.py").write_text(HEAD + source, "utf-8")
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(sys.modules, name, raising=False)
    module = importlib.import_module(name)
    monkeypatch.setitem(sys.modules, name, module)
    found = statement_places(module.paper, name)
    assert {path.name for path, _ in found.values()} <= {f"{name}.py"}
    return {statement: line for statement, (_, line) in found.items()}


def test_an_empty_paper_and_a_module_that_is_not_there() -> None:
    assert statement_places(Paper("toy", "Toy", []), "nothing_of_the_kind") == {}
    assert statement_places(Paper("toy", "Toy", []), "sys") == {}


def test_a_statement_with_a_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    source = (
        "make = Statement\n"
        "\n"
        "lemma = make('lem:1', 'lemma', 't')\n"
        "paper = Paper('t', 'T', [lemma])\n"
    )
    assert places(monkeypatch, tmp_path, source) == {"lem:1": 4}


def test_statements_inside_a_list_or_the_paper(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    source = (
        "FIRST = [\n"
        "    Statement('lem:1', 'lemma', 't'),\n"
        "    Statement(\n"
        "        kind='lemma', title='t', id='lem:2'),\n"
        "]\n"
        "paper = Paper('t', 'T', [*FIRST,\n"
        "    Statement('lem:3', 'lemma', 't')])\n"
    )
    assert places(monkeypatch, tmp_path, source) == {"lem:1": 3, "lem:2": 4, "lem:3": 8}


def test_a_statement_of_another_paper_is_not_taken_for_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    source = (
        "make = Statement\n"
        "other = Paper('o', 'O', [Statement('lem:1', 'lemma', 't')])\n"
        "lemma_2 = make('lem:2', 'lemma', 't')\n"
        "lemma_2 = make('lem:1', 'lemma', 't')\n"
        "paper = Paper('t', 'T', [make('lem:1', 'lemma', 't')])\n"
    )
    assert places(monkeypatch, tmp_path, source) == {}


def test_every_statement_of_the_pack_is_found() -> None:
    found = statement_places(published, "proofs.var_universality")
    assert set(found) == set(published.statements)
    for path, line in found.values():
        assert "=" in path.read_text("utf-8").splitlines()[line - 1]
