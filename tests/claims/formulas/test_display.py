"""Formulas as text and as LaTeX: readable, complete, and unlike where they are unlike."""

from __future__ import annotations

import re
from fractions import Fraction
from random import Random

import pytest
from array_drawing import LEAVES, drawn
from array_letters import A, B, C, S, T, base, d, formula, h, i, j, k, m, n, number, one, r, u, v, w
from array_semantics import World, value
from hypothesis import given, settings
from hypothesis import strategies as st
from latex_scripts import complaints

from proofs.var_universality import paper
from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.claims.render import latex, text

W_Q, X_pad = a.ArrayVariable("W_Q", (n, n)), a.ArrayVariable("X_pad", (n, m))
Y_i = a.ArrayVariable("Y", (n, n), (i,))
half = number("1/2")

SHOWN: dict[str, tuple[a.Array, str, str]] = {
    "entry": (A[i, j + 1], "A_{i,j+1}", "A_{i,j+1}"),
    "row": (A[i, a.ALL], "A_{i,*}", "A_{i,*}"),
    "entry of a letter with a script": (X_pad[i, j], "X_pad_{i,j}", r"{X_{\mathrm{pad}}}_{i,j}"),
    "transpose": (W_Q.T, "W_Qᵀ", r"W_{\mathrm{Q}}^\top"),
    "transpose of a member": (Y_i.T, "Y[i]ᵀ", r"{Y^{(i)}}^\top"),
    "transposed twice": (A.T.T, "Aᵀᵀ", r"{A^\top}^\top"),
    "square": (u**2, "u²", "u^2"),
    "square of a member": (Y_i**2, "Y[i]²", "{Y^{(i)}}^2"),
    "square of a sum": ((u + v) ** 2, "(u + v)²", "(u + v)^2"),
    "square of a product of numbers": (number(n * m) ** 2, "(n·m)²", r"(n\,m)^2"),
    "square of a fraction": (half**2, "(1/2)²", r"(\frac{1}{2})^2"),
    "square of a negative number": (number(-2) ** 2, "(-2)²", "(-2)^2"),
    "matrix product": (S @ T @ u, "S·T·u", r"S\,T\,u"),
    "entrywise product": (S * T, "S∘T", r"S \circ T"),
    "a product in a product": ((S * T) @ u, "(S∘T)·u", r"(S \circ T)\,u"),
    "a product of a product": (S * (T @ S), "S∘(T·S)", r"S \circ (T\,S)"),
    "a row times a row": (S[i, a.ALL] * T[i, a.ALL], "S_{i,*}∘T_{i,*}", r"S_{i,*} \circ T_{i,*}"),
    "an entry times a row": (S[i, i] * T[i, a.ALL], "S_{i,i}·T_{i,*}", r"S_{i,i}\,T_{i,*}"),
    "a number times a sum": (number(2) * (u + v), "2·(u + v)", r"2\,(u + v)"),
    "minus a sum": (u - (v + u), "u - (v + u)", "u - (v + u)"),
    "coefficients": (
        a.ArraySum(((Fraction(-1), u), (Fraction(3, 2), v))),
        "-u + 3/2·v",
        r"-u + \frac{3}{2}\,v",
    ),
    "quotient": (u / (number(n) + number(1)), "u / (n + 1)", r"\frac{u}{n + 1}"),
    "quotient by a quotient": (u / number(n / m), "u / (n / m)", r"\frac{u}{\frac{n}{m}}"),
    "a quotient in a product": (S @ (u / number(n)), "S·(u / n)", r"S\,\frac{u}{n}"),
    "sum": (
        a.array_sum(k, 1, n, u[k] + v[k]),
        "Σ_{k=1}^{n} (u_{k} + v_{k})",
        r"\sum_{k=1}^{n} (u_{k} + v_{k})",
    ),
    "a sum and more": (
        a.array_sum(k, 1, n, u[k]) + v[1],
        "Σ_{k=1}^{n} u_{k} + v_{1}",
        r"\sum_{k=1}^{n} u_{k} + v_{1}",
    ),
    "inner": (a.inner(u, v), "⟨u, v⟩", r"\langle u, v\rangle"),
    "diagonal": (a.Inverse(a.Diagonal(u)), "diag(u)⁻¹", r"\mathrm{diag}(u)^{-1}"),
    "inverse of a member": (a.Inverse(Y_i), "Y[i]⁻¹", "{Y^{(i)}}^{-1}"),
    "relu": (a.relu(a.exp(u)), "ReLU(exp(u))", r"\mathrm{ReLU}(\exp(u))"),
    "root": (a.sqrt(u), "sqrt(u)", r"\mathrm{sqrt}(u)"),
    "ones": (a.Ones((n,)), "1_{n}", r"\mathbf{1}_{n}"),
    "function": (a.Function("W", (i - 1) / 2), "W((i-1) / 2)", r"W(\frac{i-1}{2})"),
    "map": (a.Applied("phi_up", (i,), (n,), (m,), u), "φ_up[i](u)", r"\phi_{\mathrm{up}}^{(i)}(u)"),
    "shape": (
        a.Shaped(A, (n, m)),
        "A ∈ ℝ^(n × m)",
        r"A \in \mathbb{R}^{n \times m}",
    ),
    "reshape": (
        a.Reshaped(A, (n * m,)),
        "reshape(A → ℝ^(n·m))",
        r"\mathrm{reshape}(A \to \mathbb{R}^{n\,m})",
    ),
    "joined": (
        a.Joined((u,), "k", one, n, S[k, a.ALL]),
        "u, (S_{k,*})_{k=1…n}",
        r"u, (S_{k,*})_{k=1\dots n}",
    ),
    "norms": (a.norm_frobenius(A @ C), "‖A·C‖_F", r"\|A\,C\|_F"),
    "clamp": (u[a.Clamp(k, one, n)], "u_{clamp(k, 1, n)}", r"u_{\mathrm{clamp}(k, 1, n)}"),
}

