"""Integrals and image measures of piecewise affine maps, computed exactly."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import Literal, overload

from varsym.errors import InputError
from varsym.exact.enclosure import Enclosure, PrecisionError, enclose_root
from varsym.exact.extended import INFINITY, Extended
from varsym.exact.numbers import RationalLike, exact_integer, exact_rational
from varsym.exact.piecewise_form import PiecewiseForm, clip

__all__ = ["PiecewiseMeasure"]

_ZERO = Fraction(0)
_MAX_ALPHA = 10_000
_MAX_POWER_BITS = 10**7


def _power(base: Fraction, exponent: int) -> Fraction:
    longest = max(base.numerator.bit_length(), base.denominator.bit_length())
    if longest * exponent > _MAX_POWER_BITS:
        raise PrecisionError(
            f"A number of {longest} bits was to be raised to the power {exponent}.",
            f"A product of length and exponent that is at most {_MAX_POWER_BITS}.",
            "Use a smaller alpha, or round the numbers first.",
        )
    return base**exponent


def _interval(a: RationalLike, b: RationalLike) -> tuple[Fraction, Fraction]:
    low, high = exact_rational(a, name="a"), exact_rational(b, name="b")
    if low >= high:
        raise InputError(
            "The interval of integration has no length.",
            "Ends a and b with a < b.",
            "Exchange the two, or widen the interval.",
        )
    return low, high


class PiecewiseMeasure(PiecewiseForm):
    """The decisions about integrals and image measures.

    Examples
    --------
    >>> from varsym.exact.piecewise import PiecewiseLinear
    >>> PiecewiseLinear.identity().l_alpha_power(2)
    Fraction(1, 3)
    """

    __slots__ = ()

    def l_alpha_power(self, alpha: int, a: RationalLike = 0, b: RationalLike = 1) -> Fraction:
        """Return the integral of |f|^alpha over the interval from a to b.

        Parameters
        ----------
        alpha : int
            The exponent, from 1 to 10,000.
        a, b : rational, optional
            The ends, ``a < b``; the unit interval by default.

        Returns
        -------
        Fraction
            The Lebesgue integral, not divided by the length. Isolated values do not count.

        Raises
        ------
        InputError
            When a number is not exact or out of range.
        PrecisionError
            When the powers would have more than ten million bits.

        Examples
        --------
        >>> from varsym.exact.piecewise import PiecewiseLinear
        >>> PiecewiseLinear.affine(2, -1).l_alpha_power(1)
        Fraction(1, 2)
        """
        power = exact_integer(alpha, "alpha", 1, _MAX_ALPHA)
        low, high = _interval(a, b)
        total = _ZERO
        for left, right, piece in clip(self.pieces(), low, high):
            if not piece.slope:
                total += _power(abs(piece.intercept), power) * (right - left)
                continue
            # u |u|^alpha / (alpha + 1) is a primitive of |u|^alpha on both sides of 0.
            start, end = piece.limit(left), piece.limit(right)
            change = end * _power(abs(end), power) - start * _power(abs(start), power)
            total += change / (piece.slope * (power + 1))
        return total

    @overload
    def l_alpha_norm(
        self, alpha: Literal[1], a: RationalLike = 0, b: RationalLike = 1, digits: int = 30
    ) -> Fraction: ...

    @overload
    def l_alpha_norm(
        self, alpha: int, a: RationalLike = 0, b: RationalLike = 1, digits: int = 30
    ) -> Fraction | Enclosure: ...

    def l_alpha_norm(
        self, alpha: int, a: RationalLike = 0, b: RationalLike = 1, digits: int = 30
    ) -> Fraction | Enclosure:
        """Return the L^alpha norm on the interval from a to b.

        Parameters
        ----------
        alpha : int
            The exponent, from 1 to 10,000.
        a, b : rational, optional
            The ends, ``a < b``; the unit interval by default.
        digits : int, optional
            The significant digits that an enclosure must settle.

        Returns
        -------
        Fraction or Enclosure
            The exact norm for ``alpha = 1``, otherwise an enclosure of the root, a single
            point when it is rational. To compare with a number, use `compare_l_alpha_norm`.

        Raises
        ------
        InputError
            When a number is not exact or out of range.
        PrecisionError
            When the powers would have more than ten million bits.

        Examples
        --------
        >>> from varsym.exact.piecewise import PiecewiseLinear
        >>> PiecewiseLinear.identity().l_alpha_norm(1)
        Fraction(1, 2)
        >>> PiecewiseLinear.identity().l_alpha_norm(2).decimal(10)
        '0.5773502692'
        """
        power = self.l_alpha_power(alpha, a, b)
        order = exact_integer(alpha, "alpha")
        return power if order == 1 else enclose_root(power, order, digits)

    def compare_l_alpha_norm(
        self, bound: RationalLike, alpha: int, a: RationalLike = 0, b: RationalLike = 1
    ) -> int:
        """Compare the L^alpha norm on the interval from a to b with a rational.

        Parameters
        ----------
        bound : rational
            What to compare with; it may be negative.
        alpha : int
            The exponent, from 1 to 10,000.
        a, b : rational, optional
            The ends, ``a < b``; the unit interval by default.

        Returns
        -------
        int
            The exact sign of norm minus bound: -1, 0 or 1.

        Raises
        ------
        InputError
            When a number is not exact or out of range.
        PrecisionError
            When the powers would have more than ten million bits.

        Examples
        --------
        >>> from varsym.exact.piecewise import PiecewiseLinear
        >>> PiecewiseLinear.identity().compare_l_alpha_norm("0.57735", 2)
        1
        """
        limit = exact_rational(bound, name="bound")
        power = self.l_alpha_power(alpha, a, b)
        if limit < 0:
            return 1
        target = _power(limit, exact_integer(alpha, "alpha"))
        return (power > target) - (power < target)

    def pushforward_density(self, a: RationalLike = 0, b: RationalLike = 1) -> Extended:
        """Return the largest density of the image of Lebesgue measure on [a, b].

        This is the smallest C such that the measure of {x in [a, b] : f(x) in S} is at most C
        times the measure of the part of S in [a, b], for every Borel set S.

        Parameters
        ----------
        a, b : rational, optional
            The ends, ``a < b``; the unit interval by default.

        Returns
        -------
        Fraction or Infinity
            INFINITY when f is constant on a set of positive measure in [a, b], or takes such
            a set out of [a, b]. Isolated values do not count.

        Raises
        ------
        InputError
            When an end is not exact or ``a >= b``.

        Examples
        --------
        >>> from varsym.exact.piecewise import PiecewiseLinear
        >>> PiecewiseLinear.hat("1/2", "1/2", 1).pushforward_density()
        Fraction(1, 1)
        >>> PiecewiseLinear.affine("1/2", 0).pushforward_density()
        Fraction(2, 1)
        """
        low, high = _interval(a, b)
        changes: defaultdict[Fraction, Fraction] = defaultdict(Fraction)
        for left, right, piece in clip(self.pieces(), low, high):
            start, end = sorted((piece.limit(left), piece.limit(right)))
            if not piece.slope or start < low or end > high:
                return INFINITY
            density = 1 / abs(piece.slope)
            changes[start] += density
            changes[end] -= density
        largest = current = _ZERO
        for at in sorted(changes):
            current += changes[at]
            largest = max(largest, current)
        return largest
