"""Attention on token maps, Definitions 3.4 and D.7."""

from __future__ import annotations

from varsym.maps.arrays import ExactArray, FloatArray, side
from varsym.maps.attention import Attention
from varsym.maps.block import Block
from varsym.maps.fields import Field
from varsym.maps.lipschitz import LipschitzBound, NormName, SteepPair
from varsym.maps.parameters import same_sides

__all__ = ["MapAttention"]


class MapAttention(Block):
    """Attention on token maps, Definitions 3.4 and D.7 (def:3.4, def:D.7).

    A map in R^{h x w x d} is flattened row by row to R^{hw x d}, attended to, and folded again.

    Parameters
    ----------
    attention : Attention
    height, width : int
        h and w.

    Raises
    ------
    InputError
        When a side is below 1.

    Examples
    --------
    >>> layer = MapAttention(Attention([[0]], [[0]], [[1]]), 1, 2)
    >>> layer.exact([[[1], [2]]]).tolist()
    [[[Fraction(3, 2)], [Fraction(3, 2)]]]
    """

    axes = 3

    def __init__(self, attention: Attention, height: int, width: int) -> None:
        self.attention = attention
        self.height, self.width = side(height, "height"), side(width, "width")
        self.tokens = self.height * self.width

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return (h, w, e) for (h, w, d).

        Raises
        ------
        ShapeError
            When the input is a map of another size.
        """
        same_sides(
            {"axes": len(shape), "axes of a token map": 3}, "the number of axes: height, width, d"
        )
        same_sides({"rows": shape[0], "in height": self.height}, "the height of the map")
        same_sides({"columns": shape[1], "in width": self.width}, "the width of the map")
        return (*shape[:2], *self.attention.output_shape((self.tokens, shape[2]))[1:])

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Flatten, attend, fold."""
        rows = x.reshape(self.tokens, -1)
        return self.attention.formula(field, rows).reshape(self.height, self.width, -1)

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Flatten, attend, fold, on a batch of maps."""
        *batch, height, width, channels = x.shape
        rows = x.reshape(*batch, self.tokens, channels)
        return self.attention.vectorised(rows).reshape(*batch, height, width, -1)

    def lipschitz(self, norm: NormName, radius: object = None) -> LipschitzBound:
        """Return the bound of the attention on h w tokens: folding changes no norm."""
        return self.attention.lipschitz(norm, radius, self.tokens)

    def steep_pair(self, slope: object, norm: NormName) -> SteepPair:
        """Return two maps between which attention is steeper than a given slope.

        Parameters
        ----------
        slope : exact number
            To be exceeded, at least 0.
        norm : {"sup", "2"}

        Raises
        ------
        InputError
            When the map has one token, or the attention has a bound everywhere.
        """
        found = self.attention.steep_pair(slope, norm, self.tokens)
        size = (self.height, self.width, -1)
        first, second = found.first.reshape(size), found.second.reshape(size)
        return SteepPair(first, second, found.slope, norm)
