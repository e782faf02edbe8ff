"""Roots and values of rational polynomials, as exact algebraic numbers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from varsym.exact.algebraic import AlgebraicNumber
from varsym.exact.numbers import RationalLike, exact_rational
from varsym.exact.root_isolation import RealRoot, primitive, roots_between, sign_changes_between

__all__ = ["polynomial_value", "real_roots"]


def real_roots(
    coefficients: Sequence[RationalLike], lower: RationalLike, upper: RationalLike
) -> list[AlgebraicNumber]:
    """Find all real roots of a polynomial in a closed interval.

    Parameters
    ----------
    coefficients : sequence of rational
        The coefficients, low degree first, not all of them 0.
    lower, upper : rational
        The ends, ``lower <= upper``.

    Returns
    -------
    list of AlgebraicNumber
        The roots in increasing order, each once.

    Raises
    ------
    InputError
        When a number is not exact, the polynomial is 0, or the ends are in the wrong order.

    Examples
    --------
    >>> from varsym.exact.polynomials import real_roots
    >>> real_roots([0, -2, 0, 1], 0, 9)
    [<AlgebraicNumber 0>, <AlgebraicNumber 1.414213562…>]
    """
    found = roots_between(coefficients, lower, upper)
    return sorted(map(AlgebraicNumber.from_root, found))


def polynomial_value(
    coefficients: Sequence[RationalLike], at: AlgebraicNumber | RationalLike
) -> AlgebraicNumber:
    """Evaluate a polynomial with rational coefficients at an algebraic number.

    Parameters
    ----------
    coefficients : sequence of rational
        The coefficients, low degree first.
    at : AlgebraicNumber or rational
        Where. The work grows with the degree of its minimal polynomial.

    Raises
    ------
    InputError
        When a number is not exact.

    Examples
    --------
    >>> from varsym.exact.algebraic import AlgebraicNumber
    >>> from varsym.exact.polynomials import polynomial_value
    >>> golden = AlgebraicNumber.root_of([-1, -1, 1], 1, 2)
    >>> polynomial_value([-1, -1, 1], golden).as_fraction()
    Fraction(0, 1)
    >>> polynomial_value([1, 1], golden).minimal_polynomial
    (1, -3, 1)
    """
    exact = [exact_rational(entry, name="coefficient") for entry in coefficients]
    if not isinstance(at, AlgebraicNumber):
        at = AlgebraicNumber.from_rational(at)
    if at.is_rational:
        point = at.as_fraction()
        return AlgebraicNumber.from_rational(_interval_value(exact, point, point)[0])
    return _value_at_irrational(exact, at)


def _value_at_irrational(coefficients: Sequence[Fraction], at: AlgebraicNumber) -> AlgebraicNumber:
    from flint import fmpq, fmpq_mat

    # Multiplication by the number is a matrix, and so is multiplication by the value.
    *lower, leading = at.minimal_polynomial
    degree = len(lower)
    times = fmpq_mat(degree, degree)
    for row in range(degree):
        times[row, degree - 1] = fmpq(-lower[row], leading)
        if row:
            times[row, row - 1] = fmpq(1)
    one = fmpq_mat(degree, degree, [int(i == j) for i in range(degree) for j in range(degree)])
    value = fmpq_mat(degree, degree)
    for coefficient in reversed(coefficients):
        value = value * times + one * fmpq(coefficient.numerator, coefficient.denominator)
    polynomial = primitive(value.minpoly().numer())
    if polynomial.degree() == 1:
        return AlgebraicNumber.from_rational(Fraction(-int(polynomial[0]), int(polynomial[1])))
    bits = 16
    while True:
        low, high = _interval_value(coefficients, *at.bounds(bits))
        if sign_changes_between(polynomial, low, high) == 1:
            return AlgebraicNumber.from_root(RealRoot(polynomial, low, high))
        bits *= 2


def _interval_value(
    coefficients: Sequence[Fraction], low: Fraction, high: Fraction
) -> tuple[Fraction, Fraction]:
    """Bound a polynomial on an interval by Horner's rule in interval arithmetic."""
    least = most = Fraction(0)
    for coefficient in reversed(coefficients):
        products = [bound * end for bound in (least, most) for end in (low, high)]
        least, most = min(products) + coefficient, max(products) + coefficient
    return least, most
