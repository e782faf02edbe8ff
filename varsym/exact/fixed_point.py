"""Logarithms and exponentials on a binary grid, by Arb and by mpmath, and the digits both settle.

A real x is read at w bits when integers low and high are known with low <= x 2^w <= high. Arb
proves such a reading. mpmath gives a second value with an error bound; it is held against Arb's,
and widens the reading, so that digits count only when both settle them.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias

import flint
from flint import arb, fmpz
from mpmath.libmp import from_int, mpf_log, to_fixed
from mpmath.libmp.libelefun import exp_basecase

from varsym.exact.ball_precision import ONE_THREAD, ball_precision
from varsym.exact.digits import digit_string
from varsym.exact.enclosure import PrecisionError
from varsym.exact.numbers import exact_integer

__all__ = [
    "Reading",
    "Settled",
    "check_digits",
    "exp_reading",
    "held_together",
    "log_bounds",
    "log_reading",
    "settle",
]

_MAX_DIGITS = 10_000
#: mpmath takes some seconds for a logarithm of so many bits, and Arb for the second number.
_MAX_BITS = 1 << 18
_MAX_BALL_BITS = 1 << 23
_FIRST_GUARD = 24


#: Bounds low, high by Arb, a value by mpmath, the error it may have, and a shift e: all of the
#: number x 10^-e times 2^w.
Reading: TypeAlias = tuple[int, int, int, int, int]


class Settled(NamedTuple):
    """A rounded number, sign times figures times 10^exponent, and the bounds that settled it.

    The bounds are low / 2^bits and high / 2^bits, of the absolute value times 10^-shift.

    Parameters
    ----------
    sign : int
        -1 or 1.
    figures : int
        The significant digits, as one integer.
    exponent : int
        The power of ten that the last digit stands at.
    low, high, bits, shift : int
        The bounds, as said above; `bits` counts binary and `shift` decimal places.
    """

    sign: int
    figures: int
    exponent: int
    low: int
    high: int
    bits: int
    shift: int


def check_digits(digits: object) -> int:
    """Return a number of `digits` that can be asked for.

    Parameters
    ----------
    digits : int
        Significant digits, from 1 to 10,000.

    Raises
    ------
    InputError
        When it is no whole number, or below 1.
    PrecisionError
        When it is above 10,000.

    Examples
    --------
    >>> from varsym.exact.fixed_point import check_digits
    >>> check_digits(50)
    50
    """
    if type(digits) is int and 1 <= digits <= _MAX_DIGITS:
        return digits
    count = exact_integer(digits, "digits", 1)
    if count > _MAX_DIGITS:
        raise PrecisionError(
            f"{digit_string(count)} significant digits were asked for.",
            f"At most {_MAX_DIGITS} digits.",
            "Ask for fewer digits.",
        )
    return count


def _grid(bits: int) -> int:
    """Round a precision up, so that near precisions share what is kept."""
    if bits <= 1024:
        return ((max(bits, 8) + 63) >> 6) << 6
    step = 1 << (bits.bit_length() - 4)
    return -(-bits // step) * step


def _refuse(bits: int, limit: int) -> None:
    if bits > limit:
        raise PrecisionError(
            f"A working precision of {digit_string(bits)} bits would be needed.",
            f"At most {limit} bits.",
            "Ask for the digits of the logarithm, log_decimal or log10_decimal, or for fewer.",
        )


def log_bounds(base: int, bits: int) -> tuple[int, int, int]:
    """Enclose the logarithm of an integer on a grid, by Arb.

    Parameters
    ----------
    base : int
        The integer whose logarithm is taken, at least 1; it is the number, not the base, of the
        log.
    bits : int
        The least number of bits after the point.

    Returns
    -------
    tuple of int
        Integers low and high and p >= bits with ``low <= 2**p * log(base) <= high``; they are
        a few units apart.

    Raises
    ------
    PrecisionError
        Above eight million bits.

    Examples
    --------
    >>> from varsym.exact.fixed_point import log_bounds
    >>> low, high, p = log_bounds(2, 20)
    >>> low * 10**6 >> p, high * 10**6 >> p, high - low < 8
    (693147, 693147, True)
    """
    places = _grid(bits)
    _refuse(places, _MAX_BALL_BITS)
    return (*_kept_log_bounds(base, places), places)


@functools.lru_cache(maxsize=256)
def _kept_log_bounds(base: int, places: int) -> tuple[int, int]:
    # The integer part of a logarithm has about as many bits as the length of the base has.
    with ball_precision(places + base.bit_length().bit_length() + 8):
        ball = arb(fmpz(base)).log()
        return _ball_bounds(ball, places)


def _ball_bounds(ball: Any, places: int) -> tuple[int, int]:
    """Return integers around 2^places times a ball."""
    middle, exponent = (int(part) for part in ball.mid().man_exp())
    radius, size = (int(part) for part in ball.rad().man_exp())
    spread = _shifted(radius, size + places) + 1
    value = _shifted(middle, exponent + places)
    return value - spread, value + 1 + spread


def _shifted(value: int, places: int) -> int:
    """Return the floor of value 2^places."""
    return value << places if places >= 0 else value >> -places


def log_reading(base: int, bits: int) -> tuple[int, int, int, int]:
    """Enclose the logarithm of an integer on a grid by Arb, and approximate it by mpmath.

    Parameters
    ----------
    base : int
        The number whose logarithm is taken, at least 1.
    bits : int
        The least number of bits after the point.

    Returns
    -------
    tuple of int
        As `log_bounds`, with mpmath's value before p; it is meant to be within 2 of
        ``2**p * log(base)``, and held against the bounds.

    Raises
    ------
    PrecisionError
        Above 262,144 bits, or when the libraries disagree.

    Examples
    --------
    >>> from varsym.exact.fixed_point import log_reading
    >>> low, high, value, p = log_reading(2, 20)
    >>> value * 10**6 >> p
    693147
    """
    return _kept_log_reading(base, _grid(bits))


@functools.lru_cache(maxsize=256)
def _kept_log_reading(base: int, places: int) -> tuple[int, int, int, int]:
    _refuse(places, _MAX_BITS)
    low, high = _kept_log_bounds(base, places)
    relative = places + base.bit_length().bit_length() + 4
    value = int(to_fixed(mpf_log(from_int(base), relative, "n"), places))
    held_together(low, high, value, 2)
    return low, high, value, places


@functools.lru_cache(maxsize=64)
def _unit(places: int) -> Any:
    """Return the ball 2^-places, exactly."""
    return arb((1, -places))


def exp_reading(
    low: int, high: int, near: int, error: int, places: int
) -> tuple[int, int, int, int] | None:
    """Read e^x from a reading of x, by Arb and by mpmath.

    Parameters
    ----------
    low, high, near, error : int
        Bounds of x, and an approximation with its error, times 2^places; x is from -1 to 3.
    places : int
        The number of binary places, at least 64.

    Returns
    -------
    tuple of int, or None
        The same of e^x. None when x is not known well enough.

    Examples
    --------
    >>> from varsym.exact.fixed_point import exp_reading
    >>> one = 1 << 64
    >>> low, high, near, error = exp_reading(one, one, one, 0, 64)
    >>> low * 10**9 >> 64, high * 10**9 >> 64, near - error <= high and low <= near + error
    (2718281828, 2718281828, True)
    """
    width = high - low
    if width >> (places - 8) or error >> (places - 8):
        return None
    unit = _unit(places)
    with ONE_THREAD:  # As `ball_precision` does, but faster.
        before = flint.ctx.prec
        flint.ctx.prec = places + 10
        try:
            ball = (arb(low) * unit).exp()
            # The radius is then below 2^-(places + 2) times the midpoint, which is below 2^5.
            if ball.rel_accuracy_bits() < places + 2:
                return None
            middle, exponent = ball.mid().man_exp()
        finally:
            flint.ctx.prec = before
    start = _shifted(int(middle), int(exponent) + places)
    # e^(x + t) <= e^x (1 + 2 t) for t from 0 to 1.
    end = start + 10
    end += (2 * width * end >> places) + 1
    # The series and its squarings lose less than 4 sqrt(places) + 8 units of the last place,
    # relative to e^x, which is below 2^5.
    value = exp_basecase(near, places)
    loss = 4 * math.isqrt(places) + 8 + 2 * error
    return start - 9, end, value, loss << 5


def held_together(low: int, high: int, near: int, error: int) -> tuple[int, int]:
    """Return bounds that hold for Arb and for mpmath.

    Parameters
    ----------
    low, high : int
        Arb's bounds, in units of the last binary place.
    near, error : int
        mpmath's approximation, and how far off it may be, in units of the same place.

    Raises
    ------
    PrecisionError
        When the two contradict each other.

    Examples
    --------
    >>> from varsym.exact.fixed_point import held_together
    >>> held_together(10, 12, 12, 1)
    (10, 13)
    """
    if near - error > high or near + error < low:
        raise PrecisionError(
            "Arb and mpmath disagree about a number by more than their errors allow.",
            "Two computations that agree.",
            "Report the number: one of the two libraries has a fault.",
        )
    return min(low, near - error), max(high, near + error)


def settle(
    read: Callable[[int], Reading | None],
    digits: int,
    bits: int,
    is_equal: Callable[[Fraction, int], bool] | None = None,
) -> Settled:
    """Round a number other than 0, half to even, to significant digits that are certain.

    The precision is raised until the bounds of both libraries lie in one rounding cell. That
    ends unless the number lies on a boundary between two cells, a rational; when the bounds
    have such a boundary between them, `is_equal` is asked whether the number is that rational.

    Parameters
    ----------
    read : callable
        Reads the number at a number of bits, or returns None when more are needed.
    digits : int
        The number of significant digits.
    bits : int
        The number of bits to begin with.
    is_equal : callable, optional
        Decides whether the absolute value is a given rational times a given power of ten. If
        not given, the number is never rational.

    Returns
    -------
    Settled

    Raises
    ------
    PrecisionError
        When too many bits would be needed, or the libraries disagree.

    Examples
    --------
    >>> from varsym.exact.fixed_point import settle
    >>> def eighth(bits):
    ...     return ((1 << bits) >> 3, (1 << bits) >> 3, (1 << bits) >> 3, 0, 0)
    >>> found = settle(eighth, 2, 20, lambda q, e: q == Fraction(1, 8) and e == 0)
    >>> found.figures, found.exponent
    (12, -1)
    """
    guard = _FIRST_GUARD
    # 10^3 < 2^10.
    enough = 10 * digits // 3 + 8
    places = bits
    while True:
        have = 0
        reading = read(places)
        if reading is not None:
            low, high, near, error, shift = reading
            low, high = held_together(low, high, near, error)
            # Widened, so that the number is strictly inside.
            low, high, sign = low - 1, high + 1, 1
            if high < 0:
                low, high, sign = -high, -low, -1
            if low > 0:
                have = low.bit_length()
                found = _round(low, high, places, digits, shift, is_equal)
                if found is not None:
                    return Settled(sign, *found, low, high, places, shift)
        places += max(0, enough - have) + guard
        guard *= 2


@functools.lru_cache(maxsize=1024)
def _ten(power: int) -> int:
    return 10**power if power < 20_000 else _ten(power // 2) * _ten(power - power // 2)


def _doubled(value: int, places: int, power: int) -> int:
    """Return the floor of 2 value 2^-places 10^power."""
    if power >= 0:
        value *= _ten(power)
        return value >> places - 1 if places > 0 else value << 1 - places
    if places <= 1:
        return (value << 1 - places) // _ten(-power)
    return value // (_ten(-power) << places - 1)


def _round(
    low: int,
    high: int,
    places: int,
    digits: int,
    shift: int,
    is_equal: Callable[[Fraction, int], bool] | None,
) -> tuple[int, int] | None:
    """Return figures and exponent when the bounds, not attained, settle them."""
    leading = (low.bit_length() - 1 - places) * 30103 // 100000
    least = _ten(digits - 1)
    while True:
        power = digits - 1 - leading
        below = _doubled(low, places, power)
        if 2 * least <= below < 20 * least:
            break
        leading += 1 if below >= 2 * least else -1
    figures = (below + 1) >> 1
    other = (_doubled(high, places, power) + 1) >> 1
    if figures != other:
        if other != figures + 1 or is_equal is None:
            return None
        boundary = Fraction(2 * figures + 1, 2)
        boundary *= Fraction(1, _ten(power)) if power >= 0 else _ten(-power)
        if not is_equal(boundary, shift):
            return None
        figures += figures % 2
    if figures == 10 * least:
        figures, leading = least, leading + 1
    return figures, leading + shift
