"""Suprema, Lipschitz and growth constants of piecewise affine maps, decided exactly."""

from __future__ import annotations

from fractions import Fraction

from varsym.errors import InputError
from varsym.exact.extended import INFINITY, Extended
from varsym.exact.numbers import RationalLike, exact_rational
from varsym.exact.piecewise_form import Piece, PiecewiseForm, clip

__all__ = ["PiecewiseNorms"]

_ZERO = Fraction(0)


def _growth_of(piece: Piece) -> Extended:
    """Bound |f(x)| / |x| on one piece, by its values at the ends and its slope at infinity."""
    if not piece.intercept:
        return abs(piece.slope)
    if (piece.left is None or piece.left <= 0) and (piece.right is None or piece.right >= 0):
        return INFINITY
    # Here f(x)/x = slope + intercept/x is monotone, so the ends decide.
    found = _ZERO
    for end in (piece.left, piece.right):
        ratio = abs(piece.slope) if end is None else abs(piece.limit(end) / end)
        found = max(found, ratio)
    return found


class PiecewiseNorms(PiecewiseForm):
    """The decisions about size and steepness.

    Examples
    --------
    >>> from varsym.exact.piecewise import PiecewiseLinear
    >>> PiecewiseLinear.hat(0, 1, 3).sup_norm()
    Fraction(3, 1)
    """

    __slots__ = ()

    def is_continuous(self) -> bool:
        """Tell whether the map has no jump and no isolated value.

        Examples
        --------
        >>> from varsym.exact.piecewise import PiecewiseLinear
        >>> PiecewiseLinear.relu().is_continuous(), PiecewiseLinear.spike(0, 1).is_continuous()
        (True, False)
        """
        pieces = self.pieces()
        return all(
            pieces[index].limit(at) == value == pieces[index + 1].limit(at)
            for index, (at, value) in enumerate(zip(self.breakpoints, self.values, strict=True))
        )

    def lipschitz_constant(self) -> Extended:
        """Return the smallest L with |f(x) - f(y)| <= L |x - y| for all real x and y.

        Returns
        -------
        Fraction or Infinity
            The steepest slope, or INFINITY exactly when the map is discontinuous.

        Examples
        --------
        >>> from varsym.exact.piecewise import PiecewiseLinear
        >>> PiecewiseLinear.hat(0, "1/2", 3).lipschitz_constant()
        Fraction(6, 1)
        >>> PiecewiseLinear.step(0, 0, 1).lipschitz_constant()
        INFINITY
        """
        if not self.is_continuous():
            return INFINITY
        return max(abs(piece.slope) for piece in self.pieces())

    def growth_constant(self) -> Extended:
        """Return the smallest K with |f(x)| <= K |x| for all real x.

        Returns
        -------
        Fraction or Infinity
            INFINITY when there is none: when f(0) or a limit of f at 0 is not 0.

        Examples
        --------
        >>> from varsym.exact.piecewise import PiecewiseLinear
        >>> PiecewiseLinear.step(1, 0, 3).growth_constant()
        Fraction(3, 1)
        >>> PiecewiseLinear.constant(1).growth_constant()
        INFINITY
        """
        found: Extended = _ZERO
        for at, value in zip(self.breakpoints, self.values, strict=True):
            if value:
                if not at:
                    return INFINITY
                found = max(found, abs(value / at))
        for piece in self.pieces():
            found = max(found, _growth_of(piece))
        return found

    def is_additive(self) -> bool:
        """Tell whether f(x + y) = f(x) + f(y) for all real x and y, that is f(x) = cx.

        Examples
        --------
        >>> from varsym.exact.piecewise import PiecewiseLinear
        >>> PiecewiseLinear.affine(3, 0).is_additive(), PiecewiseLinear.relu().is_additive()
        (True, False)
        """
        pieces = self.pieces()
        return len(pieces) == 1 and not pieces[0].intercept

    def sup_norm(self) -> Extended:
        """Return the supremum of |f(x)| over all real x, isolated values included.

        Returns
        -------
        Fraction or Infinity
            INFINITY when the map is unbounded. The supremum need not be attained.

        Examples
        --------
        >>> from varsym.exact.piecewise import PiecewiseLinear
        >>> PiecewiseLinear.spike(2, -5).sup_norm(), PiecewiseLinear.relu().sup_norm()
        (Fraction(5, 1), INFINITY)
        """
        pieces = self.pieces()
        if pieces[0].slope or pieces[-1].slope:
            return INFINITY
        sizes = [abs(value) for value in self.values]
        for piece in pieces:
            ends = [end for end in (piece.left, piece.right) if end is not None]
            sizes += [abs(piece.limit(end)) for end in ends or [_ZERO]]
        return max(sizes)

    def sup_norm_on(self, a: RationalLike, b: RationalLike) -> Fraction:
        """Return the supremum of |f(x)| over the closed interval from a to b.

        Parameters
        ----------
        a, b : rational
            The ends, ``a <= b``.

        Returns
        -------
        Fraction
            The supremum, isolated values included; it need not be attained.

        Raises
        ------
        InputError
            When an end is not exact or a is above b.

        Examples
        --------
        >>> from varsym.exact.piecewise import PiecewiseLinear
        >>> PiecewiseLinear.identity().sup_norm_on(-3, 2)
        Fraction(3, 1)
        """
        low, high = exact_rational(a, name="a"), exact_rational(b, name="b")
        if low > high:
            raise InputError(
                "The interval for a supremum has its left end above its right end.",
                "Ends a and b with a <= b.",
                "Exchange the two.",
            )
        sizes = [abs(self(low)), abs(self(high))]
        sizes += [
            abs(value)
            for at, value in zip(self.breakpoints, self.values, strict=True)
            if low < at < high
        ]
        for left, right, piece in clip(self.pieces(), low, high):
            sizes += [abs(piece.limit(left)), abs(piece.limit(right))]
        return max(sizes)
