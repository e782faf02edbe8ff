"""The graph as TikZ: where Graphviz puts things, nothing from a pack but its text, and a PDF."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pygraphviz
import pytest
from document_papers import MALICE, empty, hostile

from varsym.graph.audit import Audit, audit_paper
from varsym.report.drawing import dot
from varsym.report.palette import look
from varsym.report.proof_graph import Node, ProofGraph, proof_graph
from varsym.report.tikz import latex_graph

#: What the template and the writer use; a pack gets no other command into a picture.
COMMANDS = """
begin bfseries checkmark circ colorbox copyright dagger definecolor dimexpr document
documentclass dots draw end enspace ensuremath fboxsep fontsize forall geq int le mathbb
mathcal multicolumn ne newcommand newline noalign node pagestyle parindent phi Phi pm quad
selectfont setlength sffamily size smallskip strut surd textasciicircum textasciigrave
textasciitilde textbackslash textbar textbf textcolor textgreater textless textquotedbl tikzset
times topskip useasboundingbox usepackage usetikzlibrary
"""


def has_tikz() -> bool:
    tools = shutil.which("pdflatex"), shutil.which("kpsewhich")
    if None in tools:
        return False
    found = subprocess.run(["kpsewhich", "tikz.sty"], capture_output=True, check=False)
    return found.returncode == 0


needs_tikz = pytest.mark.skipif(not has_tikz(), reason="there is no pdflatex with TikZ")


def compiled(source: str, folder: Path) -> str:
    """Compile and return the log."""
    (folder / "graph.tex").write_text(source, encoding="ascii")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape"]
    result = subprocess.run([*command, "graph.tex"], cwd=folder, capture_output=True, check=False)
    assert result.returncode == 0, result.stdout[-2000:].decode("latin-1")
    return (folder / "graph.log").read_text("latin-1")


def test_statements_stand_where_graphviz_puts_them(toy: Audit) -> None:
    graph = proof_graph(toy)
    laid = pygraphviz.AGraph(string=dot(graph))
    laid.layout("dot")
    found = re.findall(
        r"at \(([0-9.]+),([0-9.]+)\)\n  \{\{\\size\{12\}\\bfseries (\S+?)\}", latex_graph(graph)
    )
    assert len(found) == len(graph.nodes)
    for x, y, name in found:
        at = [float(part) for part in laid.get_node(name).attr["pos"].split(",")]
        assert [float(x), float(y)] == pytest.approx(at, abs=0.01)


def test_shapes_colours_and_arrows(toy: Audit) -> None:
    source = latex_graph(proof_graph(toy))
    assert source.count("\\node[definition,") == 2
    assert source.count("\\node[result,") == 5
    assert source.count("\\draw[refers]") == 5
    assert "\\node[result,draw=provedink,fill=gappaper," in source
    assert f"\\definecolor{{gappaper}}{{HTML}}{{{look('gap').paper[1:].upper()}}}" in source
    assert "\\textcolor{illformedink}{\\ensuremath{\\times} ill-{}formed}" in source
    assert "an arrow leads to what rests on it" in source


def test_a_view_and_what_it_lacks_are_told(toy: Audit) -> None:
    part = audit_paper(toy.paper, ["lem:1"])
    source = latex_graph(proof_graph(part, "lem:1", 1, "both"))
    assert "what it rests on and what rests on it,{} 1 step away at most" in source
    assert "not audited: lem:3" in source


def test_a_reading_that_differs_is_told() -> None:
    readings = (("sup", "proved"), ("L_alpha", "refuted"))
    node = Node("lem:1", "lemma", "Both", "proved", "none", "proved", readings, False)
    source = latex_graph(ProofGraph("p", "P", (node,), ()))
    assert "L\\_\\ensuremath{\\alpha} \\textcolor{refutedink}" in source


@pytest.mark.parametrize("words", MALICE)
def test_a_pack_gets_no_command_into_the_picture(words: str) -> None:
    source = latex_graph(proof_graph(audit_paper(hostile(words))))
    assert source.isascii()
    found = set(re.findall(r"\\([A-Za-z]+)", source.replace("\\\\", " ")))
    assert found <= set(COMMANDS.split()), found - set(COMMANDS.split())
    assert source.count("\\end{document}") == 1


@needs_tikz
@pytest.mark.parametrize("words", MALICE)
def test_what_a_pack_says_compiles(words: str, tmp_path: Path) -> None:
    compiled(latex_graph(proof_graph(audit_paper(hostile(words)))), tmp_path)


@needs_tikz
def test_the_picture_is_one_page_of_its_size(toy: Audit, tmp_path: Path) -> None:
    log = compiled(latex_graph(proof_graph(toy)), tmp_path)
    assert "(1 page," in log
    assert "Overfull" not in log


@needs_tikz
def test_the_graph_of_nothing_compiles(tmp_path: Path) -> None:
    assert "(1 page," in compiled(latex_graph(proof_graph(audit_paper(empty))), tmp_path)


@needs_tikz
def test_a_graph_that_is_wider_than_a_page_is_made_smaller(tmp_path: Path) -> None:
    title = "A title of about thirty signs"
    nodes = tuple(
        Node(f"lem:{k}", "lemma", title, "proved", "none", "proved", (), False) for k in range(120)
    )
    source = latex_graph(ProofGraph("wide", "Wide", nodes, ()))
    width = re.search(r"paperwidth=([0-9.]+)bp", source)
    assert width is not None
    assert float(width[1]) <= 14_400
    assert "(1 page," in compiled(source, tmp_path)
