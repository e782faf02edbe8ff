"""The ends of Arb's balls as fractions."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from varsym.exact import Enclosure, PrecisionError

if TYPE_CHECKING:
    from flint import arb

__all__ = ["outer_enclosure", "rational_point"]

#: Fractions of the library have up to a million bits; precisions of 2^18 leave room for this.
_MOST_BITS = 900_000
_TINY_BITS = 2**19


def rational_point(point: arb) -> Fraction:
    """Return the value of an exact ball as a fraction.

    Parameters
    ----------
    point : arb
        A ball of radius 0.

    Raises
    ------
    PrecisionError
        When it has more than 900,000 bits before or after the point.

    Examples
    --------
    >>> from flint import arb
    >>> rational_point(arb("0.375"))
    Fraction(3, 8)
    """
    mantissa, exponent = map(int, point.man_exp()) if point.is_finite() else (1, _MOST_BITS + 1)
    if exponent < -_MOST_BITS or exponent + mantissa.bit_length() > _MOST_BITS:
        raise PrecisionError(
            f"A number, or a gap between numbers, of more than {_MOST_BITS} bits.",
            f"At most {_MOST_BITS} bits before and after the point.",
            "Rescale the quantity, or work with its logarithm.",
        )
    if exponent >= 0:
        return Fraction(mantissa << exponent)
    return Fraction(mantissa, 1 << -exponent)


def outer_enclosure(low: arb, high: arb) -> Enclosure:
    """Return an enclosure with the values of two exact balls, or where one is tiny, beyond it.

    Ends nearer to zero than 2^-524288 are moved to zero or to that size, so that none is too long
    for a fraction.

    Parameters
    ----------
    low, high : arb
        Balls of radius 0, low <= high.

    Raises
    ------
    PrecisionError
        When an end is too large for a fraction, or not finite.

    Examples
    --------
    >>> from flint import arb
    >>> tiny = arb(-(10**9)).exp()
    >>> box = outer_enclosure(tiny.lower(), tiny.upper())
    >>> box.lower, box.upper > 0
    (Fraction(0, 1), True)
    """
    return Enclosure(_rounded(low, -1), _rounded(high, 1))


def _rounded(point: arb, sign: int) -> Fraction:
    if not point.is_finite() or point == 0:
        return rational_point(point)
    mantissa, exponent = map(int, point.man_exp())
    if exponent + mantissa.bit_length() > -_TINY_BITS:
        return rational_point(point)
    return Fraction(sign, 1 << _TINY_BITS) if mantissa * sign > 0 else Fraction(0)
