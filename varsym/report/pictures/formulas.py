"""Formulas and names of parameters as matplotlib typesets them."""

from __future__ import annotations

from functools import lru_cache

from varsym.claims import expressions as e
from varsym.claims.render import latex, text

__all__ = ["formula_text", "letter_text"]


def formula_text(expression: e.Scalar) -> str:
    r"""Return an expression in matplotlib's mathematics, or on one line where that has no sign.

    Examples
    --------
    >>> from fractions import Fraction
    >>> formula_text(e.Binary("*", e.Real("K", ()), e.Number(Fraction(2))))
    '$K\\,2$'
    """
    typeset = f"${latex(expression)}$"
    return typeset if _is_typeset(typeset) else text(expression)


def letter_text(name: str) -> str:
    r"""Return the name of a parameter as it is printed in a formula.

    Examples
    --------
    >>> letter_text("eps1")
    '$\\epsilon_{1}$'
    """
    return formula_text(e.Real(name, ()))


@lru_cache(maxsize=64)
def _is_typeset(formula: str) -> bool:
    from matplotlib.mathtext import MathTextParser

    try:
        MathTextParser("path").parse(formula)
    except ValueError:
        return False
    return True
