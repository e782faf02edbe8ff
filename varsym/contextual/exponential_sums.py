"""Sums of rational multiples of e^(a/D), a integer, for a common D, and when they vanish.

By the theorem of Lindemann and Weierstrass, e to different algebraic powers are linearly
independent over the algebraic numbers. So such a sum, its terms collected by their exponents, is
zero only when all coefficients are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from varsym.exact import SizeError

__all__ = ["ExponentialSum", "collected", "product", "subtracted", "sum_of_squares_is"]

#: Coefficients by integer exponents; those that are zero are left out.
ExponentialSum = Mapping[int, int]

_MOST_TERMS = 4_000_000


def collected(terms: Iterable[tuple[int, int]]) -> ExponentialSum:
    """Sum terms, given as pairs of an exponent and a coefficient.

    Parameters
    ----------
    terms : iterable of (int, int)
        Exponents, times D, and coefficients.

    Examples
    --------
    >>> collected([(0, 1), (3, 5), (0, -1)])
    {3: 5}
    """
    found: dict[int, int] = {}
    for exponent, coefficient in terms:
        found[exponent] = found.get(exponent, 0) + coefficient
    return {exponent: total for exponent, total in found.items() if total}


def product(first: ExponentialSum, second: ExponentialSum) -> ExponentialSum:
    """Multiply two sums.

    Parameters
    ----------
    first, second : dict of int to int
        Coefficients, by exponents times D.

    Raises
    ------
    SizeError
        When that takes more than four million products of terms.

    Examples
    --------
    >>> product({0: 1, 1: 1}, {0: 1, 1: -1})
    {0: 1, 2: -1}
    """
    if len(first) * len(second) > _MOST_TERMS:
        raise SizeError(
            f"The product of sums of {len(first)} and {len(second)} exponentials.",
            f"At most {_MOST_TERMS} products of terms.",
            "Take shorter sequences, or tokens with fewer different scores.",
        )
    return collected(
        (a + b, left * right) for a, left in first.items() for b, right in second.items()
    )


def subtracted(first: ExponentialSum, second: ExponentialSum) -> ExponentialSum:
    """Subtract the second sum from the first.

    Parameters
    ----------
    first, second : dict of int to int
        Coefficients, by exponents times D.

    Examples
    --------
    >>> subtracted({0: 2, 1: 1}, {0: 2})
    {1: 1}
    """
    return collected([*first.items(), *((a, -c) for a, c in second.items())])


def sum_of_squares_is(
    numerators: Iterable[ExponentialSum], denominator: ExponentialSum, square: Fraction
) -> bool:
    """Decide whether Σ (N_i / D)² is a rational, by Lindemann and Weierstrass.

    Parameters
    ----------
    numerators : iterable of dict of int to int
        The N_i: coefficients by exponents.
    denominator : dict of int to int
        D, likewise.
    square : Fraction
        The rational.

    Raises
    ------
    SizeError
        As `product`.

    Examples
    --------
    >>> sum_of_squares_is([{1: 3}, {1: 4}], {1: 1}, Fraction(25))
    True
    """
    total: ExponentialSum = {}
    for numerator in numerators:
        more = product(numerator, numerator)
        total = collected([*total.items(), *more.items()])
    below = product(denominator, denominator)
    scaled = {a: c * square.denominator for a, c in total.items()}
    return not subtracted(scaled, {a: c * square.numerator for a, c in below.items()})
