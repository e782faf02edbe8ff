"""Paths and derivatives as text and as LaTeX."""

from __future__ import annotations

import pytest
from latex_scripts import complaints

from varsym.claims import expressions as e
from varsym.claims.derivatives.paths import derivative, paths
from varsym.claims.render import latex, text

t, x = e.reals("t x")
alpha, ell, f = paths("alpha ell f_0")

SHOWN = {
    "value": (alpha(t), "α(t)", r"\alpha(t)"),
    "derivatives": (
        alpha.prime(t) * x - ell.second(2 * t),
        "α'(t)·x - ℓ''(2·t)",
        r"\alpha'(t)\,x - \ell''(2\,t)",
    ),
    "power": (f.prime(t) ** 2, "f_0'(t)^{2}", r"(f_{0}'(t))^{2}"),
    "derivative": (derivative(t * x, t), "d/dt (t·x)", r"\frac{d}{dt} (t\,x)"),
    "second": (
        derivative(alpha(t), t, 2),
        "d²/dt² (α(t))",
        r"\frac{d^{2}}{dt^{2}} (\alpha(t))",
    ),
    "order": (derivative(t, t, 4), "d^4/dt^4 (t)", r"\frac{d^{4}}{dt^{4}} (t)"),
    "base": (derivative(t, t) ** 2, "(d/dt (t))^{2}", r"(\frac{d}{dt} (t))^{2}"),
}


@pytest.mark.parametrize("name", SHOWN)
def test_an_expression_is_shown(name: str) -> None:
    item, plain, tex = SHOWN[name]
    assert (text(item), latex(item)) == (plain, tex)
    assert complaints(tex) == []
