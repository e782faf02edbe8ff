"""`audit --html` and `graph --format html`: the page is made once, from what was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import Run, installed, told


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    return installed(monkeypatch, toy="toy_paper:paper", puzzle="toy_paper:puzzle")


@pytest.mark.parametrize(
    ("arguments", "code"), [(["toy"], 0), (["toy", "--strict"], 1), (["puzzle"], 1)]
)
def test_a_page_beside_the_table(run: Run, tmp_path: Path, arguments: list[str], code: int) -> None:
    target = tmp_path / "page.html"
    result = run("audit", *arguments, "--html", str(target))
    assert result.exit_code == code
    assert "Verdict" in result.stdout
    assert target.read_text("utf-8").startswith("<!doctype html>")


def test_a_page_alone_on_stdout(run: Run) -> None:
    shown = run("audit", "toy", "--html", "-").stdout
    assert shown.startswith("<!doctype html>")
    assert shown.rstrip().endswith("</html>")


def test_a_page_of_a_part_has_that_part(run: Run) -> None:
    shown = run("audit", "toy", "--only", "lem:1", "--html", "-").stdout
    assert "lem:1" in shown
    assert "lem:3" not in shown


def test_the_graph_as_a_page_is_the_same_page(run: Run) -> None:
    assert (
        run("graph", "toy", "--format", "html").stdout == run("audit", "toy", "--html", "-").stdout
    )


def test_a_focus_opens_the_whole_page_at_it(run: Run) -> None:
    focus = ["--focus", "lem:1", "--depth", "1", "--direction", "descendants"]
    shown = run("graph", "toy", "--format", "html", *focus).stdout
    assert "lem:3" in shown
    assert "focus=lem%3A1" in shown


def test_one_result_on_stdout(run: Run) -> None:
    assert "stdout" in told(run("audit", "toy", "--html", "-", "--json", "-"))


@pytest.mark.parametrize("option", [["--depth", "1"], ["--direction", "both"]])
def test_what_needs_a_focus(run: Run, option: list[str]) -> None:
    assert "--focus ID" in told(run("graph", "toy", *option))


def test_an_unknown_focus_costs_no_audit(run: Run) -> None:
    assert "lem:33" in told(run("graph", "toy", "--format", "html", "--focus", "lem:33"))


def test_a_place_that_cannot_be_written_costs_no_audit(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "page.html"
    assert "page.html" in told(run("audit", "toy", "--html", str(target)))
    assert not target.parent.exists()


def test_descendants_in_other_formats(run: Run) -> None:
    focus = ["--focus", "lem:1", "--depth", "1", "--direction", "descendants"]
    shown = run("graph", "toy", "--format", "dot", *focus).stdout
    assert '"lem:3"' in shown
    assert '"def:1"' not in shown
