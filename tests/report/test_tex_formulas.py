from __future__ import annotations

import pytest

from proofs.var_universality import paper
from varsym.claims.render import latex
from varsym.report.tex_formulas import is_plain


@pytest.mark.parametrize(
    "tex",
    [
        "",
        "x",
        "x_{i}^{2}",
        "{x_{i}}_{j}",
        r"\frac{a}{b}^{2}",
        r"\| f \|_{\alpha} \le \sqrt{d}\,k",
        r"x \in \{1,\dots ,n\}",
        r"\text{is linear}",
        r"\begin{cases} 0 & \text{if } x < 0 \\ 1 & \text{if } 0 \le x \end{cases}",
    ],
)
def test_mathematics_is_plain(tex: str) -> None:
    assert is_plain(tex)


@pytest.mark.parametrize(
    "tex",
    [
        "x}",
        "{x",
        "}{",
        "x_",
        "_{}_{}",
        "x_{i}_{j}",
        "x^a^b",
        "x^2 ^3",
        "$",
        "x $ y",
        "50%",
        "#1",
        "a & b",
        "a \\\\ b",
        "`x`",
        "x~y",
        '"',
        "é",
        "x\ny",
        "\\",
        r"\input{x}",
        r"\write18{x}",
        r"\def\x{y}",
        r"\csname x\endcsname",
        r"\begin{verbatim}",
        r"\end{document}",
        r"\begin{cases} 1",
        r"\frac{a}",
        r"\frac a b",
        r"\mathrm",
        r"\sqrt",
        r"\text{a_b}",
        r"\text{\input{x}}",
        r"\text",
        r"\href{http://h.example}{x}",
        r"\unicode{x}",
        "{" * 100 + "}" * 100,
        "^^5cinput",
    ],
)
def test_what_is_no_mathematics_is_not_plain(tex: str) -> None:
    assert not is_plain(tex)


@pytest.mark.parametrize("name", paper.statements)
def test_each_formula_of_the_paper_is_plain(name: str) -> None:
    formulas = {
        latex(x) for c in paper.statement(name).all_claims() for x in (c.goal, *c.conditions)
    }
    assert [tex for tex in formulas if not is_plain(tex)] == []
