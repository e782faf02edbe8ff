"""Tokens on a grid: the extreme norms and distances, as scalars that claims are made of."""

from __future__ import annotations

from dataclasses import dataclass

from varsym.claims import expressions as e

__all__ = ["TokenGrid"]


@dataclass(frozen=True)
class TokenGrid:
    """The tokens ``[first : step : last]^d``: every coordinate is first, first + step, …, or last.

    What is said of norms and distances holds for 0 ≤ first ≤ last and a positive step; they are
    attained, so that a strict inequality about all tokens is one about these numbers.

    Attributes
    ----------
    first, step, last : Scalar
    root : Scalar
        The letter for √d.

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> delta, root, k = *e.reals("delta sqrt_d"), *e.index("k")
    >>> text(TokenGrid(k - 1 + delta, delta, k, root).least_norm)
    '√d·(k-1+δ)'
    """

    first: e.Scalar
    step: e.Scalar
    last: e.Scalar
    root: e.Scalar

    def __init__(
        self, first: e.Scalar | int, step: e.Scalar | int, last: e.Scalar | int, root: e.Scalar
    ) -> None:
        for name, value in (("first", first), ("step", step), ("last", last), ("root", root)):
            object.__setattr__(self, name, e.as_scalar(value))

    @property
    def least_norm(self) -> e.Scalar:
        """The 2-norm of the token all of whose coordinates are `first`."""
        return self.root * self.first

    @property
    def greatest_norm(self) -> e.Scalar:
        """The 2-norm of the token all of whose coordinates are `last`."""
        return self.root * self.last

    @property
    def least_distance(self) -> e.Scalar:
        """The distance of two tokens of this grid that differ by one step in one coordinate."""
        return self.step

    def distance_to(self, above: TokenGrid) -> e.Scalar:
        """Return the distance of the nearest tokens of this grid and of one that lies above it."""
        return self.root * (above.first - self.last)

    @property
    def count(self) -> e.Scalar:
        """How many values a coordinate takes."""
        return (self.last - self.first) / self.step + 1
