"""The number systems over which one formula is evaluated: rationals, balls, expressions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from math import isqrt
from threading import RLock
from typing import Any, Protocol

from varsym.errors import InputError

__all__ = ["BALLS", "RATIONALS", "SYMBOLS", "Balls", "Field", "Rationals", "Symbols", "precision"]


class Field(Protocol):
    """What a formula needs beyond + - * / of its entries.

    `number` brings in a rational; `exp`, `sqrt` and `relu` act on one entry.
    """

    def number(self, value: Fraction) -> Any:
        """Bring in a rational."""

    def exp(self, value: Any) -> Any:
        """Return e^value."""

    def sqrt(self, value: Any) -> Any:
        """Return the root."""

    def relu(self, value: Any) -> Any:
        """Return max(value, 0)."""


class Rationals:
    """`Fraction`: exact, and so without most exponentials and roots."""

    def number(self, value: Fraction) -> Fraction:
        """Return the number itself."""
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
        """Return the root of a rational square.

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
    """FLINT's Arb balls: rigorous enclosures at the working precision, see `precision`."""

    def number(self, value: Fraction) -> Any:
        """Return a ball around the rational."""
        import flint

        return flint.arb(flint.fmpq(value.numerator, value.denominator))

    def exp(self, value: Any) -> Any:
        """Return a ball around e^value."""
        return value.exp()

    def sqrt(self, value: Any) -> Any:
        """Return a ball around the root."""
        return value.sqrt()

    def relu(self, value: Any) -> Any:
        """Return a ball around max(value, 0)."""
        return value.max(0)


class Symbols:
    """SymPy expressions."""

    def number(self, value: Fraction) -> Any:
        """Return the rational as SymPy's."""
        import sympy

        return sympy.Rational(value.numerator, value.denominator)

    def exp(self, value: Any) -> Any:
        """Return e^value."""
        import sympy

        return sympy.exp(value)

    def sqrt(self, value: Any) -> Any:
        """Return the root."""
        import sympy

        return sympy.sqrt(value)

    def relu(self, value: Any) -> Any:
        """Return max(value, 0)."""
        import sympy

        return sympy.Max(value, 0)


_ONE_THREAD = RLock()
RATIONALS = Rationals()
BALLS = Balls()
SYMBOLS = Symbols()


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Set the precision of balls inside a ``with`` block, and restore it after.

    FLINT has one precision for all threads, so only one thread at a time is inside.

    Parameters
    ----------
    bits : int
        The precision of the midpoints.
    """
    import flint

    with _ONE_THREAD:
        before = flint.ctx.prec
        flint.ctx.prec = bits
        try:
            yield
        finally:
            flint.ctx.prec = before


def _irrational(what: str) -> InputError:
    return InputError(
        f"The exact value of {what}.",
        "A rational result.",
        "Ask for an enclosure: enclose(x, digits=...) instead of exact(x).",
    )
