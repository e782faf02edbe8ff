"""Functions of real numbers in text and in LaTeX."""

from __future__ import annotations

import pytest

from varsym.claims import expressions as e
from varsym.claims.functions.display import function_text
from varsym.claims.functions.elementary import Cases, Exp, Limit, Log, Piece, ReLU
from varsym.claims.render import latex, text

x, delta, h = e.reals("x delta h")
t, n = e.index("t n")
SIGN = Cases(Piece(0, [x < 0]), Piece(1, [0 <= x]))
STAIRS = Cases(Piece(t * h, [t * h <= x, x < (t + 1) * h], t, 0, n))


@pytest.mark.parametrize(
    ("item", "plain", "tex"),
    [
        (ReLU(x - 1), "ReLU(x-1)", "\\mathrm{ReLU}(x - 1)"),
        (ReLU(ReLU(x)) * 2, "ReLU(ReLU(x))·2", "\\mathrm{ReLU}(\\mathrm{ReLU}(x))\\,2"),
        (Exp(0 - x), "exp(0-x)", "\\exp(0 - x)"),
        (Log(n), "log n", "\\log n"),
        (Log(x + 1), "log(x+1)", "\\log(x + 1)"),
        (Exp(Log(delta)), "exp(log δ)", "\\exp(\\log \\delta)"),
        (Limit(delta, x / delta), "lim_{δ→0} x / δ", "\\lim_{\\delta \\to 0} \\frac{x}{\\delta}"),
        (SIGN, "{0 if x < 0; 1 if 0 ≤ x}",
         "\\begin{cases} 0 & \\text{if } x < 0 \\\\ 1 & \\text{if } 0 \\le x \\end{cases}"),
        (STAIRS, "{t·h if t·h ≤ x, x < (t+1)·h, t = 0…n}", None),
    ],
)  # fmt: skip
def test_is_shown(item: e.Scalar, plain: str, tex: str | None) -> None:
    assert text(item).replace(" - ", "-").replace(" + ", "+") == plain
    shown = latex(item)
    if tex is not None:
        assert " ".join(shown.split()) == tex
    assert shown.count("{") == shown.count("}")


def test_a_logarithm_in_a_power_and_a_limit_in_a_product_keep_together() -> None:
    assert text(Log(x) ** 2) == "(log x)^{2}"
    assert text(Limit(h, x + h) * n) == "(lim_{h→0} (x+h))·n"
    assert latex(Limit(h, x + h) + n).startswith("\\lim_{h \\to 0}")


def test_stairs_have_their_range_in_latex() -> None:
    assert "\\ t = 0, \\dots, n" in latex(STAIRS)


def test_two_different_expressions_are_not_shown_alike() -> None:
    pairs = [
        (Log(x) * n, Log(x * n)),
        (Limit(h, x + h), Limit(h, x) + h),
        (Limit(h, x) * h, Limit(h, x * h)),
        (ReLU(x) - 1, ReLU(x - 1)),
        (Log(x) ** 2, Log(x**2)),
        (Exp(x) ** 2, Exp(x**2)),
        (Log(n) / 2, Log(n / 2)),
    ]
    for one, two in pairs:
        assert text(one) != text(two)
        assert latex(one) != latex(two)


def test_what_is_none_is_left_to_others() -> None:
    assert function_text(x, "text", lambda item, _: text(item), text, 0) is None
