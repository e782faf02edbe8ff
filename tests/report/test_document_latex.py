from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from document_papers import MALICE, empty, every_kind, faultless, hostile

from varsym.graph.audit import Audit, audit_paper
from varsym.graph.paper import Paper
from varsym.report.document import document_text, referee_document

#: What the template and the writer use; a pack gets no other command into a document.
COMMANDS = """
Delta Gamma LTleft LTpost LTpre Phi Sigma allowbreak alpha arraybackslash arraystretch author
baselineskip begin begingroup bottomrule checkmark circ copyright dagger date definecolor delta
dimen displaystyle document documentclass dots emergencystretch end endgroup endhead ensuremath
epsilon exp extrarowheight forall frac gamma hyperref in int item itemsep label langle le
leftmargin linewidth maketitle mathbb mathbf mathcal mathrm midrule ne newcommand newenvironment
par parsep parskip penalty pm quad raggedright rangle renewcommand rightmargin room section
setcounter setlength sloppy subsection subsubsection surd tableofcontents texorpdfstring text
textasciicircum textasciigrave textasciitilde textbackslash textbar textbf textbullet textcolor
textgreater textit textless textquotedbl textsubscript textsuperscript texttt times title to
toprule topsep usepackage varphi vskip
"""
COMMAND = re.compile(r"\\([A-Za-z]+)")

needs_tex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no pdflatex")


def written(paper: Paper) -> str:
    return document_text(referee_document(audit_paper(paper)), "latex")


def compiled(source: str, folder: Path) -> str:
    """Compile twice, as links need, and return the log."""
    (folder / "report.tex").write_text(source, encoding="ascii")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape"]
    for _ in range(2):
        result = subprocess.run(
            [*command, "report.tex"], cwd=folder, capture_output=True, check=False
        )
        assert result.returncode == 0, result.stdout[-2000:].decode("latin-1")
    return (folder / "report.log").read_text("latin-1")


@pytest.mark.parametrize("words", MALICE)
def test_a_pack_gets_no_command_into_a_document(words: str) -> None:
    source = written(hostile(words))
    assert source.isascii()
    assert set(COMMAND.findall(source.replace("\\\\", " "))) <= set(COMMANDS.split())
    assert source.count("\\end{document}") == 1


@needs_tex
@pytest.mark.parametrize("words", MALICE)
def test_what_a_pack_says_compiles(words: str, tmp_path: Path) -> None:
    compiled(written(hostile(words)), tmp_path)


@needs_tex
@pytest.mark.parametrize("paper", [empty, faultless, every_kind], ids=lambda p: p.name)
def test_a_report_compiles_without_lines_that_are_too_long(paper: Paper, tmp_path: Path) -> None:
    log = compiled(written(paper), tmp_path)
    assert "Overfull" not in log
    assert "undefined" not in log
    assert (tmp_path / "report.pdf").stat().st_size > 10_000


def test_links_lead_to_labels(toy: Audit) -> None:
    source = document_text(referee_document(toy), "latex")
    labels = re.findall(r"\\label\{([^}]*)\}", source)
    assert set(re.findall(r"\\hyperref\[([^]]*)\]", source)) <= set(labels)
    assert len(labels) == len(set(labels))


def test_formulas_may_be_broken_between_factors(toy: Audit) -> None:
    source = document_text(referee_document(toy), "latex")
    assert "$\\displaystyle \\| f \\circ g - f \\circ h \\| \\le K\\,\\allowbreak a$" in source


def test_verdicts_have_their_colours(toy: Audit) -> None:
    source = document_text(referee_document(toy), "latex")
    assert "\\definecolor{illformed}{HTML}{B81D28}" in source
    assert "\\textcolor{proved}{\\ensuremath{\\checkmark} proved}" in source
