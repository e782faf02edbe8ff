"""Products of powers of integers over bases that are coprime in pairs, without factoring."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

from flint import fmpz

__all__ = ["coprime_powers", "exact_root", "strip"]

_LONG = 4096


def strip(number: int, divisor: int) -> tuple[int, int]:
    """Return how often a divisor above 1 divides a number above 0, and what is left.

    Parameters
    ----------
    number : int
        The integer that is divided, above 0.
    divisor : int
        The integer that divides it how many times, above 1.

    Examples
    --------
    >>> from varsym.exact.coprime_powers import strip
    >>> strip(96, 2)
    (5, 3)
    """
    # FLINT divides long numbers much faster than Python.
    value, factor = (fmpz(number), fmpz(divisor)) if number >> _LONG else (number, divisor)
    powers = [factor]
    while value % powers[-1] == 0:
        powers.append(powers[-1] * powers[-1])
    count = 0
    for exponent in range(len(powers) - 2, -1, -1):
        quotient, rest = divmod(value, powers[exponent])
        if not rest:
            value, count = quotient, count + (1 << exponent)
    return count, int(value)


def _common(a: int, b: int) -> int:
    return int(fmpz(a).gcd(fmpz(b))) if a >> _LONG and b >> _LONG else math.gcd(a, b)


def coprime_powers(powers: Iterable[tuple[int, Fraction]]) -> dict[int, Fraction]:
    """Write a product of powers of integers with bases that are coprime in pairs.

    Only greatest common divisors are taken; nothing is factored.

    Parameters
    ----------
    powers : iterable of (int, Fraction)
        Bases, at least 1, and exponents.

    Returns
    -------
    dict of int to Fraction
        Bases above 1, coprime in pairs, and exponents other than 0, with the same product.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from varsym.exact.coprime_powers import coprime_powers
    >>> coprime_powers([(12, Fraction(1)), (18, Fraction(-1, 2))])
    {2: Fraction(3, 2)}
    """
    found: dict[int, Fraction] = {}
    waiting = list(powers)
    if len(waiting) == 1 and waiting[0][0] > 1 and waiting[0][1]:
        return dict(waiting)
    while waiting:
        base, exponent = waiting.pop()
        if base == 1 or not exponent:
            continue
        if base in found:
            exponent += found.pop(base)
            if exponent:
                found[base] = exponent
            continue
        for other in found:
            shared = _common(base, other)
            if shared > 1:
                kept = found.pop(other)
                own, rest = strip(base, shared)
                others, left = strip(other, shared)
                total = own * exponent + others * kept
                waiting += [(shared, total), (rest, exponent), (left, kept)]
                break
        else:
            found[base] = exponent
    return found


def exact_root(base: int, order: int) -> int | None:
    """Return the root of an integer above 1 when it is whole, and None otherwise.

    Parameters
    ----------
    base : int
        The integer whose root is taken, above 1.
    order : int
        2 for the square root, and so on.

    Examples
    --------
    >>> from varsym.exact.coprime_powers import exact_root
    >>> exact_root(64, 3), exact_root(64, 4)
    (4, None)
    """
    if order == 1:
        return base
    if order >= base.bit_length():
        return None
    root = int(fmpz(base).root(order))
    return root if root**order == base else None
