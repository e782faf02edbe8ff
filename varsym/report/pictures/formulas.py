"""Formulas and names of parameters as matplotlib typesets them."""

from __future__ import annotations

from functools import lru_cache

from varsym.claims import expressions as e
from varsym.claims.render import latex, text
from varsym.exact import RationalLike, decimal_digits, exact_rational, format_rational

__all__ = ["formula_text", "letter_text", "value_text"]

_LONGEST = 14
_DIGITS = 5


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


def value_text(value: RationalLike) -> str:
    """Return that a number is so much, exactly where that is short, and else in a few digits.

    A text is kept as it was given.

    Raises
    ------
    InputError
        If the number is not exact.

    Examples
    --------
    >>> from fractions import Fraction
    >>> value_text("1e-300"), value_text(Fraction(3, 2)), value_text(7**40)
    ('= 1e-300', '= 3/2', '≈ 6.3668e+33')
    """
    exact = exact_rational(value)
    shown = value.strip() if isinstance(value, str) else format_rational(exact)
    return f"= {shown}" if len(shown) <= _LONGEST else f"≈ {decimal_digits(exact, _DIGITS)}"


@lru_cache(maxsize=64)
def _is_typeset(formula: str) -> bool:
    from matplotlib.mathtext import MathTextParser

    try:
        MathTextParser("path").parse(formula)
    except ValueError:
        return False
    return True
