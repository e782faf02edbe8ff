"""Formulas for a terminal and for LaTeX."""

from __future__ import annotations

from fractions import Fraction

import pytest

from proofs.var_universality import paper
from varsym.claims.render import latex, text
from varsym.pack import (
    BigO,
    BigOh,
    Cited,
    Compare,
    Condition,
    Growth,
    Identity,
    Linear,
    Lipschitz,
    Map,
    MapVariable,
    Number,
    PushForward,
    SameMap,
    Scalar,
    Space,
    WellTyped,
    chain,
    families,
    for_all,
    index,
    map_sum,
    maps,
    norm,
    product,
    reals,
    summation,
)

i, n = index("i n")
x, y, K2, eps, eps1 = reals("x y K2 eps eps1")
(a,) = families("a")
line, point = Space((x,)), Space((), is_point=True)
f, g = (MapVariable(name, (), line, line) for name in ("f", "tau_VAR"))
(F,) = maps("F", lambda at: (line, line))
half = Number(Fraction(1, 2))

SHOWN: list[tuple[Scalar | Map | Condition, str, str]] = [
    (half * x, "1/2·x", r"\frac{1}{2}\,x"),
    (half**n, "(1/2)^{n}", r"{(\frac{1}{2})}^{n}"),
    (Number(Fraction(-2)) ** n, "(-2)^{n}", "{(-2)}^{n}"),
    ((x / y) ** n, "(x / y)^{n}", r"{(\frac{x}{y})}^{n}"),
    (x**n, "x^{n}", "x^{n}"),
    (x - (y - x), "x - (y - x)", "x - (y - x)"),
    (x - y - x, "x - y - x", "x - y - x"),
    ((x + y) * x, "(x+y)·x", r"(x+y)\,x"),
    (K2 ** (n - i), "K_2^{n-i}", "K_{2}^{n-i}"),
    ((x + 1) ** n, "(x+1)^{n}", "(x+1)^{n}"),
    (x / (y + 1), "x / (y+1)", r"\frac{x}{y + 1}"),
    (a[i + 1], "a[i+1]", "a_{i+1}"),
    (eps1 + eps, "ε_1 + ε", r"\epsilon_{1} + \epsilon"),
    (summation(i, 1, n, a[i]), "Σ_{i=1}^{n} a[i]", r"\sum_{i=1}^{n} a_{i}"),
    (product(i, 1, n, a[i]) * x, "(Π_{i=1}^{n} a[i])·x", r"(\prod_{i=1}^{n} a_{i})\,x"),
    (norm(f - g), "‖f - τ_VAR‖", r"\| f - \tau_{\mathrm{VAR}} \|"),
    (norm(f, "L_alpha"), "‖f‖_α", r"\| f \|_{\alpha}"),
    (norm(f, "sup"), "‖f‖_sup", r"\| f \|_{\sup}"),
    (BigO(eps), "O(ε)", r"O(\epsilon)"),
    (f @ (g - f), "f∘(τ_VAR - f)", r"f \circ (\tau_{\mathrm{VAR}} - f)"),
    (-f + Fraction(1, 2) * g, "-f + 1/2τ_VAR", r"-f + \frac{1}{2}\tau_{\mathrm{VAR}}"),
    (Identity(line), "id", r"\mathrm{id}"),
    (chain(i, 1, n, F[i]), "∘_{i=1}^{n} F[i]", r"\circ_{i=1}^{n} F_{i}"),
    (map_sum(i, 1, n, F[i] @ f), "Σ_{i=1}^{n} (F[i]∘f)", r"\sum_{i=1}^{n} (F_{i} \circ f)"),
    (x <= y, "x ≤ y", r"x \le y"),
    (Compare("=", x, y), "x = y", "x = y"),
    (x < y, "x < y", "x < y"),
    (Lipschitz(f, x), "f is x-Lipschitz", r"f\ \text{is }x\text{-Lipschitz}"),
    (Linear(f), "f is linear", r"f\ \text{is linear}"),
    (SameMap(f, g), "f = τ_VAR", r"f = \tau_{\mathrm{VAR}}"),
    (BigOh(eps1, eps), "ε_1 = O(ε)", r"\epsilon_{1} = O(\epsilon)"),
    (Cited("lem:1", x <= y), "x ≤ y (lem:1)", r"x \le y\ \text{(lem:1)}"),
    (for_all(i, 1, n, a[i] <= x), "a[i] ≤ x for 1 ≤ i ≤ n", r"a_{i} \le x \quad (1 \le i \le n)"),
    (Growth(f, x), "‖f(x)‖ ≤ x‖x‖ for every x", r"\|f(x)\| \le x\|x\| \ \forall x"),
]


def spaceless(shown: str) -> str:
    return "".join(shown.split()).replace(r"\,", "").replace("\\ ", "")


@pytest.mark.parametrize(("item", "plain", "tex"), SHOWN, ids=[plain for _, plain, _ in SHOWN])
def test_text_and_latex(item: Scalar | Map | Condition, plain: str, tex: str) -> None:
    assert spaceless(text(item)) == spaceless(plain)
    assert spaceless(latex(item)) == spaceless(tex)


def test_shapes_and_push_forwards_are_shown() -> None:
    shape = WellTyped(f, line, Space((x, y + 1)))
    assert text(shape) == "f : ℝ^(x) → ℝ^(x × (y+1))"
    assert r"\mathbb{R}^{x \times (y+1)}" in latex(shape)
    assert text(PushForward(f, x)) == "‖h∘f‖_α ≤ x‖h‖_α for every h"
    assert latex(PushForward(f, x)).count("{") == latex(PushForward(f, x)).count("}")


def test_a_thing_that_is_no_formula_is_refused() -> None:
    for render in (text, latex):
        with pytest.raises(TypeError, match="no rendering"):
            render("x <= y")  # type: ignore[arg-type]


@pytest.mark.parametrize("statement", list(paper), ids=lambda s: s.id)
def test_all_that_the_pack_prints_can_be_shown(statement: object) -> None:
    for metric in ("sup", "L_alpha"):
        for claim in statement.printed_claims(metric):  # type: ignore[attr-defined]
            for item in (claim.goal, *claim.conditions):
                assert "\n" not in text(item)
                assert "(name=" not in text(item)
                tex = latex(item)
                assert tex.isascii()
                assert tex.count("{") == tex.count("}")


def test_different_formulas_are_shown_differently() -> None:
    shown = [text(item) for item, _, _ in SHOWN]
    assert len(set(shown)) == len(shown)
    assert text(x - (y - x)) != text(x - y - x)
    assert text(f @ (g - f)) != text(f @ g - f)
