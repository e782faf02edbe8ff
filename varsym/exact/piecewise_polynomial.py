"""Exact piecewise polynomials with compact support, such as interpolation kernels."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, NoReturn

from varsym.errors import InputError
from varsym.exact.algebraic import AlgebraicNumber
from varsym.exact.coefficients import (
    Coefficients,
    add,
    derivative,
    describe,
    evaluate,
    translate,
    trim,
)
from varsym.exact.extended import INFINITY, Infinity
from varsym.exact.matrices import SizeError
from varsym.exact.numbers import RationalLike, exact_rational, format_rational
from varsym.exact.polynomials import polynomial_value, real_roots

__all__ = ["Extreme", "PiecewisePolynomial"]

_ZERO = Fraction(0)
_ONE = Fraction(1)
_LONGEST_SUPPORT = 10_000


@dataclass(frozen=True, slots=True)
class Extreme:
    """The supremum or infimum of a function.

    Attributes
    ----------
    value : Fraction or AlgebraicNumber
        The supremum or infimum; a `Fraction` exactly when it is rational.
    place : Fraction or AlgebraicNumber
        Where it is reached; or the knot at which it is the limit from the left.
    attained : bool
        Whether the function has the value at the place; if not, it has it nowhere.

    Examples
    --------
    >>> from varsym.exact.piecewise_polynomial import PiecewisePolynomial
    >>> PiecewisePolynomial([0, 1], [[0, 1]]).range()[1]
    Extreme(value=Fraction(1, 1), place=Fraction(1, 1), attained=False)
    """

    value: Fraction | AlgebraicNumber
    place: Fraction | AlgebraicNumber
    attained: bool


class PiecewisePolynomial:
    """An immutable function on the line, polynomial between rational knots, and 0 outside them.

    Piece k holds on the half-open interval from knots[k] to knots[k + 1], its left end included:
    the function is continuous from the right, and 0 at the last knot and beyond. Objects are
    equal when the functions are.

    Parameters
    ----------
    knots : sequence of rational
        At least two, strictly increasing.
    pieces : sequence of sequences of rational
        The coefficients of each piece, low degree first, in x itself; one piece fewer than knots.

    Raises
    ------
    InputError
        When a number is not exact, the knots do not increase, or the lengths do not fit.

    Examples
    --------
    >>> from varsym.exact.piecewise_polynomial import PiecewisePolynomial
    >>> hat = PiecewisePolynomial([-1, 0, 1], [[1, 1], [1, -1]])
    >>> hat("1/4"), hat.degree, hat.support, hat.is_partition_of_unity()
    (Fraction(3, 4), 1, (Fraction(-1, 1), Fraction(1, 1)), True)
    """

    __slots__ = ("_hash", "_knots", "_pieces")
    _hash: int
    _knots: tuple[Fraction, ...]
    _pieces: tuple[Coefficients, ...]

    def __init__(
        self, knots: Sequence[RationalLike], pieces: Sequence[Sequence[RationalLike]]
    ) -> None:
        ats = [exact_rational(knot, name="knot") for knot in knots]
        if len(ats) < 2 or any(left >= right for left, right in pairwise(ats)):
            raise InputError(
                f"{len(ats)} knots that do not increase, or are too few.",
                "At least two knots, strictly increasing.",
                "Sort the knots, and name each once.",
            )
        if len(pieces) != len(ats) - 1:
            raise InputError(
                f"{len(pieces)} pieces for {len(ats)} knots.",
                "One piece for each interval between neighbouring knots.",
                "Write [0] for a piece that vanishes.",
            )
        exact = [tuple(exact_rational(c, name="coefficient") for c in piece) for piece in pieces]
        self._set(ats, exact)

    def _set(self, knots: Sequence[Fraction], pieces: Sequence[Coefficients]) -> None:
        """Keep the one form of the function: no superfluous knots, no leading zeros."""
        ats: list[Fraction] = []
        kept: list[Coefficients] = [()]
        # The zero function has no knots at all, so that only the outside is left over.
        for knot, piece in zip(knots, (*map(trim, pieces), ()), strict=False):
            if piece != kept[-1]:
                ats.append(knot)
                kept.append(piece)
        object.__setattr__(self, "_knots", tuple(ats))
        object.__setattr__(self, "_pieces", tuple(kept[1:-1]))
        object.__setattr__(self, "_hash", hash((self._knots, self._pieces)))

    @classmethod
    def _of(cls, knots: Sequence[Fraction], pieces: Sequence[Coefficients]) -> PiecewisePolynomial:
        made = object.__new__(cls)
        made._set(knots, pieces)
        return made

    @property
    def knots(self) -> tuple[Fraction, ...]:
        """The knots that are needed: the function is not one polynomial around any of them.

        Examples
        --------
        >>> from varsym.exact.piecewise_polynomial import PiecewisePolynomial
        >>> PiecewisePolynomial([0, 1, 2, 3], [[1], [1], [0]]).knots
        (Fraction(0, 1), Fraction(2, 1))
        """
        return self._knots

    @property
    def pieces(self) -> tuple[tuple[Fraction, ...], ...]:
        """The coefficients between the knots, low degree first, without leading zeros.

        Examples
        --------
        >>> from varsym.exact.piecewise_polynomial import PiecewisePolynomial
        >>> PiecewisePolynomial([0, 1], [[0, 2, 0]]).pieces
        ((Fraction(0, 1), Fraction(2, 1)),)
        """
        return self._pieces

    @property
    def degree(self) -> int:
        """The largest degree of a piece, and -1 for the zero function.

        Examples
        --------
        >>> from varsym.exact.piecewise_polynomial import PiecewisePolynomial
        >>> PiecewisePolynomial([0, 1, 2], [[1], [0, 0, 3]]).degree
        2
        """
        return max(map(len, self._pieces), default=0) - 1

    @property
    def support(self) -> tuple[Fraction, Fraction]:
        """The smallest closed interval outside which the function is 0; (0, 0) if it is 0.

        Examples
        --------
        >>> from varsym.exact.piecewise_polynomial import PiecewisePolynomial
        >>> PiecewisePolynomial([0, 1, 2], [[0], [3]]).support
        (Fraction(1, 1), Fraction(2, 1))
        """
        return (self._knots[0], self._knots[-1]) if self._knots else (_ZERO, _ZERO)

    def __call__(self, x: RationalLike) -> Fraction:
        """Evaluate at a rational."""
        at = exact_rational(x, name="x")
        return evaluate(self._piece_at(at), at)

    def _piece_at(self, at: Fraction) -> Coefficients:
        index = bisect_right(self._knots, at) - 1
        return self._pieces[index] if 0 <= index < len(self._pieces) else ()

    @property
    def is_continuous(self) -> bool:
        """Whether the function has no jump, also at its first and last knot.

        Examples
        --------
        >>> from varsym.exact.piecewise_polynomial import PiecewisePolynomial
        >>> PiecewisePolynomial([0, 1], [[1]]).is_continuous
        False
        """
        return self.smoothness() >= 0

    def smoothness(self) -> int | Infinity:
        """Return the largest k such that the function has k continuous derivatives on the line.

        Returns
        -------
        int or Infinity
            -1 for a function with a jump, INFINITY for the zero function alone.

        Examples
        --------
        >>> from varsym.exact.piecewise_polynomial import PiecewisePolynomial
        >>> PiecewisePolynomial([-1, 0, 1], [[1, 1], [1, -1]]).smoothness()
        0
        """
        orders = []
        neighbours = pairwise(((), *self._pieces, ()))
        for knot, (left, right) in zip(self._knots, neighbours, strict=False):
            # The derivatives agree up to the order to which the difference vanishes.
            difference = translate(add(right, tuple(-c for c in left)), knot)
            orders.append(next(k for k, coefficient in enumerate(difference) if coefficient) - 1)
        return min(orders, default=INFINITY)

    def range(self) -> tuple[Extreme, Extreme]:
        """Return the infimum and the supremum over the line, exactly.

        Returns
        -------
        pair of Extreme
            With places, and whether they are attained: at a jump a function may only come near.

        Examples
        --------
        >>> from varsym.exact.piecewise_polynomial import PiecewisePolynomial
        >>> least, most = PiecewisePolynomial([0, 2], [[0, -2, 0, 1]]).range()
        >>> least
        Extreme(value=<AlgebraicNumber -1.088662108…>, place=<AlgebraicNumber 0.8164965809…>,
        attained=True)
        >>> most
        Extreme(value=Fraction(4, 1), place=Fraction(2, 1), attained=False)
        """
        candidates = [Extreme(_ZERO, self.support[1], attained=True)]
        for (left, right), piece in zip(pairwise(self._knots), self._pieces, strict=True):
            candidates.append(Extreme(evaluate(piece, left), left, attained=True))
            candidates.append(Extreme(evaluate(piece, right), right, attained=False))
            if len(piece) > 1:
                for at in real_roots(derivative(piece), left, right):
                    value = polynomial_value(piece, at)
                    if left < at < right:
                        candidates.append(Extreme(_simplest(value), _simplest(at), attained=True))
        least = most = candidates[0]
        for candidate in candidates:
            if _is_beyond(candidate, least, candidate.value < least.value):
                least = candidate
            if _is_beyond(candidate, most, candidate.value > most.value):
                most = candidate
        return least, most

    def within(self, low: RationalLike, high: RationalLike) -> bool:
        """Tell whether all values lie in the closed interval from `low` to `high`.

        Raises
        ------
        InputError
            When an end is not exact.

        Examples
        --------
        >>> from varsym.exact.piecewise_polynomial import PiecewisePolynomial
        >>> PiecewisePolynomial([-1, 0, 1], [[1, 1], [1, -1]]).within(0, 1)
        True
        """
        return self.violation(low, high) is None

    def violation(self, low: RationalLike, high: RationalLike) -> Fraction | None:
        """Find a rational at which the value is below `low` or above `high`.

        Returns
        -------
        Fraction or None
            None exactly when there is no such point.

        Raises
        ------
        InputError
            When an end is not exact.

        Examples
        --------
        >>> from varsym.exact.piecewise_polynomial import PiecewisePolynomial
        >>> f = PiecewisePolynomial([0, 1], [[0, 1]])
        >>> f.violation(0, 1), f.violation(0, "9/10")
        (None, Fraction(31, 32))
        """
        least, most = self.range()
        floor, ceiling = exact_rational(low, name="low"), exact_rational(high, name="high")
        if most.value > ceiling:
            return self._find_near(most.place, lambda value: value > ceiling)
        if least.value < floor:
            return self._find_near(least.place, lambda value: value < floor)
        return None

    def _find_near(
        self, place: Fraction | AlgebraicNumber, wanted: Callable[[Fraction], bool]
    ) -> Fraction:
        """Find a rational with a wanted value, where values near a place or left of it are."""
        bits = 1
        while True:
            if isinstance(place, AlgebraicNumber):
                near = place.bounds(bits)
            else:
                near = place, place - Fraction(1, 1 << bits)
            for at in near:
                if wanted(self(at)):
                    return at
            bits += 4

    def derivative(self) -> PiecewisePolynomial:
        """Return the derivative between the knots; at a knot it is the one from the right.

        What a jump adds to a derivative in the sense of distributions is left out.

        Examples
        --------
        >>> from varsym.exact.piecewise_polynomial import PiecewisePolynomial
        >>> print(PiecewisePolynomial([0, 1], [[5, 0, 1]]).derivative())
        2*x on [0, 1)
        """
        return self._of(self._knots, tuple(map(derivative, self._pieces)))

    def integral(self) -> Fraction:
        """Return the integral over the line.

        Examples
        --------
        >>> from varsym.exact.piecewise_polynomial import PiecewisePolynomial
        >>> PiecewisePolynomial([0, 1], [[0, 0, 1]]).integral()
        Fraction(1, 3)
        """
        total = _ZERO
        for (left, right), piece in zip(pairwise(self._knots), self._pieces, strict=True):
            primitive = (_ZERO, *(c / k for k, c in enumerate(piece, 1)))
            total += evaluate(primitive, right) - evaluate(primitive, left)
        return total

    def is_partition_of_unity(self) -> bool:
        """Tell whether the function's integer shifts add up to 1 everywhere.

        Raises
        ------
        SizeError
            When the support is longer than 10,000.

        Examples
        --------
        >>> from varsym.exact.piecewise_polynomial import PiecewisePolynomial
        >>> PiecewisePolynomial([0, 1], [[1]]).is_partition_of_unity()
        True
        >>> PiecewisePolynomial([0, "1/2"], [[2]]).is_partition_of_unity()
        False
        """
        first, last = math.floor(self.support[0]), math.ceil(self.support[1])
        if last - first > _LONGEST_SUPPORT:
            raise SizeError(
                f"A function whose support meets {last - first} unit intervals.",
                f"At most {_LONGEST_SUPPORT}.",
                "Rescale it.",
            )
        for start in {_ZERO, *(knot % 1 for knot in self._knots)}:
            # From start on to the next knot of any shift, this is what all shifts add up to.
            total: Coefficients = ()
            for shift in range(first, last):
                total = add(total, translate(self._piece_at(start + shift), Fraction(shift)))
            if total != (_ONE,):
                return False
        return True

    def sympy(self) -> Any:
        """Return the function as a SymPy `Piecewise` in the symbol x.

        Examples
        --------
        >>> from varsym.exact.piecewise_polynomial import PiecewisePolynomial
        >>> PiecewisePolynomial([0, 1], [[0, "1/2"]]).sympy()
        Piecewise((x/2, (x >= 0) & (x < 1)), (0, True))
        """
        import sympy

        x = sympy.Symbol("x")
        cases = []
        for (left, right), piece in zip(pairwise(self._knots), self._pieces, strict=True):
            value = sum(_sympy(c) * x**k for k, c in enumerate(piece))
            cases.append((value, (x >= _sympy(left)) & (x < _sympy(right))))
        return sympy.Piecewise(*cases, (0, True))

    def __eq__(self, other: object) -> bool:
        """Tell whether the functions are the same."""
        if not isinstance(other, PiecewisePolynomial):
            return NotImplemented
        return (self._knots, self._pieces) == (other._knots, other._pieces)

    def __hash__(self) -> int:
        """Hash knots and pieces; the weights of kernels are looked up by it."""
        return self._hash

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse: the function is immutable."""
        raise AttributeError(f"A PiecewisePolynomial is immutable; {name!r} cannot be set.")

    def __delattr__(self, name: str) -> NoReturn:
        """Refuse: the function is immutable."""
        raise AttributeError(f"A PiecewisePolynomial is immutable; {name!r} cannot be deleted.")

    def __reduce__(self) -> tuple[object, tuple[object, object]]:
        """Pickle and copy by the parts."""
        return PiecewisePolynomial._of, (self._knots, self._pieces)

    def __str__(self) -> str:
        """Write the pieces."""
        parts = (
            f"{describe(piece)} on [{format_rational(left)}, {format_rational(right)})"
            for (left, right), piece in zip(pairwise(self._knots), self._pieces, strict=True)
            if piece
        )
        return "; ".join(parts) or "0"

    def __repr__(self) -> str:
        """Write the class and the function."""
        return f"<PiecewisePolynomial {self}>"


def _is_beyond(candidate: Extreme, known: Extreme, farther: bool) -> bool:
    better_known = candidate.attained and not known.attained
    return farther or (better_known and candidate.value == known.value)


def _simplest(number: AlgebraicNumber) -> Fraction | AlgebraicNumber:
    return number.as_fraction() if number.is_rational else number


def _sympy(q: Fraction) -> Any:
    import sympy

    return sympy.Rational(q.numerator, q.denominator)
