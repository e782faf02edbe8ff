"""Rational polynomials in one variable as tuples of coefficients, low degree first."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import zip_longest
from typing import TypeAlias

from varsym.exact.numbers import format_rational

__all__ = ["Coefficients", "add", "derivative", "describe", "evaluate", "translate", "trim"]

#: Low degree first; the last one is not 0, and the zero polynomial is empty.
Coefficients: TypeAlias = tuple[Fraction, ...]

_ZERO = Fraction(0)


def trim(coefficients: Sequence[Fraction]) -> Coefficients:
    """Bring coefficients into their form without zeros in front of the highest powers.

    Parameters
    ----------
    coefficients : sequence of Fraction
        The lowest power first.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from varsym.exact.coefficients import trim
    >>> trim([Fraction(2), Fraction(0)])
    (Fraction(2, 1),)
    """
    length = len(coefficients)
    while length and not coefficients[length - 1]:
        length -= 1
    return tuple(coefficients[:length])


def evaluate(coefficients: Coefficients, at: Fraction) -> Fraction:
    """Return the value at a rational.

    Parameters
    ----------
    coefficients : tuple of Fraction
        The lowest power first.
    at : Fraction
        Where.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from varsym.exact.coefficients import evaluate
    >>> evaluate((Fraction(1), Fraction(2)), Fraction(3))
    Fraction(7, 1)
    """
    value = _ZERO
    for coefficient in reversed(coefficients):
        value = value * at + coefficient
    return value


def derivative(coefficients: Coefficients) -> Coefficients:
    """Return the derivative.

    Parameters
    ----------
    coefficients : tuple of Fraction
        The lowest power first.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from varsym.exact.coefficients import derivative
    >>> derivative((Fraction(1), Fraction(2), Fraction(3)))
    (Fraction(2, 1), Fraction(6, 1))
    """
    return tuple(k * coefficient for k, coefficient in enumerate(coefficients))[1:]


def add(left: Coefficients, right: Coefficients) -> Coefficients:
    """Return the sum.

    Parameters
    ----------
    left, right : tuple of Fraction
        The lowest power first; they may differ in length.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from varsym.exact.coefficients import add
    >>> add((Fraction(1), Fraction(2)), (Fraction(3), Fraction(-2)))
    (Fraction(4, 1),)
    """
    pairs = zip_longest(left, right, fillvalue=_ZERO)
    return trim([first + second for first, second in pairs])


def translate(coefficients: Coefficients, by: Fraction) -> Coefficients:
    """Put x + by for x in a polynomial.

    Parameters
    ----------
    coefficients : tuple of Fraction
        The lowest power first.
    by : Fraction
        How far the graph moves to the left.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from varsym.exact.coefficients import translate
    >>> translate((Fraction(0), Fraction(0), Fraction(1)), Fraction(1))
    (Fraction(1, 1), Fraction(2, 1), Fraction(1, 1))
    """
    result: Coefficients = ()
    for coefficient in reversed(coefficients):
        result = add((coefficient, *result), tuple(by * c for c in result))
    return result


def describe(coefficients: Coefficients, variable: str = "x") -> str:
    """Write the polynomial, the highest power first.

    Parameters
    ----------
    coefficients : tuple of Fraction
        The lowest power first.
    variable : str
        What to call x.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from varsym.exact.coefficients import describe
    >>> describe((Fraction(1), Fraction(0), Fraction(-5, 2), Fraction(1)))
    'x^3 - (5/2)*x^2 + 1'
    """
    text = ""
    for power, coefficient in reversed(list(enumerate(coefficients))):
        if coefficient:
            factor = format_rational(abs(coefficient))
            symbol = variable if power == 1 else f"{variable}^{power}"
            term = factor if factor.isdigit() or not power else f"({factor})"
            if power:
                term = symbol if factor == "1" else f"{term}*{symbol}"
            sign = "-" if coefficient < 0 else "+"
            text += f" {sign} {term}" if text else term if sign == "+" else f"-{term}"
    return text or "0"
