"""From a counterexample to a simpler one, by exact decisions alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TypeAlias

__all__ = ["Point", "Refutes", "rounded", "shrink", "simplest_between"]

Point: TypeAlias = tuple[Fraction, ...]
#: Whether the hypotheses hold exactly at a point and the conclusion fails exactly.
Refutes: TypeAlias = Callable[[Point], bool]

_SMALL = tuple(map(Fraction, ("0", "1", "-1", "2", "1/2", "-2", "-1/2")))


def simplest_between(low: Fraction, high: Fraction) -> Fraction:
    """Return the rational of least denominator, then of least size, in a closed interval.

    It is the first number of the interval that a descent of the Stern-Brocot tree meets.

    Parameters
    ----------
    low, high : Fraction
        With ``low <= high``.

    Examples
    --------
    >>> simplest_between(Fraction(314, 100), Fraction(315, 100))
    Fraction(22, 7)
    """
    if low <= 0 <= high:
        return Fraction(0)
    if high < 0:
        return -simplest_between(-high, -low)
    (a, b), (c, d) = low.as_integer_ratio(), high.as_integer_ratio()
    terms = []
    while (whole := -(-a // b)) * d > c:
        floor = whole - 1
        terms.append(floor)
        a, b, c, d = d, c - floor * d, b, a - floor * b
    top, bottom = whole, 1
    for floor in reversed(terms):
        top, bottom = floor * top + bottom, top
    return Fraction(top, bottom)


def rounded(value: Fraction, bits: int) -> Fraction:
    """Return the simplest rational within the share 2^-bits of a number.

    Parameters
    ----------
    value : Fraction
        The number.
    bits : int

    Examples
    --------
    >>> rounded(Fraction(1, 3) + Fraction(1, 10**9), 20)
    Fraction(1, 3)
    """
    reach = abs(value) / 2**bits
    return simplest_between(value - reach, value + reach)


def shrink(point: Point, refutes: Refutes, decisions: int = 1000) -> Point:
    """Return a simpler counterexample, near none in particular.

    Each coordinate in turn is replaced by simpler rationals, small whole numbers and halves
    first, as long as the point stays a counterexample; until nothing simpler is one.

    Parameters
    ----------
    point : tuple of Fraction
        A counterexample.
    refutes : callable
        The exact decision.
    decisions : int
        How many times `refutes` is asked, at most.

    Examples
    --------
    >>> shrink((Fraction(2**40, 3),), lambda point: point[0] ** 2 > 50)
    (Fraction(8, 1),)
    """
    best, left, improved = point, decisions, True
    while improved:
        improved = False
        for place in range(len(best)):
            for simpler in _simpler(best[place]):
                if left == 0:
                    return best
                left -= 1
                tried = (*best[:place], simpler, *best[place + 1 :])
                if refutes(tried):
                    best, improved = tried, True
                    break
    return best


def _complexity(value: Fraction) -> tuple[int, bool]:
    return abs(value.numerator) + value.denominator, value < 0


def _simpler(value: Fraction) -> Iterator[Fraction]:
    """Yield numbers simpler than `value`: first small ones, then ever nearer ones."""
    tried = {value}
    for candidate in (*_SMALL, -value, *_ancestors(value)):
        if candidate not in tried and _complexity(candidate) < _complexity(value):
            tried.add(candidate)
            yield candidate


def _ancestors(value: Fraction) -> Iterator[Fraction]:
    """Yield numbers above `value` in the Stern-Brocot tree; of a long run some at either end.

    The simplest number of an interval stands above all others in it.
    """
    sign = -1 if value < 0 else 1
    top, bottom = abs(value.numerator), value.denominator
    before, last = (0, 1), (1, 0)
    while bottom:
        run, rest = divmod(top, bottom)
        for steps in _ends(run):
            yield sign * Fraction(steps * last[0] + before[0], steps * last[1] + before[1])
        before, last = last, (run * last[0] + before[0], run * last[1] + before[1])
        top, bottom = bottom, rest


def _ends(run: int) -> list[int]:
    """Return 1, 2, 4, … and …, run - 2, run - 1, run."""
    powers = [2**k for k in range(run.bit_length())]
    return sorted({*powers, run, *(run - p for p in powers if p < run)})
