"""Exact piecewise affine maps from the rationals and reals to themselves."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from typing import Self

from varsym.errors import InputError
from varsym.exact.numbers import RationalLike, exact_rational
from varsym.exact.piecewise_algebra import add, compose, scale
from varsym.exact.piecewise_form import Piece
from varsym.exact.piecewise_measure import PiecewiseMeasure
from varsym.exact.piecewise_norms import PiecewiseNorms

__all__ = ["Piece", "PiecewiseLinear"]

_ZERO = Fraction(0)
_ONE = Fraction(1)
_MINUS_ONE = Fraction(-1)


class PiecewiseLinear(PiecewiseNorms, PiecewiseMeasure):
    """An exact piecewise affine map R -> R with finitely many rational pieces.

    Jumps are allowed, and the value at each breakpoint is free. Maps are immutable and
    hashable, and ``==`` means equality as functions. The named constructors below are shorter
    than this one.

    Parameters
    ----------
    breakpoints : sequence
        The breakpoints, strictly increasing; they may be superfluous.
    lines : sequence of pairs
        The pairs (slope, intercept), one more than there are breakpoints, from left to right.
    values : sequence
        The values at the breakpoints.

    Raises
    ------
    InputError
        When a number is not exact, the lengths do not fit, or the order is wrong.

    Examples
    --------
    >>> from varsym.exact.piecewise import PiecewiseLinear
    >>> relu = PiecewiseLinear.relu()
    >>> relu - relu @ -PiecewiseLinear.identity() == PiecewiseLinear.identity()
    True
    >>> print(2 * relu @ PiecewiseLinear.affine(1, -1))
    max(2*x - 2, 0)
    """

    __slots__ = ()

    @classmethod
    def constant(cls, c: RationalLike) -> Self:
        """Return the map x -> c.

        Raises
        ------
        InputError
            When the value is not exact.

        Examples
        --------
        >>> from varsym.exact.piecewise import PiecewiseLinear
        >>> print(PiecewiseLinear.constant("1/2"))
        1/2
        """
        return cls._of(((), ((_ZERO, exact_rational(c, name="c")),), ()))

    @classmethod
    def affine(cls, slope: RationalLike, intercept: RationalLike) -> Self:
        """Return the map x -> slope * x + intercept.

        Raises
        ------
        InputError
            When a number is not exact.

        Examples
        --------
        >>> from varsym.exact.piecewise import PiecewiseLinear
        >>> print(PiecewiseLinear.affine(2, -1))
        2*x - 1
        """
        line = exact_rational(slope, name="slope"), exact_rational(intercept, name="intercept")
        return cls._of(((), (line,), ()))

    @classmethod
    def identity(cls) -> Self:
        """Return the map x -> x.

        Examples
        --------
        >>> from varsym.exact.piecewise import PiecewiseLinear
        >>> print(PiecewiseLinear.identity())
        x
        """
        return cls._of(((), ((_ONE, _ZERO),), ()))

    @classmethod
    def interpolate(
        cls,
        points: Iterable[tuple[RationalLike, RationalLike]],
        left_slope: RationalLike = 0,
        right_slope: RationalLike = 0,
    ) -> Self:
        """Return the continuous map through given points, affine between neighbours.

        Parameters
        ----------
        points : iterable of pairs
            At least one pair (x, y), in any order, with different x.
        left_slope, right_slope : rational, optional
            The slopes before the first and after the last point.

        Raises
        ------
        InputError
            When a number is not exact, there is no point, or two points share their x.

        Examples
        --------
        >>> from varsym.exact.piecewise import PiecewiseLinear
        >>> print(PiecewiseLinear.interpolate([(0, 0), (1, 2), (2, 0)]))
        0 if x < 0; 2*x if 0 <= x < 1; -2*x + 4 if 1 <= x < 2; 0 if x >= 2
        """
        known = sorted(
            (exact_rational(x, name="x of a point"), exact_rational(y, name="y of a point"))
            for x, y in points
        )
        if not known or any(first[0] == second[0] for first, second in pairwise(known)):
            raise InputError(
                "The points to interpolate are none, or two of them share their x.",
                "At least one point, and different x.",
                "For a jump, use step or the constructor.",
            )
        slopes = [exact_rational(left_slope, name="left_slope")]
        slopes += [
            (second[1] - first[1]) / (second[0] - first[0]) for first, second in pairwise(known)
        ]
        slopes.append(exact_rational(right_slope, name="right_slope"))
        through = [known[0], *known]
        lines = [(slope, y - slope * x) for slope, (x, y) in zip(slopes, through, strict=True)]
        return cls([x for x, _ in known], lines, [y for _, y in known])

    @classmethod
    def step(
        cls,
        at: RationalLike,
        left: RationalLike,
        right: RationalLike,
        value: RationalLike | None = None,
    ) -> Self:
        """Return the map that is `left` before a point and `right` after it.

        Parameters
        ----------
        at : rational
            Where the jump is.
        left, right : rational
            The two values.
        value : rational, optional
            The value at the point itself; `right` when it is left out.

        Raises
        ------
        InputError
            When a number is not exact.

        Examples
        --------
        >>> from varsym.exact.piecewise import PiecewiseLinear
        >>> print(PiecewiseLinear.step(0, 0, 1))
        0 if x < 0; 1 if x >= 0
        """
        return cls([at], [(0, left), (0, right)], [right if value is None else value])

    @classmethod
    def relu(cls, threshold: RationalLike = 0) -> Self:
        """Return the map x -> max(x - threshold, 0).

        Raises
        ------
        InputError
            When the threshold is not exact.

        Examples
        --------
        >>> from varsym.exact.piecewise import PiecewiseLinear
        >>> print(PiecewiseLinear.relu("1/2"))
        max(x - 1/2, 0)
        """
        at = exact_rational(threshold, name="threshold")
        return cls._of(((at,), ((_ZERO, _ZERO), (_ONE, -at)), (_ZERO,)))

    @classmethod
    def hat(cls, center: RationalLike, halfwidth: RationalLike, height: RationalLike) -> Self:
        """Return the continuous tent with a given top that is 0 away from its centre.

        Parameters
        ----------
        center : rational
            Where the top is.
        halfwidth : rational
            The distance from the centre to the feet, above 0.
        height : rational
            The value at the centre.

        Raises
        ------
        InputError
            When a number is not exact or the halfwidth is not above 0.

        Examples
        --------
        >>> from varsym.exact.piecewise import PiecewiseLinear
        >>> PiecewiseLinear.hat(0, 2, 1)(1)
        Fraction(1, 2)
        """
        middle = exact_rational(center, name="center")
        reach = exact_rational(halfwidth, name="halfwidth", positive=True)
        return cls.interpolate([(middle - reach, 0), (middle, height), (middle + reach, 0)])

    @classmethod
    def spike(cls, at: RationalLike, height: RationalLike) -> Self:
        """Return the map whose value is a `height` at one point and 0 elsewhere.

        Examples
        --------
        >>> from varsym.exact.piecewise import PiecewiseLinear
        >>> print(PiecewiseLinear.spike(0, 1))
        1 if x = 0 else 0
        """
        return cls([at], [(0, 0), (0, 0)], [height])

    def compose(self, inner: PiecewiseLinear) -> Self:
        """Return the map x -> self(inner(x)), also written ``self @ inner``.

        Parameters
        ----------
        inner : PiecewiseLinear
            The map that is applied first.

        Returns
        -------
        PiecewiseLinear
            The composition, exact at every point, jumps and isolated values included.

        Examples
        --------
        >>> from varsym.exact.piecewise import PiecewiseLinear
        >>> print(PiecewiseLinear.spike(0, 1).compose(PiecewiseLinear.relu()))
        1 if x <= 0; 0 if x > 0
        """
        return self._of(compose(self._data, inner._data))

    def scale(self, factor: RationalLike) -> Self:
        """Return the map multiplied by a rational `factor`.

        Raises
        ------
        InputError
            When it is not exact.

        Examples
        --------
        >>> from varsym.exact.piecewise import PiecewiseLinear
        >>> print(PiecewiseLinear.identity().scale("1/2"))
        (1/2)*x
        """
        return self._of(scale(self._data, exact_rational(factor, name="factor")))

    def __matmul__(self, inner: PiecewiseLinear) -> Self:
        """Compose with an inner map."""
        if not isinstance(inner, PiecewiseLinear):
            return NotImplemented
        return self._of(compose(self._data, inner._data))

    def __add__(self, other: PiecewiseLinear) -> Self:
        """Add the values of two maps."""
        if not isinstance(other, PiecewiseLinear):
            return NotImplemented
        return self._of(add(self._data, other._data))

    def __neg__(self) -> Self:
        """Negate the values."""
        return self._of(scale(self._data, _MINUS_ONE))

    def __sub__(self, other: PiecewiseLinear) -> Self:
        """Subtract the values of another map."""
        if not isinstance(other, PiecewiseLinear):
            return NotImplemented
        return self._of(add(self._data, scale(other._data, _MINUS_ONE)))

    def __mul__(self, factor: Fraction | int) -> Self:
        """Multiply the values by a rational."""
        if isinstance(factor, bool) or not isinstance(factor, (int, Fraction)):
            return NotImplemented
        return self.scale(factor)

    __rmul__ = __mul__
