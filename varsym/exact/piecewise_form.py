"""Piecewise affine maps as immutable values with one form for each function."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple, NoReturn, Self

from varsym.errors import InputError
from varsym.exact.numbers import RationalLike, exact_rational
from varsym.exact.piecewise_algebra import Data, canonical, evaluate, line_at
from varsym.exact.piecewise_text import describe

__all__ = ["Piece", "PiecewiseForm", "clip"]


class Piece(NamedTuple):
    """One affine piece of a map, on an open interval.

    `left` and `right` are None where the interval has no end. The values at the breakpoints
    are kept apart, see `PiecewiseForm.values`.

    Parameters
    ----------
    left, right : Fraction or None
        The ends of the interval.
    slope, intercept : Fraction
        Of the line on it.

    Examples
    --------
    >>> from varsym.exact.piecewise import PiecewiseLinear
    >>> PiecewiseLinear.identity().pieces()[0].slope
    Fraction(1, 1)
    """

    left: Fraction | None
    right: Fraction | None
    slope: Fraction
    intercept: Fraction

    def limit(self, x: Fraction) -> Fraction:
        """Return slope * x + intercept: the value at x, or the limit at an end.

        Examples
        --------
        >>> from fractions import Fraction
        >>> from varsym.exact.piecewise import PiecewiseLinear
        >>> PiecewiseLinear.identity().pieces()[0].limit(Fraction(2))
        Fraction(2, 1)
        """
        return line_at((self.slope, self.intercept), x)


def clip(
    pieces: Sequence[Piece], a: Fraction, b: Fraction
) -> list[tuple[Fraction, Fraction, Piece]]:
    """List the pieces that meet the open interval (a, b), with the ends of the overlap.

    Parameters
    ----------
    pieces : sequence of Piece
        From left to right.
    a, b : Fraction
        The ends of the interval, a < b.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from varsym.exact.piecewise import PiecewiseLinear
    >>> from varsym.exact.piecewise_form import clip
    >>> [
    ...     (left, right)
    ...     for left, right, _ in clip(PiecewiseLinear.relu().pieces(), Fraction(-1), Fraction(2))
    ... ]
    [(Fraction(-1, 1), Fraction(0, 1)), (Fraction(0, 1), Fraction(2, 1))]
    """
    found = []
    for piece in pieces:
        left = a if piece.left is None else max(a, piece.left)
        right = b if piece.right is None else min(b, piece.right)
        if left < right:
            found.append((left, right, piece))
    return found


class PiecewiseForm:
    """What a piecewise affine map is, apart from what can be done with it.

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
    >>> f = PiecewiseLinear([0], [(0, 0), (1, 0)], [5])
    >>> f(0), f(2), f == PiecewiseLinear.relu()
    (Fraction(5, 1), Fraction(2, 1), False)
    """

    __slots__ = ("_data", "_hash")
    _data: Data
    _hash: int

    def __init__(
        self,
        breakpoints: Sequence[RationalLike],
        lines: Sequence[tuple[RationalLike, RationalLike]],
        values: Sequence[RationalLike],
    ) -> None:
        ats = [exact_rational(at, name="breakpoint") for at in breakpoints]
        exact_values = [exact_rational(value, name="value") for value in values]
        exact_lines = [
            (exact_rational(slope, name="slope"), exact_rational(intercept, name="intercept"))
            for slope, intercept in lines
        ]
        if len(exact_lines) != len(ats) + 1 or len(exact_values) != len(ats):
            raise InputError(
                f"A map was given with {len(ats)} breakpoints, {len(exact_lines)} lines and "
                f"{len(exact_values)} values.",
                "One more line than breakpoints, and one value for each breakpoint.",
                "Count the pieces, the unbounded ones included.",
            )
        if any(left >= right for left, right in pairwise(ats)):
            raise InputError(
                "The breakpoints of a map are not strictly increasing.",
                "Each breakpoint above the one before.",
                "Sort the pieces from left to right and merge equal breakpoints.",
            )
        object.__setattr__(self, "_data", canonical(ats, exact_lines, exact_values))

    @classmethod
    def _of(cls, data: Data) -> Self:
        made = object.__new__(cls)
        object.__setattr__(made, "_data", data)
        return made

    @property
    def breakpoints(self) -> tuple[Fraction, ...]:
        """The points around which the map is not affine, in increasing order.

        Examples
        --------
        >>> from varsym.exact.piecewise import PiecewiseLinear
        >>> PiecewiseLinear.relu(3).breakpoints
        (Fraction(3, 1),)
        """
        return self._data[0]

    @property
    def values(self) -> tuple[Fraction, ...]:
        """The values at the breakpoints, in the same order.

        Examples
        --------
        >>> from varsym.exact.piecewise import PiecewiseLinear
        >>> PiecewiseLinear.spike(0, 7).values
        (Fraction(7, 1),)
        """
        return self._data[2]

    def pieces(self) -> tuple[Piece, ...]:
        """Return the affine pieces from left to right, without the breakpoints.

        Examples
        --------
        >>> from varsym.exact.piecewise import PiecewiseLinear
        >>> [piece.slope for piece in PiecewiseLinear.relu().pieces()]
        [Fraction(0, 1), Fraction(1, 1)]
        """
        breaks, lines, _ = self._data
        ends: tuple[Fraction | None, ...] = (None, *breaks, None)
        return tuple(
            Piece(ends[index], ends[index + 1], slope, intercept)
            for index, (slope, intercept) in enumerate(lines)
        )

    def __call__(self, x: RationalLike) -> Fraction:
        """Evaluate the map at a rational."""
        return evaluate(self._data, x if type(x) is Fraction else exact_rational(x, name="x"))

    def describe(self, variable: str = "x") -> str:
        """Write the map as a person would.

        Parameters
        ----------
        variable : str, optional
            The letter for the argument.

        Returns
        -------
        str
            A closed form such as ``max(x - 1, 0)``, or a list of pieces.

        Examples
        --------
        >>> from varsym.exact.piecewise import PiecewiseLinear
        >>> PiecewiseLinear.step(0, -1, 1).describe("t")
        '-1 if t < 0; 1 if t >= 0'
        """
        return describe(self._data, variable)

    def __str__(self) -> str:
        """Write the map as a person would."""
        return describe(self._data)

    def __repr__(self) -> str:
        """Write the class and the map."""
        return f"<{type(self).__name__} {describe(self._data)}>"

    def __eq__(self, other: object) -> bool:
        """Tell whether the two functions agree everywhere."""
        if not isinstance(other, PiecewiseForm):
            return NotImplemented
        return self._data == other._data

    def __hash__(self) -> int:
        """Hash the numerators and denominators, once."""
        try:
            return self._hash
        except AttributeError:
            breaks, lines, values = self._data
            numbers = [*breaks, *values]
            for line in lines:
                numbers += line
            found = hash(tuple([number.as_integer_ratio() for number in numbers]))
            object.__setattr__(self, "_hash", found)
            return found

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse: the map is immutable."""
        raise AttributeError(f"A piecewise affine map is immutable; {name!r} cannot be set.")

    def __delattr__(self, name: str) -> NoReturn:
        """Refuse: the map is immutable."""
        raise AttributeError(f"A piecewise affine map is immutable; {name!r} cannot be deleted.")

    def __reduce__(self) -> tuple[type[Self], Data]:
        """Pickle and copy through the constructor."""
        return type(self), self._data
