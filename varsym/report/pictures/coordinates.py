"""Where exact numbers lie on a logarithmic axis; floats come in here, as coordinates."""

from __future__ import annotations

import math

from varsym.errors import InputError
from varsym.exact import RationalLike, exact_rational
from varsym.exact.magnitudes import Magnitude

__all__ = ["linear_coordinate", "log10_coordinate", "log10_exponent_coordinate"]

_DIGITS = 17  # as many as tell two floats apart


def linear_coordinate(value: RationalLike) -> float:
    """Return an exact number rounded to a float, for a linear axis.

    Raises
    ------
    InputError
        When it is not exact, or beyond the range of floats.

    Examples
    --------
    >>> linear_coordinate("3/4")
    0.75
    """
    exact = exact_rational(value, name="value")
    try:
        return float(exact)
    except OverflowError:
        raise _beyond() from None


def log10_coordinate(value: RationalLike | Magnitude) -> float:
    """Return the logarithm to base 10 of a positive number of any size, rounded once.

    Raises
    ------
    InputError
        When the number is not exact or not positive, or its logarithm is no float.

    Examples
    --------
    >>> log10_coordinate("1e-6936"), log10_coordinate(Magnitude.power(10, 2**100))
    (-6936.0, 1.2676506002282294e+30)
    """
    number = _magnitude(value)
    return _finite(float(number.log10_decimal(_DIGITS)))


def log10_exponent_coordinate(value: RationalLike | Magnitude) -> float:
    """Return log10(-log10 x) for 0 < x < 1: the length of the exponent of a tiny number.

    Raises
    ------
    InputError
        When the number is not exact or not between 0 and 1.

    Examples
    --------
    >>> log10_exponent_coordinate(Magnitude.power(10, -(10**40))), log10_exponent_coordinate("0.1")
    (40.0, 0.0)
    """
    number = _magnitude(value)
    if number >= 1:
        raise InputError(
            "A number that is 1 or above, on an axis of exponents of tiny numbers.",
            "A number above 0 and below 1.",
            "Leave it out: for sequences of one token a separation of 1 is trivial.",
        )
    return _finite(float(number.log10_of_log10(_DIGITS)))


def _magnitude(value: RationalLike | Magnitude) -> Magnitude:
    if isinstance(value, Magnitude):
        return value
    exact = exact_rational(value, name="value")
    if exact <= 0:
        raise InputError(
            f"The number {'0' if not exact else 'below 0'} on a logarithmic axis.",
            "A number above 0.",
            "Leave it out, or give errors that are above 0.",
        )
    return Magnitude.of(exact)


def _finite(coordinate: float) -> float:
    if not math.isfinite(coordinate):
        raise _beyond()
    return coordinate


def _beyond() -> InputError:
    return InputError(
        "A number whose coordinate is beyond 10^308.",
        "One that a picture has room for.",
        "Draw the logarithm of it.",
    )
