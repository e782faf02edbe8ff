"""The number systems over which one formula is evaluated: rationals, balls, expressions."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import Any, Protocol

from varsym.errors import InputError

__all__ = ["BALLS", "RATIONALS", "SYMBOLS", "Balls", "Field", "Rationals", "Symbols"]


class Field(Protocol):
    """What a formula needs beyond + - * / of its entries.

    `number` brings in a rational; `exp`, `sqrt` and `relu` act on one entry.
    """

    def number(self, value: Fraction) -> Any:
        """Bring in a rational `value`."""

    def exp(self, value: Any) -> Any:
        """Return e^value."""

    def sqrt(self, value: Any) -> Any:
        """Return the root of `value`."""

    def relu(self, value: Any) -> Any:
        """Return max(value, 0)."""


class Rationals:
    """`Fraction`: exact, and so without most exponentials and roots.

    Examples
    --------
    >>> Rationals().sqrt(Fraction(4, 9))
    Fraction(2, 3)
    """

    def number(self, value: Fraction) -> Fraction:
        """Return the `value` itself."""
        return value

    def exp(self, value: Fraction) -> Fraction:
        """Return e^value, which is rational at 0 alone.

        Raises
        ------
        InputError
            Elsewhere.
        """
        if value:
            raise _irrational(f"exp({value})")
        return Fraction(1)

    def sqrt(self, value: Fraction) -> Fraction:
        """Return the root of a `value` that is the square of a rational.

        Raises
        ------
        InputError
            When the root is not rational.
        """
        if value >= 0:
            top, bottom = isqrt(value.numerator), isqrt(value.denominator)
            if top * top == value.numerator and bottom * bottom == value.denominator:
                return Fraction(top, bottom)
        raise _irrational(f"sqrt({value})")

    def relu(self, value: Fraction) -> Fraction:
        """Return max(value, 0)."""
        return max(value, Fraction(0))


class Balls:
    """FLINT's Arb balls: rigorous enclosures, see `varsym.exact.ball_precision`.

    Examples
    --------
    >>> Balls().sqrt(Balls().number(Fraction(4))).contains(2)
    True
    """

    def number(self, value: Fraction) -> Any:
        """Return a ball around a rational `value`."""
        import flint

        return flint.arb(flint.fmpq(value.numerator, value.denominator))

    def exp(self, value: Any) -> Any:
        """Return a ball around e^value."""
        return value.exp()

    def sqrt(self, value: Any) -> Any:
        """Return a ball around the root of `value`."""
        return value.sqrt()

    def relu(self, value: Any) -> Any:
        """Return a ball around max(value, 0)."""
        return value.max(0)


class Symbols:
    """SymPy expressions.

    Examples
    --------
    >>> Symbols().sqrt(Symbols().number(Fraction(2)))
    sqrt(2)
    """

    def number(self, value: Fraction) -> Any:
        """Return a rational `value` as SymPy's."""
        import sympy

        return sympy.Rational(value.numerator, value.denominator)

    def exp(self, value: Any) -> Any:
        """Return e^value."""
        import sympy

        return sympy.exp(value)

    def sqrt(self, value: Any) -> Any:
        """Return the root of `value`."""
        import sympy

        return sympy.sqrt(value)

    def relu(self, value: Any) -> Any:
        """Return max(value, 0)."""
        import sympy

        return sympy.Max(value, 0)


RATIONALS = Rationals()
BALLS = Balls()
SYMBOLS = Symbols()


def _irrational(what: str) -> InputError:
    return InputError(
        f"The exact value of {what}.",
        "A rational result.",
        "Ask for an enclosure: enclose(x, digits=...) instead of exact(x).",
    )