CONDITIONS: dict[str, tuple[e.Condition, str]] = {
    "equation": ((u * v).same(v * u), "u∘v = v∘u"),
    "order": (a.norm_2(u) <= a.norm_spectral(A), "‖u‖₂ ≤ ‖A‖"),
    "ranging": (
        A[i, j].same(B[i, j]).where(a.Ranging(i, 1, n), a.Ranging(j, 2, m - 1)),
        "A_{i,j} = B_{i,j}, i ∈ {1,…,n}, j ∈ {2,…,m - 1}",
    ),
    "divides": (a.Divides(r, h * w), "r | h·w"),
    "formula": (
        formula(a.Sides("n"), a.Let(u), a.Ranging(i, 1, n), a.Defined(u[i], number(i * i))),
        "u_{i} := i·i; u ∈ ℝ^(n); i ∈ {1,…,n}",
    ),
    "where": (
        formula(a.Sides("n"), a.Let(u), a.PositiveInteger(base ** (n - 1)), where=(n >= 2,)),
        "u ∈ ℝ^(n); a^{n - 1} ∈ ℕ; 2 ≤ n",
    ),
    "three axes": (formula(a.Let(a.ArrayVariable("X", (h, w, d)))), "X ∈ ℝ^(h × w × d)"),
    "a number": (formula(a.Let(a.ArrayVariable("mu", (), (j,)))), "mu[j] ∈ ℝ"),
    "kernel": (
        a.KernelWithin("keys:-1/2", 3, Fraction(-1, 9), Fraction(1)),
        "-1/9 ≤ W(x) ≤ 1, piecewise of degree 3, for W = keys:-1/2",
    ),
}

PRINTED = [
    claim.goal for statement in paper for claim in statement.all_claims() if claim.metric == "sup"
]


@pytest.mark.parametrize("name", SHOWN)
def test_an_expression_is_shown(name: str) -> None:
    item, plain, tex = SHOWN[name]
    assert (text(item), latex(item)) == (plain, tex)
    assert complaints(tex) == []


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_is_shown(name: str) -> None:
    item, plain = CONDITIONS[name]
    assert text(item) == plain
    assert complaints(latex(item)) == []


@pytest.mark.parametrize("item", PRINTED, ids=lambda item: text(item)[:40])
def test_every_claim_of_the_paper_is_shown_whole(item: e.Condition) -> None:
    for shown in (text(item), latex(item)):
        assert shown
        assert "\n" not in shown
        assert not re.search(r"\w+\((name|left|array|value)=|Fraction|<.*object", shown)
    assert complaints(latex(item)) == []


@pytest.mark.parametrize(
    ("tex", "count"),
    [
        ("x_{1}^2", 0),
        ("{x_1}_2", 0),
        ("x_1 y_1", 0),
        ("x_{y_1}", 0),
        ("x_1_2", 1),
        ("x^{a}^{b}", 1),
        ("x_{y_1_2}", 1),
        ("{x", 1),
        ("x}", 1),
        ("x_", 1),
        ("α", 1),
        (r"\langleu", 1),
        (r"\{1,\dots ,n\}", 0),
    ],
)
def test_what_tex_refuses_is_seen(tex: str, count: int) -> None:
    assert len(complaints(tex)) == count


@given(st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_what_reads_alike_is_alike(draw: Random) -> None:
    shape = draw.choice(list(LEAVES))
    items = [drawn(draw, shape, 2) for _ in range(40)]
    assert all(complaints(latex(item)) == [] for item in items)
    numbers: dict[tuple[str, tuple[int, ...]], Fraction] = {
        (name, ()): Fraction(at) for name, at in (("n", 2), ("m", 3), ("l", 2))
    }
    world = World(numbers, seed=3).at("i", 2).at("j", 1)
    for show in (text, latex):
        first: dict[str, list[object]] = {}
        for item in items:
            found = list(value(item, world).flat)
            assert first.setdefault(show(item), found) == found, show(item)
